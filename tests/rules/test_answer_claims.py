"""Claims to be the one who writes, made to somebody who spoke of a machine without asking."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, SendMode, Turn

RULE = [rule for rule in load_rules(["core"]) if rule.id == "core-claims-human"]
AT = datetime(2027, 1, 5, 10, tzinfo=UTC)


def claims(fan: str, reply: str, language: str) -> bool:
    """Whether the reply breaks the rule."""
    turns = (Turn(0, Role.FAN, fan, ts=AT), Turn(1, Role.CLONE, reply, ts=AT))
    conversation = Conversation(
        "c", turns, language=language, send_mode=SendMode.AUTO, given=frozenset({"language", "send_mode"})
    )
    return bool(RuleEngine(RULE).evaluate(conversation, Creator("Nadia Ferrand"), (), as_of=date(2027, 1, 5)).matches)


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "the automatic thing knows its glazes haha", "It's just me at the keyboard, love."),
        ("en", "nice bot you've got", 'I only put "automated" so people leave me alone.'),
        ("fr", "il est drôle ton robot", "C'est moi au clavier, va."),
        ("fr", "bravo à la machine", "J'ai mis « automatique » pour avoir du calme."),
    ],
)
def test_a_label_taken_back_to_who_speaks_of_the_machine(language: str, fan: str, reply: str) -> None:
    """Praise of the machine answered with "it is me" denies what the label said."""
    assert claims(fan, reply, language)


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "does the kiln run on a computer?", "It does, I put the program on before bed."),
        ("en", "which bot do you use on discord", "Only a moderation bot, the label says so."),
        ("en", "nice mug", "It's just me at the keyboard in that photo."),
        ("fr", "le four est automatique ?", "Oui, je mets le programme pour la nuit."),
        ("fr", "tu as un robot de cuisine ?", "Oui, c'est moi qui pétris, lui il regarde."),
    ],
)
def test_other_machines_and_other_subjects_claim_nothing(language: str, fan: str, reply: str) -> None:
    """A kiln, a kitchen and a picture are no talk of who writes."""
    assert not claims(fan, reply, language)
