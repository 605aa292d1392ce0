"""Tables of separated cells, read strictly: where a quote is wrong, nothing behind it can be told apart."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import IO

_SEPARATORS = ",;\t|"
_CELL_LIMIT = 1_000_000  # characters in one cell
_REST = "the file is read no further"
_TRUTH = {"true": True, "yes": True, "1": True, "oui": True, "false": False, "no": False, "0": False, "non": False}


class BrokenTable(Exception):
    """A row that cannot be parsed: ``line`` is that of the quote that is to blame, if one is, else the row's own."""

    def __init__(self, message: str, remedy: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.line = line


def truth(cell: str) -> bool | None:
    """What a cell answers, in English or French; None where it is neither a yes nor a no."""
    return _TRUTH.get(cell.strip().casefold())


def separator(first: str) -> str:
    """The mark that cuts a table's first line into the most cells: comma, semicolon, tab or bar."""
    return max(_SEPARATORS, key=first.count)


def cells(line: str, delimiter: str) -> list[str]:
    """The cells of a table's first line.

    Raises:
        BrokenTable: a cell is too long.
    """
    csv.field_size_limit(_CELL_LIMIT)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise BrokenTable(f"{error}; {_REST}", "save the table again as CSV", 1) from error


def rows(opened: Callable[[], AbstractContextManager[IO[str]]], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows below the first that hold anything, each with the line it begins on, from 1.

    Args:
        opened: opens the table as text with its line ends as they are; called once more when a row is broken.

    Raises:
        BrokenTable: a quote is never closed, something follows a closing one, or a cell is too long.
    """
    csv.field_size_limit(_CELL_LIMIT)
    with opened() as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = 1
        try:
            next(reader, None)
            line = reader.line_num + 1
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            raise _broken(error, opened, delimiter, line) from error


def _broken(
    error: csv.Error, opened: Callable[[], AbstractContextManager[IO[str]]], delimiter: str, line: int
) -> BrokenTable:
    with opened() as stream:
        at, ended = _quote(islice(enumerate(stream, start=1), line - 1, None), delimiter)
    if at is None:
        return BrokenTable(f"{error}; {_REST}", "save the table again as CSV", line)
    if ended is None:
        return BrokenTable(
            f"the quote that opens here is never closed; {_REST}", 'close it, or write a quote as ""', at
        )
    message = f"the cell in quotes that opens here goes on after the closing quote in line {ended}; {_REST}"
    return BrokenTable(message, 'write a quote inside such a cell as ""', at)


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
