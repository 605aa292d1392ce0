"""The published JSON Schema of a transcript says what the reader does."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ipse.transcripts import load_transcripts
from ipse.transcripts.contract import json_schema

TURN = {"role": "clone", "text": "x"}
GOOD: list[dict[str, Any]] = [
    {"conversation_id": "a", "turns": [TURN]},
    {"conversation_id": 7, "turns": [TURN | {"ts": "2026-05-01T10:00:00Z", "status": "draft", "labels": ["ai"]}]},
    {"conversation_id": "a", "turns": [TURN], "ui_notice": None, "audience": {"minor": "yes"}, "anything": 1},
    {"conversation_id": "a", "turns": [TURN], "ui_notice": {"text": "AI"}, "jurisdictions": ["EU", "US-CA"]},
]
BAD: list[dict[str, Any]] = [
    {"turns": [TURN]},
    {"conversation_id": "", "turns": [TURN]},
    {"conversation_id": "a"},
    {"conversation_id": "a", "turns": []},
    {"conversation_id": "a", "turns": [{"role": "bot", "text": "x"}]},
    {"conversation_id": "a", "turns": [{"role": "fan"}]},
    {"conversation_id": "a", "turns": [TURN | {"labels": "ai"}]},
    {"conversation_id": "a", "turns": [TURN], "send_mode": "manual"},
    {"conversation_id": "a", "turns": [TURN], "ui_notice": {"persistent": True}},
    {"conversation_id": "a", "turns": [TURN], "jurisdictions": "EU"},
]


def published() -> dict[str, Any]:
    """The schema file in the package."""
    content = files("ipse").joinpath("schemas/transcript.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(content)
    return loaded


def test_the_published_schema_is_the_one_in_use() -> None:
    """The file in the package is what the models give."""
    assert published() == json.loads(json.dumps(json_schema()))


def test_the_schema_is_valid() -> None:
    """It is a JSON Schema of the draft that it names."""
    jsonschema.Draft202012Validator.check_schema(published())


@pytest.mark.parametrize("record", GOOD + BAD)
def test_schema_and_reader_agree(tmp_path: Path, record: dict[str, Any]) -> None:
    """What the schema accepts is read, what it refuses is a problem."""
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    transcript = load_transcripts([path])
    valid = jsonschema.Draft202012Validator(published()).is_valid(record)
    assert valid == (record in GOOD)
    assert valid == (len(transcript.conversations) == 1)
