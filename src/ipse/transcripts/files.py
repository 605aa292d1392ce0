"""Reading transcript files without holding them in memory: bounded lines, checked encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ipse.types import Problem

MAX_LINE_BYTES = 16_000_000
_CHUNK = 1 << 20
_FALLBACK = "cp1252"  # what spreadsheets write when they do not write UTF-8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number from 1, and its text, or what is wrong with it."""

    number: int
    text: str
    problem: Problem | None = None


def encoding(path: Path, name: str) -> tuple[str, Problem | None]:
    """The text encoding of a file, by its mark or by reading it through once; a note when it is a guess."""
    head = path.open("rb").read(4)
    for mark, found in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return found, None
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        remedy = "save the file as UTF-8"
        return _FALLBACK, Problem("guessed_encoding", name, f"not UTF-8; read as {_FALLBACK}", remedy, fatal=False)
    return "utf-8", None


def utf8_lines(path: Path, name: str) -> Iterator[Line]:
    """The lines of a JSON Lines file, one at a time; a line too long or not in UTF-8 carries its problem."""
    with path.open("rb") as stream:
        number = 0
        while data := stream.readline(MAX_LINE_BYTES):
            number += 1
            if len(data) >= MAX_LINE_BYTES and not data.endswith(b"\n"):
                _skip_line(stream.readline)
                message = f"the line is longer than {MAX_LINE_BYTES:,} bytes"
                yield Line(number, "", Problem("too_large", name, message, "write one conversation a line", number))
                continue
            data = data.removeprefix(codecs.BOM_UTF8) if number == 1 else data
            yield _decoded(data, number, name)


def _skip_line(readline: object) -> None:
    assert callable(readline)
    while (rest := readline(_CHUNK)) and not rest.endswith(b"\n"):
        continue


def _decoded(data: bytes, number: int, name: str) -> Line:
    try:
        return Line(number, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start + 1} of the line"
        return Line(number, "", Problem("wrong_encoding", name, message, "save the file as UTF-8", number))
