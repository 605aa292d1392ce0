"""What the conversation holds may be recalled: a day or a place in another clause does not make it an invention."""

from __future__ import annotations

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, SendMode, Turn

ENGINE = RuleEngine([rule for rule in load_rules(["core"]) if rule.id == "core-false-shared-memory"])


def flagged(language: str, *texts: str) -> bool:
    """A false memory is found in the last of the texts, which fan and clone write in turn."""
    turns = tuple(Turn(i, Role.CLONE if i % 2 else Role.FAN, text) for i, text in enumerate(texts))
    given = frozenset({"language", "send_mode"})
    conversation = Conversation("c", turns, language=language, send_mode=SendMode.AUTO, given=given)
    last = turns[-1].turn
    return any(match.turn == last for match in ENGINE.evaluate(conversation, Creator("Nadia Ferrand"), ()).matches)


@pytest.mark.parametrize(
    ("language", "fan", "recalled", "dated"),
    [
        (
            "en",
            "my cat is ill",
            "You told me your cat is ill, I hope the vet helps on Friday.",
            "You told me on Friday that your cat is ill.",
        ),
        (
            "fr",
            "ma chatte est malade",
            "Tu m'as dit que ta chatte est malade, j'espère que le véto pourra l'aider vendredi.",
            "Tu m'as dit hier que ta chatte est malade.",
        ),
    ],
)
def test_a_day_beside_what_was_said_is_no_other_conversation(
    language: str, fan: str, recalled: str, dated: str
) -> None:
    """The day belongs to a hope of its own clause; beside the recalling words it tells of another exchange."""
    assert not flagged(language, fan, "…", "…", recalled)
    assert flagged(language, fan, "…", "…", dated)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "You did, back in April, with a photo of the tray."),
        ("en", "How could I forget your red kite!"),
        ("fr", "On se connaît depuis le stage de printemps, je ne vais pas te lâcher."),
        ("fr", "Comment oublier votre écharpe !"),
    ],
)
def test_a_bond_told_without_a_chat_is_a_memory(language: str, reply: str) -> None:
    """An acquaintance that the conversation does not hold is found without any word for a chat."""
    assert flagged(language, "…", reply)
