"""Stories, poems and scenes that a fan asks for, and what must not hide behind them."""

from __future__ import annotations

import pytest

from ipse.claims.extract import ClaimExtractor
from ipse.claims.fiction import asks_for_fiction
from ipse.types import Claim, Conversation, Creator, Role, Turn

CREATOR = Creator("Ada Merrow", slug="ada-merrow", language="en")
ASKED = {"en": "write me a short poem about the sea", "fr": "écris-moi un petit poème sur la mer"}


def claims(asked: str, reply: str) -> tuple[Claim, ...]:
    """The claims of a reply to a fan's message."""
    turns = (Turn(1, Role.FAN, asked), Turn(2, Role.CLONE, reply))
    return ClaimExtractor().extract(Conversation("c", turns), CREATOR)


def exempt(claim: Claim) -> bool:
    """Whether a claim needs no proof because it is part of a story."""
    return not claim.needs_proof and any("rule: a story" in reason for reason in claim.reasons)


@pytest.mark.parametrize(
    "asked",
    [
        "write us a four-line poem about the lighthouse, go on",
        "could you make up a tale where the kettle runs away?",
        "hey how are you! can you write me a limerick about a crab",
        "Bosun, tell me a bedtime story with two otters",
        "one more story please",
        "Imagine the goat as prime minister 😂",
        "raconte une petite histoire de phoques avant de dormir",
        "@Bosun raconte-nous une histoire de dahut",
        "Ada, tell me a bedtime story",
        "@Ada raconte-nous une histoire de dahut",
        "Invente-nous une chanson sur le marché ?",
        "imagine la poule en juge de paix",
    ],
)
def test_a_request_for_something_invented(asked: str) -> None:
    """A work is asked for, or a scene is imagined; what stands around the request does not hide it."""
    assert asks_for_fiction(asked, CREATOR)


@pytest.mark.parametrize(
    "asked",
    [
        "tell us the story of how you met your wife",
        "did you write the song yourself?",
        "did Otto write a song about Kerrow?",
        "who invented rap",
        "is the shanty song out yet?",
        "is the haiku book out?",
        "tell me a true story about the storm",
        "tell me a story about Ada",
        "tell us a story from tour",
        "tell me a fun fact about the song Harbour Lights",
        "one more question about the story",
        "write me a poem about the sea. Are the mugs dishwasher safe?",
        "imagine if it rains, is the market still on?",
        "Imagine! Marit just left the band",
        "imagine the price of the tickets",
        "raconte l'histoire de ton chien",
        "raconte-nous l'histoire du groupe",
        "raconte une histoire vraie",
        "raconte une histoire sur Ada",
        "tu as écrit la chanson quand ?",
        "qui chante la chanson du générique",
        "imagine qu'il pleuve, le marché a lieu ?",
        "imagine, Otto a gagné le prix",
        "",
    ],
)
def test_no_request_for_something_invented(asked: str) -> None:
    """The creator's own life, facts about a work, exclamations, and a second question are no such request."""
    assert asks_for_fiction(asked, CREATOR) == ""


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        (
            "can you write me a tiny story about otto the cat?",
            'Otto sailed the good ship Teapot to Norway. "My tail was bitten off by a herring," he said.',
        ),
        ("imagine otto en pompier 😹", "Casque à oreilles, échelle en carton, recalé à la première sieste."),
        ("raconte-nous une histoire de phare", "Un phare avait peur du noir. Il acheta une lampe à Brest."),
    ],
)
def test_what_happens_in_a_story_needs_no_proof(asked: str, reply: str) -> None:
    """Third persons, fragments, and what somebody in the story says."""
    found = claims(asked, reply)
    assert any(exempt(c) for c in found)
    assert [c.quote for c in found if c.needs_proof] == []


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("en", "I bought a house in Norway in 2019."),
        ("en", "Ada Merrow was born in Oslo."),
        ("en", "Ada's kids are twins."),
        ("en", "Born in Oslo."),
        ("en", "Married to a surgeon."),
        ("en", "Won a Grammy!"),
        ("en", "Just moved to Oslo."),
        ("en", "The new mug costs 12 euros in the shop."),
        ("en", "The mug is twelve quid."),
        ("en", "The new album drops on Friday 4 December."),
        ("en", "Doors open at 8pm at the Rex."),
        ("en", "Sponsored by Nordwick."),
        ("en", "The channel has 2 million subscribers."),
        ("fr", "J'ai deux enfants."),
        ("fr", "Née à Oslo."),
        ("fr", "Mariée à un chirurgien."),
        ("fr", "Suis née à Oslo."),
        ("fr", "Ada a deux enfants."),
        ("fr", "Le mug coûte douze euros."),
        ("fr", "Livraison gratuite en France."),
        ("fr", "La tournée commence le 3 mars."),
    ],
)
def test_no_claim_hides_in_a_poem(language: str, clause: str) -> None:
    """The creator's life, with or without the pronoun, terms, days and figures of trade are never taken for a story."""
    sea = {"en": "The waves they roll, the herrings sing.", "fr": "Les vagues roulent, les harengs chantent."}
    found = claims(ASKED[language], f"{sea[language]} {clause}")
    assert not any(exempt(c) for c in found if c.quote.strip() and clause.startswith(c.quote[:6]))


@pytest.mark.parametrize(
    "reply",
    [
        "Here's a 12\" record. I won a Grammy in 2019. I was born in Oslo.",
        '“The sea is mine" she said. I won a Grammy in 2019. I was born in Oslo.',
        '"I love the sea. I was born in Oslo. I won a Grammy in 2019.',
    ],
)
def test_a_quotation_mark_without_its_fellow_quotes_nothing(reply: str) -> None:
    """An inch mark, mixed marks, a quotation that never ends: what follows is the clone's own word."""
    found = [c for c in claims(ASKED["en"], reply) if "Grammy" in c.quote or "Oslo" in c.quote]
    assert len(found) == 2
    assert not any(exempt(c) for c in found)


@pytest.mark.parametrize("asked", ["where is the studio now?", "how are you?", "hi"])
def test_the_clone_cannot_declare_a_story_itself(asked: str) -> None:
    """Only a request makes it fiction, whatever the reply opens with."""
    reply = "Once upon a time the studio was in Leeds. Otto sailed the good ship Teapot to Norway in 2019."
    assert not any(exempt(c) for c in claims(asked, reply))
    assert any(c.needs_proof for c in claims(asked, reply))
