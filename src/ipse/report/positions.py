"""Where each conversation stands in the transcript files: formats that point at a file need a path and a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ipse.types import AuditResult

if TYPE_CHECKING:
    from ipse.transcripts.record import Record

UNPLACED = "transcript"
_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_UNLINED = frozenset({".parquet", ".pq"})  # rows, but no lines that anybody could open


@dataclass(frozen=True, slots=True)
class Place:
    """A file, relative to the working folder when it lies below it, and a line from 1.

    ``turns`` are the lines of single messages, where a format gives each its own.
    """

    path: str
    line: int = 1
    turns: Mapping[int, int] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        """The path as a relative URI reference."""
        return quote(self.path.encode("utf-8", "replace"), safe="/")


def find_places(result: AuditResult, transcripts: Sequence[Path]) -> dict[str, Place]:
    """The place of every conversation of ``result``; the first transcript's first line when it is not found."""
    files = [file for path in transcripts for file in _files(path)]
    places: dict[str, Place] = {}
    for file in files:
        places = {**_lines_of(file), **places}
    fallback = Place(relative(files[0]) if files else UNPLACED)
    names = (c.conversation.conversation_id for c in result.conversations)
    return {name: places.get(name, fallback) for name in names}


def place_of(conversation_id: str, places: Mapping[str, Place], turn: int | None = None) -> Place:
    """Where a conversation stands, or one of its messages; a place of its own name when nothing is known."""
    place = places.get(conversation_id) or next(iter(places.values()), Place(UNPLACED))
    line = place.turns.get(turn) if turn is not None and conversation_id in places else None
    return place if line is None else replace(place, line=line)


def relative(path: Path) -> str:
    """The path from the working folder with forward slashes; only the name when it lies elsewhere."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):
        return path.name or UNPLACED


def _files(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _lines_of(path: Path) -> dict[str, Place]:
    if path.suffix.casefold() not in _JSON_LINES:
        return _records_of(path)
    name = relative(path)
    found: dict[str, Place] = {}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            identifier = _identifier(line)
            if identifier is not None:
                found.setdefault(identifier, Place(name, number))
    return found


def _identifier(line: bytes) -> str | None:
    try:
        value = json.loads(line.decode("utf-8-sig"))["conversation_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return str(value)


def _records_of(path: Path) -> dict[str, Place]:
    """Each conversation where its reader found it, and its messages where they have lines of their own."""
    name = relative(path)
    found: dict[str, Place] = {}
    for record in _records(path):
        identifier = str(record.data.get("conversation_id", "")).strip()
        lined = path.suffix.casefold() not in _UNLINED
        found.setdefault(identifier, _place(name, record) if lined else Place(name))
    return found


def _place(name: str, record: Record) -> Place:
    rows = zip(record.data["turns"], record.turn_lines, strict=False) if record.turn_lines else ()
    turns = {row.get("turn", position): line for position, (row, line) in enumerate(rows)}
    return Place(name, record.line or 1, turns)


def _records(path: Path) -> Iterator[Record]:
    """What the reader of the file finds; nothing where none knows it, for the audit has said so."""
    from ipse.transcripts.load import READERS
    from ipse.types import Problem

    reader = READERS.get(path.suffix.casefold())
    try:
        yield from (item for item in (reader(path, path.name) if reader else ()) if not isinstance(item, Problem))
    except Exception:  # a library's crash on one file: the audit names it, a position is not worth another
        return
