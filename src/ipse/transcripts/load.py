"""Transcript files to conversations: streamed, each problem named, nothing lost for a neighbour's fault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ipse.errors import TranscriptError
from ipse.transcripts import csv, jsonl, parquet, plain
from ipse.transcripts.check import check
from ipse.transcripts.record import FileNotes, Record
from ipse.types import Conversation, Problem, Role, Transcript

Reader = Callable[[Path, str], Iterator[Record | Problem]]
READERS: Mapping[str, Reader] = {
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".parquet": parquet.read,
    ".pq": parquet.read,
    ".txt": plain.read,
    ".md": plain.read,
}


def load_transcripts(paths: Sequence[Path], default_creator: str | None = None) -> Transcript:
    """All conversations of the files (or of the folders' files), in order, and what could not be read.

    ``default_creator`` fills in for conversations that name no creator. Raises ``TranscriptError`` when a
    path does not exist or no reader knows its ending.
    """
    conversations: list[Conversation] = []
    problems: list[Problem] = []
    for item in iter_transcripts(paths, default_creator):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            conversations.append(item)
    return Transcript(tuple(conversations), tuple(problems), transcripts_digest(paths))


def iter_transcripts(paths: Sequence[Path], default_creator: str | None = None) -> Iterator[Conversation | Problem]:
    """The same, one at a time; memory holds only the ids that were seen.

    Transcripts in which the clone writes, but never a word, end in a fatal problem: nothing of them was audited.
    """
    seen: set[str] = set()
    written, worded, path = False, False, Path()
    for path in _files(paths):
        for item in _unique(iter_conversations(path, default_creator), seen, str(path)):
            texts = [t.text for t in item.turns if t.role is Role.CLONE] if isinstance(item, Conversation) else []
            written, worded = written or bool(texts), worded or any(text.strip() for text in texts)
            yield item
    if written and not worded:
        message = "no message of the clone has any words"
        yield Problem("no_words", str(path), message, "check that the export holds the texts", field="text")


def transcripts_digest(paths: Sequence[Path]) -> str:
    """A sha256 over the bytes of all files, in order."""
    digest = hashlib.sha256()
    for path in _files(paths):
        digest.update(_file_digest(path))
    return digest.hexdigest()


def iter_conversations(path: Path, default_creator: str | None = None) -> Iterator[Conversation | Problem]:
    """The conversations of one file, one at a time, in memory that does not grow with the file.

    A ``Problem`` in their place names what was lost (fatal) or is worth knowing (not fatal). A
    conversation whose id came before in this file is a problem.
    """
    reader = _reader(path)
    seen: set[str] = set()
    found = False
    for item in _unique(_checked(path, reader, default_creator), seen, str(path)):
        found = True
        yield item
    if not found:
        yield Problem("empty", str(path), "the file holds no conversation", "check the export")


def _checked(path: Path, reader: Reader, default_creator: str | None) -> Iterator[Conversation | Problem]:
    notes = FileNotes(str(path))
    try:
        for item in reader(path, str(path)):
            if isinstance(item, Problem):
                yield item
            else:
                yield from check(item, notes, default_creator)
    except OSError as error:
        yield Problem("unreadable", str(path), f"cannot be read: {error.strerror}", "check its permissions")
    except Exception as error:  # a library's crash on one file must not lose the others
        message = f"the reader failed: {type(error).__name__}: {str(error)[:200]}"
        yield Problem("reader_crashed", str(path), message, "report this with the file, or export it another way")


def _unique(items: Iterator[Conversation | Problem], seen: set[str], path: str) -> Iterator[Conversation | Problem]:
    for item in items:
        if isinstance(item, Conversation):
            if item.conversation_id in seen:
                message = f"conversation {item.conversation_id!r} was read before; this one was left out"
                yield Problem("duplicate_conversation", path, message, "give it its own id", field="conversation_id")
                continue
            seen.add(item.conversation_id)
        yield item


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*")) if _is_transcript(file))
        else:
            _reader(path)
            yield path


def _is_transcript(path: Path) -> bool:
    return path.is_file() and path.suffix.casefold() in READERS and not path.name.startswith(".")


def _reader(path: Path) -> Reader:
    known = ", ".join(READERS)
    if not path.is_file():
        raise TranscriptError("this transcript does not exist", path=str(path), remedy="check the path")
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise TranscriptError(f"no reader knows {path.suffix or 'this name'!r}", path=str(path), remedy=f"use {known}")
    return reader


def _file_digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
