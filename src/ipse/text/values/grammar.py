"""The patterns of one language, compiled from its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ipse.text.data import language_data
from ipse.text.values.model import SECONDS
from ipse.text.values.numerals import LEXICONS, alternatives
from ipse.text.values.template import NUMBER

SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY"}


@dataclass(frozen=True, slots=True)
class TimePattern:
    """One way to say a time of day; ``minute`` is added to the hour, ``before``: {m} counts back."""

    pattern: re.Pattern[str]
    minute: int
    before: bool
    hour_only: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled patterns and their vocabularies; all read the folded template."""

    money_after: re.Pattern[str]
    money_before: re.Pattern[str]
    percent: re.Pattern[str]
    dates: tuple[re.Pattern[str], ...]
    times: tuple[TimePattern, ...]
    duration: re.Pattern[str]
    quantity: re.Pattern[str]
    range_before: re.Pattern[str]
    approx_before: re.Pattern[str]
    year_before: re.Pattern[str]
    currencies: Mapping[str, str]
    cents: Mapping[str, str]
    units: Mapping[str, str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, str]
    next: Mapping[str, int]
    named: Mapping[str, int]
    parts: Mapping[str, str]
    ago: tuple[str, ...]
    fixed_times: Mapping[str, int]
    parts_of_day: Mapping[str, str]
    day_first: bool


@cache
def grammar(language: str) -> Grammar:
    """The grammar of ``language``, compiled once."""
    data = language_data(LEXICONS, language)
    units = {word: unit for unit, words in data["units"].items() for word in words}
    holes = _holes(data, units)
    lengths = alternatives(word for word, unit in units.items() if unit in SECONDS)
    measures = alternatives(word for word, unit in units.items() if unit not in SECONDS)
    money = data["money"]
    currency = {**SYMBOLS, **money["words"], **({"e": "EUR"} if language == "fr" else {})}
    half = alternatives(data["numbers"]["half_suffix"])
    return Grammar(
        money_after=re.compile(
            rf"{NUMBER} ?(?:d'|de )?(?P<unit>{alternatives({**currency, **money['cents']})})(?![\w])(?: ?(?P<cents>{NUMBER}))?"
        ),
        money_before=re.compile(rf"(?P<unit>[€£$¥]) ?{NUMBER}(?: ?(?P<dash>-|to|a) ?(?P<second>{NUMBER}))?"),
        percent=re.compile(rf"{NUMBER} ?(?:{alternatives(data['percent'])})(?![\w])"),
        dates=tuple(re.compile(r"(?<![\w])" + _fill(pattern, holes)) for pattern in data["dates"]),
        times=tuple(_time(entry, holes) for entry in data["times"]),
        duration=re.compile(
            rf"(?<![\w])(?P<n>{holes['n']})[ -]?(?P<unit>{lengths})(?![\w'])(?P<half> (?:{half})\b)?(?:,? ?(?:{data['numbers']['joiner']} )?(?P<n2>{NUMBER}) ?(?P<unit2>{lengths})?(?![\w]))?"
        ),
        quantity=re.compile(rf"(?<![\w])(?P<n>{holes['n']})[ -]?(?P<unit>{measures})(?![\w'])(?P<half> (?:{half})\b)?"),
        range_before=re.compile(rf"(?<![\w])(?P<n>{NUMBER}) ?(?:{alternatives(data['numbers']['range'])}) ?$"),
        approx_before=re.compile(rf"(?:(?<![\w])(?:{alternatives(data['numbers']['approx'])})|~|≈) ?$"),
        year_before=re.compile(rf"(?:(?<![\w])(?:{alternatives(data['year_words'])})|\() ?$"),
        currencies=currency,
        cents=money["cents"],
        units=units,
        months=data["months"],
        weekdays=data["weekdays"],
        seasons=data["seasons"],
        next=data["next"],
        named=data["named"],
        parts=data["parts"],
        ago=tuple(data["ago"]),
        fixed_times=data["fixed_times"],
        parts_of_day=data["parts_of_day"],
        day_first=data["day_month_order"] == "dmy",
    )


def _holes(data: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, str]:
    lengths = alternatives(word for word, unit in units.items() if unit in SECONDS)
    articles = alternatives(data["numbers"]["articles"])
    strong = [m for m in data["months"] if m not in data["weak_months"]]
    strong_days = [d for d in data["weekdays"] if d not in data["weak_weekdays"]]
    return {
        "n": f"{NUMBER}|{articles}",
        "unit": lengths,
        "units_any": alternatives(units),
        "month": alternatives(data["months"]),
        "month2": alternatives(data["months"]),
        "strong_month": alternatives(strong),
        "weekday": alternatives(data["weekdays"]),
        "strong_weekday": alternatives(strong_days),
        "season": alternatives(data["seasons"]),
        "year": NUMBER,
        "day": NUMBER,
        "day2": NUMBER,
        "h": NUMBER,
        "h2": NUMBER,
        "hw": NUMBER,
        "m": NUMBER,
        "mw": NUMBER,
        "part": alternatives(data["parts"]),
        "next": alternatives(data["next"]),
        "this": alternatives(data.get("this", ["this"])),
        "named": alternatives(data["named"]),
        "fixed": alternatives(data["fixed_times"]),
        "part_of_day": alternatives(data["parts_of_day"]),
        "ampm": r"[ap]\.?m\b\.?",
    }


def _fill(pattern: str, holes: Mapping[str, str]) -> str:
    """Replace ``{name}`` by a named group; words get a right edge, numbers are one character."""
    seen: set[str] = set()

    def group(match: re.Match[str]) -> str:
        name = match[1]
        body = holes[name]
        edge = "" if body == NUMBER or name == "ampm" else r"(?![\w])"
        if name in seen:
            return f"(?:{body}){edge}"
        seen.add(name)
        return f"(?P<{name}>{body}){edge}"

    return re.sub(r"\{(\w+)\}", group, pattern)


def _time(entry: Mapping[str, Any], holes: Mapping[str, str]) -> TimePattern:
    pattern = re.compile(r"(?<![\w])" + _fill(entry["pattern"], holes))
    return TimePattern(pattern, entry.get("minute", 0), entry.get("before", False), entry.get("hour_only", False))
