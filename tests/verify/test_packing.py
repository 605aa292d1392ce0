"""Token rows: every pair once, nothing longer than allowed, one premise for many claims."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ipse.verify.packing import Frame, batches, layout, pack

_IDS = st.lists(st.integers(5, 50), min_size=1, max_size=60).map(tuple)
_PAIRS = st.lists(st.tuples(st.sampled_from([(9,) * 10, (8,) * 100, (7,) * 45]), _IDS), min_size=1, max_size=20)


@given(_PAIRS, st.booleans())
def test_every_pair_lies_in_one_row(pairs: list[tuple[tuple[int, ...], tuple[int, ...]]], together: bool) -> None:
    """Packing loses and doubles nothing, and no pair is longer than the model allows."""
    rows = pack(pairs, 64, row_tokens=96, together=together)
    indices = sorted(index for row in rows for index, _ in row.claims)
    assert indices == list(range(len(pairs)))
    for row in rows:
        for index, ids in row.claims:
            assert len(row.premise) + len(ids) + 4 <= 64
            assert pairs[index][0][: len(row.premise)] == row.premise
    if not together:
        assert len(rows) == len(pairs)


@given(_PAIRS)
def test_batches_keep_to_their_budget(pairs: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    """A padded batch stays under the budget unless one row alone is longer; like lengths stand together."""
    rows = pack(pairs, 64, row_tokens=96)
    made = list(batches(rows, budget=200))
    assert sorted(map(id, rows)) == sorted(id(row) for batch in made for row in batch)
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(r.length for r in batch) <= 200
    lengths = [row.length for batch in made for row in batch]
    assert lengths == sorted(lengths)


def test_claims_share_the_positions_behind_the_premise() -> None:
    """Each claim starts right behind the premise, in a segment of its own."""
    (row,) = pack([((10, 11), (20,)), ((10, 11), (30, 31))], 64)
    ids, positions, segments = layout(row, Frame(begin=0, end=2, pad=1))
    assert ids == [0, 10, 11, 2, 2, 20, 2, 2, 30, 31, 2]
    assert positions == [0, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7]
    assert segments == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
