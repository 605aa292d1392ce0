"""The pipeline: guards, order, decisions. The rooms here are tiny and real; one of them crashes on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from builders import make_claim, make_passage
from ipse.audit import Rooms, audit
from ipse.policy import Policy
from ipse.types import (
    Category,
    CheckedClaim,
    Claim,
    Conversation,
    Creator,
    Disposition,
    Evidence,
    Label,
    Match,
    NotEvaluated,
    Outcome,
    Provenance,
    Role,
    RuleOutcome,
    Severity,
    Turn,
    Verdict,
    Waiver,
)

HOME = make_passage("I live in Ghent.")
PROVENANCE = Provenance("ipse", "core", "test", "c", "t")


class OneClaimATurn:
    """Each clone turn is one claim; the word CRASH crashes."""

    def extract(self, conversation: Conversation, creator: Creator) -> tuple[Claim, ...]:
        """One claim a clone turn."""
        turns = [t for t in conversation.turns if t.role is Role.CLONE]
        if any("CRASH EXTRACTOR" in t.text for t in turns):
            raise RuntimeError("extractor")
        return tuple(make_claim(t.text, conversation_id=conversation.conversation_id, turn=t.turn) for t in turns)


class HomeOnly:
    """Finds HOME for everything."""

    def search(self, queries: Sequence[str], k: int = 8) -> list[tuple[Evidence, ...]]:
        """HOME."""
        return [(Evidence(HOME, 1.0, 0),) for _ in queries]


class GhentOnly:
    """Supports what names Ghent, contradicts the rest; the words CRASH VERIFIER crash."""

    name = "ghent"

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict an item."""
        if any("CRASH VERIFIER" in claim.quote for claim, _ in items):
            raise RuntimeError("verifier")
        return [
            Verdict(Label.SUPPORTED if "Ghent" in c.quote else Label.CONTRADICTED, 0.99, "city", HOME, HOME.text)
            for c, _ in items
        ]


class NeedsSendMode:
    """A rule that is never evaluated; the words CRASH RULES crash."""

    def prepare(self, conversations: Sequence[Conversation]) -> None:
        """Nothing to prepare."""

    def evaluate(
        self, conversation: Conversation, creator: Creator, checked: Sequence[CheckedClaim], *, as_of: date | None
    ) -> RuleOutcome:
        """Not evaluated."""
        if any("CRASH RULES" in t.text for t in conversation.turns):
            raise RuntimeError("rules")
        return RuleOutcome((), (NotEvaluated("core/x", conversation.conversation_id, ("send_mode",)),))


STRICT = Policy(block_at={}, review_at={}, default_block_at=0.0, default_review_at=0.0)
ROOMS = Rooms(Creator("Ada"), OneClaimATurn(), HomeOnly(), GhentOnly(), NeedsSendMode(), STRICT)


def talk(name: str, *texts: str) -> Conversation:
    """A conversation of clone turns."""
    return Conversation(name, tuple(Turn(i, Role.CLONE, text) for i, text in enumerate(texts)))


def test_a_false_home_blocks_and_a_true_one_does_not(today: date) -> None:
    """The decision follows the findings."""
    wrong = audit([talk("a", "I live in Namur")], ROOMS, provenance=PROVENANCE, today=today)
    right = audit([talk("a", "I live in Ghent")], ROOMS, provenance=PROVENANCE, today=today)
    assert (wrong.decision.outcome, right.decision.outcome) == (Outcome.BLOCK, Outcome.PASS)


def test_a_crash_loses_one_conversation_and_is_incomplete(today: date) -> None:
    """Whatever room crashes, the other conversations are audited and the run never passes."""
    for room in ("EXTRACTOR", "VERIFIER", "RULES"):
        talks = [talk("a", "I live in Ghent"), talk("b", f"CRASH {room}"), talk("c", "I live in Ghent, really")]
        result = audit(talks, ROOMS, provenance=PROVENANCE, today=today)
        errors = [e for c in result.conversations for e in c.errors]
        assert [e.conversation_id for e in errors] == ["b"], room
        assert room.lower()[:4] in errors[0].error
        assert [c.claims[0].verdict.label for c in (result.conversations[0], result.conversations[2])] == [
            Label.SUPPORTED,
            Label.SUPPORTED,
        ]
        assert result.decision.outcome in (Outcome.INCOMPLETE, Outcome.BLOCK)


def test_no_conversation_is_empty_not_a_pass(today: date) -> None:
    """An empty transcript has an outcome of its own."""
    assert audit([], ROOMS, provenance=PROVENANCE, today=today).decision.exit_code == 3


def test_order_and_bytes_do_not_depend_on_the_batch(today: date) -> None:
    """A hundred conversations come back in order, each judged as if it were alone."""
    talks = [talk(str(i), f"I live in {'Ghent' if i % 3 else 'Namur'} {i}") for i in range(100)]
    result = audit(talks, ROOMS, provenance=PROVENANCE, today=today)
    assert [c.conversation.conversation_id for c in result.conversations] == [str(i) for i in range(100)]
    alone = [audit([t], ROOMS, provenance=PROVENANCE, today=today).conversations[0] for t in talks]
    assert list(result.conversations) == alone


def test_what_was_not_evaluated_is_kept(today: date) -> None:
    """A rule without its context field is listed, never passed."""
    result = audit([talk("a", "I live in Ghent")], ROOMS, provenance=PROVENANCE, today=today)
    assert result.conversations[0].not_evaluated[0].needs == ("send_mode",)


class TwoLaws(NeedsSendMode):
    """Every turn lacks a label that two laws ask for."""

    def evaluate(
        self, conversation: Conversation, creator: Creator, checked: Sequence[CheckedClaim], *, as_of: date | None
    ) -> RuleOutcome:
        """One match a law and turn."""
        return RuleOutcome(
            tuple(
                Match(law, Category.MISSING_AI_LABEL, Severity.ERROR, Disposition.BLOCK,
                      conversation.conversation_id, turn.turn, "", 0, 0, law, "add a label")
                for turn in conversation.turns for law in ("eu-label", "us-label")
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("waived", "outcome", "speaking"),
    [((), "block", "eu-label"), (("eu-label",), "block", "us-label"), (("us-label",), "block", "eu-label"),
     (("us-label", "eu-label"), "pass", "eu-label")],
)  # fmt: skip
def test_a_waiver_of_one_law_does_not_release_from_the_other(
    today: date, waived: tuple[str, ...], outcome: str, speaking: str
) -> None:
    """The run blocks until both are waived, and no such waiver is called unused."""
    waivers = [Waiver("agreed", "ops", today, rule=rule) for rule in waived]
    rooms = replace(ROOMS, engine=TwoLaws())
    result = audit([talk("a", "I live in Ghent")], rooms, provenance=PROVENANCE, waivers=waivers, today=today)
    assert result.decision.outcome == outcome
    assert [f.rule_id for f in result.findings] == [speaking]
    assert result.unused_waivers == ()
