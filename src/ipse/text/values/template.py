"""A text with numbers and literals collapsed to one character each: a grammar then reads digits and words alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ipse.text.fold import Folded
from ipse.text.values.numerals import Numeral

NUMBER = "\ue000"
LITERAL = "\ue001"


@dataclass(frozen=True, slots=True)
class Template:
    """``text`` with placeholders; ``starts`` and ``ends`` lead to the folded text, ``folded`` to the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    numerals: Mapping[int, Numeral]
    folded: Folded
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's ``[start, end)`` for a span of the template."""
        return self.folded.span(self.starts[start], self.ends[end - 1])

    def amount(self, match: re.Match[str], group: str) -> Decimal | None:
        """The number that ``group`` stands for: a numeral or an article ("an hour"); ``None`` if absent."""
        if group not in match.re.groupindex or match[group] is None:
            return None
        numeral = self.numerals.get(match.start(group))
        return numeral.amount if numeral else Decimal(1)

    def numeral(self, match: re.Match[str], group: str) -> Numeral | None:
        """The numeral itself; ``None`` if the group is absent or an article."""
        if group not in match.re.groupindex or match[group] is None:
            return None
        return self.numerals.get(match.start(group))


def make_template(original: str, folded: Folded, literals: list[tuple[int, int]], numerals: list[Numeral]) -> Template:
    """Collapse ``literals`` (spans of the folded text) and the ``numerals`` outside them."""
    taken = sorted(literals)
    marks: list[tuple[int, int, Numeral | None]] = [(start, end, None) for start, end in taken]
    marks.extend(
        (numeral.start, numeral.end, numeral)
        for numeral in numerals
        if not any(start < numeral.end and numeral.start < end for start, end in taken)
    )
    marks.sort(key=lambda mark: mark[0])
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kept: dict[int, Numeral] = {}
    place = 0
    for start, end, found in [*marks, (len(folded.text), len(folded.text), None)]:
        pieces.append(folded.text[place:start])
        starts.extend(range(place, start))
        ends.extend(range(place + 1, start + 1))
        if start < end:
            if found:
                kept[len(starts)] = found
            pieces.append(NUMBER if found else LITERAL)
            starts.append(start)
            ends.append(end)
        place = end
    return Template("".join(pieces), tuple(starts), tuple(ends), kept, folded, original)
