"""Alerts stand on the line that a reader would open, in every format that has lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ipse.report.positions import find_places, place_of
from ipse.transcripts import load_transcripts
from ipse.types import AuditResult, ConversationResult, Creator, Decision, Outcome, Provenance

TABLE = "\n".join((
    "conversation_id,role,text",
    "a,fan,Hi",
    'b,clone,"two',
    'lines"',
    "a,clone,Hello",
    "b,clone,again",
)) + "\n"  # fmt: skip
NUMBERED = "conversation_id;turn;role;text\nb;0;fan;Hi\na;7;clone;Hello\na;3;fan;Hi\n"
PLAIN = "conversation_id: a\nfan: Hi\nclone: Hello\nand more\n\nconversation_id: b\nfan: Hi\nclone: Oh\n"


def lines(folder: Path, name: str, text: str) -> Callable[[str, int], int]:
    """Where each message stands in a transcript."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    talks = load_transcripts([path]).conversations
    provenance = Provenance("ipse 0", "", "", "", "")
    results = tuple(ConversationResult(talk, (), ()) for talk in talks)
    places = find_places(AuditResult(Creator("Ada"), results, (), Decision(Outcome.PASS), provenance), [path])
    return lambda conversation, turn: place_of(conversation, places, turn).line


def test_a_row_of_a_table_is_its_line(tmp_path: Path) -> None:
    """Rows of two conversations in turn, one of them over two lines: the row of the message, not line 1."""
    line = lines(tmp_path, "t.csv", TABLE)
    assert [line("a", 0), line("a", 1), line("b", 0), line("b", 1)] == [2, 5, 3, 6]


def test_numbered_turns_stand_where_they_were_written(tmp_path: Path) -> None:
    """The turn's own number finds its row, in whatever order the rows stand."""
    line = lines(tmp_path, "t.csv", NUMBERED)
    assert [line("b", 0), line("a", 3), line("a", 7)] == [2, 4, 3]


def test_a_message_of_plain_text_has_its_line(tmp_path: Path) -> None:
    """The line with its tag."""
    line = lines(tmp_path, "t.txt", PLAIN)
    assert [line("a", 1), line("b", 0), line("b", 1)] == [3, 7, 8]


@pytest.mark.parametrize("name", ["t.jsonl", "t.json"])
def test_a_conversation_on_a_line_of_its_own_is_that_line(tmp_path: Path, name: str) -> None:
    """All its messages stand there."""
    rows = [{"conversation_id": c, "turns": [{"role": "clone", "text": "Hi"}]} for c in "ab"]
    line = lines(tmp_path, name, "".join(json.dumps(row) + "\n" for row in rows))
    assert [line("a", 0), line("b", 0), line("b", 9)] == [1, 2, 2]
