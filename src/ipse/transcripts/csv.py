"""Transcripts as CSV, one row a turn: comma, semicolon or tab."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ipse.text.cells import BrokenTable, cells, rows, separator
from ipse.transcripts.files import encoding
from ipse.transcripts.record import Record
from ipse.transcripts.tables import REQUIRED, Row, column_name, gather, missing_columns
from ipse.types import Problem


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation once all its rows are read; a broken row is a problem with its line, and so is a short one.

    Quotes are read strictly: where one is never closed, nothing after it can be told apart, and the reading ends.
    """
    found, note = encoding(path, name)
    if note:
        yield note
    with path.open(encoding=found, errors="replace", newline="") as stream:
        first = stream.readline()
    delimiter = separator(first)
    try:
        columns = [column_name(cell) for cell in cells(first, delimiter)]
    except BrokenTable as error:
        yield Problem("bad_csv", name, error.message, error.remedy, error.line)
        return
    problems = list(missing_columns(columns, name))
    if problems:
        yield from problems
        return
    yield from gather(partial(_rows, path, name, found, delimiter, columns), name)


def _rows(path: Path, name: str, found: str, delimiter: str, columns: list[str]) -> Iterator[Row | Problem]:
    short = False
    opened = partial(path.open, encoding=found, errors="replace", newline="")
    try:
        for line, held in rows(opened, delimiter):
            row = _row(held, columns, line, name)
            if len(held) < len(columns) and not row.problem and not short:
                short = True
                yield _short_note(held, columns, line, name)
            yield row
    except BrokenTable as error:
        yield Problem("bad_csv", name, error.message, error.remedy, error.line)


def _row(held: list[str], columns: list[str], line: int, name: str) -> Row:
    named = {key: cell for key, cell in zip(columns, held, strict=False) if cell.strip()}
    missing = _shortened(held, columns)
    if len(held) > len(columns):
        message, remedy = _counts(held, columns), "quote cells that hold the separator"
        return Row(line, named, Problem("bad_record", name, message, remedy, line))
    if missing:
        message, remedy = _counts(held, columns), f"complete the row: it ends before {missing!r}"
        return Row(line, named, Problem("bad_record", name, message, remedy, line, missing))
    return Row(line, named)


def _shortened(held: list[str], columns: list[str]) -> str | None:
    """The first required column that a row is too short for."""
    return next((column for column in columns[len(held) :] if column in REQUIRED), None)


def _short_note(held: list[str], columns: list[str], line: int, name: str) -> Problem:
    remedy = "write a separator for each empty cell, if that is what is meant"
    return Problem("short_row", name, _counts(held, columns), remedy, line, columns[len(held)], fatal=False)


def _counts(held: list[str], columns: list[str]) -> str:
    return f"{len(held)} cell{'s' * (len(held) != 1)} under {len(columns)} columns"
