"""How long a run still takes, from what this process has done itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ipse.report.statistics import told
from ipse.transcripts import iter_transcripts
from ipse.types import Conversation


class Estimate:
    """Lines such as ``1,216 of 20,000 conversations (6 %), 41 a second, about 8 min left``.

    Conversations of an earlier run say nothing of this one's speed: they are counted as done, not as work.
    """

    def __init__(self, total: int, *, every: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.every = every
        self._clock = clock
        self._start = clock()
        self._next = self._start

    def line(self, done: int, resumed: int) -> str | None:
        """The line to print now, or None when the last one is too recent."""
        now = self._clock()
        if now < self._next and done < self.total:
            return None
        self._next = now + self.every
        total = told(self.total, "conversation", "conversations")
        share = f"{done:,} of {total} ({done / max(1, self.total):.0%})"
        speed = (done - resumed) / (now - self._start) if now > self._start else 0.0
        if speed <= 0:
            return share
        return f"{share}, {speed:,.3g} a second, {_left((self.total - done) / speed)} left"


def count_conversations(paths: Sequence[Path]) -> int:
    """How many conversations the files hold: one pass that keeps nothing."""
    return sum(isinstance(item, Conversation) for item in iter_transcripts(paths))


def _left(seconds: float) -> str:
    if seconds < 90:
        return f"about {seconds:.0f} s"
    minutes = seconds / 60
    return f"about {minutes:.0f} min" if minutes < 90 else f"about {minutes / 60:.1f} h"
