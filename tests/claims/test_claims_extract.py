"""The extractor: spans, context, attribution, hostile input, speed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from builders import calls_of
from ipse.claims import ClaimExtractor
from ipse.types import Act, Claim, Conversation, Creator, Role, Subject, Turn

CREATOR = Creator("Mara Quill", aliases=("Quill",))
DRAFT = (
    "Thanks for the kind words! I moved to Ghent in 2019 with my two kids and I teach ceramics on Tuesdays. "
    "My sister runs the shop, she ships orders every Friday. The blue mug is £18 and it comes in three sizes. "
    "I hope your kiln behaves 🔥 and if you come to the fair on Sunday, say hi!"
)


def _extract(*turns: Turn, language: str = "en") -> tuple[Claim, ...]:
    return ClaimExtractor().extract(Conversation("c", turns, language=language), CREATOR)


def test_quotes_are_the_text_between_the_offsets() -> None:
    """``quote == turn.text[start:end]`` for every clause, and clauses come in order."""
    claims = _extract(Turn(4, Role.CLONE, DRAFT))
    assert claims
    assert all(claim.quote == DRAFT[claim.start : claim.end] and claim.turn == 4 for claim in claims)
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)


def test_every_clause_says_why_and_what_needs_no_proof_is_kept() -> None:
    """Thanks and wishes stay in the list, without proof, each with reasons."""
    claims = _extract(Turn(0, Role.CLONE, DRAFT))
    assert all(claim.reasons for claim in claims)
    assert {claim.needs_proof for claim in claims} == {True, False}
    assert claims[0].act is Act.THANKS_GREETING


def test_only_clone_turns_give_claims() -> None:
    """What a fan or a human operator writes is not audited."""
    turns = (
        Turn(0, Role.FAN, "I live in Rome."),
        Turn(1, Role.HUMAN, "I live in Pau."),
        Turn(2, Role.CLONE, "I live in Gap."),
    )
    assert {claim.turn for claim in _extract(*turns)} == {2}


def test_the_time_of_the_draft_travels_with_the_claim() -> None:
    """Relative dates count from the turn's own time."""
    moment = datetime(2026, 5, 2, 9, tzinfo=UTC)
    assert {claim.ts for claim in _extract(Turn(0, Role.CLONE, DRAFT, ts=moment))} == {moment}


def test_the_question_is_what_the_fan_wrote_since_the_last_reply() -> None:
    """Two fan messages in a row are one question; an elliptic one brings the message before it."""
    turns = (
        Turn(0, Role.FAN, "how much is the red bowl?"),
        Turn(1, Role.CLONE, "£20."),
        Turn(2, Role.FAN, "and the blue one?"),
        Turn(3, Role.CLONE, "£22."),
        Turn(4, Role.FAN, "thanks"),
        Turn(5, Role.FAN, "do you ship?"),
        Turn(6, Role.CLONE, "Yes, worldwide."),
    )
    asked = {claim.turn: claim.question for claim in _extract(*turns)}
    assert asked[3] == "how much is the red bowl? and the blue one?"
    assert asked[6] == "thanks do you ship?"


@pytest.mark.parametrize("draft", ["Mara lives in Ghent.", "Quill's studio is in Ghent."])
def test_the_creators_name_means_the_creator(draft: str) -> None:
    """A clone that speaks of the creator in the third person still speaks of the creator."""
    assert {claim.subject for claim in _extract(Turn(0, Role.CLONE, draft)) if claim.needs_proof} == {Subject.CREATOR}


def test_a_relatives_fact_never_becomes_the_creators() -> None:
    """The sister's job and home are hers, in both languages, whatever the question."""
    english = _extract(Turn(0, Role.FAN, "what do you do?"), Turn(1, Role.CLONE, "My sister is a pilot."))
    french = _extract(Turn(0, Role.FAN, "tu fais quoi ?"), Turn(1, Role.CLONE, "Ma sœur est pilote."), language="fr")
    assert {claim.subject for claim in (*english, *french)} == {Subject.THIRD_PARTY}


@pytest.mark.parametrize("draft", ["🔥🔥🔥", "#blessed", "@someone", "https://shop.example/mugs", "?!", "…", "—"])
def test_marks_tags_and_links_assert_nothing(draft: str) -> None:
    """Drafts without words hold no claim and do not crash."""
    assert not any(claim.needs_proof for claim in _extract(Turn(0, Role.CLONE, draft)))


@pytest.mark.parametrize(
    "draft", ["", "\n\n", "\x00\ufffd", "‮abc", "a" * 5000, "é" * 5000, "(" * 3000, "I live in " * 800, "𝕴 𝖑𝖎𝖛𝖊"]
)
def test_hostile_drafts_are_read_without_a_crash(draft: str) -> None:
    """Odd characters, one endless word or endless brackets give spans inside the text."""
    claims = _extract(Turn(0, Role.CLONE, draft))
    assert all(claim.quote == draft[claim.start : claim.end] for claim in claims)


def test_the_same_conversation_gives_the_same_claims() -> None:
    """Extraction is deterministic."""
    assert _extract(Turn(0, Role.CLONE, DRAFT)) == _extract(Turn(0, Role.CLONE, DRAFT))


def test_work_grows_with_length_only() -> None:
    """Ten times the draft takes about ten times the calls."""
    _extract(Turn(0, Role.CLONE, DRAFT))
    once = calls_of(lambda: _extract(Turn(0, Role.CLONE, "a " + DRAFT)))
    times = 10_000 // len(DRAFT)
    assert calls_of(lambda: _extract(Turn(0, Role.CLONE, "b " + DRAFT * times))) < 1.6 * times * once
