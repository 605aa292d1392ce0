"""Stories, poems and suppositions that a fan asks for."""

from __future__ import annotations

import pytest

from ipse.claims.extract import ClaimExtractor
from ipse.claims.fiction import asks_for_fiction
from ipse.types import Claim, Conversation, Creator, Role, Turn

CREATOR = Creator("Ada Merrow", slug="ada-merrow", language="en")


def claims(asked: str, reply: str) -> tuple[Claim, ...]:
    """The claims of a reply to a fan's message."""
    turns = (Turn(1, Role.FAN, asked), Turn(2, Role.CLONE, reply))
    return ClaimExtractor().extract(Conversation("c", turns), CREATOR)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("write us a four-line poem about the lighthouse, go on", "en"),
        ("could you make up a tale where the kettle runs away?", "en"),
        ("tell me a bedtime story with two otters", "en"),
        ("Imagine the goat as prime minister 😂", "en"),
        ("raconte une petite histoire de phoques avant de dormir", "fr"),
        ("Invente-nous une chanson sur le marché ?", "fr"),
        ("imagine la poule en juge de paix", "fr"),
    ],
)
def test_a_request_for_something_invented(asked: str, language: str) -> None:
    """A work is asked for, or a scene is imagined."""
    assert asks_for_fiction(asked, language)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("tell us the story of how you met your wife", "en"),
        ("did you write the song yourself?", "en"),
        ("is the shanty song out yet?", "en"),
        ("tell me a true story about the storm", "en"),
        ("imagine if it rains, is the market still on?", "en"),
        ("raconte l'histoire de ton chien", "fr"),
        ("raconte une histoire vraie", "fr"),
        ("tu as écrit la chanson quand ?", "fr"),
        ("imagine qu'il pleuve, le marché a lieu ?", "fr"),
        ("", "en"),
    ],
)
def test_no_request_for_something_invented(asked: str, language: str) -> None:
    """The creator's own life, facts about a work, and questions stay what they are."""
    assert asks_for_fiction(asked, language) == ""


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        (
            "can you write me a tiny story about otto the cat?",
            'Otto sailed the good ship Teapot to Norway. "My tail was bitten off by a herring," he said.',
        ),
        ("imagine otto en pompier 😹", "Casque à oreilles, échelle en carton, recalé à la première sieste."),
        ("bonsoir !", "Il était une fois un phare qui avait peur du noir. Il acheta une lampe à Brest."),
    ],
)
def test_what_happens_in_a_story_needs_no_proof(asked: str, reply: str) -> None:
    """Third persons, fragments, and what somebody in the story says."""
    found = claims(asked, reply)
    assert found
    assert [c.quote for c in found if c.needs_proof] == []
    assert any("rule: a story" in reason for c in found for reason in c.reasons)


def test_the_creators_own_life_is_checked_in_a_story_too() -> None:
    """First persons and prices are no fiction, whatever the fan asked for."""
    asked = "write me a short poem about the sea"
    found = claims(asked, "The waves they roll, the herrings sing. I bought a house in Norway in 2019.")
    assert [c.quote for c in found if c.needs_proof] == ["I bought a house in Norway in 2019."]
    (offer,) = [c for c in claims(asked, "The new mug costs 12 euros in the shop.") if c.needs_proof]
    assert "12 euros" in offer.quote


def test_the_same_reply_to_another_question_is_checked() -> None:
    """Only the request makes it fiction."""
    reply = "Otto sailed the good ship Teapot to Norway in 2019."
    assert any(c.needs_proof for c in claims("where has otto been?", reply))
