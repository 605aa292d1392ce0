"""What JSON Lines and CSV posts share: which field is the text, the date, the id, in English and French."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ipse.importers.base import Block, BlockKind, Document
from ipse.importers.dates import parse_date
from ipse.importers.words import columns, field_key

ROLES = ("text", "date", "id", "url", "title", "author", "platform", "language")
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Columns:
    """The field that plays each role, as the file spells it; None when there is none."""

    names: Mapping[str, str | None]
    day_first: bool | None = None

    def value(self, record: Mapping[str, object], role: str) -> str | None:
        """What ``record`` holds for ``role`` as text; None when it holds nothing."""
        name = self.names.get(role)
        value = record.get(name) if name else None
        if value is None or isinstance(value, (dict, list, bool)):
            return None
        return str(value).strip() or None


def guess_columns(fields: Iterable[str]) -> dict[str, str | None]:
    """The field for each role by its name; a field plays one role, text first."""
    known = {field_key(field): field for field in fields}
    names: dict[str, str | None] = {}
    for role in ROLES:
        names[role] = next((known.pop(name) for name in columns(role) if name in known), None)
    return names


def record_document(record: Mapping[str, object], found: Columns, position: int) -> Document | None:
    """The record as a document; its line in the file (from 1) stands in for a missing id. None without text."""
    text = found.value(record, "text")
    if not text:
        return None
    number = found.value(record, "id") or f"line {position}"
    parts = [" ".join(part.split()) for part in _BLANK.split(text)]
    author = found.value(record, "author")
    return Document(
        tuple(Block(part, BlockKind.PARAGRAPH, locator=number, speaker=author) for part in parts if part),
        record=number,
        title=found.value(record, "title"),
        url=found.value(record, "url"),
        date=parse_date(found.value(record, "date"), day_first=found.day_first),
        language=found.value(record, "language"),
        platform=found.value(record, "platform"),
    )


def finish(documents: Sequence[Document]) -> Iterator[Document]:
    """The documents of one file: a repeated id gets "~2"; an author who wrote every record is the creator."""
    seen: Counter[str | None] = Counter()
    authors = {block.speaker for document in documents for block in document.blocks}
    for document in documents:
        seen[document.record] += 1
        if seen[document.record] > 1:
            document = replace(document, record=f"{document.record}~{seen[document.record]}")
        if len(authors) == 1:
            document = replace(document, blocks=tuple(replace(block, speaker=None) for block in document.blocks))
        yield document
