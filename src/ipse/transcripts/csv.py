"""Transcripts as CSV, one row a turn: comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ipse.transcripts.files import encoding
from ipse.transcripts.record import Record
from ipse.transcripts.tables import Row, column_name, gather, missing_columns
from ipse.types import Problem

_CELL_LIMIT = 1_000_000  # characters


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation once all its rows are read; a broken row is a problem with its line."""
    found, note = encoding(path, name)
    if note:
        yield note
    csv.field_size_limit(_CELL_LIMIT)
    with path.open(encoding=found, errors="replace", newline="") as stream:
        first = stream.readline()
    delimiter = max(",;\t|", key=first.count)
    columns = [column_name(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
    problems = list(missing_columns(columns, name))
    if problems:
        yield from problems
        return
    yield from gather(partial(_rows, path, name, found, delimiter, columns), name)


def _rows(path: Path, name: str, found: str, delimiter: str, columns: list[str]) -> Iterator[Row | Problem]:
    with path.open(encoding=found, errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        try:
            next(reader, None)
            line = reader.line_num + 1
            for cells in reader:
                if len(cells) > len(columns):
                    message = f"{len(cells)} cells under {len(columns)} columns"
                    yield Problem("bad_record", name, message, "quote cells that hold the separator", line)
                elif any(cell.strip() for cell in cells):
                    yield Row(line, {key: cell for key, cell in zip(columns, cells, strict=False) if cell.strip()})
                line = reader.line_num + 1
        except csv.Error as error:
            yield Problem("bad_csv", name, str(error), "save the table again as CSV", reader.line_num)
