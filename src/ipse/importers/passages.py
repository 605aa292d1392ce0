"""Blocks to one source text and its passages: 40 to 120 words, cut where a reader would cut.

A passage is a run of whole blocks (or of whole sentences, when one block is too long), so
``passage.text == source.text[passage.start:passage.end]`` holds by construction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ipse.importers.base import Block, BlockKind, Document
from ipse.text.sentences import sentence_spans
from ipse.types import Passage, Source

MIN_WORDS = 40  # a passage this long ends at the next border
MAX_WORDS = 120  # a passage never grows past this at a border
TAIL_WORDS = 12  # a rest shorter than this joins the passage before it
SENTENCE_WINDOW = 4_000  # characters handed to the sentence splitter at once

_QUESTION = re.compile(r"\?[\s\"'”’»)\]*_]*$")
_SENTENCE_END = re.compile(r"[.!?…:][\s\"'”’»)\]*_]*$")
_TIED = re.compile(r":\s*$")
_JOINS = {BlockKind.ITEM: "\n", BlockKind.ROW: "\n", BlockKind.TURN: "\n", BlockKind.LINE: "\n", BlockKind.CAPTION: " "}
_LISTS = (BlockKind.ITEM, BlockKind.ROW)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A block, or one sentence of a long block, at its place in the source text."""

    start: int
    end: int
    words: int
    block: Block
    opens: bool  # the first unit of its block

    @property
    def is_heading(self) -> bool:
        return self.block.kind is BlockKind.HEADING


def source_text(blocks: Sequence[Block]) -> tuple[str, tuple[int, ...]]:
    """The canonical text of a document and the offset of each block in it."""
    parts: list[str] = []
    offsets: list[int] = []
    length = 0
    for index, block in enumerate(blocks):
        join = _join(blocks[index - 1], block) if index else ""
        parts += (join, block.text)
        offsets.append(length + len(join))
        length += len(join) + len(block.text)
    return "".join(parts), tuple(offsets)


def cut(source: Source, document: Document, offsets: Sequence[int]) -> tuple[Passage, ...]:
    """The passages of a document whose blocks lie at ``offsets`` in ``source.text``."""
    asker = _asker(document.blocks)
    groups = _groups(_units(source, document.blocks, offsets), source.text, asker)
    return tuple(_passage(source, document, group) for group in _join_tails(groups))


def _join(before: Block, block: Block) -> str:
    if before.kind is block.kind and not (block.border and block.kind is not BlockKind.CAPTION):
        return _JOINS.get(block.kind, "\n\n")
    return "\n\n"


def _units(source: Source, blocks: Sequence[Block], offsets: Sequence[int]) -> Iterator[_Unit]:
    for block, offset in zip(blocks, offsets, strict=True):
        count = len(block.text.split())
        if count <= MAX_WORDS and len(block.text) <= SENTENCE_WINDOW:
            yield _Unit(offset, offset + len(block.text), count, block, opens=True)
            continue
        for index, (start, end) in enumerate(_pieces(block.text, source.language or "en")):
            words = len(block.text[start:end].split())
            yield _Unit(offset + start, offset + end, words, block, opens=index == 0)


def _pieces(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Sentences of a long block; a sentence longer than a passage is cut between words."""
    for window_start, window_end in _windows(text):
        for start, end in sentence_spans(text[window_start:window_end], language):
            yield from _word_runs(text, window_start + start, window_start + end)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that the sentence splitter can take, cut after a stop, else at a space, else anywhere."""
    start = 0
    while len(text) - start > SENTENCE_WINDOW:
        limit = start + SENTENCE_WINDOW
        stop = max(text.rfind(mark, start + 1, limit) for mark in (". ", "! ", "? ", "\n"))
        end = stop + 1 if stop > start else max(text.rfind(" ", start + 1, limit), start)
        end = end if end > start else limit
        yield start, end
        start = end
    yield start, len(text)


def _word_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = [(found.start(), found.end()) for found in re.compile(r"\S+").finditer(text, start, end)]
    for index in range(0, len(words), MAX_WORDS):
        run = words[index : index + MAX_WORDS]
        yield run[0][0], run[-1][1]


def _groups(units: Iterable[_Unit], text: str, asker: str | None) -> Iterator[list[_Unit]]:
    group: list[_Unit] = []
    for unit in units:
        if group and _starts(group, unit, text, asker):
            if not _only_title(group, unit):
                yield group
            group = []
        group.append(unit)
    if group:
        yield group


def _starts(group: list[_Unit], unit: _Unit, text: str, asker: str | None) -> bool:
    """Whether ``unit`` opens a new passage. Order matters: borders, then ties, then size."""
    last = group[-1]
    if last.is_heading and unit.is_heading:
        return unit.block.level <= last.block.level or _is_title(last)
    if unit.is_heading or (unit.opens and unit.block.border):
        return unit.is_heading or unit.block.label > 0 or not last.is_heading
    words = sum(member.words for member in group)
    if words + unit.words > MAX_WORDS and not (last.is_heading or words < TAIL_WORDS):
        return True
    if _tied(last, unit, text, asker):
        return False
    return words >= MIN_WORDS and not (unit.block.kind in _LISTS and last.block.kind is unit.block.kind)


def _tied(last: _Unit, unit: _Unit, text: str, asker: str | None) -> bool:
    """A question and its answer, a dialogue's exchange, an unfinished sentence, a list and what opens it."""
    ending = text[max(last.start, last.end - 12) : last.end]
    if last.is_heading or _QUESTION.search(ending):
        return True
    kind = unit.block.kind
    if kind is BlockKind.TURN and unit.opens:
        return asker is not None and unit.block.speaker != asker
    if kind in (BlockKind.CAPTION, BlockKind.LINE):
        return not _SENTENCE_END.search(ending)
    return kind in _LISTS and bool(_TIED.search(ending))


def _is_title(unit: _Unit) -> bool:
    return unit.is_heading and unit.block.level == 1


def _only_title(group: list[_Unit], unit: _Unit) -> bool:
    """A page title right above another heading or a dated entry: it is in ``title`` already."""
    return len(group) == 1 and _is_title(group[0]) and (unit.is_heading or unit.block.label > 0)


def _asker(blocks: Sequence[Block]) -> str | None:
    """Who opens each exchange of a dialogue: the speaker with the most questions, else the first."""
    turns = [block for block in blocks if block.kind is BlockKind.TURN and block.speaker]
    if len({block.speaker for block in turns}) < 2:
        return None
    questions = Counter({turns[0].speaker: 0})
    questions.update(block.speaker for block in turns if _QUESTION.search(block.text[-12:]))
    return questions.most_common(1)[0][0]


def _join_tails(groups: Iterable[list[_Unit]]) -> Iterator[list[_Unit]]:
    """A short rest joins the passage before it, unless a border lies between them."""
    kept: list[_Unit] = []
    for group in groups:
        if kept and _is_tail(kept, group):
            kept = [*kept, *group]
            continue
        if kept:
            yield kept
        kept = group
    if kept:
        yield kept


def _is_tail(kept: list[_Unit], group: list[_Unit]) -> bool:
    first = group[0]
    if first.is_heading or (first.opens and first.block.border) or kept[-1].is_heading:
        return False
    return sum(unit.words for unit in group) < TAIL_WORDS


def _passage(source: Source, document: Document, group: list[_Unit]) -> Passage:
    first = next((unit for unit in group if not unit.is_heading), group[0])
    start = group[0].start + (group[0].block.label if group[0].opens else 0)
    end = max(group[-1].end, start)
    return Passage(
        passage_id=f"{source.source_id}@{start}",
        source_id=source.source_id,
        path=source.path,
        text=source.text[start:end],
        start=start,
        end=end,
        locator=first.block.locator or document.record,
        title=source.title,
        url=source.url,
        date=first.block.date or source.date,
        speaker=_speakers(group),
        language=source.language,
        kind=document.kind,
    )


def _speakers(group: list[_Unit]) -> str | None:
    """The speaker, or all of a dialogue in order, joined with " / "; their tags are then in the text."""
    names = dict.fromkeys(unit.block.speaker for unit in group if unit.block.speaker)
    return " / ".join(names) or None
