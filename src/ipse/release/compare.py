"""Two releases: on the same prompts (paired) or on different ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, sqrt

from ipse.release.intervals import Interval, binomial_cdf, wilson


@dataclass(frozen=True, slots=True)
class Paired:
    """The same prompts answered by two releases; ``difference`` is the new rate minus the old one.

    ``p_value`` is McNemar's exact test (1947) on the prompts where the two differ.
    """

    both: int
    only_old: int
    only_new: int
    neither: int
    difference: float
    interval: Interval
    p_value: float

    @property
    def total(self) -> int:
        """The number of pairs."""
        return self.both + self.only_old + self.only_new + self.neither


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Two samples of different prompts; ``difference`` is the new rate minus the old one.

    ``p_value`` is Fisher's exact test (1922), two-sided.
    """

    old_hits: int
    old_total: int
    new_hits: int
    new_total: int
    difference: float
    interval: Interval
    p_value: float


def compare_paired(both: int, only_old: int, only_new: int, neither: int, confidence: float = 0.95) -> Paired:
    """Compare on the same prompts: ``only_old`` violated in the old release alone, ``only_new`` in the new one alone.

    The interval is Newcombe's hybrid score interval for paired proportions (1998, method 10).
    """
    total = both + only_old + only_new + neither
    changed = only_old + only_new
    p_value = min(1.0, 2 * binomial_cdf(min(only_old, only_new), changed, 0.5)) if changed else 1.0
    if not total:
        return Paired(0, 0, 0, 0, 0.0, Interval(-1.0, 1.0), 1.0)
    new, old = both + only_new, both + only_old
    interval = _newcombe(new, total, old, total, _correlation(both, only_old, only_new, neither), confidence)
    return Paired(both, only_old, only_new, neither, (new - old) / total, interval, p_value)


def compare_unpaired(
    old_hits: int, old_total: int, new_hits: int, new_total: int, confidence: float = 0.95
) -> Unpaired:
    """Compare on different prompts; the interval is Newcombe's hybrid score interval (1998, method 10)."""
    if not old_total or not new_total:
        return Unpaired(old_hits, old_total, new_hits, new_total, 0.0, Interval(-1.0, 1.0), 1.0)
    difference = new_hits / new_total - old_hits / old_total
    interval = _newcombe(new_hits, new_total, old_hits, old_total, 0.0, confidence)
    p_value = fisher_exact(old_hits, old_total, new_hits, new_total)
    return Unpaired(old_hits, old_total, new_hits, new_total, difference, interval, p_value)


def fisher_exact(hits_a: int, total_a: int, hits_b: int, total_b: int) -> float:
    """The two-sided p-value of Fisher's exact test: all tables with the same margins that are no likelier."""
    hits, total = hits_a + hits_b, total_a + total_b
    low, high = max(0, hits - total_b), min(hits, total_a)
    whole = _log_choose(total, hits)
    logs = [_log_choose(total_a, k) + _log_choose(total_b, hits - k) - whole for k in range(low, high + 1)]
    seen = logs[hits_a - low]
    return min(1.0, sum(exp(value) for value in logs if value <= seen + 1e-9))


def _newcombe(new: int, new_total: int, old: int, old_total: int, phi: float, confidence: float) -> Interval:
    p, q = new / new_total, old / old_total
    first, second = wilson(new, new_total, confidence), wilson(old, old_total, confidence)
    dl, du = p - first.low, first.high - p
    el, eu = q - second.low, second.high - q
    low = sqrt(max(0.0, dl * dl - 2 * phi * dl * eu + eu * eu))
    high = sqrt(max(0.0, du * du - 2 * phi * du * el + el * el))
    return Interval(max(-1.0, p - q - low), min(1.0, p - q + high))


def _correlation(both: int, only_old: int, only_new: int, neither: int) -> float:
    """Newcombe's phi: continuity-corrected when positive, 0 when a margin is empty."""
    margins = (both + only_old) * (only_new + neither) * (both + only_new) * (only_old + neither)
    if not margins:
        return 0.0
    cross = both * neither - only_old * only_new
    total = both + only_old + only_new + neither
    corrected = max(cross - total / 2, 0) if cross > 0 else cross
    return float(corrected / sqrt(margins))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
