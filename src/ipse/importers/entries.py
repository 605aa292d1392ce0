"""Dated entries: exports of captions or announcements where each paragraph opens with its own date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from ipse.importers.base import Block, BlockKind
from ipse.importers.dates import entry_label
from ipse.importers.words import agenda_words, name_words

_AUTHOR = re.compile(r"(?P<name>[A-ZÀ-ÖØ-Þ@][\w.'’&-]*(?: [\w.'’&-]+){0,2})[ \u00a0\u202f]?:(?=\s)\s*")
_SHARE = 0.5  # of the paragraphs must open with a date
_BARE_SHARE, _BARE = 0.8, 3  # more of them, and three at least, where no separator follows it
Reader = Callable[[str], tuple[int, date] | None]
_AUTHORED = 0.7  # of the entries must name someone before a colon, else "Lisbon: rain" is no author


def date_entries(blocks: Sequence[Block], *, name: str, published: date | None) -> tuple[Block, ...]:
    """The blocks with each dated entry's own date, speaker and border; unchanged when they are no entries.

    A list of coming dates (an agenda) is told by its name or title, or by dates after the page's own
    (``published``): there a date says when something happens, not when it was said.
    """
    bodies = [block.text for block in blocks if block.kind is not BlockKind.HEADING]
    read = _reader(bodies)
    if read is None or _is_agenda(blocks, name):
        return tuple(blocks)
    labels = [(text, label) for text in bodies if (label := read(text))]
    days = {day for _, (_, day) in labels}
    if published and published not in days and max(days) > published:
        return tuple(blocks)
    authored = sum(_AUTHOR.match(text, length) is not None for text, (length, _) in labels)
    return tuple(_with_dates(blocks, read, authored=authored > _AUTHORED * len(labels)))


def _reader(bodies: Sequence[str]) -> Reader | None:
    """How the entries open: with a date and a separator, with a bare date, or not with dates at all."""
    for read, least, share in ((entry_label, 1, _SHARE), (partial(entry_label, bare=True), _BARE, _BARE_SHARE)):
        if sum(read(text) is not None for text in bodies) >= max(least, share * len(bodies)):
            return read
    return None


def _is_agenda(blocks: Sequence[Block], name: str) -> bool:
    title = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    singular = {word for phrase in agenda_words() for word in name_words(phrase)}
    return any(word in singular for text in (name, title) for word in name_words(text))


def _with_dates(blocks: Sequence[Block], read: Reader, *, authored: bool) -> Iterator[Block]:
    current: Block | None = None
    for block in blocks:
        label = read(block.text)
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
