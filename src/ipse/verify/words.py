"""Word sets of a language, folded once, and a scanner that finds them as whole words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ipse.text.data import language_data, supported
from ipse.text.fold import fold, strip_accents
from ipse.text.nlp import stem

LEXICONS = "ipse.verify.lexicons"


def plain(text: str) -> str:
    """Casefolded, accents and typographic variants removed: the form in which words are compared."""
    return strip_accents(fold(text).text)


@cache
def phrases(language: str, name: str) -> re.Pattern[str]:
    """A pattern for the words and phrases of a list, longest first, as whole words of plain text."""
    data = language_data(LEXICONS, supported(LEXICONS, language))
    return _pattern(data.get(name, ()))


@cache
def carriers(language: str) -> frozenset[str]:
    """Stems of words that come with any value ("costs", "takes") and do not tell what it is the value of."""
    data = language_data(LEXICONS, supported(LEXICONS, language))
    return frozenset(stem(str(word), language) for word in data.get("carriers", ()))


@cache
def kin_patterns(language: str) -> dict[str, re.Pattern[str]]:
    """A pattern for each kind of relative or companion."""
    kin = language_data(LEXICONS, supported(LEXICONS, language)).get("kin", {})
    return {name: _pattern(words) for name, words in kin.items()}


@cache
def exclusive_groups(language: str) -> tuple[frozenset[str], ...]:
    """Groups of words of which a statement can hold one only: weekdays, seasons, left and right."""
    groups = language_data(LEXICONS, supported(LEXICONS, language)).get("antonyms", ())
    return tuple(frozenset(plain(str(word)) for word in group) for group in groups)


@cache
def opposites(language: str) -> tuple[re.Pattern[str], ...]:
    """The two ends of the scale of quantity: all, none."""
    lists = language_data(LEXICONS, supported(LEXICONS, language)).get("opposites", ())
    return tuple(_pattern(words) for words in lists)


def _pattern(words: Iterable[object]) -> re.Pattern[str]:
    ordered = sorted({plain(str(word)) for word in words}, key=lambda w: (-len(w), w))
    parts = [re.escape(w) + ("" if w.endswith("'") else r"(?!\w)") for w in ordered]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + ")") if parts else re.compile(r"(?!)")
