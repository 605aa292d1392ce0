"""What an importer is, and the values that pass between a format and the passage builder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipse.types import Problem

DOCUMENT_LIMIT = 8_000_000
RECORDS_LIMIT = 64_000_000


class BlockKind(StrEnum):
    """What a block of text is: it decides how blocks are joined and where a passage may end."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table, its column names included
    TURN = "turn"  # of a dialogue
    CAPTION = "caption"  # of a video: sentences run across captions
    LABEL = "label"  # a line in bold that may name who speaks next; never leaves its importer
    LINE = "line"  # of a page whose paragraphs are unknown


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document in reading order.

    ``label`` is the number of leading characters that stay in the source's text but not in a passage that
    starts here (the date in front of a dated entry). ``border`` starts a new passage.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    locator: str | None = None
    date: date | None = None
    speaker: str | None = None
    border: bool = False
    label: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One published item as its format gives it; ``record`` is the id of one record in a file of many."""

    blocks: tuple[Block, ...]
    record: str | None = None
    title: str | None = None
    url: str | None = None
    date: date | None = None
    language: str | None = None
    platform: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """The bytes of one file; ``path`` is relative to the corpus folder, with "/" separators."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot; empty when there is none."""
        stem, dot, ending = self.name.rpartition(".")
        return f".{ending.casefold()}" if dot and stem else ""


class Unreadable(Exception):
    """Raised by a format that cannot read a file at all; becomes a ``Problem`` that stops nothing else."""

    def __init__(self, slug: str, message: str, remedy: str, line: int | None = None) -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, slots=True)
class Importer:
    """One format. ``sniff`` says whether the first bytes look like it; ``read`` yields what it holds.

    ``version`` grows whenever ``read`` changes what it yields: it is part of the cache key.
    ``generic`` importers take a file only when no other importer with its suffix recognises it.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[RawFile], Iterator[Document | Problem]]
    version: int = 1
    limit: int = DOCUMENT_LIMIT  # bytes
    generic: bool = False
