"""What a later run looked at again: only there can a finding that is gone be called fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ipse.history.model import Gaps, KeptRun
from ipse.types import CLAIMS, Finding


@dataclass(frozen=True, slots=True)
class Looked:
    """What one run would have found again of an earlier one, had it still been there.

    ``rules`` are the ids of the rules that the run is known to have had; None stands for all that the earlier one had.
    """

    audited: frozenset[tuple[str, int]]
    gaps: Gaps | None
    rules: frozenset[str] | None

    @classmethod
    def again(cls, before: KeptRun, after: KeptRun) -> Looked:
        """What ``after`` looked at of what ``before`` had found."""
        same = before.run.ruleset == after.run.ruleset
        audited = frozenset((t.conversation_id, t.turn) for t in after.turns)
        return cls(audited, after.gaps, None if same else _rules_of(after))

    def at(self, finding: Finding) -> bool:
        """Whether the reply was audited, each rule concerned could be decided and each source cited be read."""
        audited = (finding.conversation_id, finding.turn) in self.audited
        return audited and self.ran(rules_of(finding), finding.conversation_id) and self.read(finding)

    def ran(self, rules: Iterable[str], conversation_id: str) -> bool:
        """Whether all these rules were part of the run and ran on this conversation."""
        if self.gaps is None:
            return False
        missing = self.gaps.rules.get(conversation_id, frozenset())
        return all(rule not in missing and (self.rules is None or rule in self.rules) for rule in rules)

    def read(self, finding: Finding) -> bool:
        """Whether the sources that the finding cites could be read: an unread one contradicts nobody."""
        if self.gaps is None:
            return False
        cited = {citation.source for citation in finding.evidence}
        return not any(_holds(path, source) for path in self.gaps.unread for source in cited)


def rules_of(finding: Finding) -> frozenset[str]:
    """The rules that a finding concerns; none when it rests on a claim alone."""
    return frozenset(rule for rule in finding.rule_ids if not rule.startswith(CLAIMS))


def _holds(path: str, source: str) -> bool:
    """Whether what could not be read is the source, or a folder above it."""
    return path in ("", source) or source.startswith(f"{path}/")


def _rules_of(run: KeptRun) -> frozenset[str]:
    """The rules that a run is known to have had: those it names itself, and those of the shipped packs it names."""
    from ipse.rules import load_rules

    found = {rule for kept in run.findings for rule in rules_of(kept.finding)}
    missing = {rule for rules in (run.gaps.rules.values() if run.gaps else ()) for rule in rules}
    packs = run.run.ruleset.rpartition(" ")[0].split(",")
    shipped = {rule.id for rule in load_rules(("all",)) if any(_within(rule.pack, pack.strip()) for pack in packs)}
    return frozenset(found | missing | shipped)


def _within(pack: str, name: str) -> bool:
    """Whether ``name``, as a configuration writes it, asks for ``pack``."""
    return name == "all" or f"{pack}/".startswith(f"{name.rstrip('/')}/")
