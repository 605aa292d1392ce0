"""Speaker tags: "HOST: And you still play?" in plain text, captions and Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_TAG = re.compile(
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w.'’&-]*(?: (?:[A-ZÀ-ÖØ-Þ]|d[eu] |[(&])[\w.'’)&-]*){0,3}(?: \d{1,2})?)"
    r"(?: ?[(\[]?\d{1,2}:\d\d(?::\d\d)?[)\]]?)?[ \u00a0\u202f]?:(?=\s|$)[ \u00a0\u202f]*"
)
_MIN_TURNS = 3


def tag(line: str) -> tuple[str, int] | None:
    """The speaker whom a line's opening tag names, and the tag's length; None without a tag."""
    found = _TAG.match(line)
    return (found["name"], found.end()) if found else None


def speakers(lines: Iterable[str]) -> frozenset[str]:
    """The names that are speakers of a dialogue, not labels like "Price: …".

    A dialogue has at least three tagged lines and a name that comes back; names in capitals, or that come
    back, are speakers. Without that the result is empty.
    """
    names = Counter(found[0] for line in lines if (found := tag(line)))
    repeated = {name for name, count in names.items() if count > 1}
    if names.total() < _MIN_TURNS or not repeated:
        return frozenset()
    return frozenset(name for name in names if name in repeated or name.isupper())
