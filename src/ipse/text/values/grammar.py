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
from ipse.text.values.vocabulary import Vocabulary, vocabulary

_NUMERIC = frozenset({"year", "day", "day2", "h", "h2", "hw", "m", "mw"})
_OPEN = frozenset({"n", "units_any", "this"})  # too common to be worth a search of their own
_NEVER = "(?!)"


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
    """Compiled patterns; all but ``code_cue`` read the folded template. ``*_before`` end where a value begins."""

    words: Vocabulary
    money_after: re.Pattern[str]
    money_before: re.Pattern[str]
    named_money: re.Pattern[str]
    percent: re.Pattern[str]
    vocabularies: Mapping[str, re.Pattern[str]]
    dates: tuple[DatePattern, ...]
    times: tuple[TimePattern, ...]
    duration: re.Pattern[str]
    quantity: re.Pattern[str]
    range_before: re.Pattern[str]
    bound_before: re.Pattern[str]
    age_before: re.Pattern[str]
    decade_before: re.Pattern[str]
    approx_before: re.Pattern[str]
    year_before: re.Pattern[str]
    code_cue: re.Pattern[str]
    clock_words: ClockWords


@cache
def grammar(language: str) -> Grammar:
    """The grammar of ``language``, compiled once."""
    data = language_data(LEXICONS, language)
    words = vocabulary(language)
    holes = _holes(data, words)
    return Grammar(
        words=words,
        money_after=_money_after(words),
        money_before=_money_before(),
        named_money=_named_money(data, words),
        percent=re.compile(rf"{NUMBER} ?(?:{alternatives(data['percent'])})(?![\w])"),
        vocabularies={
            name: re.compile(rf"(?<![\w])(?:{body})")
            for name, body in holes.items()
            if body != NUMBER and name not in _OPEN
        },
        dates=tuple(DatePattern(_compile(pattern, holes), _needs(pattern)) for pattern in data["dates"]),
        times=tuple(_time(entry, holes) for entry in data["times"]),
        duration=_duration(data, words),
        quantity=_quantity(data, words),
        range_before=re.compile(rf"(?<![\w])(?P<n>{NUMBER}) ?(?:{alternatives(data['numbers']['range'])}) ?$"),
        bound_before=_bound_before(data["bounds"]),
        age_before=_edge_before(data["age_words"]),
        decade_before=_edge_before(data["decade_words"]),
        approx_before=re.compile(rf"(?:(?<![\w])(?:{alternatives(data['numbers']['approx'])})|~|≈) ?$"),
        year_before=re.compile(rf"(?:(?<![\w])(?:{alternatives(data['year_words'])})|\() ?$"),
        code_cue=_code_cue(data),
        clock_words=_clock_words(data, words),
    )


def _money_after(words: Vocabulary) -> re.Pattern[str]:
    units = alternatives({**words.currencies, **words.cents})
    return re.compile(rf"{NUMBER} ?(?:d'|de )?(?P<unit>{units})(?![\w])(?: ?(?P<cents>{NUMBER}))?")


def _money_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!{NUMBER})(?<!{NUMBER} )(?P<unit>[€£$¥]) ?{NUMBER}(?P<scale>m|bn)?(?![\w])"
        rf"(?: ?(?P<dash>-|to|a) ?(?P<second>{NUMBER}))?"
    )


def _named_money(data: Mapping[str, Any], words: Vocabulary) -> re.Pattern[str]:
    articles = alternatives(data["numbers"]["articles"])
    names = alternatives(words.amounts_of_money) or _NEVER
    return re.compile(rf"(?<![\w])(?:(?:{articles}) )?(?P<name>{names})(?![\w])")


def _counted(data: Mapping[str, Any], units: str) -> str:
    """A number, or an article before a word, and a unit: "15 g", "an hour", "two years and a half"."""
    articles = alternatives(data["numbers"]["articles"])
    half = alternatives(data["numbers"]["half_suffix"])
    count = rf"(?:(?P<n>{NUMBER})[ -]?|(?P<article>{articles})[ -](?=\w\w))"
    return rf"(?<![\w]){count}(?P<unit>{units})(?![\w'])(?P<half> (?:{half})\b)?"


def _duration(data: Mapping[str, Any], words: Vocabulary) -> re.Pattern[str]:
    lengths = alternatives(word for word, unit in words.units.items() if unit in SECONDS)
    joiner = data["numbers"]["joiner"]
    second = rf"(?: ?(?:{joiner} )?(?P<n2>{NUMBER}) ?(?P<unit2>{lengths})(?![\w])(?! {joiner} ))?"
    return re.compile(_counted(data, lengths) + second)


def _quantity(data: Mapping[str, Any], words: Vocabulary) -> re.Pattern[str]:
    measures = alternatives(word for word, unit in words.units.items() if unit not in SECONDS)
    return re.compile(_counted(data, measures) + rf"(?: ?(?P<rest>{NUMBER})(?! ?\w))?")


def _bound_before(bounds: Mapping[str, Any]) -> re.Pattern[str]:
    least, most = alternatives(bounds["min"]), alternatives(bounds["max"])
    return re.compile(rf"(?<![\w])(?:(?P<min>{least})|(?P<max>{most})) ?$")


def _clock_words(data: Mapping[str, Any], words: Vocabulary) -> ClockWords:
    return ClockWords(
        before=_edge_before(data["clock_before"]),
        after=re.compile(rf" ?(?:{alternatives(data['clock_after']) or _NEVER})(?![\w])"),
        lapse=_edge_before(data["lapse_before"]),
        long_before=_edge_before(data["length_before"]),
        long_after=re.compile(rf" (?:{alternatives(data['length_after']) or _NEVER})"),
        hour_mark=words.hour_mark,
    )


def _edge_before(words: Any) -> re.Pattern[str]:
    """Any of ``words``, at the end of what stands before a value."""
    return re.compile(rf"(?<![\w])(?:{alternatives(words)}) ?$")


def _code_cue(data: Mapping[str, Any]) -> re.Pattern[str]:
    """The words before a promotion code, in the original text: nouns, or verbs that need a digit in the code."""
    gap = r"[\s:\"'«“‘(-]*"
    nouns, verbs = alternatives(data["code_nouns"]), alternatives(data["code_verbs"])
    return re.compile(rf"\b(?:(?P<plain>(?:{nouns}))|(?:{verbs}))\b{gap}(?:code\b{gap})?", re.IGNORECASE)


def _holes(data: Mapping[str, Any], words: Vocabulary) -> dict[str, str]:
    lengths = alternatives(word for word, unit in words.units.items() if unit in SECONDS)
    articles = alternatives(data["numbers"]["articles"])
    strong = [m for m in data["months"] if m not in data["weak_months"]]
    strong_days = [d for d in data["weekdays"] if d not in data["weak_weekdays"]]
    return {
        "n": f"{NUMBER}|{articles}",
        "unit": lengths,
        "units_any": alternatives(words.units),
        "month": alternatives(data["months"]),
        "month2": alternatives(data["months"]),
        "strong_month": alternatives(strong),
        "weekday": alternatives(data["weekdays"]),
        "strong_weekday": alternatives(strong_days),
        "season": alternatives(data["seasons"]),
        **dict.fromkeys(_NUMERIC, NUMBER),
        "part": alternatives(data["parts"]),
        "next": alternatives(data["next"]),
        "this": alternatives(data["this"]),
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


def _compile(pattern: str, holes: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w])" + _fill(pattern, holes))


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


_NOT_NEEDED = re.compile(r"\((?:\?:|\?P<\w+>|\?[=!])[^()]*\)\?|\(\?!?[^()]*\|[^()]*\)|\(\?!\W{0,8}[^()]*\)")


def _needs(pattern: str) -> frozenset[str]:
    """The holes of ``pattern`` that are neither optional nor one of several alternatives."""
    required = pattern
    for _ in range(3):
        required = _NOT_NEEDED.sub("", required)
    return frozenset(re.findall(r"\{([a-z_0-9]+)\}", required)) - _OPEN


def _time(entry: Mapping[str, Any], holes: Mapping[str, str]) -> TimePattern:
    pattern = _compile(entry["pattern"], holes)
    needs = _needs(entry["pattern"])
    return TimePattern(
        pattern, needs, entry.get("minute", 0), entry.get("before", False), entry.get("hour_only", False)
    )
