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
from ipse.types import Problem

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 2_000
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
            pages.append(_lines(page.extract_text()))
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
    names = speakers(line for page in pages for line in page)
    blocks = tuple(block for number, page in enumerate(pages, 1) for block in _blocks(page, number, names))
    metadata = reader.metadata
    stated = (metadata.title or "").strip() if metadata else ""
    title = stated if stated and stated.lower() not in ("untitled", "(anonymous)") else None
    title = title or next((line for page in pages for line in page if len(line) <= 120), None)
    published = document_date((block.text for block in blocks), title=title, name=name) or _stated_date(reader)
    return Document(blocks, title=title, date=published)


def _stated_date(reader: PdfReader) -> date | None:
    try:
        metadata = reader.metadata
        moment = metadata and (metadata.modification_date or metadata.creation_date)
    except (ValueError, TypeError):
        return None
    return moment.date() if moment and moment.year > 2000 else None


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.replace("\xad", "").split("\n") if line.strip()]


def _without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pages without the first and last lines that come back on most pages, and without page numbers."""
    edges = Counter(line for page in pages for line in {*page[:2], *page[-2:]} if line)
    often = {line for line, count in edges.items() if count >= 2 and count > 0.5 * len(pages)}
    return [[line for line in page if line not in often and not _PAGE_NUMBER.fullmatch(line)] for page in pages]


def _blocks(lines: Sequence[str], page: int, names: frozenset[str]) -> Iterator[Block]:
    """Lines joined to paragraphs: a paragraph ends with a stop before a capital, a bullet, or a short line."""
    widest = max((len(line) for line in lines), default=0)
    current: Block | None = None
    for line in lines:
        block = _opened(line, page, names)
        if current and block.kind is BlockKind.LINE and not _ends(current.text, line, widest):
            current = replace(current, text=_joined(current.text, line))
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
    return bool(_ENDS.search(last)) and not line[:1].islower() and len(last) < max(widest * 0.95, 1)


def _joined(text: str, line: str) -> str:
    """A word divided at the line's end is made whole."""
    if text.endswith("-") and line[:1].islower() and text[-2:-1].isalpha():
        return text[:-1] + line
    return f"{text} {line}"


IMPORTER = Importer("pdf", (".pdf",), sniff, read, limit=64_000_000)
