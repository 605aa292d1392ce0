"""What every transcript format gives: one conversation as the contract spells it, with its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ipse.types import Problem


@dataclass(frozen=True, slots=True)
class Record:
    """One conversation, unchecked. ``turn_lines`` are the lines of its turns, when a format has one a turn."""

    data: Mapping[str, Any]
    line: int | None = None
    turn_lines: tuple[int, ...] = ()


@dataclass(slots=True)
class FileNotes:
    """What was already said about one file: a note about a habit of the file is made once."""

    path: str
    said: set[str] = field(default_factory=set)

    def once(
        self, slug: str, message: str, remedy: str, *, field: str | None = None, line: int | None = None
    ) -> list[Problem]:
        """The note, the first time; nothing after that."""
        key = f"{slug} {field}"
        if key in self.said:
            return []
        self.said.add(key)
        return [Problem(slug, self.path, message, remedy, line, field, fatal=False)]
