"""How many turns to audit before a release can pass."""

from __future__ import annotations

from dataclasses import dataclass

from ipse.release.intervals import binomial_cdf, exact_upper


@dataclass(frozen=True, slots=True)
class PlanRow:
    """With ``turns`` audited and at most ``allowed`` violations the release passes.

    ``chance`` is the probability that a persona whose true rate is the assumed one passes.
    """

    allowed: int
    turns: int
    chance: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows by allowed violations; ``chosen`` is the smallest row with enough chance, None when no row has it."""

    max_rate: float
    confidence: float
    true_rate: float
    power: float
    rows: tuple[PlanRow, ...]
    chosen: PlanRow | None


def turns_needed(max_rate: float, confidence: float = 0.95, hits: int = 0) -> int:
    """The smallest sample with ``hits`` violations whose exact upper bound is at most ``max_rate``.

    >>> turns_needed(0.005)
    598
    """
    low, high = hits, max(2, 2 * hits)
    while exact_upper(hits, high, confidence) > max_rate:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if exact_upper(hits, middle, confidence) <= max_rate else (middle, high)
    return high


def make_plan(
    max_rate: float, confidence: float = 0.95, *, true_rate: float | None = None, power: float = 0.8, rows: int = 12
) -> Plan:
    """Sample sizes for a limit. ``true_rate`` is the rate you believe in (default: a fifth of the limit)."""
    assumed = max_rate / 5 if true_rate is None else true_rate
    table: list[PlanRow] = []
    chosen: PlanRow | None = None
    while len(table) < rows or (chosen is None and len(table) < 200 and assumed < max_rate):
        allowed = len(table)
        turns = turns_needed(max_rate, confidence, allowed)
        table.append(PlanRow(allowed, turns, binomial_cdf(allowed, turns, assumed)))
        if chosen is None and table[-1].chance >= power:
            chosen = table[-1]
        if chosen is not None and allowed >= chosen.allowed + 2:
            break
    return Plan(max_rate, confidence, assumed, power, tuple(table), chosen)
