"""Dated entries: exports of captions or announcements where each paragraph opens with its own date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ipse.importers.base import Block, BlockKind
from ipse.importers.dates import entry_label
from ipse.importers.words import agenda_words, name_words

_AUTHOR = re.compile(r"(?P<name>[A-ZÀ-ÖØ-Þ@][\w.'’&-]*(?: [\w.'’&-]+){0,2})[ \u00a0\u202f]?:(?=\s)\s*")
_SHARE = 0.5  # of the paragraphs must open with a date
_AUTHORED = 0.7  # of the entries must name someone before a colon, else "Lisbon: rain" is no author


def date_entries(blocks: Sequence[Block], *, name: str, published: date | None) -> tuple[Block, ...]:
    """The blocks with each dated entry's own date, speaker and border; unchanged when they are no entries.

    A list of coming dates (an agenda) is told by its name or title, or by dates after the page's own
    (``published``): there a date says when something happens, not when it was said.
    """
    bodies = [block for block in blocks if block.kind is not BlockKind.HEADING]
    labels = [label for block in bodies if (label := entry_label(block.text))]
    if not labels or len(labels) < _SHARE * len(bodies) or _is_agenda(blocks, name):
        return tuple(blocks)
    if published and any(day > published for _, day in labels):
        return tuple(blocks)
    authored = sum(
        _AUTHOR.match(block.text, label[0]) is not None for block in bodies if (label := entry_label(block.text))
    )
    return tuple(_with_dates(blocks, authored=authored > _AUTHORED * len(labels)))


def _is_agenda(blocks: Sequence[Block], name: str) -> bool:
    title = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    singular = {word for phrase in agenda_words() for word in name_words(phrase)}
    return any(word in singular for text in (name, title) for word in name_words(text))


def _with_dates(blocks: Sequence[Block], *, authored: bool) -> Iterator[Block]:
    current: Block | None = None
    for block in blocks:
        label = entry_label(block.text)
        if block.kind is BlockKind.HEADING:
            current = None
        elif label:
            block = current = _entry(block, *label, authored=authored)
        elif current:
            block = replace(block, date=current.date, speaker=current.speaker, locator=current.locator)
        yield block


def _entry(block: Block, length: int, day: date, *, authored: bool) -> Block:
    author = _AUTHOR.match(block.text, length) if authored else None
    speaker = author["name"] if author else block.speaker
    label = author.end() if author else length
    if label >= len(block.text):
        label = 0
    return replace(
        block, date=day, speaker=speaker, border=True, label=label, locator=block.text[:length].strip(" ·•|:–—-")
    )
