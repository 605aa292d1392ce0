"""One conversation's result as one line of the journal, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from ipse.types import CheckedClaim, ConversationResult, Corpus, Passage

Read = Callable[[Any], Any]


def encode(result: ConversationResult) -> bytes:
    """The result as JSON without line ends. Of the evidence, only what the verdict cites is kept, by its id."""
    slim = replace(result, claims=tuple(_slim(c) for c in result.claims))
    return json.dumps(_plain(slim), separators=(",", ":")).encode()


def decode(line: bytes, passages: Mapping[str, Passage]) -> ConversationResult:
    """The result back; cited passages are those of the corpus.

    Raises:
        ValueError: the line is no JSON.
    """
    result: ConversationResult = _reader(ConversationResult)(json.loads(line))
    return replace(result, claims=tuple(_linked(c, passages) for c in result.claims))


def passages_by_id(corpus: Corpus) -> dict[str, Passage]:
    """Where :func:`decode` looks up cited passages."""
    return {passage.passage_id: passage for passage in corpus.passages}


def _slim(checked: CheckedClaim) -> CheckedClaim:
    passage = checked.verdict.passage
    stub = None if passage is None else Passage(passage.passage_id, passage.source_id, passage.path, "", 0, 0)
    return replace(checked, evidence=(), verdict=replace(checked.verdict, passage=stub, signals=()))


def _linked(checked: CheckedClaim, passages: Mapping[str, Passage]) -> CheckedClaim:
    stub = checked.verdict.passage
    if stub is None:
        return checked
    return replace(checked, verdict=replace(checked.verdict, passage=passages.get(stub.passage_id, stub)))


def _plain(value: Any) -> Any:
    """The value as JSON holds it: a dataclass is the list of its fields."""
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


@lru_cache(maxsize=256)
def _reader(hint: Any) -> Read:
    """What turns a plain value back into one of the hinted type."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    if origin is tuple:
        item = _reader(inner[0])
        return lambda values: tuple(map(item, values))
    if NoneType in inner:
        some = _reader(next(arg for arg in inner if arg is not NoneType))
        return lambda value: None if value is None else some(value)
    if origin is frozenset:
        return frozenset
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return hint.fromisoformat if hint in (date, datetime) else _same


def _dataclass_reader(made: Any) -> Read:
    hints = get_type_hints(made)
    readers = [_reader(hints[field.name]) for field in fields(made)]
    return lambda values: made(*(read(value) for read, value in zip(readers, values, strict=True)))


def _same(value: Any) -> Any:
    return value
