"""Which language a short chat turn is in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from ipse.text.data import language_data, languages
from ipse.text.fold import fold

LEXICONS = "ipse.text.lexicons"
_WORD = re.compile(r"[^\W\d_]+")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|(?<![^\s\"])[^\s@\"]++@[^\s\"]+|[\"«“][^\"»”]{0,200}[\"»”]")
_MARGIN = 0.5  # votes by which a language that is read must lead to overrule the default
_SCRIPTS = (
    ("ru", "\u0400", "\u04ff"),
    ("el", "\u0370", "\u03ff"),
    ("ar", "\u0600", "\u06ff"),
    ("he", "\u0590", "\u05ff"),
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("zh", "\u4e00", "\u9fff"),
)


@lru_cache(maxsize=8192)
def detect(text: str, default: str = "en", margin: float = _MARGIN) -> str:
    """The two-letter language of ``text``; ``default`` when nothing in it decides.

    ``margin`` is the lead in votes that a language needs to overrule the default, one that is not read more than
    twice that: a single word ("foi", a faith in French) is not enough.

    Links, handles, hashtags and quotations do not count. Function words decide, each by how few languages
    share it: a chat turn has few other signs. Recognised beyond the languages that are read: see
    ``lexicons/_others.yaml``.
    """
    script = _script(text)
    if script:
        return script
    folded = _NOISE.sub(" ", fold(text).text)
    votes: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(folded):
        for language, weight in _weights().get(word, ()):
            votes[language] += weight
    for language, sign in _signs().items():
        votes[language] += len(sign.findall(folded))
    return _decide({found: count for found, count in votes.items() if count}, default, margin)


def _decide(votes: Mapping[str, float], default: str, margin: float) -> str:
    ranked = sorted(votes, key=lambda language: (-votes[language], language != default, language))
    if not ranked:
        return default
    best = ranked[0]
    lead = votes[best] - (votes[ranked[1]] if len(ranked) > 1 else 0.0)
    enough = lead >= margin if best in languages(LEXICONS) else lead > 2 * margin
    return best if best == default or enough else default


@cache
def _signs() -> Mapping[str, re.Pattern[str]]:
    """What only one language writes: elisions, contractions."""
    return {
        language: re.compile("|".join(language_data(LEXICONS, language)["signs"])) for language in languages(LEXICONS)
    }


@cache
def _weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """For each function word, the languages that have it, each with one over their number."""
    lists = {**language_data(LEXICONS, "_others")}
    for language in languages(LEXICONS):
        lists[language] = language_data(LEXICONS, language)["function_words"]
    owners: dict[str, set[str]] = {}
    for language, words in lists.items():
        for word in words:
            owners.setdefault(fold(str(word)).text, set()).add(language)
    return {word: tuple((language, 1 / len(found)) for language in sorted(found)) for word, found in owners.items()}


def _script(text: str) -> str | None:
    letters = [char for char in text if char.isalpha()]
    for language, low, high in _SCRIPTS:
        if sum(low <= char <= high for char in letters) * 2 > len(letters):
            return language
    return None
