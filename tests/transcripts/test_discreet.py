"""Problems of transcripts can be told without a word that somebody wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ipse.transcripts import load_transcripts
from ipse.transcripts.discreet import without_values
from ipse.types import Problem

SECRET = "brontvik"
TURN = {"role": "fan", "text": "Hi"}
HALF = f"please do write to {SECRET}.maelle.and.the.others@mail.example"  # cut in the middle of the address


def problems(path: Path, text: str) -> list[Problem]:
    """What could not be read of a file with this text; there is something."""
    path.write_text(text, encoding="utf-8")
    found = [p for p in load_transcripts([path]).problems if p.fatal]
    assert found
    return found


@pytest.mark.parametrize("value", [SECRET, f"it's “{SECRET}”", f'say "{SECRET}": it', HALF, [SECRET], {SECRET: SECRET}])
@pytest.mark.parametrize(
    "key", ["turns", "language", "jurisdictions", "send_mode", "ui_notice", "role", "ts", "labels"]
)
def test_no_wrong_value_is_told(tmp_path: Path, key: str, value: Any) -> None:
    """Whatever stands where in a line of JSON; its place is told, and so is what to do."""
    in_turn = key in ("role", "ts", "labels")
    wrong = {"x": SECRET} if key in ("language", "labels") and not isinstance(value, dict) else value
    talk = {"conversation_id": "c1", "turns": [{**TURN, key: wrong} if in_turn else TURN]}
    found = problems(tmp_path / "t.jsonl", json.dumps(talk if in_turn else {**talk, key: wrong}))
    told = [without_values(p) for p in found]
    assert SECRET not in "".join(p.message + p.remedy for p in told)
    assert all(p.message and p.remedy for p in told)
    assert [replace(p, message="", remedy="") for p in told] == [replace(p, message="", remedy="") for p in found]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.txt", f"{SECRET}: Hi\nclone: Hello"),
        ("t.csv", f"conversation_id,role,textes {SECRET}\nc1,fan,Hi"),
        ("t.csv", f"conversation_id,role,text,platform\nc1,fan,Hi,{SECRET}\nc1,clone,Hi,other"),
        ("t.txt", f"fan: Hi\n{SECRET[:12]} (clone): Hello"),
        ("t.csv", f"conversation_id,role,text,{SECRET},{SECRET}\nc1,fan,Hi,x,y"),
        ("t.jsonl", f'{{"{SECRET}": 1, "{SECRET}": 2}}'),
        ("t.jsonl", json.dumps({"conversation_id": "c1", f"turn {SECRET}": [TURN]})),
        ("t.jsonl", json.dumps({"conversation_id": "c1", "turns": [{"role": "fan", f"texts_{SECRET}"[:9]: SECRET}]})),
    ],
)
def test_no_name_of_a_speaker_or_column_is_told(tmp_path: Path, name: str, text: str) -> None:
    """A tag before a message, cells of a table, and keys that are like a field are somebody's words as well."""
    told = [without_values(p) for p in problems(tmp_path / name, text)]
    assert SECRET not in "".join(p.message + p.remedy + (p.field or "") for p in told)


def test_no_column_that_a_short_row_lacks_is_told(tmp_path: Path) -> None:
    """The note of a row that is too short names the column for those who may read it; a known one is told to all."""
    rows = f"conversation_id,role,text,{SECRET},ts\nc1,fan,Hi"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    (note,) = load_transcripts([tmp_path / "t.csv"]).problems
    assert (note.slug, note.field, without_values(note).field) == ("short_row", SECRET, "[…]")
    assert without_values(replace(note, field="ts")).field == "ts"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('{"conversation_id": 1', ["not valid JSON at character 22: Expecting ',' delimiter"]),
        ('{"conversation_id": "c1", "turns": []}', ["the conversation has no turns"]),
        ("[]", ["the file holds no conversation"]),
        ('{"turns": [1]}', ["this field is required", "this is not a message: […]"]),
        ('{"turns": [1], "turns": [2]}', ["a key comes twice in one object: […]"]),
    ],
)
def test_what_quotes_nobody_is_told_as_it_is(tmp_path: Path, text: str, messages: list[str]) -> None:
    """Broken JSON, a missing field, no messages: the reason is told, in these words, and of a wrong value no more."""
    assert [without_values(p).message for p in problems(tmp_path / "t.jsonl", text)] == messages
