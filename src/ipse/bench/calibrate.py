"""Thresholds from a team's own labels: from which confidence does a category block, from which is it for review?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ipse.bench.labelled import FAMILIES, LabelledTurn
from ipse.report.statistics import Rate, wilson
from ipse.types import Category, Finding

TARGET_PRECISION = 0.95
MARGIN = 0.1  # labels are enough when the interval's lower end is at most this far below the target
NEVER = 1.0


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
    """
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
    """How many more right findings bring the lower end to ``target - MARGIN``."""
    more = 0
    while wilson(rate.hits + more, rate.total + more).low < target - MARGIN:
        more += 1
    return more


def as_toml(thresholds: Sequence[Threshold]) -> str:
    """The thresholds as lines for ``[policy]`` in ipse.toml."""
    block = ", ".join(f"{t.category.value} = {t.block_at:.3f}" for t in thresholds)
    review = ", ".join(f"{t.category.value} = {t.review_at:.3f}" for t in thresholds)
    return f"[policy]\nblock_at_category = {{ {block} }}\nreview_at_category = {{ {review} }}\n"
