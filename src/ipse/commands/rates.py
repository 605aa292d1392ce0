"""The rate part of ``ipse gate``: the sample decides, not the single finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ipse.policy import Policy, decide
from ipse.release import Accuracy, Corrected, RateDecision, RateOutcome, correct, decide_rate
from ipse.release.turns import turns_of
from ipse.types import AuditResult, Decision, Outcome, Severity


@dataclass(frozen=True, slots=True)
class RateLimit:
    """``critical below 0.5 % at 95 % confidence``; ``labels`` are a person's, by turn, for the correction."""

    max_rate: float
    confidence: float = 0.95
    severity: Severity = Severity.NOTE
    labels: Mapping[tuple[str, int], bool] | None = None


def with_rate(result: AuditResult, limit: RateLimit, policy: Policy) -> tuple[AuditResult, RateDecision]:
    """The result decided by its violation rate: above the limit BLOCK, below PASS, in between INCOMPLETE.

    An unread input, a crashed check or an empty transcript never passes, whatever the rate.
    """
    turns = turns_of(result, limit.severity)
    rate = decide_rate(sum(t.violates for t in turns), len(turns), limit.max_rate, limit.confidence)
    errors = [e for c in result.conversations for e in c.errors]
    base = decide((), problems=result.problems, errors=errors, clone_turns=len(turns), policy=policy)
    return replace(result, decision=_combined(base, rate)), rate


def rate_lines(result: AuditResult, rate: RateDecision, limit: RateLimit) -> Iterator[str]:
    """The flagged rate, and beside it the corrected one when there are labels."""
    share = rate.hits / rate.total if rate.total else 0.0
    yield (
        f"rate: {rate.hits} of {rate.total} turns = {share:.3%}, one-sided exact bounds "
        f"{rate.low:.3%} and {rate.high:.3%} at {rate.confidence:.0%}"
    )
    if limit.labels is not None:
        yield from _corrected_lines(result, rate, limit, limit.labels)


def _corrected_lines(
    result: AuditResult, rate: RateDecision, limit: RateLimit, known: Mapping[tuple[str, int], bool]
) -> Iterator[str]:
    flagged = {(t.conversation_id, t.turn): t.violates for t in turns_of(result, limit.severity)}
    accuracy = Accuracy.of((label, flagged[key]) for key, label in known.items() if key in flagged)
    missing = sum(key not in flagged for key in known)
    if missing:
        yield f"labels: {missing} of {len(known)} name turns that this run does not hold"
    yield (
        f"checker on {accuracy.violations + accuracy.clean} labelled turns: finds {accuracy.true_flags} of "
        f"{accuracy.violations} violations, leaves {accuracy.true_silences} of {accuracy.clean} clean turns alone"
    )
    yield _corrected_line(correct(rate.hits, rate.total, accuracy, limit.confidence), limit.confidence)


def _corrected_line(corrected: Corrected, confidence: float) -> str:
    if corrected.rate is None or corrected.interval is None:
        return f"corrected rate: none ({corrected.note})"
    low, high = corrected.interval.low, corrected.interval.high
    return f"corrected rate: {corrected.rate:.3%} ({confidence:.0%} interval {low:.3%} to {high:.3%})"


def _combined(base: Decision, rate: RateDecision) -> Decision:
    if rate.outcome is RateOutcome.BLOCK:
        extra = base.reasons if base.outcome is Outcome.INCOMPLETE else ()
        return Decision(Outcome.BLOCK, (rate.reason, *extra))
    if base.outcome is not Outcome.PASS:
        return base
    outcome = Outcome.PASS if rate.outcome is RateOutcome.PASS else Outcome.INCOMPLETE
    return Decision(outcome, (rate.reason,))
