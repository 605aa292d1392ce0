"""Applies a baseline to a finished result."""

from __future__ import annotations

from dataclasses import replace

from ipse.baseline import Comparison
from ipse.policy import Policy, decide
from ipse.types import AuditResult, Role


def with_baseline(result: AuditResult, comparison: Comparison, policy: Policy) -> AuditResult:
    """The result with known findings marked, decided again: only what is new blocks."""
    marked = iter(comparison.findings)
    conversations = tuple(replace(c, findings=tuple(next(marked) for _ in c.findings)) for c in result.conversations)
    decision = decide(
        comparison.findings,
        problems=result.problems,
        errors=[e for c in result.conversations for e in c.errors],
        clone_turns=sum(t.role is Role.CLONE for c in result.conversations for t in c.conversation.turns),
        policy=policy,
    )
    known = sum(f.status == "known" for f in comparison.findings)
    notes = (f"{known} known in the baseline", f"{len(comparison.gone)} of the baseline not seen")
    return replace(result, conversations=conversations, decision=replace(decision, reasons=(*decision.reasons, *notes)))
