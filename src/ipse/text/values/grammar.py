"""The patterns of one language, compiled from its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ipse.text.data import language_data
from ipse.text.values.literals import ClockWords
from ipse.text.values.model import SECONDS
from ipse.text.values.numerals import LEXICONS, alternatives
from ipse.text.values.template import NUMBER

_NUMERIC = frozenset({"year", "day", "day2", "h", "h2", "hw", "m", "mw"})
SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY"}


@dataclass(frozen=True, slots=True)
class DatePattern:
    """One way to say a date; ``needs`` names the vocabularies without which it cannot match."""

    pattern: re.Pattern[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class TimePattern:
    """One way to say a time of day; ``minute`` is added to the hour, ``before``: {m} counts back."""

    pattern: re.Pattern[str]
    needs: frozenset[str]
    minute: int
    before: bool
    hour_only: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled patterns and their vocabularies; all read the folded template."""

    money_after: re.Pattern[str]
    money_before: re.Pattern[str]
    percent: re.Pattern[str]
    vocabularies: Mapping[str, re.Pattern[str]]
    dates: tuple[DatePattern, ...]
    times: tuple[TimePattern, ...]
    duration: re.Pattern[str]
    quantity: re.Pattern[str]
    named_money: re.Pattern[str]
    range_before: re.Pattern[str]
    bound_before: re.Pattern[str]
    age_before: re.Pattern[str]
    decade_before: re.Pattern[str]
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
    holidays: Mapping[str, str]
    amounts_of_money: Mapping[str, tuple[int, str]]
    chat_money: Mapping[str, str]
    chat_money_followers: frozenset[str]
    determiners: frozenset[str]
    fixed_times: Mapping[str, int]
    name_months: tuple[str, ...]
    clock_words: ClockWords
    hour_mark: bool
    paired_s: bool
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
    currency = {**SYMBOLS, **money["words"]}
    single = alternatives(money["named"]) or "(?!)"
    half = alternatives(data["numbers"]["half_suffix"])
    articles = alternatives(data["numbers"]["articles"])
    return Grammar(
        money_after=re.compile(
            rf"{NUMBER} ?(?:d'|de )?(?P<unit>{alternatives({**currency, **money['cents']})})(?![\w])(?: ?(?P<cents>{NUMBER}))?"
        ),
        money_before=re.compile(
            rf"(?<!{NUMBER})(?<!{NUMBER} )(?P<unit>[€£$¥]) ?{NUMBER}(?P<scale>m|bn)?(?![\w])(?: ?(?P<dash>-|to|a) ?(?P<second>{NUMBER}))?"
        ),
        percent=re.compile(rf"{NUMBER} ?(?:{alternatives(data['percent'])})(?![\w])"),
        vocabularies={
            name: re.compile(rf"(?<![\w])(?:{body})")
            for name, body in holes.items()
            if body != NUMBER and name not in {"n", "units_any", "this"}
        },
        dates=tuple(
            DatePattern(re.compile(r"(?<![\w])" + _fill(pattern, holes)), _needs(pattern)) for pattern in data["dates"]
        ),
        times=tuple(_time(entry, holes) for entry in data["times"]),
        duration=re.compile(
            rf"(?<![\w])(?:(?P<n>{NUMBER})[ -]?|(?P<article>{articles})[ -](?=\w\w))(?P<unit>{lengths})(?![\w'])(?P<half> (?:{half})\b)?"
            rf"(?: ?(?:{data['numbers']['joiner']} )?(?P<n2>{NUMBER}) ?(?P<unit2>{lengths})(?![\w])(?! {data['numbers']['joiner']} ))?"
        ),
        quantity=re.compile(
            rf"(?<![\w])(?:(?P<n>{NUMBER})[ -]?|(?P<article>{articles})[ -](?=\w\w))(?P<unit>{measures})(?![\w'])"
            rf"(?P<half> (?:{half})\b)?(?: ?(?P<inches>{NUMBER})(?! ?\w))?"
        ),
        named_money=re.compile(
            rf"(?<![\w])(?:(?:{alternatives(data['numbers']['articles'])}) )?(?P<name>{single})(?![\w])"
        ),
        bound_before=re.compile(
            rf"(?<![\w])(?:(?P<min>{alternatives(data['bounds']['min'])})|(?P<max>{alternatives(data['bounds']['max'])})) ?$"
        ),
        age_before=re.compile(rf"(?<![\w])(?:{alternatives(data['age_words'])}) ?$"),
        decade_before=re.compile(rf"(?<![\w])(?:{alternatives(data['decade_words'])}) ?$"),
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
        holidays=data["holidays"],
        amounts_of_money={name: (entry[0], entry[1]) for name, entry in money["named"].items()},
        chat_money=money["chat"],
        chat_money_followers=frozenset(money["chat_followers"]),
        determiners=frozenset(data["determiners"]),
        fixed_times=data["fixed_times"],
        name_months=tuple(data["name_months"]) or ("\0",),
        clock_words=ClockWords(
            before=re.compile(rf"(?<![\w])(?:{alternatives(data['clock_before'])}) ?$"),
            after=re.compile(rf" ?(?:{alternatives(data['clock_after']) or '(?!)'})(?![\w])"),
            lapse=re.compile(rf"(?<![\w])(?:{alternatives(data['lapse_before'])}) ?$"),
            hour_mark=data["hour_mark_is_clock"],
        ),
        hour_mark=data["hour_mark_is_clock"],
        paired_s=data["decade_plural"],
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
        "holiday": alternatives(data["holidays"]),
        "fixed": alternatives(data["fixed_times"]),
        "part_of_day": alternatives(data["parts_of_day"]),
        "ampm": r"[ap]\.?m\b\.?",
    }


def present(text: str, rules: Grammar) -> frozenset[str]:
    """The vocabularies with at least one word in a template's ``text``."""
    found = {name for name, pattern in rules.vocabularies.items() if pattern.search(text)}
    return frozenset(found | _NUMERIC) if NUMBER in text else frozenset(found)


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


def _needs(pattern: str) -> frozenset[str]:
    """The holes of ``pattern`` that are neither optional nor one of several alternatives."""
    required = pattern
    for _ in range(3):
        required = re.sub(r"\((?:\?:|\?P<\w+>|\?[=!])[^()]*\)\?|\(\?!?[^()]*\|[^()]*\)|\(\?!\W*[^()]*\)", "", required)
    return frozenset(re.findall(r"\{([a-z_0-9]+)\}", required)) - {"n", "units_any", "this"}


def _time(entry: Mapping[str, Any], holes: Mapping[str, str]) -> TimePattern:
    pattern = re.compile(r"(?<![\w])" + _fill(entry["pattern"], holes))
    needs = _needs(entry["pattern"])
    return TimePattern(
        pattern, needs, entry.get("minute", 0), entry.get("before", False), entry.get("hour_only", False)
    )
