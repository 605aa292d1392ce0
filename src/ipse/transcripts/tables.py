"""One row a turn, in CSV or Parquet: rows are gathered by conversation, wherever they stand in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ipse.transcripts.record import Record
from ipse.types import Problem

REQUIRED = ("conversation_id", "role", "text")
TURN_FIELDS = ("turn", "role", "text", "ts", "status", "labels")
LIST_SEPARATORS = (";", "|", ",")
NO_NOTICE = frozenset({"none", "null", "no notice", "aucun", "aucune"})
_ALIASES = {
    "minor": "audience.minor", "audience_minor": "audience.minor", "ui_notice_text": "ui_notice",
    "ui_notice.text": "ui_notice", "ui_notice_persistent": "ui_notice.persistent", "timestamp": "ts",
}  # fmt: skip
_TRUTH = {"true": True, "yes": True, "1": True, "oui": True, "false": False, "no": False, "0": False, "non": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line (CSV) or number (Parquet) from 1, and its cells by column; empty cells left out."""

    line: int
    cells: Mapping[str, Any]


@dataclass(slots=True)
class _Open:
    """A conversation that is being gathered."""

    line: int
    rows: list[Row] = field(default_factory=list)


def column_name(name: str) -> str:
    """A column's name in the contract: "Conversation ID" is "conversation_id", "minor" is "audience.minor"."""
    key = "_".join(name.strip().casefold().replace("-", "_").split())
    return _ALIASES.get(key, key)


def missing_columns(columns: Sequence[str], name: str) -> Iterator[Problem]:
    """A problem for each required column that is not there, with the nearest one that is."""
    from rapidfuzz import fuzz, process

    for required in REQUIRED:
        if required not in columns:
            spare = [column for column in columns if column not in REQUIRED]
            near = process.extractOne(required, spare, scorer=fuzz.WRatio, score_cutoff=60) if spare else None
            remedy = f"rename the column {near[0]!r} to {required!r}" if near else f"add a column {required!r}"
            yield Problem("missing_column", name, "this column is required", remedy, 1, required)


def gather(rows: Callable[[], Iterator[Row | Problem]], name: str) -> Iterator[Record | Problem]:
    """The conversations of a table, each as soon as its last row is read.

    ``rows`` is called twice: the first pass counts the rows of each conversation, so that only open
    conversations stay in memory even when the rows are sorted by time.
    """
    left = Counter(key for row in rows() if isinstance(row, Row) and (key := _key(row)))
    opened: dict[str, _Open] = {}
    for row in rows():
        if isinstance(row, Problem):
            yield row
        elif not (key := _key(row)):
            yield Problem("bad_record", name, "the row has no conversation", "fill it in", row.line, "conversation_id")
        else:
            opened.setdefault(key, _Open(row.line)).rows.append(row)
            left[key] -= 1
            if not left[key]:
                yield _conversation(opened.pop(key), name)


def _key(row: Row) -> str:
    return str(row.cells.get("conversation_id", "")).strip()


def _conversation(found: _Open, name: str) -> Record | Problem:
    """Context comes from whichever row states it; two rows that disagree are an error."""
    data: dict[str, Any] = {}
    for row in found.rows:
        for column, value in row.cells.items():
            if column in TURN_FIELDS:
                continue
            if data.setdefault(column, value) != value:
                message = f"rows of one conversation disagree: {data[column]!r:.40} and {value!r:.40}"
                return Problem("bad_record", name, message, "give each conversation one value", row.line, column)
    turns = [_turn(row.cells) for row in found.rows]
    return Record(nested(data) | {"turns": turns}, found.line, tuple(row.line for row in found.rows))


def _turn(cells: Mapping[str, Any]) -> dict[str, Any]:
    turn = {column: cells[column] for column in TURN_FIELDS if column in cells}
    turn.setdefault("text", "")
    if isinstance(turn.get("turn"), str):
        turn["turn"] = _whole(turn["turn"])
    if isinstance(turn.get("labels"), str):
        turn["labels"] = _split(turn["labels"], LIST_SEPARATORS[:2])
    if isinstance(turn.get("role"), str):
        turn["role"] = turn["role"].strip().casefold()
    return turn


def nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """Flat columns as the contract nests them. An empty notice is unknown; "none" says there was none."""
    nested = {key: value for key, value in data.items() if "." not in key}
    if isinstance(nested.get("jurisdictions"), str):
        nested["jurisdictions"] = _split(nested["jurisdictions"], LIST_SEPARATORS)
    if isinstance(nested.get("ui_notice"), str):
        text = nested["ui_notice"].strip()
        persistent = data.get("ui_notice.persistent")
        truth = _TRUTH.get(persistent.strip().casefold(), persistent) if isinstance(persistent, str) else persistent
        nested["ui_notice"] = None if text.casefold() in NO_NOTICE else {"text": text, "persistent": truth}
    audience = {key.removeprefix("audience."): value for key, value in data.items() if key.startswith("audience.")}
    return nested | ({"audience": audience} if audience else {})


def _split(text: str, separators: Sequence[str]) -> list[str]:
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return [part.strip() for part in text.split(separators[0]) if part.strip()]


def _whole(text: str) -> int | str:
    stripped = text.strip().removesuffix(".0")
    return int(stripped) if stripped.lstrip("-").isdigit() else text
