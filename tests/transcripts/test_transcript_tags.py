"""Plain text: tags that are almost right are read or refused with their line, and sentences stay sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipse.transcripts import load_transcripts
from ipse.types import Role, Transcript


def load(folder: Path, text: str) -> Transcript:
    """The transcript that a text file gives."""
    path = folder / "chat.txt"
    path.write_text(text, encoding="utf-8")
    return load_transcripts([path])


@pytest.mark.parametrize("tag", ["clone:", "Clone :", "CLONE\u202f:", "clone\uff1a", "clone:\t"])
def test_a_tag_needs_no_space_behind_it(tmp_path: Path, tag: str) -> None:
    """The clone's words never become the fan's for want of a space, and the text is the same."""
    transcript = load(tmp_path, f"fan: Where do you live?\n{tag}I live in Ghent.\nfan:ok\nclone: bye")
    assert transcript.problems == ()
    turns = transcript.conversations[0].turns
    assert [turn.role for turn in turns] == [Role.FAN, Role.CLONE, Role.FAN, Role.CLONE]
    assert [turn.text for turn in turns[1:3]] == ["I live in Ghent.", "ok"]


@pytest.mark.parametrize(
    "tag",
    [
        "[10:03] clone:", "12/05/2026, 10:03 - clone:", "10:03 AM clone:", "**clone:**", "**Clone** :", "- clone:",
        "> clone:", "`clone`:", "1. Clone:", "Clone (AI):", "clone #2:", "June (clone):", "June Okafor [Clone] :",
        "\u200bclone:", "[bot] Assistant:", "**Assistante :**", "[10h03] IA :", "_bot_:",
    ],
)  # fmt: skip
def test_a_tag_that_is_almost_one_is_refused_with_its_line(tmp_path: Path, tag: str) -> None:
    """It is not joined to the fan's message: the problem names the line and the tag to write; the next one is read."""
    transcript = load(tmp_path, f"fan: a\n{tag} I live in Ghent.\nfan: b\nclone: c\n\nfan: d\nclone: e\n")
    assert [[turn.text for turn in c.turns] for c in transcript.conversations] == [["d", "e"]]
    (problem,) = transcript.problems
    assert (problem.slug, problem.line, problem.field, problem.fatal) == ("bad_record", 2, "role", True)
    assert '"clone:"' in problem.remedy


@pytest.mark.parametrize("tag", ["**fan:**", "- Abonnée :", "[09:58] utilisateur :", "*User*:"])
def test_a_fan_who_is_almost_tagged_is_refused_too(tmp_path: Path, tag: str) -> None:
    """A question is not joined to the answer before it, in either language."""
    (problem,) = load(tmp_path, f"fan: a\nclone: b\n{tag} c\nclone: d\n").problems
    assert (problem.line, problem.fatal) == (3, True)
    assert '"fan:"' in problem.remedy


@pytest.mark.parametrize(
    "line",
    [
        "My clone: it is nice", "The biggest fan: my sister", "Fan? Yes: since 2019", "Human after all: an album",
        "Mon clone : il écrit", "Une fan : ma sœur", "Humain malgré tout : un disque", "- Team: Anna and Bo",
        "- Équipe : Anna et Bo", "**Model:** X2", "**Modèle :** X2", "10:30: pottery for humans", "- fanzine: 5 €",
        "I have a helper (AI): it answers", "Écrit avec de l'aide (IA) : oui", "https://clone.example/fan:1", "(see below): fan",
    ],
)  # fmt: skip
def test_a_sentence_is_no_tag(tmp_path: Path, line: str) -> None:
    """Words before the role, or a list of other things, go on with the message."""
    transcript = load(tmp_path, f"fan: a\nclone: b\n{line}\n")
    assert transcript.problems == ()
    assert transcript.conversations[0].turns[1].text == f"b\n{line}"


@pytest.mark.parametrize("name", ["abonné", "user", "client", "Follower"])
def test_an_unknown_role_costs_its_conversation_and_no_other(tmp_path: Path, name: str) -> None:
    """After a blank line it opens a conversation: the clone's next words are not the answer to somebody else's."""
    transcript = load(tmp_path, f"fan: a\nclone: b\n\n{name} : x\nclone : y\n\nfan: c\nclone: d\n")
    found = {c.conversation_id: [turn.text for turn in c.turns] for c in transcript.conversations}
    assert found == {"chat-1": ["a", "b"], "chat-3": ["c", "d"]}
    assert [(p.line, p.field, p.fatal) for p in transcript.problems] == [(4, "role", True)]


def test_an_unknown_role_inside_costs_the_conversation(tmp_path: Path) -> None:
    """A conversation with a message that is lost is refused, as in JSON and CSV; "---" parts it from the next."""
    transcript = load(tmp_path, "fan: a\nMarie: b\nuser: c\nclone: d\n---\nMarie: x\nclone: y\n---\nfan: e\nclone: f\n")
    assert [c.conversation_id for c in transcript.conversations] == ["chat-3"]
    assert [p.line for p in transcript.problems] == [3, 6]


def test_a_title_costs_no_conversation(tmp_path: Path) -> None:
    """A line above the first message that is no field is named; the conversations below keep their context."""
    for text in (
        "title: Chats\nsend_mode: auto\n---\nfan: a\nclone: b\n",
        "Title: Chats\n\nsend_mode: auto\nfan: a\nclone: b\n",
    ):
        transcript = load(tmp_path, text)
        assert [c.given for c in transcript.conversations] == [frozenset({"send_mode"})]
        assert [(p.line, p.fatal) for p in transcript.problems] == [(1, True)]
