"""Findings that say the same of the same words: a short list has one line for all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ipse.types import Finding

_GAPS = re.compile(r"\W+")


def sameness(finding: Finding) -> tuple[str, str]:
    """Its rule and its words, without case, spaces and punctuation; an absence has no words."""
    return finding.rule_id, _GAPS.sub(" ", finding.quote.casefold()).strip()


def without_repeats(findings: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """The first of each rule and words, in order, with how many there are of it."""
    times = Counter(map(sameness, findings))
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first.setdefault(sameness(finding), finding)
    return [(finding, times[key]) for key, finding in first.items()]


def times(number: int) -> str:
    """Such as " × 3"; nothing for one."""
    return f" × {number}" if number > 1 else ""
