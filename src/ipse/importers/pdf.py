"""PDF through pypdf: the text of each page, its running heads and feet left out, "page 3" as locator."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ipse.importers.base import Block, BlockKind, Document, Importer, RawFile, Unreadable
from ipse.importers.dates import document_date
from ipse.importers.dialogue import speakers, tag
from ipse.importers.markdown import table_row
from ipse.types import Problem

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 2_000
_GAP = re.compile(r"\s{3,}")  # between the columns of a table
_COLUMN_TEXT = 30  # characters: both sides of a gap this long are prose in columns, not a table
_COLUMN_SHARE = 0.4
_HEADING_LENGTH = 80
_BULLET = re.compile(r"^(?:[-•·*–‣▪●]|\d{1,2}[.)])\s+")
_ENDS = re.compile(r"[.!?…:;][\s\"'”’»)]*$")
_PAGE_NUMBER = re.compile(r"(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|of|sur|de)\s*\d{1,4})?", re.I)


def sniff(head: bytes) -> bool:
    """True when the PDF mark is among the first 1,024 bytes."""
    return b"%PDF-" in head[:1024]


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document. A page that cannot be read is a problem of its own; a file of pictures has no text."""
    reader = _open(file)
    pages: list[list[str]] = []
    for number, page in enumerate(reader.pages[:MAX_PAGES], start=1):
        try:
            pages.append(_lines(page))
        except Exception as error:  # any damage inside one page
            pages.append([])
            message = f"page {number} cannot be read: {type(error).__name__}"
            yield Problem("unreadable_page", file.path, message, "export the document again", field=f"page {number}")
    if len(reader.pages) > MAX_PAGES:
        yield Problem("too_long", file.path, f"only {MAX_PAGES} pages were read", "split the document")
    if not any(pages):
        raise Unreadable("no_text", "the pages are pictures, without text", "run text recognition (OCR) on it first")
    yield _document(file.name, reader, _without_running_lines(pages))


def _open(file: RawFile) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(file.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted", "the PDF asks for a password", "save a copy without a password")
        len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("damaged", f"not a readable PDF: {error}", "export the document again") from error
    return reader


def _document(name: str, reader: PdfReader, pages: Sequence[Sequence[str]]) -> Document:
    names = speakers(line.strip() for page in pages for line in page)
    blocks = tuple(block for number, page in enumerate(pages, 1) for block in _page(page, number, names))
    metadata = reader.metadata
    stated = (metadata.title or "").strip() if metadata else ""
    title = stated if stated and stated.lower() not in ("untitled", "(anonymous)") else None
    title = title or next((block.text for block in blocks if len(block.text) <= 120), None)
    published = document_date((block.text for block in blocks), title=title, name=name) or _stated_date(reader)
    return Document(blocks, title=title, date=published)


def _stated_date(reader: PdfReader) -> date | None:
    try:
        metadata = reader.metadata
        moment = metadata and (metadata.modification_date or metadata.creation_date)
    except (ValueError, TypeError):
        return None
    return moment.date() if moment and moment.year > 2000 else None


def _lines(page: PageObject) -> list[str]:
    """The lines of a page from top to bottom, blank ones included; columns of prose are read one by one."""
    try:
        lines = [line.rstrip() for line in page.extract_text(extraction_mode="layout").replace("\xad", "").split("\n")]
    except (ValueError, KeyError, TypeError, IndexError, ZeroDivisionError, AttributeError):
        lines = []
    filled = [line for line in lines if line.strip()]
    if not filled or sum(map(_is_two_columns, filled)) > _COLUMN_SHARE * len(filled):
        lines = page.extract_text().replace("\xad", "").split("\n")
    return lines if any(line.strip() for line in lines) else []


def _is_two_columns(line: str) -> bool:
    parts = _GAP.split(line.strip())
    return len(parts) > 1 and sum(len(part) > _COLUMN_TEXT for part in parts) > 1


def _without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without the first and last lines that come back on most pages, and without page numbers there."""
    edges = Counter(line for page in pages for line in {page[index].strip() for index in _edges(page)})
    often = {line for line, count in edges.items() if count >= 2 and count > 0.5 * len(pages)}
    cleaned = []
    for page in pages:
        dropped = {i for i in _edges(page) if page[i].strip() in often or _PAGE_NUMBER.fullmatch(page[i].strip())}
        cleaned.append([line for index, line in enumerate(page) if index not in dropped])
    return cleaned


def _edges(page: Sequence[str]) -> list[int]:
    """Where the first two and the last two lines with words are."""
    filled = [index for index, line in enumerate(page) if line.strip()]
    return sorted({*filled[:2], *filled[-2:]})


def _page(lines: Sequence[str], page: int, names: frozenset[str]) -> Iterator[Block]:
    """The blocks of a page; a new page is a border unless its first line goes on with a sentence."""
    for index, block in enumerate(_blocks(lines, page, names)):
        yield replace(block, border=index == 0 and page > 1 and not block.text[:1].islower())


def _blocks(lines: Sequence[str], page: int, names: frozenset[str]) -> Iterator[Block]:
    """Runs of lines between blank ones: a table, a heading, or paragraphs, list items and turns."""
    for run in _runs(lines):
        rows = [_GAP.split(line) for line in run]
        if len(run) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
            yield from (Block(table_row(rows[0], row), BlockKind.ROW, locator=f"page {page}") for row in rows[1:])
        elif len(run) == 1 and _is_heading(run[0], names):
            yield Block(_spaced(run[0]), BlockKind.HEADING, 2, locator=f"page {page}")
        else:
            yield from _prose(run, page, names)


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            run.append(line.strip())
        elif run:
            yield run
            run = []


def _is_heading(line: str, names: frozenset[str]) -> bool:
    """A short line alone that is no sentence, item, turn or table cell."""
    found = tag(line)
    if _BULLET.match(line) or _ENDS.search(line) or _GAP.search(line) or (found and found[0] in names):
        return False
    return len(line) <= _HEADING_LENGTH and any(character.isalpha() for character in line)


def _prose(run: Sequence[str], page: int, names: frozenset[str]) -> Iterator[Block]:
    """Lines joined to paragraphs: one ends before a bullet or a turn, or with a stop on a short line."""
    widest = max(map(len, run))
    current: Block | None = None
    for line in run:
        block = _opened(_spaced(line), page, names)
        if current and block.kind is BlockKind.LINE and not _ends(current.text, line, widest):
            current = replace(current, text=_joined(current.text, block.text))
            continue
        if current:
            yield current
        current = block
    if current:
        yield current


def _opened(line: str, page: int, names: frozenset[str]) -> Block:
    locator = f"page {page}"
    found = tag(line)
    if found and found[0] in names:
        return Block(line, BlockKind.TURN, locator=locator, speaker=found[0])
    kind = BlockKind.ITEM if _BULLET.match(line) else BlockKind.LINE
    return Block(line, kind, locator=locator)


def _ends(text: str, line: str, widest: int) -> bool:
    last = text.rsplit("\n", 1)[-1]
    return bool(_ENDS.search(last)) and not line[:1].islower() and len(last) < max(widest * 0.8, 1)


def _spaced(line: str) -> str:
    return " ".join(line.split())


def _joined(text: str, line: str) -> str:
    """A word divided at the line's end is made whole."""
    if text.endswith("-") and line[:1].islower() and text[-2:-1].isalpha():
        return text[:-1] + line
    return f"{text} {line}"


IMPORTER = Importer("pdf", (".pdf",), sniff, read, limit=64_000_000)
