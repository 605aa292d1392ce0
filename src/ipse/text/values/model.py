"""What a value is, and when two values say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ValueType(StrEnum):
    """The kinds of value that are compared exactly."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Value:
    """A value found in a text: ``quote == text[start:end]``.

    ``amount`` is the number said, in ``unit``: an ISO 4217 code for money, a unit of time for durations,
    an SI-like symbol for quantities. A date covers ``first`` to ``last``, both included; a date that its
    text leaves open has a partial ISO ``unit`` ("--05-12", "--05", "---12", "W2" for Tuesdays) and is resolved only
    when a reference date settles it. ``minutes`` is the length of a duration, or the minute of the day of a
    time, whose ``unit`` is "12h" when morning and evening are both possible. Links, addresses, telephone
    numbers and codes carry their normal form in ``unit``. ``approx``: said as a rough figure; ``bound``:
    "min" for "at least", "max" for "up to".
    """

    type: ValueType
    quote: str
    start: int
    end: int
    amount: Decimal | None = None
    unit: str | None = None
    first: date | None = None
    last: date | None = None
    minutes: int | None = None
    approx: bool = False
    bound: str | None = None


SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "fortnight": 1209600,
    "month": 2629800,
    "year": 31557600,
    "decade": 315576000,
}
_SCALE: dict[str, tuple[str, Decimal]] = {
    "mg": ("g", Decimal("0.001")),
    "g": ("g", Decimal(1)),
    "kg": ("g", Decimal(1000)),
    "oz": ("oz", Decimal(1)),
    "lb": ("oz", Decimal(16)),
    "inch": ("inch", Decimal(1)),
    "ft": ("inch", Decimal(12)),
    "ml": ("ml", Decimal(1)),
    "cl": ("ml", Decimal(10)),
    "l": ("ml", Decimal(1000)),
    "mm": ("mm", Decimal(1)),
    "cm": ("mm", Decimal(10)),
    "m": ("mm", Decimal(1000)),
    "km": ("mm", Decimal(1000000)),
    "MB": ("MB", Decimal(1)),
    "GB": ("MB", Decimal(1000)),
    "TB": ("MB", Decimal(1000000)),
}
_ROUGH = Decimal("0.1")
_FAR = Decimal("1.5")
_BARE = frozenset({ValueType.NUMBER})
_EXACT = frozenset({ValueType.URL, ValueType.EMAIL, ValueType.PHONE, ValueType.CODE})
_AMOUNTS = frozenset(
    {ValueType.MONEY, ValueType.PERCENT, ValueType.DURATION, ValueType.QUANTITY, ValueType.NUMBER, ValueType.ORDINAL}
)


def same_value(a: Value, b: Value) -> bool | None:
    """Whether ``a`` and ``b`` state the same value; ``None`` when they cannot be compared.

    Symmetric. A rough figure matches within 10 %. Dates match when one period contains the other. A bare
    number can confirm an amount of any kind but never refute it; two currencies at different amounts, or
    two units without a common measure, are not comparable.
    """
    if a.type == b.type:
        return _SAME_TYPE.get(a.type, _same_amount)(a, b)
    if {a.type, b.type} <= _AMOUNTS and not _BARE.isdisjoint((a.type, b.type)):
        return True if a.amount is not None and a.amount == b.amount else None
    if {a.type, b.type} == {ValueType.TIME, ValueType.DURATION}:
        return True if a.minutes is not None and a.minutes == b.minutes else None
    return None


def _same_text(a: Value, b: Value) -> bool | None:
    return a.unit == b.unit


def _close(a: Decimal, b: Decimal, rough: bool) -> bool:
    if not rough:
        return a == b
    return abs(a - b) <= _ROUGH * max(abs(a), abs(b))


def _agree(a: Decimal, b: Decimal, left: Value, right: Value, rough: bool = False) -> bool | None:
    """Amounts in one measure: a bound is met, missed, or too far away to tell."""
    if left.bound and right.bound:
        return _close(a, b, rough) or None
    if not left.bound and not right.bound:
        return _close(a, b, rough)
    limit, other, bound = (a, b, left.bound) if left.bound else (b, a, right.bound)
    low, high = (limit, limit * _FAR) if bound == "min" else (limit / _FAR, limit)
    if low <= other <= high:
        return True
    return False if (other < low) == (bound == "min") else None


def _same_amount(a: Value, b: Value) -> bool | None:
    if a.amount is None or b.amount is None:
        return None
    unit_a, factor_a = _SCALE.get(a.unit or "", (a.unit, Decimal(1)))
    unit_b, factor_b = _SCALE.get(b.unit or "", (b.unit, Decimal(1)))
    same = _agree(a.amount * factor_a, b.amount * factor_b, a, b, a.approx or b.approx)
    if unit_a == unit_b or not unit_a or not unit_b:
        return same
    if a.type == ValueType.MONEY:
        return False if same else None
    if "deg" in (unit_a, unit_b) and unit_a.startswith("deg") and unit_b.startswith("deg"):
        return same
    return None


def _same_duration(a: Value, b: Value) -> bool | None:
    if a.amount is not None and a.unit == b.unit == "clock":
        return a.amount == b.amount
    if a.amount is None or b.amount is None or a.unit not in SECONDS or b.unit not in SECONDS:
        return None
    rough = a.approx or b.approx or _calendar(a, b)
    return _agree(a.amount * SECONDS[a.unit], b.amount * SECONDS[b.unit], a, b, rough)


def _calendar(a: Value, b: Value) -> bool:
    """Months against weeks or days: thirty days are a month, and fifty-two weeks a year."""
    return (
        a.unit != b.unit
        and not {"month", "year"}.isdisjoint({a.unit, b.unit})
        and {a.unit, b.unit}
        != {
            "month",
            "year",
        }
    )


def _same_time(a: Value, b: Value) -> bool | None:
    if a.minutes is None or b.minutes is None:
        return None
    if "12h" in (a.unit, b.unit):
        return a.minutes % 720 == b.minutes % 720
    return a.minutes == b.minutes


def _same_date(a: Value, b: Value) -> bool | None:
    if a.unit and b.unit and a.unit[0] == b.unit[0]:
        return _same_partial(a.unit, b.unit)
    if _inside(a, b):
        return True
    for partial, other in ((a.unit, b), (b.unit, a)):
        if partial and other.first and other.last:
            return _fits(partial, other.first, other.last)
    if a.first and a.last and b.first and b.last:
        return None if a.first <= b.last and b.first <= a.last else False
    return None


def _inside(a: Value, b: Value) -> bool:
    if not (a.first and a.last and b.first and b.last):
        return False
    return (a.first >= b.first and a.last <= b.last) or (b.first >= a.first and b.last <= a.last)


def _same_partial(a: str, b: str) -> bool | None:
    if a.startswith("---") != b.startswith("---"):
        day, other = (a, b) if a.startswith("---") else (b, a)
        return day[-2:] == other[-2:] if len(other) == 7 else None
    return a.startswith(b) or b.startswith(a)


def _fits(partial: str, first: date, last: date) -> bool | None:
    """Whether the period lies on the partial date; ``None`` when it is too long to tell.

    A weekday never refutes a date: "on Sundays" is a habit, and the 21st an event.
    """
    if partial.startswith("W"):
        return (str(first.isoweekday()) == partial[1:] or None) if first == last else None
    if partial.startswith("---"):
        return first.day == int(partial[3:]) if first == last else None
    month = int(partial[2:4])
    if len(partial) == 4:
        return first.month == month if first.month == last.month and first.year == last.year else None
    if first == last:
        return (first.month, first.day) == (month, int(partial[5:7]))
    if (last - first).days < 32 and first.month == last.month:
        return first.month == month and first.day <= int(partial[5:7]) <= last.day
    return None


_SAME_TYPE = {
    ValueType.DATE: _same_date,
    ValueType.TIME: _same_time,
    ValueType.DURATION: _same_duration,
    ValueType.URL: _same_text,
    ValueType.EMAIL: _same_text,
    ValueType.PHONE: _same_text,
    ValueType.CODE: _same_text,
}
