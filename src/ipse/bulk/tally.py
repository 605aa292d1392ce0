"""What a run of any length adds up to, one conversation at a time."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ipse.baseline import marked
from ipse.policy import Policy, apply_waivers, decide_counts, fails
from ipse.report.repeats import sameness
from ipse.types import ConversationResult, Decision, Disposition, Finding, Problem, Role, Waiver

WORST = 10


@dataclass(frozen=True, slots=True)
class Judging:
    """What is applied to audited conversations: waivers on a day, and the baseline's findings.

    ``known`` says by fingerprint how bad a finding was when it was accepted; None means that there is no baseline.
    """

    policy: Policy
    waivers: Sequence[Waiver]
    today: date
    known: Mapping[str, Disposition] | None = None

    def apply(self, result: ConversationResult) -> tuple[ConversationResult, frozenset[int]]:
        """The conversation with waived and known findings marked, and the positions of the waivers it used."""
        known = self.known or {}
        waived = apply_waivers(result.findings, self.waivers, self.today)
        return replace(result, findings=tuple(marked(f, known) for f in waived.findings)), waived.used


@dataclass(slots=True)
class Tally:
    """Counts that a decision and a summary need; its size does not grow with the run."""

    judging: Judging
    conversations: int = 0
    clone_turns: int = 0
    failing: int = 0
    crashed: int = 0
    blocked_turns: int = 0
    flagged_turns: int = 0
    by_category: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    not_evaluated: Counter[tuple[str, str]] = field(default_factory=Counter)
    used: set[int] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    ranked: int = 0
    worst: list[tuple[tuple[int, ...], int, tuple[str, str], Finding]] = field(default_factory=list)

    def add(self, result: ConversationResult) -> ConversationResult:
        """Count one conversation; returns it with waivers and baseline applied."""
        result, used = self.judging.apply(result)
        self.used |= used
        self.conversations += 1
        self.clone_turns += sum(t.role is Role.CLONE for t in result.conversation.turns)
        self.crashed += len(result.errors)
        for item in result.not_evaluated:
            self.not_evaluated[item.rule_id, ", ".join(item.needs)] += 1
        self._add_findings(result.findings)
        return result

    def decision(self, problems: Sequence[Problem]) -> Decision:
        """The decision, with notes on the baseline as ``ipse audit`` makes them."""
        unread, waived = sum(p.fatal for p in problems), self.by_status["waived"]
        fail_on = self.judging.policy.fail_on
        made = decide_counts(self.failing, unread, self.crashed, self.clone_turns, waived=waived, fail_on=fail_on)
        if self.judging.known is None:
            return made
        unseen = len(self.judging.known.keys() - self.seen)
        notes = (f"{self.by_status['known']} known in the baseline", f"{unseen} of the baseline not seen")
        return replace(made, reasons=(*made.reasons, *notes))

    @property
    def expired(self) -> tuple[Waiver, ...]:
        """Waivers that no longer hold."""
        return tuple(w for w in self.judging.waivers if w.expires < self.judging.today)

    @property
    def unused(self) -> tuple[Waiver, ...]:
        """Waivers in force that covered nothing."""
        waivers = enumerate(self.judging.waivers)
        return tuple(w for i, w in waivers if i not in self.used and w.expires >= self.judging.today)

    def _add_findings(self, findings: Sequence[Finding]) -> None:
        acted = [f for f in findings if f.status == "active" and f.disposition is not Disposition.NOTE]
        self.seen |= {f.fingerprint for f in findings} & (self.judging.known or {}).keys()
        self.by_status.update(f.status for f in findings)
        self.by_category.update(f.category.value for f in acted)
        self.failing += sum(fails(f, self.judging.policy) for f in findings)
        self.flagged_turns += len({f.turn for f in acted})
        self.blocked_turns += len({f.turn for f in acted if f.disposition is Disposition.BLOCK})
        for finding in acted:
            self._rank(finding)

    def _rank(self, finding: Finding) -> None:
        """Keep the worst: the smallest keys of a heap of negated ones, first come first among equals.

        The same words under the same rule are kept once, or they alone would fill the list.
        """
        place = (
            -list(Disposition).index(finding.disposition),
            -("critical", "error", "warning", "note").index(finding.severity.value),
            round(finding.confidence * 10_000),
        )
        if len(self.worst) == WORST and place <= self.worst[0][0]:
            return
        key = sameness(finding)
        twin = next((entry for entry in self.worst if entry[2] == key), None)
        if twin and twin[0] >= place:
            return
        if twin:
            self.worst.remove(twin)
            heapq.heapify(self.worst)
        self.ranked += 1
        entry = (place, -self.ranked, key, finding)
        push = heapq.heappush if len(self.worst) < WORST else heapq.heappushpop
        push(self.worst, entry)
