"""Thresholds from a team's own labels: from which confidence does a category block, from which is it for review?"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ipse.bench.labelled import FAMILIES, LabelledTurn
from ipse.errors import UsageError
from ipse.report.statistics import Rate, wilson
from ipse.types import Category, Finding

TARGET_PRECISION = 0.95
MARGIN = 0.1  # labels are enough when the interval's lower end is at most this far below the target
NEVER = 1.0
MOST_MISSING = 1_000_000  # more are not counted
_ROUNDING = 0.00005  # a result's confidences have four digits: what is read as 0.8145 may have been 0.81446


@dataclass(frozen=True, slots=True)
class Threshold:
    """One category's thresholds, with the precision seen at ``block_at`` and what it rests on.

    ``missing`` counts the right findings that would still be needed for the interval to reach the target less
    `MARGIN`; 0 means that the labels are enough.
    """

    category: Category
    block_at: float
    review_at: float
    precision: Rate
    missing: int


def calibrate(
    labels: Sequence[LabelledTurn], findings: Iterable[Finding], target: float = TARGET_PRECISION
) -> tuple[Threshold, ...]:
    """Thresholds for every category that has findings on labelled turns, most findings first.

    ``block_at`` is the lowest confidence from which upwards precision reaches ``target`` (1.0 when none does),
    ``review_at`` the one with the best F1. A finding is right when its turn is labelled with the same family.

    Raises:
        UsageError: ``target`` is no share above 0.
    """
    if not 0 < target <= 1:
        raise UsageError(f"no precision can reach {target}", remedy="give a share above 0, at most 1, such as 0.95")
    wanted = {(t.conversation_id, t.turn): {FAMILIES[c] for e in t.expected for c in e.categories} for t in labels}
    seen: dict[Category, list[tuple[float, bool]]] = defaultdict(list)
    for finding in findings:
        place = (finding.conversation_id, finding.turn)
        if place in wanted and finding.category in FAMILIES:
            seen[finding.category].append((finding.confidence, FAMILIES[finding.category] in wanted[place]))
    ordered = sorted(seen, key=lambda c: (-len(seen[c]), c.value))
    return tuple(_threshold(category, seen[category], target) for category in ordered)


def _threshold(category: Category, rows: Sequence[tuple[float, bool]], target: float) -> Threshold:
    steps = [(at, _precision(rows, at)) for at in sorted({c for c, _ in rows})]
    block_at = next((at for at, rate in steps if rate.value >= target), NEVER)
    precision = _precision(rows, block_at)
    right = sum(ok for _, ok in rows)
    review_at = max(steps, key=lambda step: (_f1(step[1], right), step[0]))[0]
    return Threshold(category, block_at, min(review_at, block_at), precision, _missing(precision, target))


def _precision(rows: Sequence[tuple[float, bool]], at: float) -> Rate:
    kept = [ok for confidence, ok in rows if confidence >= at]
    return wilson(sum(kept), len(kept))


def _f1(rate: Rate, right: int) -> float:
    recall = rate.hits / right if right else 0.0
    return 2 * rate.value * recall / (rate.value + recall) if rate.value + recall else 0.0


def _missing(rate: Rate, target: float) -> int:
    """How many more right findings bring the lower end to ``target - MARGIN``; at most `MOST_MISSING`."""

    def enough(more: int) -> bool:
        return wilson(rate.hits + more, rate.total + more).low >= target - MARGIN

    return bisect_left(range(MOST_MISSING), True, key=enough)


def printed(threshold: float) -> str:
    """A threshold for ipse.toml, just low enough that the finding on which it rests does not fall below it."""
    if threshold >= NEVER:
        return "1.0"
    return f"{max(0.0, threshold - _ROUNDING):.5f}"


def as_toml(thresholds: Sequence[Threshold]) -> str:
    """The thresholds as lines for ``[policy]`` in ipse.toml; those with too few labels are commented out."""
    lines = [_toml_line(name, t) for name in ("block_at", "review_at") for t in thresholds]
    head = "[policy]" if any(not t.missing for t in thresholds) else "# [policy]"
    return "".join(f"{line}\n" for line in (head, *lines)) if thresholds else ""


def _toml_line(name: str, threshold: Threshold) -> str:
    value = threshold.block_at if name == "block_at" else threshold.review_at
    line = f"{name}_category.{threshold.category.value} = {printed(value)}"
    return f"# {line}  # not enough labels" if threshold.missing else line
