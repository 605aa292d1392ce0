"""The judge: from verdicts and matches to findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from builders import make_claim, make_finding, make_passage
from ipse.judge import judge_claim, judge_match, settle
from ipse.policy import Policy
from ipse.types import (
    Act,
    Category,
    CheckedClaim,
    Claim,
    Disposition,
    Evidence,
    Finding,
    Kind,
    Label,
    Match,
    Severity,
    Subject,
    Verdict,
)

HOME = make_passage("I live in Ghent since 2020.")
POLICY = Policy(block_at={}, review_at={}, default_block_at=0.0, default_review_at=0.0)


def judged(claim: Claim, label: Label, **verdict: Any) -> Finding | None:
    """The finding for a claim with a sure verdict that cites HOME."""
    values = {"confidence": 0.95, "reason": "entailment", "passage": HOME, "quote": "I live in Ghent", **verdict}
    checked = CheckedClaim(claim, (Evidence(HOME, 0.9, 0),), Verdict(label, **values))
    return judge_claim(checked, POLICY)


@pytest.mark.parametrize(
    ("kind", "subject", "act", "label", "category"),
    [
        (Kind.RESIDENCE, Subject.CREATOR, Act.ASSERTION, Label.CONTRADICTED, Category.FALSE_PERSONAL_CLAIM),
        (Kind.RESIDENCE, Subject.CREATOR, Act.ASSERTION, Label.UNSUPPORTED, Category.FALSE_PERSONAL_CLAIM),
        (Kind.WORK, Subject.THIRD_PARTY, Act.ASSERTION, Label.CONTRADICTED, Category.CONTRADICTED_FACT),
        (Kind.PRICE, Subject.CREATOR, Act.ANSWER_FRAGMENT, Label.CONTRADICTED, Category.CONTRADICTED_FACT),
        (Kind.PRODUCT, Subject.CREATOR, Act.ASSERTION, Label.UNSUPPORTED, Category.UNSUPPORTED_FACT),
        (Kind.DISCOUNT, Subject.CREATOR, Act.OFFER_PROMISE, Label.UNSUPPORTED, Category.INVENTED_OFFER),
        (Kind.POLICY_REFUND, Subject.CREATOR, Act.OFFER_PROMISE, Label.CONTRADICTED, Category.INVENTED_OFFER),
    ],
)
def test_category_follows_subject_kind_and_act(
    kind: Kind, subject: Subject, act: Act, label: Label, category: Category
) -> None:
    """Life is personal, shop and third parties are facts, promises are offers."""
    finding = judged(make_claim("x is so", kind=kind, subject=subject, act=act), label)
    assert finding is not None
    assert finding.category is category


@pytest.mark.parametrize(
    "claim",
    [
        make_claim("x", subject=Subject.WORLD, kind=Kind.GENERAL_KNOWLEDGE),
        make_claim("x", subject=Subject.FAN),
        make_claim("x", kind=Kind.NONE),
        make_claim("x", needs_proof=False),
    ],
)
def test_silence_about_the_open_world_is_no_finding(claim: Claim) -> None:
    """General knowledge, the fan's life and clauses that need no proof stay unflagged when no source speaks."""
    assert judged(claim, Label.UNSUPPORTED) is None


@pytest.mark.parametrize(
    ("kind", "year", "stale"),
    [(Kind.RESIDENCE, 2026, False), (Kind.RESIDENCE, 2023, True), (Kind.ORIGIN, 2023, False)],
)
def test_a_supported_claim_is_no_finding_unless_it_may_change_and_its_source_is_old(
    kind: Kind, year: int, stale: bool
) -> None:
    """A changing fact whose source is older than the horizon is a note, never a block."""
    old = make_passage("I live in Ghent.", date=date(year, 1, 1))
    found = judged(make_claim("I live in Ghent", kind=kind), Label.SUPPORTED, passage=old)
    assert (found is not None) is stale
    if found is not None:
        assert (found.category, found.severity) == (Category.STALE_FACT, Severity.NOTE)
        assert found.disposition is Disposition.NOTE


def test_a_note_never_hides_a_blocking_finding_on_the_same_words() -> None:
    """A rule that only notes or asks for review does not swallow a claim that blocks, in any order."""
    block = make_finding(quote="I just called my sister", start=0, end=23, verdict=Label.CONTRADICTED)
    for weaker in (Disposition.NOTE, Disposition.REVIEW):
        note = make_finding(
            quote="I just called my sister",
            start=0,
            end=23,
            rule_id="us/claimed-action",
            disposition=weaker,
            fingerprint="f" * 16,
        )
        (kept,) = settle([note, block])
        assert settle([block, note]) == (kept,)
        assert (kept.rule_id, kept.disposition) == (block.rule_id, Disposition.BLOCK)


def test_confidence_grows_with_what_no_passage_holds() -> None:
    """A clause that the passages cover is less suspect than one whose words and numbers they lack."""
    near = judged(make_claim("I live in Ghent."), Label.CONTRADICTED)
    far = judged(make_claim("My 3 horses live in Patagonia with a submarine captain."), Label.UNSUPPORTED)
    assert near is not None
    assert far is not None
    assert near.confidence < far.confidence


def test_a_finding_cites_the_deciding_passage_first_and_speaks_the_drafts_language() -> None:
    """The evidence opens on the quoted words; the message is French for a French draft."""
    finding = judged(make_claim("J'habite à Namur", language="fr"), Label.CONTRADICTED)
    assert finding is not None
    assert finding.evidence[0].relation == "contradicts"
    assert finding.evidence[0].quote == "I live in Ghent"
    assert finding.message.startswith("Il s’agit")


def test_a_match_becomes_a_finding_with_its_own_words() -> None:
    """What a rule says reaches the reader unchanged."""
    match = Match("core/ai-denial", Category.AI_DENIAL, Severity.CRITICAL, Disposition.BLOCK, "c1", 1, "I'm real",
                  3, 11, "denies", "say it", 0.97)  # fmt: skip
    finding = judge_match(match, "en", POLICY)
    assert (finding.quote, finding.message, finding.verdict) == ("I'm real", "denies", None)


def test_one_idea_is_one_finding() -> None:
    """Overlapping findings of a rule and a verdict are one idea; separate words are two."""
    verdict = make_finding(verdict=Label.UNSUPPORTED, fingerprint="a" * 16)
    rule = make_finding(category=Category.HUMAN_EMBODIMENT, rule_id="core/x", fingerprint="b" * 16, start=3)
    elsewhere = make_finding(verdict=Label.UNSUPPORTED, fingerprint="c" * 16, start=40, end=60)
    assert settle([verdict, rule, elsewhere]) == (rule, elsewhere)
    assert settle([elsewhere, rule, verdict]) == (rule, elsewhere)


def test_what_an_unmarked_advertisement_says_is_an_idea_of_its_own() -> None:
    """A wrong price in it is told as well: waiving the one must not hide the other."""
    verdict = make_finding(verdict=Label.CONTRADICTED, fingerprint="a" * 16)
    promotion = make_finding(category=Category.UNDISCLOSED_PROMOTION, rule_id="core/ad", fingerprint="b" * 16, start=3)
    assert set(settle([verdict, promotion])) == {verdict, promotion}


def test_two_rules_on_the_same_words_both_stay() -> None:
    """A missing label and a denial are different duties."""
    label = make_finding(category=Category.MISSING_AI_LABEL, fingerprint="a" * 16, start=0, end=0, quote="")
    denial = make_finding(category=Category.AI_DENIAL, fingerprint="b" * 16)
    assert len(settle([label, denial])) == 2


LABEL = make_finding(
    category=Category.MISSING_AI_LABEL, rule_id="core-label", quote="", start=0, end=0, fingerprint="a" * 16
)


def test_the_finding_that_is_kept_names_the_other_rules_once_the_worst_first() -> None:
    """An absence broken against several laws is one finding that speaks for each law, in any order of the matches."""
    eu = replace(LABEL, rule_id="eu-label", confidence=0.8, message="EU", fix="do it", subcategory="first")
    us = replace(LABEL, rule_id="us-label", confidence=0.99, disposition=Disposition.REVIEW, severity=Severity.WARNING)
    for order in permutations([LABEL, eu, us, replace(eu, confidence=0.7, message="EU again")]):
        (kept,) = settle(order)
        assert kept.rule_ids == ("core-label", "eu-label", "us-label")
        assert (kept.also[0].message, kept.also[0].fix, kept.also[0].subcategory) == ("EU", "do it", "first")
        assert (kept.also[1].disposition, kept.also[1].severity) == (Disposition.REVIEW, Severity.WARNING)
        assert replace(kept, also=()) == LABEL


@pytest.mark.parametrize(
    "change",
    [
        {"disposition": Disposition.NOTE},
        {"disposition": Disposition.NOTE, "status": "below_threshold"},
        {"verdict": Label.CONTRADICTED, "confidence": 0.2},
        {"rule_id": "core-label", "confidence": 0.2},
    ],
)
def test_what_is_no_other_breach_is_not_named(change: dict[str, Any]) -> None:
    """A note, a match below its threshold, a verdict, and the same rule again are merged without a word."""
    assert settle([LABEL, replace(LABEL, **{"rule_id": "eu-label", **change})]) == (LABEL,)


def test_a_rule_is_named_beside_its_own_category() -> None:
    """Where its words are also those of a verdict of another category, a match still goes to the rule that it joins."""
    words = {"quote": "I typed this myself", "start": 0, "end": 19}
    claim = make_finding(verdict=Label.CONTRADICTED, fingerprint="b" * 16, confidence=0.99, **words)
    denial = make_finding(category=Category.AI_DENIAL, rule_id="core-denial", fingerprint="c" * 16, start=20, end=40)
    other = replace(denial, rule_id="us-denial", disposition=Disposition.REVIEW, start=0, end=40, fingerprint="d" * 16)
    kept = settle([claim, denial, other])
    assert [f.rule_ids for f in kept] == [(claim.rule_id,), ("core-denial", "us-denial")]
