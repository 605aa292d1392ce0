"""``find_values``: the grammar applied to a text, the strongest reading of each place first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ipse.text.data import supported
from ipse.text.fold import Folded, fold
from ipse.text.values.calendar import find_dates
from ipse.text.values.grammar import Grammar, TimePattern, grammar, present
from ipse.text.values.literals import clock, find_codes, find_literals, said_as_length
from ipse.text.values.model import SECONDS, Value, ValueType
from ipse.text.values.numerals import LEXICONS, Numeral, find_numerals
from ipse.text.values.template import NUMBER, Template, make_template
from ipse.text.values.vocabulary import SYMBOLS

_MINUTES = {unit: Decimal(seconds) / 60 for unit, seconds in SECONDS.items()}
_SCALES = {"": 1, "m": 1_000_000, "bn": 1_000_000_000}
_RATE = re.compile(rf"(?:{NUMBER}|once|twice)[\w %°€£$-]{{0,18}} $")
_BARE_HOUR = re.compile(rf"(?<![\w]){NUMBER}(?P<space> ?)h(?![\w])")
_WORD = re.compile(r" ?([^\W\d_]+)")
_BEFORE = 24  # characters of context that a word before a number may need


@lru_cache(maxsize=32768)
def find_values(text: str, language: str, ref: date | None = None) -> tuple[Value, ...]:
    """The values of ``text`` in order, none overlapping; ``quote == text[start:end]`` for each.

    ``language`` chooses the words and the decimal mark; an unsupported language is read as English.
    Evidence is read for many claims: results are remembered.
    ``ref`` is the day the text was written: relative dates are resolved only when it is given.
    """
    language = supported(LEXICONS, language)
    folded = fold(text, accents=True)
    rules = grammar(language)
    literals = find_literals(text, folded, day_first=rules.words.day_first, words=rules.clock_words)
    codes = [
        c
        for c in find_codes(text, rules.code_cue)
        if not any(c.start < v.end and v.start < c.end for v, _, _ in literals)
    ]
    hidden = [(start, end) for _, start, end in literals] + [_inverse(folded.offsets, c) for c in codes]
    numerals = [_million(text, folded, numeral) for numeral in find_numerals(folded.text, language)]
    template = make_template(text, folded, hidden, numerals)
    values = [value for value, _, _ in literals] + codes + _Reading(template, rules, ref).values()
    return tuple(sorted(values, key=lambda value: value.start))


def _million(text: str, folded: Folded, numeral: Numeral) -> Numeral:
    """ "2M": a capital M at the end of a figure is a million, where "2 m" is a length."""
    if numeral.words or folded.text[numeral.end : numeral.end + 1] != "m":
        return numeral
    start, end = folded.span(numeral.end, numeral.end + 1)
    if text[start:end] != "M" or folded.text[numeral.end + 1 : numeral.end + 2].isalnum():
        return numeral
    return replace(numeral, end=numeral.end + 1, amount=numeral.amount * 1_000_000)


def _inverse(offsets: tuple[int, ...], code: Value) -> tuple[int, int]:
    return bisect_left(offsets, code.start), bisect_left(offsets, code.end)


class _Reading:
    """One pass over a template: each reader claims the characters it understands."""

    def __init__(self, template: Template, rules: Grammar, ref: date | None) -> None:
        self.template = template
        self.rules = rules
        self.ref = ref
        self.known = present(template.text, rules)
        self.taken = bytearray(len(template.text))
        self.found: list[Value] = []

    def values(self) -> list[Value]:
        if self.template.numerals:
            self.money()
            self.percents()
        self.named_money()
        self.dates()
        self.times()
        self.lengths(self.rules.duration, ValueType.DURATION)
        self.lengths(self.rules.quantity, ValueType.QUANTITY)
        self.numbers()
        return self.found

    def free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def add(self, type_: ValueType, start: int, end: int, **fields: Any) -> None:
        while end > start and self.template.text[end - 1] == " ":
            end -= 1
        for index in range(start, end):
            self.taken[index] = 1
        left, right = self.template.span(start, end)
        quote = self.template.original[left:right]
        self.found.append(Value(type_, quote, left, right, **fields))

    def amount_at(self, index: int) -> Numeral:
        return self.template.numerals[index]

    def before(self, start: int) -> str:
        return self.template.text[max(0, start - _BEFORE) : start]

    def manner(self, start: int) -> dict[str, Any]:
        """Whether the amount at ``start`` is rough or a bound, from the words before it."""
        numeral = self.template.numerals.get(start)
        before = self.before(start)
        bound = self.rules.bound_before.search(before)
        approx = bool(numeral and numeral.rough) or bool(self.rules.approx_before.search(before))
        return {"approx": approx, "bound": bound.lastgroup if bound else None}

    def measured(self, type_: ValueType, start: int, end: int, index: int, unit: str | None, **fields: Any) -> None:
        """Add an amount in a unit, and the number before it that shares the unit: "5 to 7 euros"."""
        amount = fields.pop("amount", None)
        if amount is None:
            amount = self.amount_at(index).amount
        self.add(type_, start, end, amount=amount, unit=unit, **self.manner(start), **fields)
        earlier = self.rules.range_before.search(self.template.text, max(0, start - 8), start)
        if earlier and self.free(*earlier.span("n")) and not self.amount_at(earlier.start("n")).weak:
            place = earlier.start("n")
            low = self.amount_at(place).amount
            if low <= amount * 20:
                extra = {"minutes": _length(low, unit)} if type_ == ValueType.DURATION else {}
                self.add(type_, place, place + 1, amount=low, unit=unit, **self.manner(place), **extra)

    def money(self) -> None:
        for match in self.rules.money_before.finditer(self.template.text):
            unit = SYMBOLS[match["unit"]]
            at = match.end("unit") + (self.template.text[match.end("unit")] == " ")
            if self.free(match.start(), at + 1):
                scale = _SCALES[match["scale"] or ""]
                end = match.end("scale") if match["scale"] else at + 1
                amount = self.amount_at(at).amount * scale
                self.measured(ValueType.MONEY, match.start(), end, at, unit, amount=amount)
            if match["second"] and self.free(*match.span("second")):
                self.measured(ValueType.MONEY, *match.span("second"), match.start("second"), unit)
        for match in self.rules.money_after.finditer(self.template.text):
            if self.free(match.start(), match.end("unit")):
                self._money_after(match)

    def named_money(self) -> None:
        for match in self.rules.named_money.finditer(self.template.text):
            if self.free(*match.span()):
                amount, unit = self.rules.words.amounts_of_money[match["name"]]
                self.add(ValueType.MONEY, *match.span(), amount=Decimal(amount), unit=unit)

    def _money_after(self, match: re.Match[str]) -> None:
        numeral = self.amount_at(match.start())
        said = match["unit"]
        if said in self.rules.words.cents:
            unit = self.rules.words.cents[said] or None
            self.measured(
                ValueType.MONEY, match.start(), match.end("unit"), match.start(), unit, amount=numeral.amount / 100
            )
            return
        if said == "p" and numeral.words:
            return
        amount, end = numeral.amount, match.end("unit")
        cents = self.amount_at(match.start("cents")) if match["cents"] else None
        if cents and self._are_cents(match, numeral, cents):
            amount, end = amount + cents.amount / 100, match.end("cents")
        self.measured(
            ValueType.MONEY, match.start(), end, match.start(), self.rules.words.currencies[said], amount=amount
        )

    def _are_cents(self, match: re.Match[str], numeral: Numeral, cents: Numeral) -> bool:
        """ "Three pounds sixty"; when both are words, also before a word that is no unit ("… sixty postage")."""
        two_digits = cents.end - cents.start == 2 or cents.words
        after = _WORD.match(self.template.text, match.end("cents"))
        free = after is None or (
            numeral.words and cents.words and cents.amount >= 10 and after[1] not in self.rules.words.units
        )
        return two_digits and 0 < cents.amount < 100 and not cents.weak and free

    def percents(self) -> None:
        for match in self.rules.percent.finditer(self.template.text):
            if self.free(*match.span()):
                self.measured(ValueType.PERCENT, *match.span(), match.start(), None)

    def dates(self) -> None:
        for index, numeral in self.template.numerals.items():
            if self._decade(index, numeral):
                self._add_decade(index, numeral)
        for start, end, fields in find_dates(self.template, self.rules, self.known, self.ref):
            if self.free(start, end) and not self._is_name(end):
                self.add(ValueType.DATE, start, end, **fields)

    def _is_name(self, end: int) -> bool:
        """ "from June's team", "for April Stone": a month that is somebody's name."""
        place = self.template.ends[end - 1]
        if not self.template.folded.text[:place].endswith(self.rules.words.name_months):
            return False
        after = self.template.original[self.template.span(end - 1, end)[1] :][:4]
        return bool(re.match(r"['’]s\b| (?!I\b|I['’])[A-Z][a-zà-ÿ]", after))

    def times(self) -> None:
        for pattern in self.rules.times:
            if not pattern.needs <= self.known:
                continue
            for match in pattern.pattern.finditer(self.template.text):
                for start, end, fields in self._time(pattern, match):
                    if self.free(start, end):
                        self.add(ValueType.TIME, start, end, **fields)
        if self.rules.words.hour_mark:
            self._bare_hours()

    def _bare_hours(self) -> None:
        """ "Live 21h": an hour with its mark attached is a time, unless the words say a length."""
        for match in _BARE_HOUR.finditer(self.template.text):
            numeral = self.amount_at(match.start())
            if numeral.words or not (_is_hour(numeral) and 5 <= numeral.amount < 24):
                continue
            if match["space"] and not (numeral.amount >= 9 and re.search(r"[,;:(] ?$", self.before(match.start()))):
                continue
            if self.free(*match.span()) and not said_as_length(
                self.template.text, *match.span(), self.rules.clock_words
            ):
                self.add(ValueType.TIME, *match.span(), **clock(int(numeral.amount), 0, None, True))

    def _time(self, pattern: TimePattern, match: re.Match[str]) -> Iterator[tuple[int, int, dict[str, Any]]]:
        groups = match.groupdict()
        half = groups.get("ampm") or self.rules.words.parts_of_day.get(groups.get("part_of_day") or "")
        if groups.get("fixed"):
            fixed = self.rules.words.fixed_times[groups["fixed"]]
            yield *match.span(), {"minutes": (fixed + pattern.minute) % 1440, "unit": "24h"}
            return
        said = self.template.numeral(match, "h") or self.template.numeral(match, "hw")
        past = self.template.amount(match, "m") or self.template.amount(match, "mw") or Decimal(0)
        if said is None or not _is_hour(said) or past != int(past) or not 0 <= past < 60:
            return
        if groups.get("hw") and (not said.words or said.amount > 12):
            return
        minute = pattern.minute + int(past) * (-1 if pattern.before else 1)
        group = "h" if groups.get("h") else "hw"
        second = self.template.numeral(match, "h2")
        if second is not None and _is_hour(second):
            yield *match.span("h2"), clock(int(second.amount), 0, half, self.rules.words.hour_mark and not second.words)
        if pattern.hour_only and said.amount == 24:
            return
        firm = self.rules.words.hour_mark and not said.words
        if minute and not half and self.rules.words.hour_mark and self._lapse(match, said):
            return
        start = match.start(group) if pattern.hour_only or second is not None else match.start()
        end = match.start("h2") if groups.get("h2") and match.start("h2") > match.start("h") else match.end()
        yield start, self._hour_end(start, end, pattern), clock_with(int(said.amount), minute, half, firm)

    def _lapse(self, match: re.Match[str], said: Numeral) -> bool:
        """ "Six heures vingt de vidéo", "une heure quarante": a length in the words of a time."""
        start, end = match.span()
        led = self.rules.clock_words.before.search(self.before(start))
        if not (
            said_as_length(self.template.text, start, end, self.rules.clock_words) or (said.amount < 5 and not led)
        ):
            return False
        total = int(said.amount) * 60 + int(self.template.amount(match, "m") or 0)
        if self.free(start, end) and "m" in match.re.groupindex:
            self.add(ValueType.DURATION, start, end, amount=Decimal(total), unit="minute", minutes=total)
        return True

    def _hour_end(self, start: int, end: int, pattern: TimePattern) -> int:
        if not pattern.hour_only:
            return end
        rest = re.match(rf"{NUMBER} ?(?:heures?|h)", self.template.text[start:end])
        return start + rest.end() if rest else end

    def lengths(self, pattern: re.Pattern[str], type_: ValueType) -> None:
        for match in pattern.finditer(self.template.text):
            end = match.end("half") if match["half"] else match.end("unit")
            numeral = self.template.numeral(match, "n")
            if not self.free(match.start(), end) or (numeral and numeral.ordinal):
                continue
            if numeral is None and _RATE.search(self.before(match.start())):
                continue
            amount = numeral.amount if numeral else Decimal(1)
            unit = self.rules.words.units[match["unit"]]
            if match["half"]:
                amount += Decimal("0.5")
            if type_ == ValueType.DURATION:
                self._duration(match, end, amount, unit)
            elif unit == "ft" and match["rest"]:
                inches = amount * 12 + self.amount_at(match.start("rest")).amount
                self.measured(type_, match.start(), match.end("rest"), match.start(), "inch", amount=inches)
            elif unit == "m" and match["rest"] and self.amount_at(match.start("rest")).amount < 100:
                metres = amount + self.amount_at(match.start("rest")).amount / 100  # "un mètre soixante"
                self.measured(type_, match.start(), match.end("rest"), match.start(), unit, amount=metres)
            else:
                self.measured(type_, match.start(), end, match.start(), unit, amount=amount)

    def _duration(self, match: re.Match[str], end: int, amount: Decimal, unit: str) -> None:
        minutes = _length(amount, unit)
        second = self.template.numeral(match, "n2")
        if second is not None and match["unit2"] and self.rules.words.units[match["unit2"]] in SECONDS:
            other = self.rules.words.units[match["unit2"]]
            if SECONDS[other] < SECONDS[unit]:
                total = amount * SECONDS[unit] + second.amount * SECONDS[other]
                end, amount, unit = match.end("unit2"), total / SECONDS[other], other
                minutes = _length(amount, unit)
        self.measured(ValueType.DURATION, match.start(), end, match.start(), unit, amount=amount, minutes=minutes)

    def numbers(self) -> None:
        for index, numeral in self.template.numerals.items():
            after = self.template.text[index + 1 : index + 2]
            if self.taken[index] or numeral.weak or after.isalpha():
                continue
            currency = self._chat_money(index, numeral)
            if currency:
                self.measured(ValueType.MONEY, index, index + 1, index, currency)
            elif numeral.ordinal:
                if not re.search(r"(?<![a-z])an? $", self.before(index)) and not self.template.text.startswith(
                    "-hand", index + 1
                ):
                    self.add(ValueType.ORDINAL, index, index + 1, amount=numeral.amount)
            elif self._is_year(index, numeral):
                year = int(numeral.amount)
                self.add(ValueType.DATE, index, index + 1, first=date(year, 1, 1), last=date(year, 12, 31))
            elif self.rules.age_before.search(self.before(index)):
                self.measured(
                    ValueType.DURATION, index, index + 1, index, "year", minutes=_length(numeral.amount, "year")
                )
            else:
                self.measured(ValueType.NUMBER, index, index + 1, index, None)

    def _chat_money(self, index: int, numeral: Numeral) -> str | None:
        """ "49e" in a chat is a price, "le 49e" and "49e étage" are ordinals."""
        if not numeral.ordinal or numeral.words:
            return None
        suffix = self.template.folded.text[numeral.start : numeral.end].lstrip("0123456789.,")
        currency = self.rules.words.chat_money.get(suffix)
        words_before = re.findall(r"[a-z]+", self.before(index))
        if currency is None or (
            words_before and words_before[-1] in self.rules.words.determiners and self.before(index)[-1:] in " '"
        ):
            return None
        after = re.match(r" ([a-z]+)", self.template.text[index + 1 : index + _BEFORE])
        return currency if after is None or after[1] in self.rules.words.chat_money_followers else None

    def _decade(self, index: int, numeral: Numeral) -> bool:
        """ "the 90s", "the 1990s", "les années 90"."""
        amount = numeral.amount
        if numeral.words or not (20 <= amount <= 90 or 1900 <= amount <= 2090) or amount % 10:
            return False
        plural = self.template.text[index + 1 : index + 3].rstrip(" .,;:!?)'-") == "s"
        return (plural or not self.rules.words.decade_plural) and bool(
            self.rules.decade_before.search(self.before(index))
        )

    def _add_decade(self, index: int, numeral: Numeral) -> None:
        first = int(numeral.amount) if numeral.amount >= 1900 else 1900 + int(numeral.amount)
        end = index + 2 if self.rules.words.decade_plural else index + 1
        self.add(ValueType.DATE, index, end, first=date(first, 1, 1), last=date(first + 9, 12, 31))

    def _is_year(self, index: int, numeral: Numeral) -> bool:
        if numeral.year:
            return True
        if not 1900 <= numeral.amount <= 2100 or (numeral.end - numeral.start != 4 and not numeral.words):
            return False
        before = self.before(index)
        said_as_year = bool(self.rules.year_before.search(before)) and not (numeral.words and before.endswith("("))
        after = self.template.text[index + 1 : index + 3].strip()
        return said_as_year or (not after[:1].isalpha() and not numeral.words)


def _is_hour(numeral: Numeral) -> bool:
    return numeral.amount == int(numeral.amount) and 0 <= numeral.amount <= 24 and not numeral.ordinal


def clock_with(hour: int, minute: int, half: str | None, firm: bool) -> dict[str, Any]:
    """``clock`` for an hour and minutes that may be negative ("quarter to seven")."""
    fields = clock(hour, 0, half, firm)
    base = fields["minutes"]
    assert isinstance(base, int)
    return {**fields, "minutes": (base + minute) % 1440}


def _length(amount: Decimal, unit: str | None) -> int | None:
    minutes = amount * _MINUTES[unit or "minute"]
    return int(minutes) if minutes >= 1 else None
