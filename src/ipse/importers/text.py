"""Plain text: paragraphs, or the turns of a podcast with "SPEAKER: text" tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ipse.importers.base import Block, BlockKind, Document, Importer, RawFile
from ipse.importers.dates import document_date, entry_label
from ipse.importers.decode import decode, looks_text
from ipse.importers.dialogue import speakers, tag
from ipse.types import Problem

_BLANK = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_RULE = re.compile(r"[-=_*~\s]{3,}")
_TITLE_LENGTH = 120


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document; its first line is its title when it stands alone and is short."""
    text, problem = decode(file)
    if problem:
        yield problem
    lines = text.split("\n")
    names = speakers(lines)
    blocks = _turns(lines, names) if names else _paragraphs(lines)
    title = _title(lines)
    yield Document(tuple(blocks), title=title, date=document_date(lines, title=title, name=file.name))


def _title(lines: Sequence[str]) -> str | None:
    first = next((line.strip() for line in lines if line.strip()), "")
    return first if first and len(first) <= _TITLE_LENGTH and not tag(first) else None


def _turns(lines: Sequence[str], names: frozenset[str]) -> Iterator[Block]:
    """Tagged lines are turns; what follows without a tag still belongs to that speaker."""
    speaker: str | None = None
    for number, line in enumerate(lines, start=1):
        if not (stripped := line.strip()) or _RULE.fullmatch(stripped):
            continue
        found = tag(stripped)
        if found and found[0] in names:
            speaker = found[0]
        kind = BlockKind.TURN if speaker else BlockKind.PARAGRAPH
        yield Block(stripped, kind, locator=f"line {number}", speaker=speaker)


def _paragraphs(lines: Sequence[str]) -> Iterator[Block]:
    """Blank lines part paragraphs; a bullet or a dated entry is its own block."""
    paragraph: list[str] = []
    first = 1
    for number, line in enumerate([*lines, ""], start=1):
        stripped = line.strip()
        opens = bool(_BULLET.match(line)) or entry_label(stripped) is not None
        if paragraph and (not stripped or opens):
            yield _block(paragraph, first)
            paragraph = []
        if stripped and not _RULE.fullmatch(stripped):
            first = first if paragraph else number
            paragraph.append(stripped)


def _block(paragraph: Sequence[str], number: int) -> Block:
    text = " ".join(paragraph)
    kind = BlockKind.ITEM if _BULLET.match(text) else BlockKind.PARAGRAPH
    return Block(text, kind, locator=f"line {number}")


IMPORTER = Importer("text", (".txt", ".text", ".log"), looks_text, read, generic=True)
