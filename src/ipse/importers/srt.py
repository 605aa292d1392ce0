"""SubRip captions: numbered blocks with "00:01:02,300 --> 00:01:04,000" lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipse.importers.base import Document, Importer, RawFile, Unreadable
from ipse.importers.captions import Cue, caption_blocks
from ipse.importers.decode import decode, head_text
from ipse.importers.webvtt import read_cues
from ipse.types import Problem

_OPENING = re.compile(r"\s*\d+[^\S\n]*\r?\n[^\S\n]*\d{1,3}:\d{2}:\d{2}[.,]\d{1,3}[^\S\n]+-->")


def sniff(head: bytes) -> bool:
    """True when the file opens with a caption number and a timing line."""
    return _OPENING.match(head_text(head)) is not None


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document. A caption number glued to the text above (a missing blank line) is taken off."""
    text, problem = decode(file)
    if problem:
        yield problem
    cues = tuple(_without_number(cue, index) for index, cue in enumerate(read_cues(text), start=2))
    if not cues:
        raise Unreadable("no_captions", "no caption has a readable timecode", "export the captions again")
    yield Document(caption_blocks(cues))


def _without_number(cue: Cue, following: int) -> Cue:
    glued = len(cue.lines) > 1 and cue.lines[-1].strip() == str(following)
    return Cue(cue.start, cue.end, cue.lines[:-1]) if glued else cue


IMPORTER = Importer("srt", (".srt", ".txt"), sniff, read)
