"""Values that are written one way only: links, e-mail addresses, telephone numbers, codes, ISO dates, clock digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ipse.text.fold import Folded
from ipse.text.values.model import Value, ValueType

_SUFFIXES = "com|org|net|fr|uk|co|io|tv|shop|store|me|gg|be|ly|eu|de|ch|ca|info|link|dev|app|blog|news|example"
_URL = re.compile(rf"(?:https?://|www\.)[^\s<>\"]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_SUFFIXES})\b(?:/[^\s<>\"]*)?")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+(?<![.-])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_SLASHED = re.compile(
    r"(?<![\d/])(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?![\d/])|(?<![\d/.,])(\d{1,2})/(\d{1,2})(?![\d/%])"
)
_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<hour>\d{1,2})(?:(?P<colon>:)| ?(?P<h>h) ?|(?P<dot>\.))(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d))?(?![\d:%])(?: ?(?P<ampm>[ap])(?:\.m\b\.|m\b))?"
)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+\d{1,3}[ .-]?(?:\(0\))?(?:[ .-]?\d){7,11}|0\d(?:[ .-]?\d\d){4}"
    r"|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}|\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})(?![\d\w])"
)
_CODE = re.compile(r"(?=[A-Z0-9_-]{0,19}[A-Z])[A-Z0-9][A-Z0-9_-]{2,19}(?![a-z\w])")
_TYPED = re.compile(
    r"(?<![\w-])(?=[A-Z0-9_-]{0,19}[A-Z])[A-Z0-9][A-Z0-9_-]{3,19}(?![\w-])"
    r"(?= (?:in )?(?:at (?:the )?(?:till|check-?out|basket)|(?:au|dans (?:le|ton|votre)) panier|[àa] la caisse))"
)


def find_literals(text: str, folded: Folded, *, day_first: bool, words: ClockWords) -> list[tuple[Value, int, int]]:
    """``(value, start, end)`` with the span in the folded text; no two overlap."""
    found: list[tuple[Value, int, int]] = []
    raw = folded.text
    for finder in (_urls_and_addresses(raw), _phones(raw), _dates(raw, day_first), _clocks(raw, words)):
        for type_, start, end, fields in finder:
            if not any(start < e and s < end for _, s, e in found):
                left, right = folded.span(start, end)
                found.append((Value(type_, text[left:right], left, right, **fields), start, end))
    return found


_Raw = tuple[ValueType, int, int, dict[str, Any]]


def _urls_and_addresses(text: str) -> Iterator[_Raw]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield ValueType.EMAIL, match.start(), match.end(), {"unit": match[0]}
    if "." in text:
        for match in _URL.finditer(text):
            shown = match[0].rstrip(".,;:!?)'\"]")
            normal = re.sub(r"^https?://", "", shown).removeprefix("www.").rstrip("/")
            yield ValueType.URL, match.start(), match.start() + len(shown), {"unit": normal}


def _phones(text: str) -> Iterator[_Raw]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        if 9 <= len(digits) <= 15:
            yield ValueType.PHONE, match.start(), match.end(), {"unit": digits[-9:]}


def _dates(text: str, day_first: bool) -> Iterator[_Raw]:
    for match in _ISO.finditer(text):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        if day:
            yield ValueType.DATE, match.start(), match.end(), {"first": day, "last": day}
    if "/" in text or "." in text:
        for match in _SLASHED.finditer(text):
            fields = _slashed(match, day_first)
            if fields is not None:
                yield ValueType.DATE, match.start(), match.end(), fields


def _slashed(match: re.Match[str], day_first: bool) -> dict[str, Any] | None:
    a, b = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[5]))
    if not day_first and a <= 12 and b <= 12 and a != b:
        return {} if match[3] else None
    day, month = (a, b) if day_first or a > 12 else (b, a)
    if month > 12:
        day, month = month, day
    if not match[3]:
        padded = len(match[4]) == 2 or len(match[5]) == 2
        return {"unit": f"--{month:02}-{day:02}"} if padded and _day(2024, month, day) else None
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    found = _day(year, month, day)
    return {"first": found, "last": found} if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ClockWords:
    """What a language puts around a time of day, and around a length of time that looks like one.

    ``lapse`` comes before a time that was needed ("in 1:52"), ``long_before`` and ``long_after`` around an
    hour with its mark that is a length ("pendant 2 h 30").
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    lapse: re.Pattern[str]
    long_before: re.Pattern[str]
    long_after: re.Pattern[str]
    hour_mark: bool  # "18h30" is a time of day, not only a length


def said_as_length(text: str, start: int, end: int, words: ClockWords) -> bool:
    """Whether the words around ``text[start:end]``, an hour with its mark, make it a length of time."""
    return bool(words.long_before.search(text, max(0, start - 24), start) or words.long_after.match(text, end))


def _clocks(text: str, words: ClockWords) -> Iterator[_Raw]:
    for match in _CLOCK.finditer(text):
        start, end = match.span()
        hour, minute = int(match["hour"]), int(match["minute"])
        led = bool(words.before.search(text, max(0, start - 16), start))
        if match["second"]:
            total = hour * 3600 + minute * 60 + int(match["second"])
            yield ValueType.DURATION, start, end, _length(total, "second", total // 60)
        elif hour > 24 and match["colon"]:  # no hour of a day: minutes and seconds
            yield ValueType.DURATION, start, end, _length(hour * 60 + minute, "second", hour)
        elif hour > 24 or (match["dot"] and not _dotted(match, led, words)):
            continue
        elif match["h"] and (not words.hour_mark or said_as_length(text, start, end, words) or (hour < 5 and not led)):
            yield ValueType.DURATION, start, end, _length(hour * 60 + minute, "minute", hour * 60 + minute)
        elif match["colon"] and words.lapse.search(text, max(0, start - 16), start):
            yield ValueType.DURATION, start, end, _length(hour * 60 + minute, "clock", hour * 60 + minute)
        else:
            yield ValueType.TIME, start, end, clock(hour, minute, match["ampm"], bool(match["h"]))


def _dotted(match: re.Match[str], led: bool, words: ClockWords) -> bool:
    """ "7.30" is a time of day beside "pm", after "at", before a time zone; elsewhere it is a number."""
    after = words.after.match(match.string, match.end())
    return bool(match["ampm"] or (led and int(match["minute"]) % 5 == 0) or after)


def _length(amount: int, unit: str, minutes: int) -> dict[str, Any]:
    return {"amount": Decimal(amount), "unit": unit, "minutes": minutes}


def clock(hour: int, minute: int, half: str | None, firm: bool = False) -> dict[str, Any]:
    """The fields of a time of day; ``half`` is "a", "p" or unknown, ``firm`` a twenty-four hour clock."""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    known = firm or bool(half) or hour > 12 or hour == 0
    return {"minutes": (hour * 60 + minute) % 1440, "unit": "24h" if known else "12h"}


def find_codes(text: str, cue: re.Pattern[str]) -> list[Value]:
    """Promotion codes: a capital-letter token after a word such as "code", with digits after "use", or at the till.

    ``cue`` matches the words before a code; its group ``plain`` the nouns that need no digit in it.
    """
    said = ((_CODE.match(text, found.end()), bool(found["plain"])) for found in cue.finditer(text))
    typed = ((found, True) for found in _TYPED.finditer(text))
    places: dict[int, str] = {}
    for match, plain in (*said, *typed):
        token = match[0].rstrip("-_") if match else ""
        if match and (plain or any(char.isdigit() for char in token)):
            places.setdefault(match.start(), token)
    return [Value(ValueType.CODE, token, at, at + len(token), unit=token) for at, token in sorted(places.items())]
