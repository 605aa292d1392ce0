"""Clauses that are claims however lightly they are put."""

from __future__ import annotations

import pytest

from ipse.claims.extract import ClaimExtractor
from ipse.types import Act, Claim, Conversation, Creator, Kind, Role, Turn


def claims(asked: str, reply: str, language: str) -> list[Claim]:
    """The clauses of one reply."""
    talk = Conversation("c", (Turn(0, Role.FAN, asked), Turn(1, Role.CLONE, reply)), language=language)
    return list(ClaimExtractor().extract(talk, Creator("June Okafor", language=language)))


@pytest.mark.parametrize(
    ("asked", "reply", "language"),
    [
        ("how many on it", "Twelve at the very most", "en"),
        ("and how long would i have to pick it up", "A year and a day, as with shipwrecks", "en"),
        ("et niveau montage j'en ai pour longtemps ?", "Une heure et demie à peu près, tranquille.", "fr"),
        ("elle pèse combien ?", "vingt-neuf kilos de mauvaise foi.", "fr"),
    ],
)
def test_the_figure_that_was_asked_for_is_a_claim(asked: str, reply: str, language: str) -> None:
    """A joke or advice it may be as well; the fan goes by the number."""
    assert any(claim.needs_proof for claim in claims(asked, reply, language))


def test_a_figure_that_nobody_asked_for_stays_what_it_was() -> None:
    """Without a question for one, the model's word stands."""
    [claim] = claims("you are the best", "Ten thousand hugs to you!", "en")
    assert not claim.needs_proof


@pytest.mark.parametrize(
    ("reply", "language"),
    [("Bon, je lui garde une place à côté de toi", "fr"), ("Sure, I'll tuck a second mug in the box for you", "en")],
)
def test_a_favour_is_an_offer(reply: str, language: str) -> None:
    """Whatever the model takes it for."""
    [claim] = claims("please?", reply, language)
    assert (claim.act, claim.needs_proof) == (Act.OFFER_PROMISE, True)


@pytest.mark.parametrize(
    ("reply", "kind", "language"),
    [
        ("Type GASKET4 in at the till.", Kind.DISCOUNT, "en"),
        ("Tape PERENOEL au panier", Kind.DISCOUNT, "fr"),
        ("Écris à bonjour@atelier.example", Kind.CONTACT, "fr"),
    ],
)
def test_a_code_or_an_address_is_a_claim(reply: str, kind: Kind, language: str) -> None:
    """The fan will use it, so the sources must hold it."""
    [claim] = claims("hm", reply, language)
    assert (claim.kind, claim.needs_proof) == (kind, True)


@pytest.mark.parametrize(
    ("reply", "language", "needs_proof"),
    [
        ("Samaritans answer on 116 123 at any hour.", "en", False),
        ("Le 3114 répond jour et nuit, c'est gratuit.", "fr", False),
        ("I volunteer at the Samaritans on Sundays.", "en", True),
    ],
)
def test_what_a_helpline_is_needs_no_proof(reply: str, language: str, needs_proof: bool) -> None:
    """Helplines are public; what the creator does there is a claim."""
    assert any(claim.needs_proof for claim in claims("it's bad tonight", reply, language)) is needs_proof
