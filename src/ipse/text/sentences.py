"""Sentence spans fit for chat: emoji, no final stop, abbreviations, clock times, bullets, hashtags."""

from __future__ import annotations

import re
from functools import cache

from ipse.text.data import language_data, supported
from ipse.text.fold import strip_accents
from ipse.text.language import LEXICONS

_EMOJI_CHARS = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff"
_EMOJI_MARKS = "\ufe0f\u200d\U0001f3fb-\U0001f3ff"
_EMOJI = f"[{_EMOJI_CHARS}][{_EMOJI_MARKS}]*"
_END = re.compile(  # each part begins at the first character of its run only: linear work
    rf"(?P<stop>(?<![.!?…])[.!?…]++[\"'”’»)\]]*(?:\s*(?:{_EMOJI}))*)(?=\s|$)"
    r"|(?P<line>(?<![^\S\n])[^\S\n]*+\n\s*)"
    rf"|(?P<emoji>(?<![{_EMOJI_CHARS}{_EMOJI_MARKS}]){_EMOJI}(?:\s*{_EMOJI})*)(?=\s)"
)
_BULLET = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s+")
_LAST_WORD = re.compile(r"(?<![\w.°-])[\w.°-]*$")


def sentence_spans(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """The ``[start, end)`` spans of the sentences of ``text``, in order, without outer white space.

    Every non-space character lies in exactly one span. A line break, a full stop outside an abbreviation
    or a number, and an emoji run before a new capital end a sentence; a bullet belongs to its line.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _ends_here(text, match, language):
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return tuple(spans)


def _ends_here(text: str, match: re.Match[str], language: str) -> bool:
    if match["line"] is not None:
        return True
    after = text[match.end() :].lstrip()
    if match["emoji"] is not None:
        return after[:1].isupper()
    stop = match["stop"]
    if stop != ".":
        return not (stop.startswith(("…", "..")) and after[:1].islower())
    return not _is_abbreviation(text, match.start(), after, language)


def _is_abbreviation(text: str, stop: int, after: str, language: str) -> bool:
    found = _LAST_WORD.search(text, max(0, stop - 20), stop)
    word = strip_accents(found[0].casefold()) if found else ""
    line_start = text.rfind("\n", 0, stop) + 1
    if _BULLET.match(text[line_start : stop + 2].lstrip()) and word.isdigit():
        return True
    if len(word) == 1 and word.isalpha():
        return text[stop - 1].isupper() and bool(after)
    return word in _abbreviations(supported(LEXICONS, language)) and bool(after) and not after.startswith("\n")


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(strip_accents(str(word)) for word in language_data(LEXICONS, language)["abbreviations"])


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        spans.append((start + left, start + right))
