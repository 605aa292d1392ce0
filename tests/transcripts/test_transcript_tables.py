"""CSV and Parquet transcripts: one row a turn, gathered by conversation."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from ipse.transcripts import load_transcripts
from ipse.types import Role, SendMode

HEADER = "conversation_id,turn,role,text,ts,send_mode,ui_notice,jurisdictions,minor,labels"
ROWS = [
    'c1,0,fan,"Hi, you",2026-05-01T10:00:00Z,auto,none,EU;FR,no,',
    'c1,1,clone,"Line one\nline two",2026-05-01T10:00:05Z,,,,,ai|ad',
    "c2,0,fan,Salut,2026-05-01T11:00:00Z,human_reviewed,,,,",
    "c2,1,clone,Bonjour,2026-05-01T11:00:05Z,human_reviewed,,,,",
]


def csv_file(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    """A CSV transcript."""
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return path


def test_rows_become_conversations(tmp_path: Path) -> None:
    """Turns, context and multi-line cells are read; context may stand in any row of its conversation."""
    first, second = load_transcripts([csv_file(tmp_path, *ROWS)]).conversations
    assert [turn.text for turn in first.turns] == ["Hi, you", "Line one\nline two"]
    assert (first.send_mode, first.jurisdictions, first.minor) == (SendMode.AUTO, ("EU", "FR"), "no")
    assert first.turns[1].labels == ("ai", "ad")
    assert second.turns[0].role is Role.FAN
    assert second.turns[0].ts == datetime(2026, 5, 1, 11, tzinfo=UTC)


def test_an_empty_notice_is_unknown_and_none_is_known(tmp_path: Path) -> None:
    """In a table an empty cell says nothing; the word "none" says that there was no notice."""
    first, second = load_transcripts([csv_file(tmp_path, *ROWS)]).conversations
    assert "ui_notice" in first.given
    assert first.ui_notice is None
    assert "ui_notice" not in second.given


def test_a_notice_with_its_persistence(tmp_path: Path) -> None:
    """Two columns make a notice."""
    path = csv_file(
        tmp_path, "c,fan,x,AI replies,oui", header="conversation_id,role,text,ui_notice,ui_notice_persistent"
    )
    notice = load_transcripts([path]).conversations[0].ui_notice
    assert notice is not None
    assert (notice.text, notice.persistent) == ("AI replies", True)


def test_interleaved_conversations_are_gathered(tmp_path: Path) -> None:
    """Rows sorted by time mix conversations: each is whole, its turns in order."""
    rows = [f"c{n},{turn},{'clone' if turn % 2 else 'fan'},c{n}t{turn}" for n in range(20) for turn in range(6)]
    random.Random(4).shuffle(rows)
    transcript = load_transcripts([csv_file(tmp_path, *rows, header="conversation_id,turn,role,text")])
    assert transcript.problems == ()
    assert len(transcript.conversations) == 20
    for conversation in transcript.conversations:
        assert [turn.text for turn in conversation.turns] == [f"{conversation.conversation_id}t{n}" for n in range(6)]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_separators(tmp_path: Path, mark: str) -> None:
    """Semicolons, tabs and bars separate too; column names may be written in words."""
    path = csv_file(tmp_path, mark.join(["c1", "fan", "ça va"]), header=mark.join(["Conversation ID", "Role", "Text"]))
    assert load_transcripts([path]).conversations[0].turns[0].text == "ça va"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    """What spreadsheets save is read; a guess is noted."""
    path = csv_file(tmp_path, "c1,fan,déjà vu", header="conversation_id,role,text", encoding=encoding)
    transcript = load_transcripts([path])
    assert transcript.conversations[0].turns[0].text == "déjà vu"
    assert [p.slug for p in transcript.problems] == (["guessed_encoding"] if encoding == "cp1252" else [])


def test_an_error_names_the_line_of_its_turn(tmp_path: Path) -> None:
    """The bad role is on line 4 of the file, below a cell of two lines; the other conversation is read."""
    rows = ['c1,fan,"a\nb"', "c1,bot,x", "c2,fan,y"]
    transcript = load_transcripts([csv_file(tmp_path, *rows, header="conversation_id,role,text")])
    assert [c.conversation_id for c in transcript.conversations] == ["c2"]
    (problem,) = transcript.problems
    assert (problem.line, problem.field) == (4, "turns[1].role")
    assert "'clone'" in problem.remedy


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """A table without its required columns names each, and the column that looks like it."""
    problems = load_transcripts([csv_file(tmp_path, "1,fan,x", header="conversation,role,message")]).problems
    assert {(p.slug, p.field) for p in problems} >= {("missing_column", "conversation_id"), ("missing_column", "text")}
    assert "'conversation'" in problems[0].remedy


def test_rows_that_disagree_are_an_error(tmp_path: Path) -> None:
    """One conversation cannot be sent both ways."""
    rows = ["c1,fan,x,auto", "c1,clone,y,human_reviewed", "c2,fan,z,auto"]
    transcript = load_transcripts([csv_file(tmp_path, *rows, header="conversation_id,role,text,send_mode")])
    assert [c.conversation_id for c in transcript.conversations] == ["c2"]
    assert [(p.line, p.field) for p in transcript.problems] == [(3, "send_mode")]


def test_rows_that_cannot_be_placed_are_errors(tmp_path: Path) -> None:
    """A row with too many cells, or without a conversation, is named; the others are read."""
    rows = ["c1,fan,x,y", ",fan,x", "c2,fan,z"]
    transcript = load_transcripts([csv_file(tmp_path, *rows, header="conversation_id,role,text")])
    assert [c.conversation_id for c in transcript.conversations] == ["c2"]
    assert sorted((p.line or 0) for p in transcript.problems) == [2, 3]


def test_parquet_rows(tmp_path: Path) -> None:
    """A data frame written to Parquet gives the same conversations; timestamps and lists keep their types."""
    path = tmp_path / "log.parquet"
    frame = pd.DataFrame(
        {
            "conversation_id": ["c1", "c1"],
            "role": ["fan", "clone"],
            "text": ["hi", "hello"],
            "ts": pd.to_datetime(["2026-05-01T10:00:00Z", "2026-05-01T10:00:05Z"]),
            "labels": [None, ["ai"]],
            "send_mode": ["auto", None],
        }
    )
    frame.to_parquet(path)
    transcript = load_transcripts([path])
    assert transcript.problems == ()
    (conversation,) = transcript.conversations
    assert conversation.send_mode is SendMode.AUTO
    assert conversation.turns[0].ts == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert conversation.turns[1].labels == ("ai",)


def test_parquet_with_nested_turns(tmp_path: Path) -> None:
    """One row a conversation is read when the table has a ``turns`` column."""
    path = tmp_path / "log.parquet"
    turns = [{"role": "fan", "text": "a"}, {"role": "clone", "text": "b"}]
    pd.DataFrame({"conversation_id": ["c1", "c2"], "turns": [turns, turns[:1]]}).to_parquet(path)
    assert [len(c.turns) for c in load_transcripts([path]).conversations] == [2, 1]


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    """Damage is a named problem."""
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    assert [(p.slug, p.fatal) for p in load_transcripts([path]).problems] == [("bad_parquet", True)]
