"""Pairs as token rows: one premise with all its claims behind it.

The shipped model's premise tokens see only the premise, and each claim sees the premise and itself: a packed row
gives the same scores as its pairs one by one, for little more than the price of the premise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ROW_TOKENS = 512
TOKENS_PER_BATCH = 2048
_FRAME = 4  # <s> premise </s> </s> claim </s>


@dataclass(frozen=True, slots=True)
class Frame:
    """The special tokens of a model: begin, end and padding ids."""

    begin: int = 0
    end: int = 2
    pad: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A premise (token ids, cut to fit) and claims with the index of the pair each came from."""

    premise: tuple[int, ...]
    claims: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def length(self) -> int:
        """Tokens of the row with its frame."""
        return len(self.premise) + 2 + sum(len(ids) + 2 for _, ids in self.claims)


def pack(
    pairs: Sequence[tuple[Sequence[int], Sequence[int]]],
    max_length: int,
    row_tokens: int = ROW_TOKENS,
    together: bool = True,
) -> list[Row]:
    """Rows for tokenised (premise, claim) pairs; a claim takes at most half of ``max_length``, then the premise is cut.

    With ``together`` False every pair has its own row.
    """
    rows: list[Row] = []
    open_rows: dict[tuple[int, ...], int] = {}
    for index, (premise, claim) in enumerate(pairs):
        ids = tuple(claim[: max_length // 2])
        cut = tuple(premise[: max_length - len(ids) - _FRAME])
        at = open_rows.get(cut) if together else None
        if at is not None and rows[at].length + len(ids) + 2 <= row_tokens:
            rows[at] = Row(cut, (*rows[at].claims, (index, ids)))
            continue
        open_rows[cut] = len(rows)
        rows.append(Row(cut, ((index, ids),)))
    return rows


def batches(rows: Sequence[Row], budget: int = TOKENS_PER_BATCH) -> Iterator[list[Row]]:
    """Rows of like length together; a batch padded to its longest row holds at most ``budget`` tokens."""
    batch: list[Row] = []
    for row in sorted(rows, key=lambda r: (r.length, r.claims[0][0])):
        if batch and row.length * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def layout(row: Row, frame: Frame) -> tuple[list[int], list[int], list[int]]:
    """Token ids, positions and segments (0 premise, k the k-th claim) of a row; claims share their positions."""
    start = len(row.premise) + 2
    ids = [frame.begin, *row.premise, frame.end]
    positions, segments = list(range(start)), [0] * start
    for number, (_, claim) in enumerate(row.claims, start=1):
        width = len(claim) + 2
        ids += [frame.end, *claim, frame.end]
        positions += range(start, start + width)
        segments += [number] * width
    return ids, positions, segments
