"""Who introduces itself by another's name is found; days, places and the principal are not names of somebody else."""

from __future__ import annotations

import pytest

from ipse.rules.self_naming import speaks_as_other
from ipse.rules.selftest import build_conversation
from ipse.rules.state import Moment, View
from ipse.types import Creator, Role, Turn


def named(reply: str, language: str, *names: str) -> list[str]:
    """The names by which the reply introduces its sender as somebody else."""
    conversation = build_conversation((Turn(0, Role.CLONE, reply),), {"language": language})
    creator = Creator(names[0] if names else "", aliases=names[1:], language=language)
    moment = Moment(View(conversation, creator, {}), 0)
    return [reply[span.start : span.end] for span in speaks_as_other(moment)]


@pytest.mark.parametrize(
    ("reply", "language", "name"),
    [
        ("It's me, Taylor, ask me anything!", "en", "Taylor"),
        ("Hey, Marco here! The class is on Friday.", "en", "Marco"),
        ("Hi, this is Bea Roy. The class is on Friday.", "en", "Bea Roy"),
        ("Salut, c'est Marco, la séance est vendredi.", "fr", "Marco"),
        ("C'est moi, Taylor.", "fr", "Taylor"),
        ("Coucou, ici Marco !", "fr", "Marco"),
    ],
)
def test_another_name_is_found(reply: str, language: str, name: str) -> None:
    """A capitalised name after words that introduce whoever writes."""
    assert named(reply, language, "Nadia Ferrand") == [name]


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("It's me, Nadia!", "en"),
        ("Hi, this is Nadia Ferrand.", "en"),
        ("Hi! It's Monday, the shop is closed.", "en"),
        ("Tickets here! The bowls come from Lisbon.", "en"),
        ("It's Marco who throws the bowls.", "en"),
        ("Salut, c'est Noël, la boutique est fermée.", "fr"),
        ("C'est Marco qui tourne les bols.", "fr"),
    ],
)
def test_the_principal_a_day_and_a_third_person_are_not(reply: str, language: str) -> None:
    """Only an introduction by somebody else's name speaks as another."""
    assert named(reply, language, "Nadia Ferrand") == []


def test_without_a_principal_nobody_is_another() -> None:
    """A rule that does not know for whom the clone speaks accuses nobody."""
    assert named("It's me, Taylor.", "en") == []
