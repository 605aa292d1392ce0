"""What the creator published: sources, passages, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """One published item of the creator: a post, a page, a video's captions, an episode.

    ``text`` is the canonical extracted text; every passage is a slice of it.
    """

    source_id: str  # stable: relative path, plus "#id" for one record of a JSONL or CSV export
    path: str  # relative to the corpus folder, "/" separators
    format: str  # importer name: markdown, text, html, webvtt, srt, jsonl, csv, pdf, docx
    text: str
    sha256: str  # of the file's bytes
    title: str | None = None
    url: str | None = None
    date: date | None = None
    language: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a source, small enough to read at once: ``text == source.text[start:end]``."""

    passage_id: str  # source_id + "@" + start
    source_id: str
    path: str
    text: str
    start: int
    end: int
    locator: str | None = None  # heading, "00:01:02.300", "page 3", "line 12", record id: what opens the place
    title: str | None = None
    url: str | None = None
    date: date | None = None
    speaker: str | None = None
    language: str | None = None
    kind: str | None = None  # "video", "post", "newsletter", "faq"…: shown to the verifier with the date


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: named, located, with a remedy. The rest goes on."""

    slug: str  # unreadable, empty, binary, wrong_encoding, too_large, duplicate, symlink_loop, bad_record, …
    path: str
    message: str
    remedy: str
    line: int | None = None
    field: str | None = None
    fatal: bool = True  # False: a note (a duplicate file); True: the result is INCOMPLETE


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the creator published, as read: sources, passages, and what could not be read."""

    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]
    problems: tuple[Problem, ...] = ()
    digest: str = ""  # sha256 over the sorted source hashes
