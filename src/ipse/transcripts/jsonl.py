"""JSON Lines, the main contract: one conversation a line. A JSON list, or objects over several lines, are read too."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ipse.transcripts.check import FIELD_NAMES
from ipse.transcripts.files import json_lines, marked
from ipse.transcripts.record import Record
from ipse.types import Problem

MAX_LIST_BYTES = 64_000_000
_HEAD_BYTES = 256
_REMEDY = "write one JSON object a line: a conversation with its turns"
_SPACE = re.compile(r"\s*")
_ONE_CONVERSATION = frozenset({"conversation_id", "turns", "messages"})  # a list of objects with one of these


class _Twice(dict[str, Any]):
    """An object in which ``key`` is repeated; JSON's own reader would keep the last value and say nothing."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) == len(pairs):
        return data
    twice = _Twice(data)
    twice.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return twice


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation with its line; a broken line is a problem and the next line goes on."""
    if _begins(path, "["):
        yield from _whole(path, name, _listed)
    elif _begins(path, "{") and _spread(path, name):
        yield from _whole(path, name, _objects)
    else:
        yield from _lines(path, name)


def _begins(path: Path, mark: str) -> bool:
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).decode(marked(path) or "utf-8", errors="replace")
    return head.lstrip("\ufeff \t\r\n").startswith(mark)


def _lines(path: Path, name: str) -> Iterator[Record | Problem]:
    for line in json_lines(path, name):
        if line.problem:
            yield line.problem
        elif line.text.strip():
            yield _record(line.text, line.number, name)


def _spread(path: Path, name: str) -> bool:
    """Whether the first object goes over several lines, as tools print it for people, and is no line cut short."""
    written = (line.text.strip() for line in json_lines(path, name))
    first, *rest = islice((text for text in written if text), 2)
    if not rest or not _unfinished(first):
        return False
    if rest[0].startswith(('"', "}")):
        return True
    try:
        _DECODER.raw_decode(_text(path).lstrip())
    except (RecursionError, ValueError):
        return False
    return True


def _unfinished(line: str) -> bool:
    """Whether what is wrong with a line is where it ends."""
    try:
        json.loads(line)
    except json.JSONDecodeError as error:
        return error.pos >= len(line) - 1
    except (RecursionError, ValueError):
        return False
    return False


def _record(text: str, number: int, name: str) -> Record | Problem:
    try:
        data = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = f"not valid JSON at character {error.pos + 1}: {error.msg}"
        return Problem("bad_json", name, message, _REMEDY, number)
    except (RecursionError, ValueError) as error:
        return Problem("bad_json", name, f"not readable JSON: {error}", _REMEDY, number)
    return _checked(data, number, name)


def _checked(data: Any, number: int | None, name: str) -> Record | Problem:
    if not isinstance(data, dict):
        kind = type(data).__name__
        return Problem("bad_record", name, f"a conversation is an object, this is a {kind}", _REMEDY, number)
    if repeated := _repeated(data):
        message, remedy = f"a key comes twice in one object: {repeated!r:.60}", "write each key of an object once"
        return Problem("bad_record", name, message, remedy, number, repeated if repeated in FIELD_NAMES else None)
    if _wraps_conversations(data):
        message = "the conversations stand in a list inside one object"
        remedy = "write the list alone, or one conversation a line"
        return Problem("bad_record", name, message, remedy, number)
    return Record(data, number)


def _wraps_conversations(data: dict[str, Any]) -> bool:
    """An object that is no conversation, around a list of them."""
    if not _ONE_CONVERSATION.isdisjoint(data):
        return False
    lists = [value for value in data.values() if isinstance(value, list) and value]
    return any(all(isinstance(x, dict) and not _ONE_CONVERSATION.isdisjoint(x) for x in value) for value in lists)


def _whole(
    path: Path, name: str, parts: Callable[[str, str], Iterator[Record | Problem]]
) -> Iterator[Record | Problem]:
    """A file that is not one object a line is read at once, if it is small enough."""
    if path.stat().st_size > MAX_LIST_BYTES:
        message = f"JSON larger than {MAX_LIST_BYTES:,} bytes that is not one object a line cannot be read in pieces"
        yield Problem("too_large", name, message, _REMEDY)
        return
    try:
        yield from parts(_text(path), name)
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg}; the file is read no further"
        yield Problem("bad_json", name, message, _REMEDY, error.lineno)
    except (RecursionError, ValueError) as error:
        yield Problem("bad_json", name, f"not readable JSON: {error}", _REMEDY)


def _listed(text: str, name: str) -> Iterator[Record | Problem]:
    """The conversations of one JSON list; they have no lines of their own."""
    for data in _DECODER.decode(text):
        yield _checked(data, None, name)


def _objects(text: str, name: str) -> Iterator[Record | Problem]:
    """Objects one below the other, each with the line on which it begins."""
    position, line = 0, 1
    while (start := _after_space(text, position)) < len(text):
        line += text.count("\n", position, start)
        data, position = _DECODER.raw_decode(text, start)
        yield _checked(data, line, name)
        line += text.count("\n", start, position)


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _text(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(MAX_LIST_BYTES + 1).decode(marked(path) or "utf-8").removeprefix("\ufeff")


def _repeated(data: object) -> str | None:
    """A key that is repeated in the object, or in one inside it."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, _Twice):
            return value.key
        if isinstance(value, (dict, list)):
            left.extend(value.values() if isinstance(value, dict) else value)
    return None
