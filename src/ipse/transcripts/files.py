"""Reading transcript files without holding them in memory: bounded lines, checked encoding."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import AnyStr

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


def marked(path: Path) -> str | None:
    """The encoding that the first bytes of a file show: by a byte order mark, or by the zeros of UTF-16 without one."""
    with path.open("rb") as stream:
        head = stream.read(4)
    for mark, found in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return found
    zeros = tuple(not byte for byte in head)
    patterns: dict[tuple[bool, ...], str] = {(False, True) * 2: "utf-16-le", (True, False) * 2: "utf-16-be"}
    return patterns.get(zeros)


def encoding(path: Path, name: str) -> tuple[str, Problem | None]:
    """The text encoding of a file, by its mark or by reading it through once; a note when it is a guess."""
    if found := marked(path):
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


def json_lines(path: Path, name: str) -> Iterator[Line]:
    """The lines of a JSON Lines file, one at a time; a line too long or in no known encoding carries its problem.

    JSON is UTF-8; UTF-16 is read where the first bytes show it, as some tools write it when they redirect output.
    """
    found = marked(path)
    wide = found if found and found.startswith("utf-16") else None
    yield from _wide_lines(path, name, wide) if wide else _utf8_lines(path, name)


def _utf8_lines(path: Path, name: str) -> Iterator[Line]:
    with path.open("rb") as stream:
        number = 0
        while data := stream.readline(MAX_LINE_BYTES):
            number += 1
            if len(data) >= MAX_LINE_BYTES and not data.endswith(b"\n"):
                _skip_line(partial(stream.readline, _CHUNK), b"\n")
                yield Line(number, "", _too_large(number, name))
                continue
            data = data.removeprefix(codecs.BOM_UTF8) if number == 1 else data
            yield _decoded(data, number, name)


def _wide_lines(path: Path, name: str, found: str) -> Iterator[Line]:
    """Lines of UTF-16. A fault in it shifts what follows, so that the reading ends there, with a problem."""
    number = 0
    with path.open(encoding=found) as stream:
        try:
            while text := stream.readline(MAX_LINE_BYTES // 2):
                number += 1
                if len(text) >= MAX_LINE_BYTES // 2 and not text.endswith("\n"):
                    _skip_line(partial(stream.readline, _CHUNK), "\n")
                    yield Line(number, "", _too_large(number, name))
                    continue
                yield Line(number, text.removeprefix("\ufeff"))
        except UnicodeDecodeError:
            message = "not readable as UTF-16 from about this line on; the rest of the file is not read"
            problem = Problem("wrong_encoding", name, message, "save the file as UTF-8", number + 1)
            yield Line(number + 1, "", problem)


def _too_large(number: int, name: str) -> Problem:
    message = f"the line is longer than {MAX_LINE_BYTES:,} bytes"
    return Problem("too_large", name, message, "write one conversation a line", number)


def _skip_line(more: Callable[[], AnyStr], end: AnyStr) -> None:
    while (rest := more()) and not rest.endswith(end):
        continue


def _decoded(data: bytes, number: int, name: str) -> Line:
    try:
        return Line(number, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start + 1} of the line"
        return Line(number, "", Problem("wrong_encoding", name, message, "save the file as UTF-8", number))
