"""A release's violation rate against a limit: pass, block, or not enough turns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ipse.release.intervals import exact_lower, exact_upper
from ipse.release.plan import turns_needed


class RateOutcome(StrEnum):
    """What a sample says of a limit."""

    PASS = "pass"
    BLOCK = "block"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class RateDecision:
    """The decision with its figures. ``low`` and ``high`` are one-sided exact bounds at ``confidence``;

    ``more`` is how many further turns without any violation would let the sample pass, 0 when decided.
    """

    outcome: RateOutcome
    hits: int
    total: int
    max_rate: float
    confidence: float
    low: float
    high: float
    more: int = 0

    @property
    def reason(self) -> str:
        """The decision in one line."""
        seen = f"{self.hits} of {self.total} turns violate"
        limit = f"{_percent(self.max_rate)} at {_percent(self.confidence)} confidence"
        if self.outcome is RateOutcome.PASS:
            return f"{seen}: the rate is below {limit} (upper bound {_percent(self.high)})"
        if self.outcome is RateOutcome.BLOCK:
            return f"{seen}: the rate is above {limit} (lower bound {_percent(self.low)})"
        return f"{seen}: not enough turns for {limit}: need at least {self.more} more without a violation"


def decide_rate(hits: int, total: int, max_rate: float, confidence: float = 0.95) -> RateDecision:
    """PASS when the exact upper bound is at most ``max_rate``, BLOCK when the lower one is above it.

    In between the sample is too small to tell. Turns are taken as independent draws: sample conversations at random,
    and where turns of one conversation are alike, count conversations instead.
    """
    high, low = exact_upper(hits, total, confidence), exact_lower(hits, total, confidence)
    if total and high <= max_rate:
        return RateDecision(RateOutcome.PASS, hits, total, max_rate, confidence, low, high)
    if low > max_rate:
        return RateDecision(RateOutcome.BLOCK, hits, total, max_rate, confidence, low, high)
    more = turns_needed(max_rate, confidence, hits) - total
    return RateDecision(RateOutcome.NOT_ENOUGH, hits, total, max_rate, confidence, low, high, more)


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %"
