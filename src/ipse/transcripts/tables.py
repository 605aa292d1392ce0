"""One row a turn, in CSV or Parquet: rows are gathered by conversation, wherever they stand in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ipse.text.cells import truth
from ipse.transcripts.names import meant_field
from ipse.transcripts.record import Record
from ipse.types import Problem

REQUIRED = ("conversation_id", "role", "text")
CONTEXT_FIELDS = (
    "creator", "platform", "channel", "language", "jurisdictions", "send_mode", "ui_notice", "ui_notice.persistent",
    "audience.minor",
)  # fmt: skip
TURN_FIELDS = ("turn", "role", "text", "ts", "status", "labels")
KNOWN = frozenset({*REQUIRED, *CONTEXT_FIELDS, *TURN_FIELDS})
LIST_SEPARATORS = (";", "|", ",")
NO_NOTICE = frozenset({"none", "null", "no notice", "aucun", "aucune"})
_ALIASES = {
    "minor": "audience.minor", "audience_minor": "audience.minor", "ui_notice_text": "ui_notice",
    "ui_notice.text": "ui_notice", "ui_notice_persistent": "ui_notice.persistent", "timestamp": "ts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line (CSV) or number (Parquet) from 1, and its cells by column; empty cells left out.

    A row with a problem costs its conversation: a dialogue without one of its messages cannot be judged.
    """

    line: int
    cells: Mapping[str, Any]
    problem: Problem | None = None


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
    """A problem for each required column that is not there, with the one to rename, and for each that comes twice."""
    if columns and not set(columns) & KNOWN:
        message = "the first line names no column of the contract"
        remedy = f'write "{",".join(REQUIRED)}" as the first line: above the first row, or in place of other names'
        yield Problem("missing_column", name, message, remedy, 1, REQUIRED[0])
        return
    for required in REQUIRED:
        if required not in columns:
            near = meant_field(required, [column for column in columns if column not in KNOWN])
            remedy = f"rename the column {near!r} to {required!r}" if near else f"add a column {required!r}"
            yield Problem("missing_column", name, "this column is required", remedy, 1, required)
    yield from repeated_columns(columns, name)


def repeated_columns(columns: Sequence[str], name: str) -> Iterator[Problem]:
    """A problem for each name that two columns have, however they spell it: "ts" and "Timestamp" are one."""
    for column, times in Counter(column for column in columns if column).items():
        if times > 1:
            message = f"{times} columns have this name, and only one of them could be read"
            yield Problem("repeated_column", name, message, "remove the others, or rename them", 1, column)


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
            yield row.problem or _homeless(row, name)
        else:
            opened.setdefault(key, _Open(row.line)).rows.append(row)
            left[key] -= 1
            if not left[key]:
                yield from _conversation(opened.pop(key), name)


def _homeless(row: Row, name: str) -> Problem:
    return Problem("bad_record", name, "the row has no conversation", "fill it in", row.line, "conversation_id")


def _key(row: Row) -> str:
    return str(row.cells.get("conversation_id", "")).strip()


def _conversation(found: _Open, name: str) -> Iterator[Record | Problem]:
    """Context comes from whichever row states it; two rows that disagree are an error, as is a broken row."""
    data: dict[str, Any] = {}
    problems = [row.problem for row in found.rows if row.problem] or list(_join(found.rows, data, name))[:1]
    if problems:
        yield from problems
        return
    turns = [_turn(row.cells) for row in found.rows]
    yield Record(nested(data) | {"turns": turns}, found.line, tuple(row.line for row in found.rows))


def _join(rows: Sequence[Row], data: dict[str, Any], name: str) -> Iterator[Problem]:
    for row in rows:
        for column, value in row.cells.items():
            if column not in TURN_FIELDS and data.setdefault(column, value) != value:
                message = f"rows of one conversation disagree: {data[column]!r:.40} and {value!r:.40}"
                yield Problem("bad_record", name, message, "give each conversation one value", row.line, column)


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
        notice = {"text": text, "persistent": _answered(persistent)}
        nested["ui_notice"] = None if text.casefold() in NO_NOTICE else notice
    audience = {key.removeprefix("audience."): value for key, value in data.items() if key.startswith("audience.")}
    if "minor" in audience:
        audience["minor"] = _answered(audience["minor"])
    return nested | ({"audience": audience} if audience else {})


def _answered(cell: Any) -> Any:
    """True or false where a cell says yes or no; anything else as it stands."""
    said = truth(cell) if isinstance(cell, str) else None
    return cell if said is None else said


def _split(text: str, separators: Sequence[str]) -> list[str]:
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return [part.strip() for part in text.split(separators[0]) if part.strip()]


def _whole(text: str) -> int | str:
    stripped = text.strip().removesuffix(".0")
    return int(stripped) if stripped.lstrip("-").isdigit() else text
