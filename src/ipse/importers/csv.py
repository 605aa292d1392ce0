"""CSV: posts, or a table of things; comma, semicolon, tab or bar; columns found by their English or French names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from ipse.importers.base import RECORDS_LIMIT, Document, Importer, RawFile, Unreadable
from ipse.importers.dates import day_first_column
from ipse.importers.decode import decode, looks_text
from ipse.importers.items import has_items, item_columns, item_document
from ipse.importers.records import Columns, finish, guess_columns, record_document
from ipse.types import Problem

_DELIMITERS = ",;\t|"
_FIELD_LIMIT = 1_000_000  # characters in one cell


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document a row; a row with too many cells, or a file without a word in any row, is a problem."""
    text, problem = decode(file)
    if problem:
        yield problem
    header, delimiter = _header(text)
    names, document_of = guess_columns(header), record_document
    if not names["text"] or has_items(header):
        names, document_of = item_columns(header), item_document
    rows: list[tuple[int, Mapping[str, str]]] = []
    for line, row in _rows(text, delimiter):
        if len(row) > len(header):
            message = f"{len(row)} cells under {len(header)} columns"
            yield Problem("bad_record", file.path, message, "quote cells that hold the separator", line)
        else:
            rows.append((line, dict(zip(header, row, strict=False))))
    date_column = names["date"] or ""
    found = Columns(names, day_first_column(row.get(date_column, "") for _, row in rows))
    documents = [document for line, row in rows if (document := document_of(row, found, line))]
    if rows and not documents and not names["text"]:
        message = f"no column holds text: {', '.join(header[:8])}"
        raise Unreadable("no_text_column", message, 'name the column of the posts "text"', line=1)
    yield from finish(documents)


def _header(text: str) -> tuple[list[str], str]:
    """The column names and the separator: the one that cuts the first line into the most cells."""
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), -_DELIMITERS.index(mark)))
    cells = next(csv.reader([first], delimiter=delimiter), [])
    return [cell.strip() or f"column {index}" for index, cell in enumerate(cells, start=1)], delimiter


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header that hold anything, each with the line it begins on."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text.lstrip("\n"), newline=""), delimiter=delimiter)
    skipped = len(text) - len(text.lstrip("\n"))
    try:
        next(reader, None)
        line = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line + skipped, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("bad_csv", str(error), "save the table again as CSV", reader.line_num + skipped) from error


IMPORTER = Importer("csv", (".csv", ".tsv", ".tab"), looks_text, read, version=2, limit=RECORDS_LIMIT)
