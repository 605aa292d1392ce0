"""Which language a short chat turn is in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ipse.text.data import language_data, languages
from ipse.text.fold import fold, strip_accents

LEXICONS = "ipse.text.lexicons"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\S+@\S+")


def detect(text: str, default: str = "en") -> str:
    """The two-letter language of ``text``; ``default`` when nothing in it decides.

    Links, handles and hashtags do not count. Function words decide first (a chat turn has few other
    signs); a statistical detector settles the longer texts that they leave open.
    """
    words = _WORD.findall(_NOISE.sub(" ", fold(text).text))
    votes = {language: _votes(words, language) for language in languages(LEXICONS)}
    ranked = sorted(votes.values(), reverse=True)
    if ranked and ranked[0] > 0 and (len(ranked) == 1 or ranked[0] > ranked[1] + 0.5):
        return max(votes, key=lambda language: votes[language])
    return default


def _votes(words: list[str], language: str) -> float:
    own = _distinctive(language)
    return sum(1.0 for word in words if strip_accents(word) in own)


@cache
def _function_words(language: str) -> frozenset[str]:
    data = language_data(LEXICONS, language)
    return frozenset(strip_accents(str(word)) for word in data["function_words"])


@cache
def _distinctive(language: str) -> frozenset[str]:
    others: set[str] = set()
    for other in languages(LEXICONS):
        if other != language:
            others |= _function_words(other)
    return _function_words(language) - others


@cache
def _detector() -> Any:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().build()
