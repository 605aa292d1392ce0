"""What a clause grants, offers or answers, in words that the fan will act upon.

- Terms: "the fourth is on me", "guaranteed for life", "à moitié prix", "two hundred if you pay for the year".
- Leave: "phones are fine", « tant que vous voulez », to a fan who asks whether something may be done.
- The side, the name, or "the same", to a fan who asks which, who, or whether that goes for something else as well.
- News: "Good news: a batch in May".

Each is a list of expressions on words without capitals and accents, in ``lexicons/<language>.yaml`` under ``answers``.
"""

from __future__ import annotations

import re
from functools import cache

from ipse.claims.tokens import LEXICONS
from ipse.text.data import language_data
from ipse.text.fold import fold, strip_accents

_ASKED = {"leave": "leave_asked", "side": "side_asked", "same": "same_asked"}  # what must have been asked
_NAME = re.compile(
    r"^(?:(?:Oh|Ah|Hm+|Euh|Ben|Well),? )?[A-ZÀ-Þ][\w'’-]*[a-zß-ÿ]"
    r"(?: (?:de |du |la |of |and |et )?[A-ZÀ-Þ][\w'’-]*){0,2}\s{0,2}(?:[,.!…(].*)?$",
    re.DOTALL,
)


def passing(quote: str, language: str) -> bool:
    """Whether the only time in ``quote`` is a turn of speech: "one day", "just a minute"."""
    return bool(_words("passing", _plain(quote), language))


def terms(quote: str, language: str) -> str:
    """The words of an offer or a price in ``quote``, "" without any."""
    return _words("terms", _plain(quote), language)


def news(quote: str, language: str) -> str:
    """The words that announce something told in the same clause."""
    return _words("news", _plain(quote), language)


def answer(quote: str, asked: str, language: str) -> str:
    """Which answer the first words of a reply give to ``asked`` (folded): leave, side, same or name; "" for none."""
    words = _plain(quote)
    for name, question in _ASKED.items():
        if _words(question, asked, language) and _words(name, words, language):
            return "" if _words(f"not_{name}", words, language) else name
    named = _words("name_asked", asked, language) and _NAME.match(quote.strip())
    return "name" if named and not _words("not_name", words, language) else ""


def leave(quote: str, asked: str, language: str) -> bool:
    """Whether ``quote`` allows what ``asked`` asks for."""
    words = _plain(quote)
    granted = _words("leave_asked", asked, language) and _words("leave", words, language)
    return bool(granted) and not _words("not_leave", words, language)


@cache
def typed_code(language: str) -> re.Pattern[str]:
    """A code that the reader is to type: capitals behind a verb of typing, or capitals that end in figures."""
    verbs = "|".join(language_data(LEXICONS, language)["answers"]["types"])
    word = rf"(?i:{verbs}) (?:(?i:the code|le code|code|in) )?(?P<word>[A-Z]{{5,20}})"
    return re.compile(rf"(?<![\w#@])(?:{word}|(?P<code>[A-Z]{{4,16}}\d{{1,3}}))(?![\w-])")


def _plain(text: str) -> str:
    return strip_accents(fold(text).text)


def _words(name: str, text: str, language: str) -> str:
    pattern = _patterns(language).get(name)
    found = pattern.search(text) if pattern else None
    return found.group() if found else ""


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    lists = language_data(LEXICONS, language)["answers"]
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(entries)})(?!\w)") for name, entries in lists.items()}
