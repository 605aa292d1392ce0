"""Texts that were filled in earlier, told again in other words: what stood in the gaps is read back and kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

_GAP = re.compile(r"\{(\w+)\}")


def read_back(template: str, text: str) -> dict[str, str] | None:
    """What fills the gaps of ``template`` in ``text``; None when the text was not made from it.

    Each gap ends where the template's next words first stand; the last one runs to the template's end. Two gaps
    without words between them cannot be told apart.
    """
    first, *rest = _GAP.split(template)
    if not text.startswith(first):
        return None
    values: dict[str, str] = {}
    at = len(first)
    gaps = list(zip(rest[::2], rest[1::2], strict=True))
    for position, (name, words) in enumerate(gaps, start=1):
        end = _end(text, at, words, last=position == len(gaps))
        if end is None or values.setdefault(name, text[at:end]) != text[at:end]:
            return None
        at = end + len(words)
    return values if at == len(text) else None


def _end(text: str, at: int, words: str, *, last: bool) -> int | None:
    """Where a gap that begins at ``at`` ends, given the words behind it."""
    if last:
        end = len(text) - len(words)
        return end if end >= at and text.endswith(words) else None
    end = text.find(words, at) if words else -1
    return end if end >= 0 else None


def fill_again(template: str, values: Mapping[str, str]) -> str | None:
    """The template with ``values`` in its gaps; None when a gap has no value."""
    if any(name not in values for name in _GAP.findall(template)):
        return None
    return _GAP.sub(lambda gap: values[gap[1]], template)
