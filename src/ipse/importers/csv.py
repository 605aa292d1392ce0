"""CSV: posts, or a table of things; comma, semicolon, tab or bar; columns found by their English or French names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from statistics import median

from ipse.importers.base import RECORDS_LIMIT, Block, BlockKind, Document, Importer, RawFile, Unreadable
from ipse.importers.dates import day_first_column
from ipse.importers.decode import decode, looks_text
from ipse.importers.items import has_items, item_columns, item_document
from ipse.importers.records import Columns, finish, guess_columns, record_document
from ipse.text.cells import BrokenTable, cells, rows, separator
from ipse.types import Problem

_LOOKED_AT = 12  # lines among which the header is
_TITLE_WORDS = 3
_TOLD = re.compile(r'^"?sep=([,;\t|])"?[ \t]*(?:\n|$)')


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document a row; a row with too many cells, or a file without a word in any row, is a problem.

    Quotes are read strictly: where one is never closed, the rows before it are kept, and the problem names its line.
    """
    text, problem = decode(file)
    if problem:
        yield problem
    table, told = _table(text)
    try:
        titles = _titles(table)
        table = "\n".join(table.split("\n")[len(titles) :])
        above = text.count("\n") - table.count("\n")
        header, delimiter = _header(table, told)
    except BrokenTable as error:
        raise Unreadable("bad_csv", error.message, error.remedy, error.line) from error
    names, document_of = guess_columns(header), record_document
    if not names["text"] or has_items(header):
        names, document_of = item_columns(header), item_document
    read_rows: list[tuple[int, Mapping[str, str]]] = []
    for row in _rows(file.path, table, header, delimiter, above):
        if isinstance(row, Problem):
            yield row
        else:
            read_rows.append(row)
    date_column = names["date"] or ""
    found = Columns(names, day_first_column(row.get(date_column, "") for _, row in read_rows))
    documents = [document for line, row in read_rows if (document := document_of(row, found, line))]
    if read_rows and not documents and not names["text"]:
        message = f"no column holds text: {', '.join(header[:8])}"
        raise Unreadable("no_text_column", message, 'name the column of the posts "text"', line=above + 1)
    yield from finish([*_title(titles), *documents])


def _table(text: str) -> tuple[str, str | None]:
    """The text from its header on, and the separator that a spreadsheet names on a line of its own above it."""
    table = text.lstrip("\n")
    told = _TOLD.match(table)
    return (table.partition("\n")[2], told[1]) if told else (table, None)


def _titles(table: str) -> list[str]:
    """The lines above the header: words, in at most half as many cells as the lines below fill."""
    lines = table.split("\n")[:_LOOKED_AT]
    delimiter = separator("\n".join(lines))
    filled = [sum(bool(cell.strip()) for cell in cells(line, delimiter)) for line in lines]
    usual = median([count for count in filled if count] or [0])
    told = (
        2 * count <= usual and (len(line.split()) >= _TITLE_WORDS or not count)
        for line, count in zip(lines, filled, strict=True)
    )
    return [line for line, _ in takewhile(lambda pair: pair[1], zip(lines, told, strict=True))]


def _title(lines: list[str]) -> Iterator[Document]:
    """What stands above the header, as a text of its own: it may say when a price list held."""
    words = [line.strip(" #,;|\t") for line in lines]
    blocks = [Block(text, BlockKind.PARAGRAPH, locator="title") for text in words if text]
    if blocks:
        yield Document(tuple(blocks), record="title")


def _header(table: str, told: str | None) -> tuple[list[str], str]:
    """The column names and the separator of the table."""
    first = table.partition("\n")[0]
    delimiter = told or separator(first)
    names = enumerate(cells(first, delimiter), start=1)
    return [cell.strip() or f"column {index}" for index, cell in names], delimiter


def _rows(
    path: str, table: str, header: list[str], delimiter: str, above: int
) -> Iterator[tuple[int, Mapping[str, str]] | Problem]:
    """The rows below the header, each with the line it begins on; ``above`` lines of the file stand before it."""
    try:
        for line, row in rows(lambda: io.StringIO(table, newline=""), delimiter):
            if len(row) > len(header):
                message = f"{len(row)} cells under {len(header)} columns"
                yield Problem("bad_record", path, message, "quote cells that hold the separator", line + above)
            else:
                yield line + above, dict(zip(header, row, strict=False))
    except BrokenTable as error:
        yield Problem("bad_csv", path, error.message, error.remedy, error.line + above)


IMPORTER = Importer("csv", (".csv", ".tsv", ".tab"), looks_text, read, version=4, limit=RECORDS_LIMIT)
