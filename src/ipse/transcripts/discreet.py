"""Problems without the words of the transcript that they quote."""

from __future__ import annotations

import re
from dataclasses import replace

from ipse.transcripts.tables import KNOWN
from ipse.types import Problem

LEFT_OUT = "[…]"
_QUOTING = frozenset({"bad_record", "bad_parquet", "reader_crashed"})  # what these name may be anybody's words
_NAMING = frozenset({"unknown_field", "repeated_column", "short_row"})  # their field may be anybody's words
_CRASH = "the reader failed: "
_PLACE = re.compile(r"turns\[\]\.|ui_notice\.|audience\.")  # where an unknown field may stand
_RENAMES = ("rename the column ", "rename ")
_NEW_NAME = " to '"


def without_values(problem: Problem) -> Problem:
    """The problem of a transcript with its place, its reason and its remedy, but without the value that was wrong.

    A value may be a whole message cut in the middle, and a column's name may be a cell of a table without a head:
    nothing in them tells a name from other words. Nor does anything in the key of an unknown field. Ids stay, for they
    say which conversation is meant.
    """
    if problem.slug in _NAMING and problem.field and problem.field not in KNOWN:
        place = _PLACE.match(problem.field)
        return replace(problem, field=f"{place[0] if place else ''}{LEFT_OUT}")
    if problem.slug not in (*_QUOTING, "missing_column"):
        return problem
    lead = _lead(problem.message) if problem.slug in _QUOTING else ""
    message = f"{lead}{LEFT_OUT}" if lead else problem.message
    return replace(problem, message=message, remedy=_without_name(problem.remedy))


def _lead(message: str) -> str:
    """What a message says before it quotes a value; empty when it quotes none."""
    first, *rest = message.split(" ", 2)
    if first == "unknown" and len(rest) == 2:
        return f"unknown {rest[0]} "
    reason, colon, value = message.removeprefix(_CRASH).partition(": ")
    if not colon or not value:
        return ""
    return f"{_CRASH if message.startswith(_CRASH) else ''}{reason}: "


def _without_name(remedy: str) -> str:
    """A remedy that says what to rename, without the old name."""
    end = remedy.rfind(_NEW_NAME)
    for words in _RENAMES:
        start = remedy.find(words)
        if 0 <= start < end:
            return f"{remedy[: start + len(words)]}{LEFT_OUT}{remedy[end:]}"
    return remedy
