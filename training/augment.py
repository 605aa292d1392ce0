"""Own augmentation: rows changed by code, labels kept or set by construction."""

from __future__ import annotations

import random
from collections.abc import Sequence

from training.data import NEUTRAL, Row

LONG_SOURCES = ("snli", "cad", "breaking", "clasp", "help", "med", "gqnli")


def add_irrelevant(row: Row, pool: Sequence[Row], rng: random.Random) -> Row:
    """Add one claim that belongs to another premise: an unrelated passage is neutral."""
    other = rng.choice(pool)
    if other.premise == row.premise:
        return row
    claim = rng.choice(other.claims)[0]
    return Row(row.premise, (*row.claims, (claim, NEUTRAL)), row.source, row.lang)


def mingle(rows: Sequence[Row], rng: random.Random) -> Row:
    """One long premise from several short ones, each the distractor of the others."""
    premises = [row.premise.strip() for row in rows]
    rng.shuffle(premises)
    claims = tuple(claim for row in rows for claim in row.claims)
    return Row(" ".join(premises), claims, "mingled", rows[0].lang)


def can_mingle(row: Row) -> bool:
    """Scene descriptions lose their meaning beside another scene; facts do not."""
    return not row.source.startswith(LONG_SOURCES)


def vary(row: Row, pool: Sequence[Row], rng: random.Random) -> Row:
    """One domain row with its changes drawn at random."""
    return row
