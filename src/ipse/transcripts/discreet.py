"""Problems without the words of the transcript that they quote."""

from __future__ import annotations

import re
from dataclasses import replace

from ipse.types import Problem

LEFT_OUT = "[…]"
_QUOTING = frozenset({"bad_record", "bad_parquet", "reader_crashed"})  # what these name may be anybody's words
_VALUE = re.compile(r"(?s)(unknown \S+ |the reader failed: \w+: |[^:]*: ).+")
_PLACE = re.compile(r"turns\[\]\.|ui_notice\.|audience\.")  # where an unknown field may stand
_NAME = re.compile(r"(?s)(rename (?:the column )?).+( to '\w+')")


def without_values(problem: Problem) -> Problem:
    """The problem of a transcript with its place, its reason and its remedy, but without the value that was wrong.

    A value may be a whole message cut in the middle, and a column's name may be a cell of a table without a head:
    nothing in them tells a name from other words. Nor does anything in the key of an unknown field. Ids stay, for they
    say which conversation is meant.
    """
    if problem.slug == "unknown_field" and problem.field:
        place = _PLACE.match(problem.field)
        return replace(problem, field=f"{place[0] if place else ''}{LEFT_OUT}")
    if problem.slug not in (*_QUOTING, "missing_column"):
        return problem
    message = _VALUE.sub(rf"\g<1>{LEFT_OUT}", problem.message) if problem.slug in _QUOTING else problem.message
    return replace(problem, message=message, remedy=_NAME.sub(rf"\g<1>{LEFT_OUT}\g<2>", problem.remedy))
