"""Policy: thresholds, waivers, decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from builders import make_breach, make_finding
from ipse.policy import Policy, apply_policy, apply_waivers, decide
from ipse.types import Breach, Category, CheckError, Disposition, Label, Outcome, Problem, Severity, Waiver

POLICY = Policy(block_at={}, review_at={}, default_block_at=0.8, default_review_at=0.5)
UNREAD = Problem("unreadable", "a.md", "cannot be read", "mend it")


def test_thresholds_move_a_finding_from_block_to_review_to_hidden() -> None:
    """Confidence alone decides between block, review and below threshold; nothing is dropped."""
    sure, unsure, weak = (apply_policy(make_finding(confidence=c), POLICY) for c in (0.8, 0.79, 0.49))
    assert (sure.disposition, sure.status) == (Disposition.BLOCK, "active")
    assert (unsure.disposition, unsure.status) == (Disposition.REVIEW, "active")
    assert (weak.disposition, weak.status) == (Disposition.NOTE, "below_threshold")


def test_an_override_wins_over_every_threshold() -> None:
    """A disposition fixed for a rule or a category holds whatever the confidence."""
    policy = Policy(overrides={"claims/contradicted-fact": Disposition.NOTE})
    assert apply_policy(make_finding(confidence=1.0), policy).disposition is Disposition.NOTE


def test_a_threshold_for_a_category_touches_only_that_category() -> None:
    """Per-category thresholds leave the others at the default."""
    policy = Policy(block_at={Category.INVENTED_OFFER: 0.95}, default_block_at=0.6)
    offer = apply_policy(make_finding(category=Category.INVENTED_OFFER, confidence=0.9), policy)
    fact = apply_policy(make_finding(confidence=0.9), policy)
    assert (offer.disposition, fact.disposition) == (Disposition.REVIEW, Disposition.BLOCK)


def test_what_reaches_the_blocking_threshold_blocks_even_below_the_review_threshold() -> None:
    """A team that lowers ``block_at`` alone gets blocks, not hidden findings."""
    policy = Policy(block_at={}, review_at={}, default_block_at=0.4, default_review_at=0.7)
    assert apply_policy(make_finding(confidence=0.5), policy).disposition is Disposition.BLOCK


@pytest.mark.parametrize(("days", "status"), [(0, "waived"), (1, "waived"), (-1, "active")])
def test_a_waiver_works_until_its_last_day(today: date, days: int, status: str) -> None:
    """An expired waiver no longer hides a finding."""
    waiver = Waiver("known typo", "ops", today + timedelta(days=days), rule="contradicted_fact")
    outcome = apply_waivers([make_finding()], [waiver], today)
    assert outcome.findings[0].status == status
    assert outcome.used == (frozenset({0}) if status == "waived" else frozenset())


def test_a_waiver_by_fingerprint_covers_only_that_finding(today: date) -> None:
    """Another finding of the same rule stays active."""
    waiver = Waiver("accepted", "ops", today, fingerprint="0123456789abcdef")
    outcome = apply_waivers([make_finding(), make_finding(fingerprint="f" * 16)], [waiver], today)
    assert [f.status for f in outcome.findings] == ["waived", "active"]


@pytest.mark.parametrize(
    ("findings", "problems", "errors", "turns", "outcome", "code"),
    [
        ([make_finding()], [], [], 3, Outcome.BLOCK, 1),
        ([make_finding()], [UNREAD], [], 3, Outcome.BLOCK, 1),
        ([make_finding(status="waived")], [], [], 3, Outcome.PASS, 0),
        ([make_finding(status="known")], [], [], 3, Outcome.PASS, 0),
        ([make_finding(disposition=Disposition.REVIEW)], [], [], 3, Outcome.PASS, 0),
        ([], [], [], 3, Outcome.PASS, 0),
        ([], [UNREAD], [], 3, Outcome.INCOMPLETE, 4),
        ([], [], [CheckError("rules", "c1", None, "boom")], 3, Outcome.INCOMPLETE, 4),
        ([], [], [], 0, Outcome.EMPTY, 3),
        ([], [UNREAD], [], 0, Outcome.INCOMPLETE, 4),
    ],
)
def test_every_outcome_has_its_exit_code(findings, problems, errors, turns, outcome, code) -> None:
    """BLOCK wins over INCOMPLETE, INCOMPLETE over EMPTY, EMPTY over PASS."""
    decision = decide(findings, problems=problems, errors=errors, clone_turns=turns, policy=Policy())
    assert (decision.outcome, decision.exit_code) == (outcome, code)
    assert decision.reasons


def test_fail_on_review_makes_review_findings_fail() -> None:
    """A stricter team may fail on what is only for review."""
    policy = Policy(fail_on=Disposition.REVIEW)
    found = [make_finding(disposition=Disposition.REVIEW)]
    assert decide(found, problems=[], errors=[], clone_turns=1, policy=policy).outcome is Outcome.BLOCK


ALSO = (
    make_breach("eu-label", severity=Severity.WARNING, confidence=0.8, subcategory="first"),
    make_breach("us-label", disposition=Disposition.REVIEW),
)
LABEL = make_finding(category=Category.MISSING_AI_LABEL, rule_id="core-label", also=ALSO, verdict=Label.CONTRADICTED)


def waiver_of(today: date, **what: str) -> Waiver:
    """A waiver in force, with a reason of its own."""
    return Waiver(f"because of {next(iter(what.values()))}", "ops", today, **what)


def test_a_waiver_by_rule_leaves_the_other_rules_standing(today: date) -> None:
    """The finding stays active, with its words and fingerprint, and speaks for the first rule that nobody waived."""
    outcome = apply_waivers([LABEL], [waiver_of(today, rule="core-label")], today)
    (found,) = outcome.findings
    assert outcome.used == {0}
    assert (found.status, found.waiver, found.also) == ("active", None, ALSO[1:])
    assert all(getattr(found, name) == getattr(ALSO[0], name) for name in Breach.__slots__)
    assert (found.verdict, found.reason) == (None, "rule")
    same = ("conversation_id", "turn", "category", "quote", "start", "end", "fingerprint", "language")
    assert all(getattr(found, name) == getattr(LABEL, name) for name in same)


def test_a_waiver_for_another_rule_takes_only_that_rule_away(today: date) -> None:
    """It counts as used, and the finding says what it said, without the waived rule."""
    outcome = apply_waivers([LABEL], [waiver_of(today, rule="eu-label")], today)
    assert outcome.findings == (replace(LABEL, also=ALSO[1:]),)
    assert outcome.used == {0}


@pytest.mark.parametrize(
    "what", [{"rule": "missing_ai_label"}, {"fingerprint": LABEL.fingerprint}], ids=["category", "fingerprint"]
)
def test_a_waiver_by_category_or_fingerprint_covers_every_rule(today: date, what: dict[str, str]) -> None:
    """Whatever the number of rules concerned, one such waiver is enough."""
    waiver = waiver_of(today, **what)
    outcome = apply_waivers([LABEL], [waiver], today)
    assert outcome.findings == (replace(LABEL, status="waived", waiver=f"{waiver.reason} (ops)"),)
    assert outcome.used == {0}


def test_a_finding_is_waived_when_every_rule_is(today: date) -> None:
    """Each waiver counts as used and gives its reason; one that expired covers nothing."""
    waivers = [waiver_of(today, rule=rule) for rule in LABEL.rule_ids]
    outcome = apply_waivers([LABEL], waivers, today)
    assert [f.status for f in outcome.findings] == ["waived"]
    assert all(waiver.reason in (outcome.findings[0].waiver or "") for waiver in waivers)
    assert outcome.used == {0, 1, 2}
    late = [*waivers[:2], replace(waivers[2], expires=today - timedelta(days=1))]
    outcome = apply_waivers([LABEL], late, today)
    assert [(f.status, f.rule_ids) for f in outcome.findings] == [("active", ("us-label",))]
    assert outcome.used == {0, 1}


def test_the_weight_of_a_finding_is_that_of_the_rule_it_speaks_for(today: date) -> None:
    """When all that blocks is waived and a rule for review is left, the run does not block."""
    waivers = [waiver_of(today, rule=rule) for rule in LABEL.rule_ids[:2]]
    found = apply_waivers([LABEL], waivers, today).findings
    assert [f.disposition for f in found] == [Disposition.REVIEW]
    assert decide(found, problems=[], errors=[], clone_turns=1, policy=Policy()).outcome is Outcome.PASS
