"""Errors are told in the words of the contract, with the form to write; JSON is read as tools write it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ipse.transcripts import load_transcripts
from ipse.types import Problem, Transcript

TURNS = [{"role": "fan", "text": "hi"}, {"role": "clone", "text": "hello"}]
TALK = {"conversation_id": "a", "turns": TURNS}
FOREIGN = re.compile(r"Input|should|valid|instance|Model|pattern|None|\^")


def load(folder: Path, text: str | bytes, name: str = "log.jsonl") -> Transcript:
    """The transcript that a file gives."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_transcripts([path])


def problem_of(folder: Path, record: Any) -> Problem:
    """The one problem of a record."""
    (problem,) = load(folder, json.dumps(record)).problems
    assert problem.fatal
    return problem


@pytest.mark.parametrize(
    ("change", "form"),
    [
        ({"jurisdictions": "FR"}, '["FR"]'),
        ({"jurisdictions": ["France"]}, '"FR"'),
        ({"ui_notice": "AI"}, '{"text": "'),
        ({"ui_notice": {"text": "AI", "persistent": "yes"}}, "true or false"),
        ({"audience": "minor"}, '{"minor": "no"}'),
        ({"conversation_id": ""}, '"t-041"'),
        ({"creator": 3}, '"june-okafor"'),
        ({"platform": []}, '"instagram"'),
        ({"send_mode": 1}, "auto, human_reviewed"),
        ({"turns": {}}, '[{"role": "fan", "text": "Hello"}]'),
        ({"turns": ["hi"]}, '{"role": "fan", "text": "Hello"}'),
        ({"turns": [{"role": None, "text": "x"}]}, "fan, clone, human"),
        ({"turns": [{"role": "fan", "text": None}]}, '{"text": "Hello"}'),
        ({"turns": [{"role": "fan", "text": "x", "turn": "2"}]}, "such as 2"),
        ({"turns": [{"role": "fan", "text": "x", "labels": "AI"}]}, '["AI"]'),
        ({"turns": [{"role": "fan", "text": "x", "labels": [1]}]}, '"AI"'),
        ({"turns": [{"role": "fan", "text": "x", "ts": 5}]}, "2026-10-02T18:41:00Z"),
    ],
)
def test_a_wrong_form_is_told_with_the_right_one(tmp_path: Path, change: dict[str, Any], form: str) -> None:
    """What the field holds and how it is written, in no library's words."""
    problem = problem_of(tmp_path, TALK | change)
    assert form in problem.remedy
    assert not FOREIGN.search(problem.message + problem.remedy)


@pytest.mark.parametrize(
    ("record", "remedies"),
    [
        ({"id": "a", "messages": TURNS}, ["rename 'id' to 'conversation_id'", "rename 'messages' to 'turns'"]),
        ({"conversation_id": "a", "échanges": TURNS}, ["rename 'échanges' to 'turns'"]),
        ({"conversation_id": "a", "turns": [{"auteur": "fan", "content": "x"}]},
         ["rename 'auteur' to 'role'", "rename 'content' to 'text'"]),
        ({"conversation_id": "a", "zz": 1}, ["add 'turns'"]),
    ],
)  # fmt: skip
def test_the_field_that_is_meant_is_named(tmp_path: Path, record: dict[str, Any], remedies: list[str]) -> None:
    """What other tools call a field, looked for in the object that lacks it."""
    assert [p.remedy for p in load(tmp_path, json.dumps(record)).problems] == remedies


@pytest.mark.parametrize("indent", [None, 2])
def test_conversations_in_one_object_are_told_to_stand_alone(tmp_path: Path, indent: int | None) -> None:
    """The list is not taken for an id."""
    (problem,) = load(tmp_path, json.dumps({"conversations": [TALK]}, indent=indent)).problems
    assert "the list alone" in problem.remedy
    assert "rename" not in problem.remedy


def test_a_table_without_a_header_is_told_to_have_one(tmp_path: Path) -> None:
    """A cell of the first row is not taken for a column."""
    (problem,) = load(tmp_path, "a,fan,hi\na,clone,hello\n", "log.csv").problems
    assert (problem.slug, problem.line, problem.fatal) == ("missing_column", 1, True)
    assert '"conversation_id,role,text"' in problem.remedy
    assert "rename" not in problem.remedy


def test_columns_of_other_tools_are_named(tmp_path: Path) -> None:
    """In both languages, each for the column that it stands for."""
    problems = load(tmp_path, "thread,auteur,texte,send_mode\na,fan,hi,auto\n", "log.csv").problems
    assert [p.remedy.split("'")[1::2] for p in problems] == [
        ["thread", "conversation_id"], ["auteur", "role"], ["texte", "text"]
    ]  # fmt: skip


@pytest.mark.parametrize("numbers", [(1, None), (None, 0), (5, None), (0, None, 1)])
def test_turns_are_all_numbered_or_none(tmp_path: Path, numbers: tuple[int | None, ...]) -> None:
    """Where a position and a number disagree, the order is open; no turn is called "number None"."""
    turns = [{"role": "fan", "text": "x"} | ({} if n is None else {"turn": n}) for n in numbers]
    problem = problem_of(tmp_path, TALK | {"turns": turns})
    assert "None" not in problem.message
    assert "every turn its number, or none" in problem.remedy


def test_numbers_and_positions_in_order_are_read(tmp_path: Path) -> None:
    """Nothing is open where they agree."""
    turns = [TURNS[0] | {"turn": 0}, TURNS[1], TURNS[0] | {"turn": 2}]
    (conversation,) = load(tmp_path, json.dumps(TALK | {"turns": turns})).conversations
    assert [turn.turn for turn in conversation.turns] == [0, 1, 2]


@pytest.mark.parametrize("name", ["log.json", "log.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_objects_over_several_lines_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    """One or more, each with the line on which it begins."""
    objects = [TALK, TALK | {"conversation_id": "é"}, TALK | {"language": "?"}]
    text = "\n\n".join(json.dumps(o, indent=2, ensure_ascii=False) for o in objects)
    transcript = load(tmp_path, text.encode(encoding), name)
    assert [c.conversation_id for c in transcript.conversations] == ["a", "é"]
    assert [(p.line, p.field) for p in transcript.problems] == [
        (text[: text.rindex("\n{") + 1].count("\n") + 1, "language")
    ]


def test_a_fault_in_an_object_over_several_lines_is_one_problem(tmp_path: Path) -> None:
    """At its line, not one for each line of the file."""
    text = json.dumps(TALK, indent=2).replace('"fan",', '"fan"')
    assert [(p.slug, p.line) for p in load(tmp_path, text, "log.json").problems] == [("bad_json", 6)]


@pytest.mark.parametrize("cut", ['{"conversation_id": "z", "turns": [', '{"conversation_id": "z"', "{"])
def test_a_first_line_that_is_cut_short_costs_only_itself(tmp_path: Path, cut: str) -> None:
    """It is not taken for an object that goes on in the next line."""
    transcript = load(tmp_path, f"{cut}\n{json.dumps(TALK)}\n")
    assert [c.conversation_id for c in transcript.conversations] == ["a"]
    assert [(p.slug, p.line) for p in transcript.problems] == [("bad_json", 1)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_json_in_utf_16_is_read(tmp_path: Path, encoding: str) -> None:
    """Lines and lists, with a byte order mark or without, as text is."""
    lines = [json.dumps(TALK | {"conversation_id": name}, ensure_ascii=False) for name in ("é", "b")]
    for text in ("\r\n".join(lines), f"[{','.join(lines)}]"):
        transcript = load(tmp_path, text.encode(encoding))
        assert transcript.problems == ()
        assert [c.conversation_id for c in transcript.conversations] == ["é", "b"]
    text = "fan: é\nclone: b\n"
    assert load(tmp_path, text.encode(encoding), "log.txt").conversations[0].turns[0].text == "é"


def test_broken_utf_16_is_named(tmp_path: Path) -> None:
    """Half a character at the end is a loss, and not a crash."""
    problems = load(tmp_path, f"{json.dumps(TALK)}\n".encode("utf-16") + b"\x00").problems
    assert [(p.slug, p.fatal) for p in problems][:1] == [("wrong_encoding", True)]


def test_a_long_line_of_utf_16_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its problem has its number, and the next line is read."""
    monkeypatch.setattr("ipse.transcripts.files.MAX_LINE_BYTES", 2_000)
    text = json.dumps(TALK | {"note": "x" * 4_000}) + "\n" + json.dumps(TALK | {"conversation_id": "b"})
    transcript = load(tmp_path, text.encode("utf-16"))
    assert [c.conversation_id for c in transcript.conversations] == ["b"]
    assert [(p.slug, p.line) for p in transcript.problems] == [("too_large", 1)]
