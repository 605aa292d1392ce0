"""Where each conversation stands in the transcript files: formats that point at a file need a path and a line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ipse.types import AuditResult

UNPLACED = "transcript"
_JSON_LINES = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True)
class Place:
    """A file, relative to the working folder when it lies below it, and a line from 1."""

    path: str
    line: int = 1

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


def place_of(conversation_id: str, places: Mapping[str, Place]) -> Place:
    """Where a conversation stands; a place of its own name when nothing is known."""
    return places.get(conversation_id) or next(iter(places.values()), Place(UNPLACED))


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
        return _conversations_of(path)
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


def _conversations_of(path: Path) -> dict[str, Place]:
    from ipse.errors import TranscriptError
    from ipse.transcripts import iter_conversations
    from ipse.types import Conversation

    name = relative(path)
    try:
        items = iter_conversations(path)
        return {c.conversation_id: Place(name) for c in items if isinstance(c, Conversation)}
    except TranscriptError:
        return {}
