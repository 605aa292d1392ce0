"""Posts or things as JSON Lines (one object a line), or as one JSON list of objects: each record is its own source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ipse.importers.base import RECORDS_LIMIT, Document, Importer, RawFile, Unreadable
from ipse.importers.dates import day_first_column
from ipse.importers.decode import decode, head_text
from ipse.importers.items import is_item, item_columns, item_document
from ipse.importers.records import Columns, finish, guess_columns, record_document
from ipse.types import Problem

_REMEDY = "write one JSON object a line, with at least a text field"


def sniff(head: bytes) -> bool:
    """True when the first character that is not white space opens an object or a list."""
    return head_text(head).lstrip()[:1] in ("{", "[")


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document a record; a broken line or a record without text is a problem with its line."""
    text, problem = decode(file)
    if problem:
        yield problem
    records: list[tuple[int, Mapping[str, Any]]] = []
    for line, record in _records(text):
        if isinstance(record, dict):
            records.append((line, record))
        else:
            message = record if isinstance(record, str) else "not a JSON object"
            yield Problem("bad_record", file.path, message, _REMEDY, line=line)
    guess = cache(lambda fields, item: (item_columns if item else guess_columns)(fields))
    documents: list[Document] = []
    day_first = _day_first(records)
    for line, record in records:
        item = is_item(record)
        found = Columns(guess(tuple(record), item), day_first)
        try:
            document = (item_document if item else record_document)(record, found, line)
        except RecursionError:
            yield Problem("bad_record", file.path, "nested too deeply", _REMEDY, line=line)
            continue
        if document:
            documents.append(document)
        else:
            yield _without_text(file, line, record, found)
    yield from finish(documents)


def _records(text: str) -> Iterator[tuple[int, Any]]:
    """Each record with its line; a string instead of a record says what is wrong with the line."""
    if text.lstrip().startswith("["):
        yield from _listed(text)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _loaded(line)


def _loaded(line: str) -> object:
    try:
        loaded = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not valid JSON: {error}"
    return loaded if isinstance(loaded, dict) else None


def _listed(text: str) -> Iterator[tuple[int, Any]]:
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable("bad_json", f"not valid JSON: {error.msg}", _REMEDY, line=error.lineno) from error
    except RecursionError as error:
        raise Unreadable("bad_json", "nested too deeply", _REMEDY) from error
    yield from enumerate(loaded, start=1)


def _day_first(records: list[tuple[int, Mapping[str, Any]]]) -> bool | None:
    columns = [Columns(guess_columns(record)) for _, record in records[:1]]
    return day_first_column(columns[0].value(record, "date") or "" for _, record in records) if columns else None


def _without_text(file: RawFile, line: int, record: Mapping[str, Any], found: Columns) -> Problem:
    if found.names["text"]:
        message = "the record's text is empty"
        return Problem("empty_record", file.path, message, "nothing to do", line, found.names["text"], fatal=False)
    message = f"no text field among: {', '.join(list(record)[:8]) or 'no fields at all'}"
    return Problem("no_text_field", file.path, message, 'name the field "text"', line)


IMPORTER = Importer("jsonl", (".jsonl", ".ndjson", ".json"), sniff, read, version=3, limit=RECORDS_LIMIT)
