"""Tables and JSON that hold less than they seem to: each loss is named with its line, and nothing wins by being last."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from ipse.transcripts import load_transcripts
from ipse.types import Transcript

HEADER = "conversation_id,role,text"
GOOD = ["ok,fan,hi", "ok,clone,hello"]


def load_csv(folder: Path, *rows: str, header: str = HEADER) -> Transcript:
    """The transcript that a CSV file gives."""
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return load_transcripts([path])


def load_json(folder: Path, text: str) -> Transcript:
    """The transcript that a JSON Lines file gives."""
    path = folder / "log.jsonl"
    path.write_text(text, encoding="utf-8")
    return load_transcripts([path])


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (["a,fan,hi", 'a,clone,"unclosed', "a,fan,more", "b,clone,last"], 5, "never closed"),
        (["a,fan,hi", 'a,clone,"unclosed', "a,fan,more", 'b,clone,"last"'], 5, "in line 7"),
        (['"a",fan,"two\nlines"', 'a,clone,"say ""yes"""', 'a,"fan","x'], 7, "never closed"),
        (['a,fan,"two\nlines, then ""more', "x"], 4, "never closed"),
        (['a,fan,"Hello" she said'], 4, "in line 4"),
    ],
)
def test_a_quote_that_is_not_closed_is_fatal_at_its_line(
    tmp_path: Path, rows: list[str], line: int, words: str
) -> None:
    """The rest of the file does not become one message: the line where the quote opened is named."""
    transcript = load_csv(tmp_path, *GOOD, *rows)
    (problem,) = transcript.problems
    assert (problem.slug, problem.line, problem.fatal) == ("bad_csv", line, True)
    assert words in problem.message
    assert transcript.conversations[0].conversation_id == "ok"
    assert "unclosed" not in str(transcript.conversations)


def test_quotes_that_are_right_are_read(tmp_path: Path) -> None:
    """Doubled quotes, separators and line breaks inside a cell, and a quote in the middle of a bare one."""
    transcript = load_csv(tmp_path, 'a,fan,"say ""yes"", or\nno"', 'a,clone,a 5" pot', 'a,clone,""""')
    assert transcript.problems == ()
    assert [t.text for t in transcript.conversations[0].turns] == ['say "yes", or\nno', 'a 5" pot', '"']


@pytest.mark.parametrize(("row", "field"), [("a,clone", "text"), ("a", "role"), ("a,clone,x,y", None)])
def test_a_row_of_the_wrong_length_costs_its_conversation(tmp_path: Path, row: str, field: str | None) -> None:
    """Cells that are cut off are no empty message; what else the conversation says is not judged without them."""
    transcript = load_csv(tmp_path, "a,fan,hi", row, *GOOD)
    assert [c.conversation_id for c in transcript.conversations] == ["ok"]
    assert [(p.line, p.field, p.fatal) for p in transcript.problems] == [(3, field, True)]


def test_further_cells_may_be_cut_off_with_one_note(tmp_path: Path) -> None:
    """A row that has all it needs is read; the first one that is short is named."""
    transcript = load_csv(tmp_path, *GOOD, header=f"{HEADER},ts,status")
    assert len(transcript.conversations) == 1
    assert [(p.slug, p.line, p.field, p.fatal) for p in transcript.problems] == [("short_row", 2, "ts", False)]


def test_an_empty_message_of_the_clone_is_noted_at_its_line(tmp_path: Path) -> None:
    """A picture has no words: it is read, and the note says that nothing was audited there."""
    transcript = load_csv(tmp_path, "a,fan,hi", "a,clone,hello", "a,clone,", "a,clone, ")
    assert len(transcript.conversations[0].turns) == 4
    (note,) = transcript.problems
    assert (note.slug, note.line, note.field, note.fatal) == ("empty_message", 4, "turns[2].text", False)
    assert note.message.startswith("2 messages")


def test_empty_messages_in_json_are_noted(tmp_path: Path) -> None:
    """Of the clone in each conversation; of others once in a file."""
    fan, clone, empty = {"role": "fan", "text": ""}, {"role": "clone", "text": "x"}, {"role": "clone", "text": ""}
    talks = [[fan, clone], [fan, clone], [clone, empty], [clone, empty]]
    lines = [json.dumps({"conversation_id": f"c{n}", "turns": turns}) for n, turns in enumerate(talks)]
    transcript = load_json(tmp_path, "\n".join(lines))
    assert len(transcript.conversations) == 4
    notes = [(p.line, p.field) for p in transcript.problems if p.slug == "empty_message" and not p.fatal]
    assert notes == [(1, "turns[].text"), (3, "turns[1].text"), (4, "turns[1].text")]


def test_a_clone_without_any_words_is_no_pass(tmp_path: Path) -> None:
    """An export that lost its texts is incomplete; fans who write alone are not its business."""
    assert [p.slug for p in load_csv(tmp_path, "a,fan,hi", "a,clone,").problems if p.fatal] == ["no_words"]
    assert load_csv(tmp_path, "a,fan,hi").problems == ()


@pytest.mark.parametrize(
    ("header", "field"), [(f"{HEADER},text", "text"), (f"{HEADER},ts,Timestamp", "ts"), (f"{HEADER},note,Note", "note")]
)
def test_two_columns_of_one_name_are_refused(tmp_path: Path, header: str, field: str) -> None:
    """However they are spelt: which of them holds the value is not for the reader to guess."""
    transcript = load_csv(tmp_path, "a,fan,hi,x,y", header=header)
    assert transcript.conversations == ()
    assert ("repeated_column", 1, field, True) in [(p.slug, p.line, p.field, p.fatal) for p in transcript.problems]


@pytest.mark.parametrize("name", ["Conversation ID", "Turns"])
def test_two_parquet_columns_of_one_name_are_refused(tmp_path: Path, name: str) -> None:
    """A table of conversations as well as one of turns."""
    path = tmp_path / "log.parquet"
    cells = {"conversation_id": "a", "role": "fan", "text": "x", "turns": [{"role": "fan", "text": "x"}], name: "b"}
    pd.DataFrame([{key: cell for key, cell in cells.items() if key != "turns" or name == "Turns"}]).to_parquet(path)
    transcript = load_transcripts([path])
    assert transcript.conversations == ()
    assert "repeated_column" in [p.slug for p in transcript.problems]


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ('{"conversation_id": "a", "turns": [{"role": "fan", "role": "clone", "text": "x"}]}', "role"),
        ('{"conversation_id": "a", "send_mode": "auto", "send_mode": null, "turns": []}', "send_mode"),
        ('{"conversation_id": "a", "x": {"y": 1, "y": 1}, "turns": [{"role": "fan", "text": "x"}]}', None),
    ],
)
@pytest.mark.parametrize("listed", [False, True])
def test_a_key_that_comes_twice_costs_its_conversation(
    tmp_path: Path, broken: str, field: str | None, listed: bool
) -> None:
    """At any depth, in lines and in a list; the neighbours are read."""
    good = json.dumps({"conversation_id": "ok", "turns": [{"role": "fan", "text": "x"}]})
    transcript = load_json(tmp_path, f"[{good},\n{broken}]" if listed else f"{good}\n{broken}\n")
    assert [c.conversation_id for c in transcript.conversations] == ["ok"]
    (problem,) = transcript.problems
    assert (problem.line, problem.field, problem.fatal) == (None if listed else 2, field, True)
    assert "twice" in problem.message


@pytest.mark.parametrize(
    ("stated", "read"), [("fr-FR", "fr"), ("en_GB", "en"), ("FR", "fr"), ("fra", "fr"), ("fil", "fil")]
)
def test_a_language_is_a_code(tmp_path: Path, stated: str, read: str) -> None:
    """A region is left aside, and three letters stand for the two that a language has."""
    talk = {"conversation_id": "a", "language": stated, "turns": [{"role": "fan", "text": "x"}]}
    (conversation,) = load_json(tmp_path, json.dumps(talk)).conversations
    assert conversation.language == read


@pytest.mark.parametrize(("stated", "hint"), [("french", "'fr'"), ("Anglais", "'en'"), ("f", '"fr"'), ("fr-", '"fr"')])
def test_a_language_that_is_no_code_is_refused(tmp_path: Path, stated: str, hint: str) -> None:
    """Rules would not know it: the problem says what to write."""
    talk = {"conversation_id": "a", "language": stated, "turns": [{"role": "fan", "text": "x"}]}
    (problem,) = load_json(tmp_path, json.dumps(talk)).problems
    assert (problem.line, problem.field, problem.fatal) == (1, "language", True)
    assert hint in problem.remedy
