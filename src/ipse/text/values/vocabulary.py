"""The words of one language that values are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ipse.text.data import language_data
from ipse.text.values.numerals import LEXICONS

SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words and what they stand for: ISO currencies, units, month numbers, day offsets."""

    currencies: Mapping[str, str]
    cents: Mapping[str, str]
    amounts_of_money: Mapping[str, tuple[int, str]]
    chat_money: Mapping[str, str]
    chat_money_followers: frozenset[str]
    determiners: frozenset[str]
    units: Mapping[str, str]
    months: Mapping[str, int]
    name_months: tuple[str, ...]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, str]
    next: Mapping[str, int]
    named: Mapping[str, int]
    parts: Mapping[str, str]
    ago: tuple[str, ...]
    holidays: Mapping[str, str]
    fixed_times: Mapping[str, int]
    parts_of_day: Mapping[str, str]
    hour_mark: bool  # "18h30" is a time of day
    decade_plural: bool  # "the 90s", where others say "les années 90"
    day_first: bool  # 02/10 is the second of October, never the tenth of February


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of ``language``, read once."""
    data = language_data(LEXICONS, language)
    money = data["money"]
    return Vocabulary(
        currencies={**SYMBOLS, **money["words"]},
        cents=money["cents"],
        amounts_of_money={name: (entry[0], entry[1]) for name, entry in money["named"].items()},
        chat_money=money["chat"],
        chat_money_followers=frozenset(money["chat_followers"]),
        determiners=frozenset(data["determiners"]),
        units={word: unit for unit, words in data["units"].items() for word in words},
        months=data["months"],
        name_months=tuple(data["name_months"]),
        weekdays=data["weekdays"],
        seasons=data["seasons"],
        next=data["next"],
        named=data["named"],
        parts=data["parts"],
        ago=tuple(data["ago"]),
        holidays=data["holidays"],
        fixed_times=data["fixed_times"],
        parts_of_day=data["parts_of_day"],
        hour_mark=data["hour_mark_is_clock"],
        decade_plural=data["decade_plural"],
        day_first=data["day_month_order"] == "dmy",
    )
