"""Numbers in digits and in words: "1 234,50", "1.5k", "two hundred and fifty", "quatre-vingt-dix-sept"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from ipse.text.data import language_data

LEXICONS = "ipse.text.values.lexicons"
_DIGITS = (
    r"(?:(?<![\w])|(?<=\dm)(?<![a-z]\dm)(?=\d\d(?!\w)))(?<![a-z]{2}-)(?<!\d[.,])"  # glued behind metres: "1m70"
    r"(?:\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?)(?: ?[½¼¾⅓⅔])?|[½¼¾⅓⅔]"
)
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a folded text, ``[start, end)``; ``words``: not in digits; ``weak``: maybe no number."""

    start: int
    end: int
    amount: Decimal
    words: bool = False
    ordinal: bool = False
    weak: bool = False
    rough: bool = False
    year: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    run: re.Pattern[str]
    digits: re.Pattern[str]
    units: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]
    collectives: Mapping[str, int]
    fractions: Mapping[str, float]
    suffixes: Mapping[str, int]
    weak: frozenset[str]
    joiner: str
    decimal_comma: bool
    paired_years: bool
    percent: re.Pattern[str]


def alternatives(words: Any) -> str:
    """A regular expression for any of ``words``, the longest first."""
    return "|".join(re.escape(str(word)) for word in sorted(words, key=lambda w: (-len(str(w)), str(w))))


@cache
def _words(language: str) -> _Words:
    data = language_data(LEXICONS, language)
    numbers = data["numbers"]
    half = alternatives(numbers["half_suffix"])
    suffixes = alternatives(numbers["suffixes"])
    ordinal = alternatives(numbers["ordinal_suffixes"])
    digits = (
        rf"(?P<digits>{_DIGITS})(?:(?P<half> (?:{half})\b)|(?P<ordinal>(?:{ordinal})(?![\w]))"
        rf"| ?(?P<suffix>{suffixes})(?![\w]))?"
    )
    return _Words(
        run=re.compile(_run_pattern(numbers) + rf"(?P<half> (?:{half})\b)?"),
        digits=re.compile(digits),
        units=numbers["units"],
        tens=numbers["tens"],
        scales=numbers["scales"],
        ordinals=numbers["ordinals"],
        collectives=numbers["collectives"],
        fractions=numbers["fractions"],
        suffixes=numbers["suffixes"],
        weak=frozenset(numbers["weak"]),
        joiner=numbers["joiner"],
        decimal_comma=data["decimal_comma"],
        paired_years=data["paired_years"],
        percent=re.compile(rf"(?:{alternatives(p for p in data['percent'] if ' ' in p)})(?![\w])"),
    )


def _run_pattern(numbers: Mapping[str, Any]) -> str:
    """Fractions ("three quarters of a"), collectives ("a dozen") and runs of number words."""
    one = f"(?:{alternatives({**numbers['units'], **numbers['tens'], **numbers['scales'], **numbers['ordinals']})})"
    joiner = re.escape(numbers["joiner"])
    articles = alternatives(numbers["articles"])
    article = f"(?:(?P<article>{articles}) (?=(?:{alternatives(numbers['article_scales'])})\\b))?"
    if not numbers["article_scales"]:
        article = "(?P<article>(?!))?"
    collective = f"(?:(?:{articles}) )?(?:{alternatives(numbers['collectives'])})s?\\b"
    fraction = f"(?:{alternatives(numbers['fractions'])})(?:(?<=')|(?![\\w]))"
    return (
        rf"(?<![\w-])(?:(?P<fraction>(?<!{joiner} ){fraction})|(?P<collective>{collective})"
        rf"|{article}{one}\b(?:(?:-| |-{joiner}-| {joiner} ){one}\b)*)"
    )


def find_numerals(text: str, language: str) -> list[Numeral]:
    """The numerals of a folded, accent-free ``text``, in order, without overlap."""
    words = _words(language)
    found = [_from_digits(match, words) for match in words.digits.finditer(text)]
    ends = {numeral.end for numeral in found}
    inside = {place for numeral in found for place in range(numeral.start, numeral.end)}
    for match in words.run.finditer(text):
        if match.start() in inside or (match.start() - 1 in ends and text[match.start() - 1] != " "):
            continue  # the "million" of "2 million" is no number of its own
        found.extend(_from_run(match, words))
    found.sort(key=lambda numeral: numeral.start)
    return _without_percent_words(text, _paired_years(text, found, words), words)


def _without_percent_words(text: str, found: list[Numeral], words: _Words) -> list[Numeral]:
    """Drop the hundred of "dix pour cent": it belongs to the unit."""
    ends = {numeral.end for numeral in found}
    dropped = set()
    for match in words.percent.finditer(text):
        if match.start() in ends or match.start() - 1 in ends:
            dropped |= {n for n in found if match.start() <= n.start < match.end()}
    return [numeral for numeral in found if numeral not in dropped]


def _paired_years(text: str, found: list[Numeral], words: _Words) -> list[Numeral]:
    """Join "twenty" and "twenty-six" (a year), "two" and "fifty" (two hundred and fifty), where a language says so."""
    if not words.paired_years:
        return found
    joined: list[Numeral] = []
    for numeral in found:
        last = joined[-1] if joined else None
        if last and last.words and numeral.words and text[last.end : numeral.start] in {" ", "-"}:
            year = last.amount in (19, 20) and 10 <= numeral.amount <= 99
            hundreds = last.amount < 10 and 20 <= numeral.amount <= 99 and not last.ordinal
            if year or hundreds:
                amount = last.amount * 100 + numeral.amount
                joined[-1] = Numeral(last.start, numeral.end, amount, words=True, year=year)
                continue
        joined.append(numeral)
    return joined


def _from_digits(match: re.Match[str], words: _Words) -> Numeral:
    raw = match["digits"]
    amount = Decimal(0)
    if raw[-1] in _VULGAR:
        amount, raw = Decimal(_VULGAR[raw[-1]]), raw[:-1].strip()
    if raw:
        amount += _parse_digits(raw, words.decimal_comma)
    if match["half"]:
        amount += Decimal("0.5")
    if match["suffix"]:
        amount *= words.suffixes[match["suffix"]]
    return Numeral(match.start(), match.end(), amount.normalize() + 0, ordinal=bool(match["ordinal"]))


def _parse_digits(raw: str, decimal_comma: bool) -> Decimal:
    raw = raw.replace(" ", "")
    if "," in raw and "." in raw:
        thousands = "," if raw.rindex(".") > raw.rindex(",") else "."
        raw = raw.replace(thousands, "")
    elif re.search(r"[.,]\d+[.,]", raw) or (
        re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", raw) and ("," in raw) != decimal_comma
    ):
        raw = raw.replace(",", "").replace(".", "")
    return Decimal(raw.replace(",", "."))


def _from_run(match: re.Match[str], words: _Words) -> list[Numeral]:
    half = Decimal("0.5") if match["half"] else Decimal(0)
    if match["fraction"]:
        return [
            Numeral(match.start(), match.end(), Decimal(str(words.fractions[match["fraction"]])), words=True, weak=True)
        ]
    if match["collective"]:
        noun = match["collective"].split(" ")[-1]
        amount = words.collectives.get(noun) or words.collectives[noun.removesuffix("s")]
        rough = amount != 12 and amount != 2
        return [Numeral(match.start(), match.end(), Decimal(amount), words=True, rough=rough, weak=amount == 2)]
    stop = match.start("half") if match["half"] else match.end()
    parsed = _parse_words(match.string, match.end("article") if match["article"] else match.start(), stop, words)
    if match["article"] and parsed:
        parsed[0] = replace(parsed[0], start=match.start(), weak=False)
    if half and parsed:
        last = parsed[-1]
        parsed[-1] = replace(last, end=match.end(), amount=last.amount + half, weak=False)
    return parsed


class _Builder:
    """Adds number words up until a word does not continue the number."""

    def __init__(self) -> None:
        self.total = 0
        self.current = 0
        self.words: list[tuple[str, int, int]] = []
        self.ordinal = False

    def accepts(self, value: int, scale: bool) -> bool:
        low = self.current % 100
        if not self.words:
            return True
        if self.ordinal:
            return False
        if scale and value >= 1000:
            return self.current > 0 and (self.total == 0 or self.total % (value * 1000) == 0)
        if scale:
            return 0 < self.current < 100 and self.current != 0
        if value == 20 and low == 4:
            return True
        if value < 10:
            return low == 0 or (low >= 20 and low % 10 == 0) or (low % 20 == 10 and value >= 7)
        if value < 20:
            return low == 0 or low in (60, 80) or (value < 17 and low in (60, 80))
        return low == 0 and (self.current >= 100 or self.total > 0)

    def add(self, value: int, scale: bool) -> None:
        if scale and value >= 1000:
            self.total += max(self.current, 1) * value
            self.current = 0
        elif scale:
            self.current = max(self.current, 1) * value
        elif value == 20 and self.current % 100 == 4:
            self.current += 76
        else:
            self.current += value

    def numeral(self, weak_words: frozenset[str]) -> Numeral:
        weak = len(self.words) == 1 and self.words[0][0] in weak_words
        start, end = self.words[0][1], self.words[-1][2]
        return Numeral(start, end, Decimal(self.total + self.current), True, self.ordinal, weak)


_WORD = re.compile(r"[a-z]+")


def _parse_words(text: str, start: int, end: int, words: _Words) -> list[Numeral]:
    found: list[Numeral] = []
    builder = _Builder()
    for match in _WORD.finditer(text, start, end):
        word = match[0]
        value, scale, ordinal = _value(word, words)
        if value is None:
            continue
        if not builder.accepts(value, scale):
            found.append(builder.numeral(words.weak))
            builder = _Builder()
        builder.add(value, scale)
        builder.words.append((word, match.start(), match.end()))
        builder.ordinal = ordinal
    if builder.words:
        found.append(builder.numeral(words.weak))
    return found


def _value(word: str, words: _Words) -> tuple[int | None, bool, bool]:
    if word in words.scales:
        return words.scales[word], True, False
    if word in words.units:
        return words.units[word], False, False
    if word in words.tens:
        return words.tens[word], False, False
    if word in words.ordinals:
        return words.ordinals[word], False, True
    return None, False, False
