"""A body, a memory or a question about another, denied: what is said beside the denial still counts."""

from __future__ import annotations

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.rules.answers import answer_for_rules
from ipse.types import Conversation, Creator, Role, SendMode, Turn

ENGINE = RuleEngine([r for r in load_rules(["core"]) if r.id in {"core-human-embodiment", "core-false-shared-memory"}])


def flagged(reply: str, language: str) -> bool:
    """A body or a memory is found in the reply."""
    turns = (Turn(0, Role.FAN, "…"), Turn(1, Role.CLONE, reply))
    given = frozenset({"language", "send_mode"})
    conversation = Conversation("c", turns, language=language, send_mode=SendMode.AUTO, given=given)
    return bool(ENGINE.evaluate(conversation, Creator("Nadia Ferrand"), ()).matches)


@pytest.mark.parametrize(
    ("language", "denied", "beside"),
    [
        ("en", "I'm not sitting", "I'm lying on the sofa"),
        ("en", "I'm not in the kitchen", "I'm in the garden with the dog"),
        ("en", "I don't sleep", "my back hurts"),
        ("fr", "Je ne suis pas assise", "je suis allongée sur le canapé"),
        ("fr", "Je ne suis pas dans la cuisine", "je suis dans le jardin avec le chien"),
        ("fr", "Je ne dors pas", "j'ai mal au dos"),
    ],
)
def test_a_denied_posture_clears_its_own_clause_alone(language: str, denied: str, beside: str) -> None:
    """The denial is no finding; a body claimed in the next clause of the same sentence is one."""
    assert not flagged(f"{denied}.", language)
    assert flagged(f"{denied}, {beside}.", language)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "I'm not in the studio right now."),
        ("en", "I have no hands free, I'm stirring the soup."),
        ("fr", "Je ne suis pas dans la cuisine en ce moment."),
        ("fr", "Je n'ai pas les mains libres, je suis dans la cuisine."),
    ],
)
def test_somebody_who_is_elsewhere_or_busy_claims_a_body(language: str, reply: str) -> None:
    """Not in this room just now, no hand free: such a denial speaks of a person."""
    assert flagged(reply, language)


@pytest.mark.parametrize(
    ("language", "untraced", "affirmed"),
    [
        (
            "en",
            "You say I promised you a refund last week, but I can't find that.",
            "Yes, I promised you a refund last week, but I can't find that.",
        ),
        (
            "fr",
            "Tu dis que je t'ai promis un bol la semaine dernière, mais je n'en trouve pas trace.",
            "Oui, je t'ai promis un bol la semaine dernière, mais je n'en trouve pas trace.",
        ),
    ],
)
def test_what_is_not_found_is_denied_unless_it_is_affirmed(language: str, untraced: str, affirmed: str) -> None:
    """The same search that finds nothing clears a reported promise and not one that the reply makes its own."""
    assert not flagged(untraced, language)
    assert flagged(affirmed, language)


@pytest.mark.parametrize(
    ("language", "of_another", "of_you", "reply"),
    [
        ("en", "is that kiln a robot?", "are you a robot?", "It's not a robot, it's a real kiln."),
        ("fr", "c'est un robot ce four ?", "t'es un robot ?", "Ce n'est pas un robot, c'est un vrai four."),
    ],
)
def test_a_question_about_a_thing_is_answered_about_the_thing(
    language: str, of_another: str, of_you: str, reply: str
) -> None:
    """Asked of a kiln the reply denies nothing; the same words to somebody who asks who answers do not tell them."""
    assert answer_for_rules(reply, True, of_another, language).label == "none"
    assert answer_for_rules(reply, True, of_you, language).label in {"denial", "dodge", "unclear"}
