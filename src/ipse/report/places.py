"""Where the cited words stand: from a citation to its passage, its source and a link that opens there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ipse.types import Corpus, Passage

CONTEXT = 1500  # characters of a source kept on each side of cited words
GAP = "\n\n[…]\n\n"
_TIMECODE = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with one span to highlight."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """Words inside a source: ``[start, end)`` counts characters of the source's text."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The parts of one source that are cited, with their surroundings; ``places`` are offsets in ``text``."""

    source_id: str
    text: str
    places: dict[int, tuple[int, int]]


class Places:
    """Finds cited words in the sources, and numbers them for the page."""

    def __init__(self, corpus: Corpus) -> None:
        self._sources = {s.source_id: s for s in corpus.sources}
        self._whole: dict[tuple[str, str], Passage] = {}
        self._by_path: dict[str, list[Passage]] = {}
        for passage in corpus.passages:
            self._whole.setdefault((passage.path, passage.text), passage)
            self._by_path.setdefault(passage.path, []).append(passage)
        self._found: dict[tuple[str, str], Place | None] = {}
        self._numbers: dict[Place, int] = {}

    def find(self, path: str, quote: str) -> Place | None:
        """The place of ``quote`` in the file ``path``; None when the sources do not hold it."""
        key = (path, quote)
        if key not in self._found:
            self._found[key] = self._search(path, quote)
        return self._found[key]

    def _search(self, path: str, quote: str) -> Place | None:
        passage = self._whole.get((path, quote))
        if passage is None:
            passage = next((p for p in self._by_path.get(path, []) if quote in p.text), None)
        if passage is None or passage.source_id not in self._sources:
            return None
        start = passage.start + passage.text.index(quote)
        return Place(passage, start, start + len(quote))

    def number(self, place: Place) -> int:
        """The place's number on the page, from 0, in order of first use."""
        return self._numbers.setdefault(place, len(self._numbers))

    def sha256(self, place: Place) -> str:
        """The hash of the source file that holds the place."""
        return self._sources[place.passage.source_id].sha256

    @property
    def numbered(self) -> tuple[Place, ...]:
        """Every place that has a number, in order."""
        return tuple(self._numbers)

    def excerpts(self) -> list[Excerpt]:
        """The numbered places' sources, cut down to what surrounds the cited words."""
        by_source: dict[str, list[tuple[int, Place]]] = {}
        for place, number in self._numbers.items():
            by_source.setdefault(place.passage.source_id, []).append((number, place))
        return [_excerpt(i, self._sources[i].text, found) for i, found in by_source.items()]


def _excerpt(source_id: str, text: str, found: list[tuple[int, Place]]) -> Excerpt:
    windows = merged((max(0, p.start - CONTEXT), min(len(text), p.end + CONTEXT)) for _, p in found)
    parts: list[str] = []
    moved: dict[int, tuple[int, int]] = {}
    length = 0
    for start, end in windows:
        head = GAP if start else ""
        shift = length + len(head) - start
        moved |= {n: (p.start + shift, p.end + shift) for n, p in found if start <= p.start and p.end <= end}
        parts.append(head + text[start:end])
        length += len(parts[-1])
    if windows and windows[-1][1] < len(text):
        parts.append(GAP)
    return Excerpt(source_id, "".join(parts), moved)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch joined."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def shortened(text: str, start: int, end: int, around: int) -> Marked:
    """``text[start:end]`` marked, with at most about ``around`` characters on each side, cut at a space."""
    before, after = text[:start], text[end:]
    if len(before) > around:
        before = "…" + before[-around:][before[-around:].find(" ") :]
    if len(after) > around:
        after = after[:around][: after[:around].rfind(" ") + 1] + "…"
    return Marked(before, text[start:end], after)


def safe_link(url: str | None) -> str | None:
    """The address when a browser may open it (http or https), else None: sources are hostile input."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def place_link(url: str | None, locator: str | None) -> str | None:
    """A safe link; for a timecode it opens there (W3C Media Fragments 1.0, ``#t=seconds``)."""
    link = safe_link(url)
    hit = _TIMECODE.match((locator or "").strip())
    if link is None or hit is None or "#" in link:
        return link
    hours, minutes, seconds = (int(g or 0) for g in hit.groups())
    return f"{link}#t={hours * 3600 + minutes * 60 + seconds}"
