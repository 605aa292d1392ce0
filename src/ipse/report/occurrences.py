"""Names for findings that stay the same from run to run and are unique within one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ipse.types import Finding


def numbered(findings: Sequence[Finding]) -> list[str]:
    """Each finding's fingerprint with its occurrence, counted from 1 in turn order: ``0123456789abcdef:1``."""
    order = sorted(range(len(findings)), key=lambda i: (findings[i].turn, findings[i].start, findings[i].rule_id))
    seen: Counter[str] = Counter()
    names = [""] * len(findings)
    for i in order:
        seen[findings[i].fingerprint] += 1
        names[i] = f"{findings[i].fingerprint}:{seen[findings[i].fingerprint]}"
    return names
