"""What stands behind a rule: its title, why it exists, and the law or study that it cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipse.errors import RuleError
from ipse.history.looked import rules_of
from ipse.types import AuditResult


@dataclass(frozen=True, slots=True)
class Source:
    """A law, a decision, terms of use or a study, with its address when it has one."""

    cite: str
    url: str | None = None

    @property
    def markdown(self) -> str:
        """The citation, as a link when it has an address."""
        return f"[{self.cite}]({self.url})" if self.url else self.cite


@dataclass(frozen=True, slots=True)
class RuleHelp:
    """A rule's title in one line, why it exists, and its sources, the first one first."""

    title: str
    why: str
    sources: tuple[Source, ...]


def rule_help(result: AuditResult, root: Path | None = None) -> Mapping[str, RuleHelp]:
    """The help of every rule that a finding concerns, by its id.

    Findings about claims have no rule file: their category explains them. The same holds for a rule whose pack
    cannot be read any more. ``root`` is the folder that paths of packs start from, the working folder by default.
    """
    from ipse.rules import load_rules

    wanted = {rule for finding in result.findings for rule in rules_of(finding)}
    packs = result.provenance.ruleset.rpartition(" ")[0].split(",")
    try:
        rules = load_rules(packs, root=root) if wanted else ()
    except RuleError:
        return {}
    return {
        rule.id: RuleHelp(
            rule.spec.title, " ".join(rule.spec.why.split()), tuple(Source(s.cite, s.url) for s in rule.spec.sources)
        )
        for rule in rules
        if rule.id in wanted
    }
