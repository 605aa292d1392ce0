"""Counts and rates of a result, with intervals: "0 of 40" is not "0 %"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from ipse.types import AuditResult, Category, Disposition, Finding, Outcome, Role

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson score interval (Wilson 1927)."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; 0 when there is nothing to count."""
        return self.hits / self.total if self.total else 0.0


def wilson(hits: int, total: int, z: float = Z95) -> Rate:
    """The share ``hits / total`` with its Wilson interval; [0, 1] when ``total`` is 0."""
    if total == 0:
        return Rate(hits, total, 0.0, 1.0)
    share = hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return Rate(hits, total, max(0.0, centre - half), min(1.0, centre + half))


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader needs in five seconds."""

    conversations: int
    clone_turns: int
    claims: int
    checked: int
    blocking: Rate  # clone turns with at least one blocking finding
    flagged: Rate  # clone turns with at least one finding to block or review
    by_category: dict[Category, int]  # active findings to block or review
    by_status: dict[str, int]
    by_disposition: dict[Disposition, int]
    not_evaluated: dict[str, tuple[int, tuple[str, ...]]]  # rule -> conversations, needed fields
    errors: int
    problems: int


def summarise(result: AuditResult) -> Summary:
    """Count a result."""
    findings = result.findings
    active = [f for f in findings if f.status == "active"]
    acted = [f for f in active if f.disposition is not Disposition.NOTE]
    turns = sum(t.role is Role.CLONE for c in result.conversations for t in c.conversation.turns)
    return Summary(
        conversations=len(result.conversations),
        clone_turns=turns,
        claims=sum(len(c.claims) for c in result.conversations),
        checked=sum(k.claim.needs_proof for c in result.conversations for k in c.claims),
        blocking=wilson(_turns(f for f in acted if f.disposition is Disposition.BLOCK), turns),
        flagged=wilson(_turns(acted), turns),
        by_category=dict(Counter(f.category for f in acted).most_common()),
        by_status=dict(Counter(f.status for f in findings)),
        by_disposition=dict(Counter(f.disposition for f in active)),
        not_evaluated=_not_evaluated(result),
        errors=sum(len(c.errors) for c in result.conversations),
        problems=len(result.problems),
    )


def worst_first(finding: Finding) -> tuple[int, int, float, str, int, int]:
    """Sort key: what blocks first, then severity, then confidence."""
    disposition = list(Disposition).index(finding.disposition)
    severity = ("critical", "error", "warning", "note").index(finding.severity.value)
    return disposition, severity, -finding.confidence, finding.conversation_id, finding.turn, finding.start


def _turns(findings: Iterable[Finding]) -> int:
    return len({(f.conversation_id, f.turn) for f in findings})


def told(number: int, one: str, many: str) -> str:
    """A number of any size with its noun, such as "1 clone turn" and "1,216 clone turns"."""
    return f"{number:,} {one if number == 1 else many}"


def hidden_statuses(by_status: Mapping[str, int]) -> str:
    """The findings that are not active, such as "2 known, 1 waived"; empty when there are none."""
    hidden = {status: number for status, number in by_status.items() if status != "active" and number}
    return ", ".join(f"{number:,} {status.replace('_', ' ')}" for status, number in sorted(hidden.items()))


def complete(result: AuditResult) -> bool:
    """Whether everything was audited; the outcome alone does not say it, for a block comes first."""
    crashed = any(c.errors for c in result.conversations)
    unread = any(p.fatal for p in result.problems)
    return not (crashed or unread or result.decision.outcome in (Outcome.INCOMPLETE, Outcome.EMPTY))


def undecided(result: AuditResult) -> str:
    """What a pass does not speak for, such as " (2 rules not evaluated)"; empty for any other decision."""
    return undecided_rules(result.decision.outcome, {n.rule_id for c in result.conversations for n in c.not_evaluated})


def undecided_rules(outcome: Outcome, rules: Collection[str]) -> str:
    """The same, of the rules that were not evaluated in some conversation."""
    if outcome is not Outcome.PASS or not rules:
        return ""
    return f" ({len(rules)} rule{'s' if len(rules) > 1 else ''} not evaluated)"


def _not_evaluated(result: AuditResult) -> dict[str, tuple[int, tuple[str, ...]]]:
    counts: Counter[str] = Counter()
    needs: dict[str, set[str]] = {}
    for conversation in result.conversations:
        for item in conversation.not_evaluated:
            counts[item.rule_id] += 1
            needs.setdefault(item.rule_id, set()).update(item.needs)
    return {rule: (count, tuple(sorted(needs[rule]))) for rule, count in sorted(counts.items())}
