"""Lookups over the importers' lexicons of every language at once: an export's language is rarely known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ipse.text.data import language_data, languages

LEXICONS = "ipse.importers.lexicons"


def plain(text: str) -> str:
    """Lower case without accents, character for character: offsets stay. "Février" is "fevrier"."""
    return text.lower() if text.isascii() else "".join(map(_plain_character, text))


@cache
def months() -> Mapping[str, int]:
    """Every month name and short form, plain, with its number from 1."""
    return {
        plain(str(name)): number
        for data in _all()
        for number, names in enumerate(data["months"], start=1)
        for name in names
    }


@cache
def update_markers() -> tuple[str, ...]:
    """Words before the date of a document's last change, plain, longest first."""
    return _phrases("update_markers")


@cache
def said_markers() -> tuple[str, ...]:
    """Words before the date when a document was recorded or published, plain, longest first."""
    return _phrases("said_markers")


@cache
def agenda_words() -> frozenset[str]:
    """Words in the titles of pages that list coming dates, plain."""
    return frozenset(plain(str(word)) for data in _all() for word in data["agenda"])


@cache
def kinds() -> Mapping[str, str]:
    """A word of a folder or file name, plain and singular, to the kind of source."""
    return {
        _singular(plain(str(word))): str(kind)
        for data in _all()
        for kind, words in data["kinds"].items()
        for word in words
    }


@cache
def columns(role: str) -> tuple[str, ...]:
    """Names of the column or field that plays ``role`` (text, date, id, …), as ``field_key``, best first."""
    return tuple(dict.fromkeys(field_key(str(name)) for data in _all() for name in data["columns"][role]))


def field_key(field: str) -> str:
    """A column or field name for comparison: "Published_At" and "published at" are the same."""
    return " ".join(re.findall(r"[^\W_]+", plain(unicodedata.normalize("NFC", field))))


def name_words(name: str) -> Iterator[str]:
    """The words of a folder or file name, plain and singular: "Mes-Vidéos" gives "me", "video"."""
    for word in re.findall(r"[a-z]+", plain(unicodedata.normalize("NFC", name))):
        yield _singular(word)


@cache
def _plain_character(character: str) -> str:
    return unicodedata.normalize("NFKD", character.casefold())[:1] or character


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _phrases(key: str) -> tuple[str, ...]:
    return tuple(sorted({plain(str(word)) for data in _all() for word in data[key]}, key=_longest))


def _longest(word: str) -> tuple[int, str]:
    return -len(word), word


def _all() -> list[Mapping[str, Any]]:
    return [language_data(LEXICONS, language) for language in languages(LEXICONS)]
