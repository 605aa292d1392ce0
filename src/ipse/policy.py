"""What blocks: thresholds, waivers and the decision on a whole run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ipse.types import (
    BUSINESS_KINDS,
    PERSONAL_KINDS,
    Breach,
    Category,
    CheckError,
    Decision,
    Disposition,
    Finding,
    Kind,
    Outcome,
    Problem,
    Waiver,
    weight,
)

CLOSED_WORLD = PERSONAL_KINDS | BUSINESS_KINDS
GROUNDING = (
    Category.CONTRADICTED_FACT,
    Category.UNSUPPORTED_FACT,
    Category.FALSE_PERSONAL_CLAIM,
    Category.INVENTED_OFFER,
)
# Chosen on creators that the confidence weights had not seen: bench/README.md, "Whole audits against labels".
SHIPPED_BLOCK_AT: Mapping[Category, float] = {**dict.fromkeys(GROUNDING, 0.7), Category.UNSAFE_OR_PRIVATE: 0.7}
SHIPPED_REVIEW_AT: Mapping[Category, float] = {**dict.fromkeys(GROUNDING, 0.33), Category.UNSAFE_OR_PRIVATE: 0.25}


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds on a finding's confidence, and what makes a run fail.

    A finding at or above ``block_at`` blocks, at or above ``review_at`` is for review, and below that stays
    visible with status ``below_threshold``. ``overrides`` fixes the disposition of a category or a rule.
    ``closed_world`` lists the kinds of claim for which silence of the sources is itself a finding.
    """

    block_at: Mapping[Category, float] = field(default_factory=lambda: SHIPPED_BLOCK_AT)
    review_at: Mapping[Category, float] = field(default_factory=lambda: SHIPPED_REVIEW_AT)
    default_block_at: float = 0.85
    default_review_at: float = 0.5
    fail_on: Disposition = Disposition.BLOCK
    overrides: Mapping[str, Disposition] = field(default_factory=dict)
    closed_world: frozenset[Kind] = CLOSED_WORLD
    horizon_days: int = 730

    def block_threshold(self, category: Category) -> float:
        """The confidence at which a finding of this category blocks."""
        return self.block_at.get(category, self.default_block_at)

    def review_threshold(self, category: Category) -> float:
        """The confidence at which a finding of this category is worth a person's time; never above the blocking one."""
        return min(self.review_at.get(category, self.default_review_at), self.block_threshold(category))


def apply_policy(finding: Finding, policy: Policy) -> Finding:
    """The finding with its disposition and status under ``policy``; an override wins over thresholds."""
    fixed = policy.overrides.get(finding.rule_id) or policy.overrides.get(finding.category.value)
    if fixed is not None:
        return replace(finding, disposition=fixed)
    if finding.confidence < policy.review_threshold(finding.category):
        return replace(finding, disposition=Disposition.NOTE, status="below_threshold")
    if finding.disposition is Disposition.BLOCK and finding.confidence < policy.block_threshold(finding.category):
        return replace(finding, disposition=Disposition.REVIEW)
    return finding


@dataclass(frozen=True, slots=True)
class WaiverOutcome:
    """Findings after waivers, and the waivers that no longer do anything."""

    findings: tuple[Finding, ...]
    used: frozenset[int]


def apply_waivers(findings: Iterable[Finding], waivers: Sequence[Waiver], today: date) -> WaiverOutcome:
    """Mark the findings that waivers in force cover; ``used`` holds the positions of waivers that matched.

    A waiver by fingerprint or by category covers a finding with all the rules it speaks for, a waiver by rule only
    that rule: a finding stays active, and speaks for the first rule that no waiver covers, as long as there is one.
    """
    used: set[int] = set()
    out: list[Finding] = []
    for finding in findings:
        covered = _covered(finding, waivers, today) if finding.status == "active" else {}
        used.update(covered.values())
        out.append(_after_waivers(finding, {rule: waivers[i] for rule, i in covered.items()}))
    return WaiverOutcome(tuple(out), frozenset(used))


def _covered(finding: Finding, waivers: Sequence[Waiver], today: date) -> dict[str, int]:
    """The rules of the finding that waivers in force cover, each with the position of the first that does."""
    first = {
        rule: next((i for i, w in enumerate(waivers) if _covers(w, finding, rule, today)), None)
        for rule in finding.rule_ids
    }
    return {rule: position for rule, position in first.items() if position is not None}


def _covers(waiver: Waiver, finding: Finding, rule_id: str, today: date) -> bool:
    named = waiver.fingerprint == finding.fingerprint or (
        waiver.rule is not None and waiver.rule in (rule_id, finding.category.value)
    )
    return named and waiver.expires >= today


def _after_waivers(finding: Finding, covered: Mapping[str, Waiver]) -> Finding:
    """The finding without the rules that are covered; waived when none is left."""
    if not covered:
        return finding
    if all(rule in covered for rule in finding.rule_ids):
        reasons = dict.fromkeys(f"{w.reason} ({w.owner})" for w in covered.values())
        return replace(finding, status="waived", waiver="; ".join(reasons))
    left = tuple(breach for breach in finding.also if breach.rule_id not in covered)
    return _speaking_for(left, finding) if finding.rule_id in covered else replace(finding, also=left)


def _speaking_for(breaches: Sequence[Breach], finding: Finding) -> Finding:
    """The same words, absence and fingerprint, told by the first of ``breaches`` instead of the finding's own rule."""
    first, *rest = breaches
    return replace(first.told_by(finding), also=tuple(rest), verdict=None, kind=None, reason="rule")


def decide(
    findings: Sequence[Finding],
    *,
    problems: Sequence[Problem],
    errors: Sequence[CheckError],
    clone_turns: int,
    policy: Policy,
) -> Decision:
    """The decision on a run: BLOCK over INCOMPLETE over EMPTY over PASS, each with its reasons."""
    return decide_counts(
        sum(fails(f, policy) for f in findings),
        sum(p.fatal for p in problems),
        len(errors),
        clone_turns,
        waived=sum(f.status == "waived" for f in findings),
        fail_on=policy.fail_on,
    )


def fails(finding: Finding, policy: Policy) -> bool:
    """Whether a finding makes the run fail: active, and as bad as ``policy.fail_on``."""
    return finding.status == "active" and weight(finding.disposition) >= weight(policy.fail_on)


def decide_counts(
    failing: int,
    unread: int,
    crashed: int,
    clone_turns: int,
    *,
    waived: int = 0,
    fail_on: Disposition = Disposition.BLOCK,
) -> Decision:
    """The same decision from counts, for runs that do not fit into memory."""
    reasons = [_failing(failing, fail_on)] if failing else []
    reasons += [counted(unread, "input could not be read", "inputs could not be read")] if unread else []
    reasons += [counted(crashed, "check crashed", "checks crashed")] if crashed else []
    notes = waived_notes(waived)
    if failing:
        return Decision(Outcome.BLOCK, (*reasons, *notes))
    if unread or crashed:
        return Decision(Outcome.INCOMPLETE, (*reasons, *notes))
    if not clone_turns:
        return Decision(Outcome.EMPTY, ("no clone turn was audited",))
    return Decision(Outcome.PASS, (counted(clone_turns, "clone turn audited", "clone turns audited"), *notes))


def waived_notes(waived: int) -> tuple[str, ...]:
    """What a decision says beside its reasons of the findings that waivers cover; nothing when there are none."""
    return (f"{waived} waived",) if waived else ()


def _failing(number: int, fail_on: Disposition) -> str:
    """A finding that only a stricter policy fails on does not block by itself: the policy is named."""
    if fail_on is Disposition.BLOCK:
        return counted(number, "finding blocks", "findings block")
    return counted(number, f"finding fails (policy: {fail_on.value})", f"findings fail (policy: {fail_on.value})")


def counted(number: int, one: str, many: str) -> str:
    """The number with the noun in its form, such as "1 check crashed" and "2 checks crashed"."""
    return f"{number} {one if number == 1 else many}"
