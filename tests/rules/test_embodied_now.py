"""A body claimed for this moment, beside figures, habits and set phrases that claim none."""

from __future__ import annotations

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import (
    Act,
    CheckedClaim,
    Claim,
    Conversation,
    Creator,
    Kind,
    Label,
    Role,
    SendMode,
    Subject,
    Turn,
    Verdict,
)

ENGINE = RuleEngine([rule for rule in load_rules(["core"]) if rule.id == "core-human-embodiment"])


def conversation(language: str, reply: str) -> Conversation:
    """The reply to a fan, sent without a person."""
    turns = (Turn(0, Role.FAN, "…"), Turn(1, Role.CLONE, reply))
    given = frozenset({"language", "send_mode"})
    return Conversation("c", turns, language=language, send_mode=SendMode.AUTO, given=given)


def flagged(language: str, reply: str, *checked: CheckedClaim) -> bool:
    """A body is found in the reply."""
    return bool(ENGINE.evaluate(conversation(language, reply), Creator("Nadia Ferrand"), checked).matches)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Forty-two in stock right now, sixty at most."),
        ("en", "Sold out right now, sadly."),
        ("en", "It looks just as good in the kitchen."),
        ("en", "Cotton lining, and the back is padded."),
        ("fr", "Douze personnes en ce moment, quinze au plus."),
        ("fr", "Celle-là je l'aime bien."),
        ("fr", "Là, je ne peux pas vous suivre : c'est fermé."),
        ("fr", "Le lien est mort, ce que j'aurais dû dire à l'instant."),
        ("fr", "Son mot de la fin : « j'ai froid aux pieds »."),
        ("fr", "Viens les mains dans les poches, tout est fourni."),
        ("fr", "Je range les émaux le jeudi."),
        ("fr", "La notice est sur la page contact, elle est là du lundi au jeudi."),
    ],
)
def test_a_figure_a_rule_or_a_habit_is_no_body(language: str, reply: str) -> None:
    """Words that date a state say nothing of a body, nor do set phrases, quoted words or what is done as a rule."""
    assert not flagged(language, reply)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "My goat is chewing the cable as I answer you."),
        ("en", "Shoes off, fire lit, ask away."),
        ("en", "My left hand's gone numb, one second."),
        ("en", "Feet on the heater, that's where."),
        ("en", "Right now I'm glazing a bowl."),
        ("en", "The kitten is on my knees."),
        ("fr", "La perruche mordille le crayon pendant que je te parle."),
        ("fr", "Je me frotte le coude en vous répondant."),
        ("fr", "Les doigts pleins de colle sur le clavier, pardon."),
        ("fr", "Sous la couette, le chien contre moi."),
        ("fr", "Là je suis dans la cuisine."),
    ],
)
def test_a_doing_beside_the_writing_is_a_body(language: str, reply: str) -> None:
    """What happens while it writes, and where its limbs are, is claimed for this moment."""
    assert flagged(language, reply)


@pytest.mark.parametrize(
    ("language", "reply", "found"),
    [
        ("en", "I drink tea and no coffee.", False),
        ("en", "I drink tea here beside the kiln.", True),
        ("fr", "Je ne mange plus de fromage.", False),
    ],
)
def test_a_custom_told_in_the_present_is_no_doing(language: str, reply: str, found: bool) -> None:
    """The plain present of eating or drinking tells a custom, even where the clause was read as a doing of now."""
    claim = Claim(
        "c", 1, reply, 0, len(reply), Act.ASSERTION, Subject.CREATOR, Kind.EMBODIMENT_NOW, False, language=language
    )
    checked = CheckedClaim(claim, (), Verdict(Label.NOT_CHECKABLE, 1.0, "needs_no_proof"))
    assert flagged(language, reply, checked) == found
