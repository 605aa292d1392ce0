"""Making a clause self-contained: fragments completed from the fan's question, pronouns named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipse.claims.classify import Reading
from ipse.claims.segment import Clause
from ipse.types import Creator


@dataclass(frozen=True, slots=True)
class Context:
    """What a clause may be completed from."""

    draft: str
    question: str | None
    language: str
    creator: Creator


def resolve(context: Context, runs: Sequence[Clause], readings: Sequence[Reading]) -> list[str | None]:
    """For each clause that needs proof, a sentence that can be read alone; None for the others."""
    return [
        context.draft[run[0].start : run[-1].end] if reading.needs_proof else None
        for run, reading in zip(runs, readings, strict=True)
    ]
