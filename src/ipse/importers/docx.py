"""DOCX through python-docx: heading styles as locators, lists, tables row by row, document properties."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from ipse.importers.base import Block, BlockKind, Document, Importer, RawFile, Unreadable
from ipse.importers.dates import document_date
from ipse.importers.dialogue import speakers, tag
from ipse.importers.markdown import table_row
from ipse.types import Problem

MAX_UNPACKED = 200_000_000  # bytes: a larger archive is refused before it is opened
_TEMPLATE_YEAR = 2013  # python-docx's template carries its own date


def sniff(head: bytes) -> bool:
    """True for a zip archive: an office document is one."""
    return head.startswith(b"PK\x03\x04")


# What a broken archive, broken XML (a SyntaxError) and parts that are missing or out of place raise.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, AttributeError, TypeError, RuntimeError,
    OSError,
)  # fmt: skip


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document; its title, language and date from its properties when its text gives none."""
    try:
        document = _open(file)
        blocks = tuple(_located(document))
    except _DAMAGE as error:
        raise Unreadable("damaged", f"not a readable DOCX: {error}", "save the document again as DOCX") from error
    if not blocks:
        raise Unreadable("no_text", "the document has no text", "check that it is the right file")
    core = document.core_properties
    title = (core.title or "").strip() or next((b.text for b in blocks if b.kind is BlockKind.HEADING), None)
    yield Document(
        blocks,
        title=title,
        date=document_date((b.text for b in blocks), title=title, name=file.name) or _stated_date(core),
        language=(core.language or "").strip() or None,
    )


def _open(file: RawFile) -> Any:
    import docx

    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise Unreadable("too_large", f"unpacks to {unpacked:,} bytes", "export the text alone")
    return docx.Document(io.BytesIO(file.data))


def _stated_date(core: Any) -> date | None:
    moments = [moment for moment in (core.modified, core.created) if moment and moment.year != _TEMPLATE_YEAR]
    return moments[0].date() if moments else None


def _located(document: Any) -> Iterator[Block]:
    names = speakers(paragraph.text for paragraph in document.paragraphs)
    trail: list[tuple[int, str]] = []
    for element in document.iter_inner_content():
        if hasattr(element, "rows"):
            yield from _rows(element, _locator(trail))
            continue
        text = " ".join(element.text.split())
        if not text:
            continue
        level = _level(element)
        if level:
            trail = [*(above for above in trail if above[0] < level), (level, text)]
            yield Block(text, BlockKind.HEADING, level, locator=_locator(trail) or text)
        else:
            yield _paragraph(text, element, _locator(trail), names)


def _paragraph(text: str, element: Any, locator: str | None, names: frozenset[str]) -> Block:
    found = tag(text)
    if found and found[0] in names:
        return Block(text, BlockKind.TURN, locator=locator, speaker=found[0])
    if "list" in _style(element):
        return Block(f"- {text}", BlockKind.ITEM, locator=locator)
    return Block(text, BlockKind.PARAGRAPH, locator=locator)


def _rows(table: Any, locator: str | None) -> Iterator[Block]:
    """Rows in words; a table of one row has no header."""
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    header = rows[0] if len(rows) > 1 else [""] * len(rows[0]) if rows else []
    for row in rows[1:] or rows:
        if any(row):
            yield Block(table_row(header, row), BlockKind.ROW, locator=locator)


def _locator(trail: list[tuple[int, str]]) -> str | None:
    return " › ".join(text for level, text in trail if level > 1) or None


def _level(element: Any) -> int:
    style = _style(element)
    if style in ("title", "titre"):
        return 1
    for word in ("heading ", "titre "):
        if style.startswith(word) and style.removeprefix(word)[:1].isdigit():
            return int(style.removeprefix(word)[:1])
    return 0


def _style(element: Any) -> str:
    return (element.style.name or "").casefold() if element.style is not None else ""


IMPORTER = Importer("docx", (".docx",), sniff, read, limit=64_000_000)
