"""Calendar arithmetic for dates as people say them: periods, relative dates, partial dates."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ipse.text.values.grammar import Grammar
from ipse.text.values.template import Template

Fields = dict[str, Any]
_SEASON_MONTHS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
_MARGIN = {"day": 0, "week": 3, "fortnight": 3, "month": 15, "year": 183, "decade": 900}
_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4375, "year": 365.25, "decade": 3652.5}


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or ``None`` when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(
    template: Template, rules: Grammar, known: frozenset[str], ref: date | None
) -> Iterator[tuple[int, int, Fields]]:
    """``(start, end, fields)`` in the template for every date pattern, the most specific patterns first."""
    for entry in rules.dates:
        if not entry.needs <= known:
            continue
        for match in entry.pattern.finditer(template.text):
            fields = _read(template, match, rules, ref)
            if fields is not None:
                yield match.start(), match.end(), fields


def _read(template: Template, match: re.Match[str], rules: Grammar, ref: date | None) -> Fields | None:
    groups = {name: said for name, said in match.groupdict().items() if said is not None}
    if "unit" in groups and "named" in groups:
        return _idiom(template, match, rules, ref)
    if "unit" in groups:
        return _relative_length(template, match, rules, ref)
    if "named" in groups:
        return _days_from(ref, rules.words.named[groups["named"]])
    if "holiday" in groups:
        return _holiday(rules.words.holidays[groups["holiday"]], _year(template, match), ref)
    month = rules.words.months.get(groups.get("month") or groups.get("strong_month") or "")
    weekday = rules.words.weekdays.get(groups.get("weekday") or groups.get("strong_weekday") or "")
    step = rules.words.next[groups["next"]] if "next" in groups else None
    year = _year(template, match)
    if "year" in groups and year is None:
        return None
    if "day" in groups:
        return _day_of_month(template, match, month, year, weekday, ref)
    until = rules.words.months.get(groups.get("month2", ""))
    if month and until and year:
        return {"first": date(year, month, 1), "last": date(year, until, monthrange(year, until)[1])}
    if month:
        return _month(month, year, step, ref)
    if "season" in groups:
        return _season(rules.words.seasons[groups["season"]], year, step, ref)
    if year:
        return _year_part(year, rules.words.parts.get(groups.get("part", "")))
    if "term" in groups:
        return _term(groups["term"], 0 if step is None else step, ref)
    return _weekday(weekday, step, ref) if weekday else None


def _year(template: Template, match: re.Match[str]) -> int | None:
    amount = template.amount(match, "year")
    if amount is None or amount != int(amount) or not 1900 <= amount <= 2100:
        return None
    return int(amount)


def _day_of_month(
    template: Template,
    match: re.Match[str],
    month: int | None,
    year: int | None,
    weekday: int | None,
    ref: date | None,
) -> Fields | None:
    day, until = template.amount(match, "day"), template.amount(match, "day2")
    if day is None or day != int(day) or not 1 <= day <= 31:
        return None
    if month is None:
        return _day_near(int(day), weekday, ref)
    last_day = int(until) if until is not None and day < until <= 31 else int(day)
    if safe_date(2024, month, int(day)) is None:
        return None
    if year is None:
        fields: Fields = {"unit": f"--{month:02}-{int(day):02}"}
        near = _nearest(month, int(day), ref)
        if near:
            fields |= {"first": near, "last": safe_date(near.year, month, last_day) or near}
        return fields
    first = safe_date(year, month, int(day))
    return {"first": first, "last": safe_date(year, month, last_day) or first} if first else None


def _day_near(day: int, weekday: int | None, ref: date | None) -> Fields:
    """ "Wednesday the 7th": the nearest such day; "the 7th" alone stays open."""
    if weekday is None:
        return {"unit": f"---{day:02}"}
    if ref is not None:
        for step in sorted(range(-200, 201), key=lambda step: (abs(step), -step)):
            found = ref + timedelta(days=step)
            if found.day == day and found.isoweekday() == weekday:
                return {"first": found, "last": found}
    return {"unit": f"W{weekday}"}


def _year_part(year: int, part: str | None) -> Fields:
    """Early, mid and late in a year are its thirds."""
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(part or "", (1, 12))
    return {"first": date(year, first, 1), "last": date(year, last, monthrange(year, last)[1])}


def _idiom(template: Template, match: re.Match[str], rules: Grammar, ref: date | None) -> Fields | None:
    """ "A fortnight tomorrow", "four weeks tonight"."""
    amount, unit = template.amount(match, "n"), rules.words.units[match["unit"]]
    if unit not in {"day", "week", "fortnight"} or amount is None or amount > 520:
        return None
    return _days_from(ref, rules.words.named[match["named"]] + int(float(amount) * _DAYS[unit]))


def _holiday(partial: str, year: int | None, ref: date | None) -> Fields:
    month, day = int(partial[2:4]), int(partial[5:7])
    if year is not None:
        return {"first": date(year, month, day), "last": date(year, month, day)}
    near = _nearest(month, day, ref)
    return {"unit": partial, **({"first": near, "last": near} if near else {})}


def _nearest(month: int, day: int, ref: date | None) -> date | None:
    if ref is None:
        return None
    near = (safe_date(ref.year + step, month, day) for step in (-1, 0, 1))
    return min((d for d in near if d), key=lambda d: abs((d - ref).days), default=None)


def _month(month: int, year: int | None, step: int | None, ref: date | None) -> Fields:
    if year is None and step is not None and ref is not None:
        year = ref.year
        if step > 0 and month <= ref.month:
            year += 1
        if step < 0 and month >= ref.month:
            year -= 1
    if year is None:
        return {"unit": f"--{month:02}"}
    return {"first": date(year, month, 1), "last": date(year, month, monthrange(year, month)[1])}


def _season(name: str, year: int | None, step: int | None, ref: date | None) -> Fields | None:
    start, end = _SEASON_MONTHS[name]
    if year is None:
        if step is None or ref is None:
            return {}
        year = ref.year
        if step > 0 and ref.month >= start:
            year += 1
        if step < 0 and (ref.month <= end or name == "winter"):
            year -= 1
    last_year = year + 1 if name == "winter" else year
    return {"first": date(year, start, 1), "last": date(last_year, end, monthrange(last_year, end)[1])}


def _days_from(ref: date | None, days: int) -> Fields:
    if ref is None:
        return {}
    day = ref + timedelta(days=days)
    return {"first": day, "last": day}


def _weekday(weekday: int, step: int | None, ref: date | None) -> Fields:
    if step is None or ref is None:
        return {"unit": f"W{weekday}"}
    ahead = (weekday - ref.isoweekday()) % 7
    if step > 0:
        ahead = ahead or 7
    if step < 0:
        ahead = (ahead or 7) - 7 if ahead else -7
    day = ref + timedelta(days=ahead)
    return {"first": day, "last": day}


def _term(term: str, step: int, ref: date | None) -> Fields:
    if ref is None:
        return {}
    if term.startswith(("week", "semaine", "fortnight")):
        monday = ref - timedelta(days=ref.weekday()) + timedelta(weeks=step)
        first = monday + timedelta(days=5 if "end" in term else 0)
        return {"first": first, "last": monday + timedelta(days=6)}
    if term.startswith(("month", "mois")):
        months = ref.year * 12 + ref.month - 1 + step
        year, month = divmod(months, 12)
        return {"first": date(year, month + 1, 1), "last": date(year, month + 1, monthrange(year, month + 1)[1])}
    return {"first": date(ref.year + step, 1, 1), "last": date(ref.year + step, 12, 31)}


def _relative_length(template: Template, match: re.Match[str], rules: Grammar, ref: date | None) -> Fields | None:
    amount, unit = template.amount(match, "n"), rules.words.units[match["unit"]]
    if unit not in _DAYS or amount is None:
        return None
    if ref is None:
        return {}
    back = any(word in match[0] for word in rules.words.ago)
    days = float(amount) * _DAYS[unit] * (-1 if back else 1)
    if abs(days) > 60000:
        return None
    middle, margin = ref + timedelta(days=round(days)), timedelta(days=_MARGIN[unit])
    return {"first": middle - margin, "last": middle + margin}
