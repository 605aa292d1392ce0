"""Transcripts as CSV, one row a turn: comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from ipse.transcripts.files import encoding
from ipse.transcripts.record import Record
from ipse.transcripts.tables import REQUIRED, Row, column_name, gather, missing_columns
from ipse.types import Problem

_CELL_LIMIT = 1_000_000  # characters


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation once all its rows are read; a broken row is a problem with its line, and so is a short one.

    Quotes are read strictly: where one is never closed, nothing after it can be told apart, and the reading ends.
    """
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
    short = False
    with path.open(encoding=found, errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = 1
        try:
            next(reader, None)
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    row = _row(cells, columns, line, name)
                    if len(cells) < len(columns) and not row.problem and not short:
                        short = True
                        yield _short_note(cells, columns, line, name)
                    yield row
                line = reader.line_num + 1
        except csv.Error as error:
            yield _broken(error, path, found, delimiter, line, name)


def _row(cells: list[str], columns: list[str], line: int, name: str) -> Row:
    held = {key: cell for key, cell in zip(columns, cells, strict=False) if cell.strip()}
    missing = _shortened(cells, columns)
    if len(cells) > len(columns):
        message, remedy = _counts(cells, columns), "quote cells that hold the separator"
        return Row(line, held, Problem("bad_record", name, message, remedy, line))
    if missing:
        message, remedy = _counts(cells, columns), f"complete the row: it ends before {missing!r}"
        return Row(line, held, Problem("bad_record", name, message, remedy, line, missing))
    return Row(line, held)


def _shortened(cells: list[str], columns: list[str]) -> str | None:
    """The first required column that a row is too short for."""
    return next((column for column in columns[len(cells) :] if column in REQUIRED), None)


def _short_note(cells: list[str], columns: list[str], line: int, name: str) -> Problem:
    remedy = "write a separator for each empty cell, if that is what is meant"
    return Problem("short_row", name, _counts(cells, columns), remedy, line, columns[len(cells)], fatal=False)


def _counts(cells: list[str], columns: list[str]) -> str:
    return f"{len(cells)} cell{'s' * (len(cells) != 1)} under {len(columns)} columns"


def _broken(error: csv.Error, path: Path, found: str, delimiter: str, line: int, name: str) -> Problem:
    """The problem of a row that cannot be parsed: the line of the quote that is to blame, if one is."""
    with path.open(encoding=found, errors="replace", newline="") as stream:
        opened, ended = _quote(islice(enumerate(stream, start=1), line - 1, None), delimiter)
    rest = "the file is read no further"
    if opened is None:
        return Problem("bad_csv", name, f"{error}; {rest}", "save the table again as CSV", line)
    if ended is None:
        message, remedy = f"the quote that opens here is never closed; {rest}", 'close it, or write a quote as ""'
        return Problem("bad_csv", name, message, remedy, opened)
    message = f"the cell in quotes that opens here goes on after the closing quote in line {ended}; {rest}"
    return Problem("bad_csv", name, message, 'write a quote inside such a cell as ""', opened)


def _quote(lines: Iterable[tuple[int, str]], delimiter: str) -> tuple[int | None, int | None]:
    """The line on which a faulty cell opens its quote, and the one on which more follows its end (none: no end)."""
    fresh, inside, closed, opened = True, False, False, None
    for number, text in lines:
        for char in text:
            if inside:
                inside, closed = char != '"', char == '"'
            elif char == '"' and (fresh or closed):
                inside, opened = True, opened if closed else number
                fresh = closed = False
            elif char == delimiter or char in "\r\n":
                fresh, closed = True, False
            elif closed:
                return opened, number
            else:
                fresh = False
    return (opened, None) if inside else (None, None)
