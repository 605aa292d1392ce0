"""JSON Lines, the main contract: one conversation a line. A JSON list of conversations is read too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ipse.transcripts.files import utf8_lines
from ipse.transcripts.record import Record
from ipse.types import Problem

MAX_LIST_BYTES = 64_000_000
_REMEDY = "write one JSON object a line: a conversation with its turns"


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation with its line; a broken line is a problem and the next line goes on."""
    opening = path.open("rb").read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if opening.startswith(b"["):
        yield from _listed(path, name)
        return
    for line in utf8_lines(path, name):
        if line.problem:
            yield line.problem
        elif line.text.strip():
            yield _record(line.text, line.number, name)


def _record(text: str, number: int, name: str) -> Record | Problem:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"not valid JSON at character {error.pos + 1}: {error.msg}"
        return Problem("bad_json", name, message, _REMEDY, number)
    except (RecursionError, ValueError) as error:
        return Problem("bad_json", name, f"not readable JSON: {error}", _REMEDY, number)
    return _checked(data, number, name)


def _checked(data: Any, number: int | None, name: str) -> Record | Problem:
    if isinstance(data, dict):
        return Record(data, number)
    kind = type(data).__name__
    return Problem("bad_record", name, f"a conversation is an object, this is a {kind}", _REMEDY, number)


def _listed(path: Path, name: str) -> Iterator[Record | Problem]:
    """A list is read whole; its conversations are counted in place of lines."""
    if path.stat().st_size > MAX_LIST_BYTES:
        message = f"a JSON list larger than {MAX_LIST_BYTES:,} bytes cannot be read in pieces"
        yield Problem("too_large", name, message, _REMEDY)
        return
    try:
        loaded = json.loads(path.read_bytes().decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        yield Problem("bad_json", name, f"not valid JSON: {error.msg}", _REMEDY, error.lineno)
        return
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        yield Problem("bad_json", name, f"not readable JSON: {error}", _REMEDY)
        return
    for data in loaded:
        yield _checked(data, None, name)
