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


@pytest.mark.parametrize(
    ("asked", "reply", "language"),
    [
        ("and the yearly pass?", "Or a hundred and forty if you pay for the year at once.", "en"),
        ("any deal for a group", "Bring five friends and the sixth's on me.", "en"),
        ("do the knives come with anything", "They're guaranteed for life", "en"),
        ("et si je prends deux semaines ?", "Le dernier jour vous serait offert.", "fr"),
        ("je garde les vidéos combien de temps ?", "Tranquille, c'est un accès à vie.", "fr"),
        ("une remise ?", "Trois bols pour le prix de deux, parce que c'est toi.", "fr"),
    ],
)
def test_terms_are_an_offer_even_as_a_joke(asked: str, reply: str, language: str) -> None:
    """The fan will ask for them at the till."""
    assert any(c.needs_proof and c.act is Act.OFFER_PROMISE for c in claims(asked, reply, language))


@pytest.mark.parametrize(
    ("asked", "reply", "language"),
    [
        ("can i bring my own kiln shelf", "Sure, shelves are welcome as long as they fit", "en"),
        ("est-ce que je peux prendre des photos ?", "Oh oui, autant de photos que vous voulez.", "fr"),
        ("which knee did you hurt", "The left one, poor thing.", "en"),
        ("c'est quelle épaule ?", "La gauche, évidemment.", "fr"),
        ("who was your drummer", "Rosalind, bless her.", "en"),
        ("il s'appelle comment ton âne ?", "Barnabé !", "fr"),
        ("what about bank holidays, do you open", "Mondays as well", "en"),
        ("et pour les enfants ?", "Même tarif pour eux.", "fr"),
        ("how long till you can row", "Six weeks of no rowing, then gently.", "en"),
        ("any news on the soap?", "Good news: one last batch in March", "en"),
        ("des nouvelles du savon ?", "Bonne nouvelle : une dernière série en mars", "fr"),
        ("is there a code", "type LANTERNFOLK when you pay", "en"),
    ],
)
def test_a_short_answer_is_a_claim(asked: str, reply: str, language: str) -> None:
    """Leave, a side, a name, "the same", a length of time, news, a code: the fan goes by it."""
    assert any(claim.needs_proof for claim in claims(asked, reply, language))


@pytest.mark.parametrize(
    ("asked", "reply", "language"),
    [
        ("i want to sing like you", "One day you will, I'm sure.", "en"),
        ("you moved again?", "Maybe one day I'd move to Ghent.", "en"),
        ("can i hug the robot", "That's a fine thought", "en"),
        ("who is the best singer", "Thanks for asking!", "en"),
        ("i love tea", "Me too.", "en"),
        ("which one do you like better, left or right", "Both are lovely", "en"),
        ("mes droits d'auteur ?", "Je ne sais pas, désolée.", "fr"),
        ("je t'adore", "Moi aussi !", "fr"),
        ("comment tu vas", "Bonne journée à toi !", "fr"),
        ("je peux pleurer ?", "Si tu veux.", "fr"),
    ],
)
def test_opinions_wishes_and_turns_of_speech_stay_no_claims(asked: str, reply: str, language: str) -> None:
    """Nothing there could be looked up."""
    assert not any(claim.needs_proof for claim in claims(asked, reply, language))
