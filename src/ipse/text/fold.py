"""Folding for comparison: one spelling for what a reader sees as one text, offsets kept.

Case, typographic quotes and dashes, odd spaces, full-width and styled letters (NFKC), zero-width and
bidirectional controls (Unicode TR36, TR39) and Cyrillic or Greek look-alikes inside Latin text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PUNCTUATION = {
    **dict.fromkeys("’‘‛ʼʹ′´`＇ꞌ‹›‚", "'"),
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "…": "...",
    "⁄": "/",
    "œ": "oe",
    "Œ": "oe",
    "æ": "ae",
    "Æ": "ae",
}
_KEPT = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞²³¹⁰⁴⁵⁶⁷⁸⁹™®©")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u3164\uffa0"
)
_LOOKALIKES = {
    **dict(zip("асеһіјкӏморԛѕтухѵԝвнԁ", "acehijklmopqstyxvwbhd", strict=True)),
    **dict(zip("αβεικνορτυχγω", "abeiknoptuxyw", strict=True)),
    **dict(zip("ıɑɡ", "iag", strict=True)),
}
_ASCII_SPACES = str.maketrans("\t\v\f\r\x1c\x1d\x1e\x1f`", "        '")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\uffff]")
_CLUSTER = re.compile(
    r"[\x00-\x7f](?=[\u0300-\u036f\u20d0-\u20ff])[\u0300-\u036f\u20d0-\u20ff]+|[^\x00-\x7f][\u0300-\u036f\u20d0-\u20ff]*"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with, for each of its characters, where it stands in the original.

    Character ``i`` comes from ``original[offsets[i]:ends[i]]``; both sequences never decrease.
    """

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's ``[start, end)`` for the folded ``[start, end)``; an empty span stays empty."""
        if not self.offsets:
            return 0, 0
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else self.ends[-1]
            return place, place
        return self.offsets[start], self.ends[min(end, len(self.ends)) - 1]


@dataclass(frozen=True, slots=True)
class HiddenCharacter:
    """A character that a reader does not see, or takes for another: ``original[start:end]``."""

    start: int
    end: int
    kind: str  # zero_width | bidi | tag | homoglyph
    name: str  # its Unicode name


def fold(text: str, *, accents: bool = False) -> Folded:
    """``text`` in the form used for comparison; ``accents=True`` also strips diacritics.

    Idempotent on its own output. Line breaks are kept, other white space becomes one space each.
    """
    if text.isascii():
        return _fold_ascii(text)
    chars: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    latin = _reads_as_latin(text)
    place = 0
    for cluster in _CLUSTER.finditer(text):
        start, end = cluster.span()
        if place < start:
            chars.append(text[place:start].lower().translate(_ASCII_SPACES))
            offsets.extend(range(place, start))
            ends.extend(range(place + 1, start + 1))
        folded = _fold_cluster(cluster[0], accents, latin)
        chars.append(folded)
        offsets.extend([start] * len(folded))
        ends.extend([end] * len(folded))
        place = end
    chars.append(text[place:].lower().translate(_ASCII_SPACES))
    offsets.extend(range(place, len(text)))
    ends.extend(range(place + 1, len(text) + 1))
    return Folded("".join(chars), tuple(offsets), tuple(ends))


def hidden_characters(text: str) -> tuple[HiddenCharacter, ...]:
    """Zero-width, bidirectional and tag characters, and look-alike letters inside Latin words.

    The joiners inside emoji sequences are not reported: they are part of what a reader sees.
    """
    if text.isascii():
        return ()
    latin = _reads_as_latin(text)
    found = []
    for index, char in enumerate(text):
        kind = _hidden_kind(text, index, latin)
        if kind:
            found.append(HiddenCharacter(index, index + 1, kind, unicodedata.name(char, f"U+{ord(char):04X}")))
    return tuple(found)


def strip_accents(text: str) -> str:
    """``text`` without combining marks: "été" is "ete"."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _fold_ascii(text: str) -> Folded:
    places = tuple(range(len(text) + 1))
    return Folded(text.lower().translate(_ASCII_SPACES), places[:-1], places[1:])


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str, accents: bool, latin: bool) -> str:
    if cluster in _PUNCTUATION:
        return _PUNCTUATION[cluster]
    if cluster in _KEPT:
        return cluster
    if cluster == "\n":
        return cluster
    if cluster.isspace():
        return " "
    if _invisible(cluster[0]):
        return ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    folded = "".join(_PUNCTUATION.get(char, char) for char in folded if not _invisible(char))
    if latin:
        folded = "".join(_LOOKALIKES.get(char, char) for char in folded)
    folded = "".join(" " if char.isspace() else char for char in folded)
    return strip_accents(folded) if accents else folded


def _invisible(char: str) -> bool:
    return char in _ZERO_WIDTH or char in _BIDI or "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e01ef"


def _reads_as_latin(text: str) -> bool:
    """Most letters are Latin: a Cyrillic or Greek letter is then a look-alike, not a language."""
    others = sum(1 for char in _OTHER_SCRIPT.findall(text) if char.isalpha())
    return others == 0 or sum(1 for char in text if char.isalpha()) >= 2 * others


def _hidden_kind(text: str, index: int, latin: bool) -> str | None:
    char = text[index]
    if char in _BIDI:
        return "bidi"
    if char == "\u200d" and _beside_emoji(text, index):
        return None
    if char in _ZERO_WIDTH:
        return "zero_width"
    if "\U000e0000" <= char <= "\U000e007f":
        return None if "\U0001f3f4" in text[max(0, index - 8) : index] else "tag"
    if latin and char >= "\u0250" and char.casefold() in _LOOKALIKES and _in_latin_word(text, index):
        return "homoglyph"
    return None


def _in_latin_word(text: str, index: int) -> bool:
    beside = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return any(char.isalpha() and char < "\u0250" for char in beside)


def _beside_emoji(text: str, index: int) -> bool:
    after = text[index + 1 : index + 2]
    return bool(after) and unicodedata.category(after) in {"So", "Sk"}
