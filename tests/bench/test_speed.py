"""``bench speed``: measures what it says on pairs of the stated length."""

from __future__ import annotations

import json

import pytest

from ipse.bench.speed import LENGTHS, bench_speed, made_pairs
from ipse.verify.nli import NliModel


@pytest.mark.parametrize("tokens", LENGTHS)
def test_made_pairs_have_the_stated_length(tokens: int) -> None:
    """The pairs of a measurement are distinct and as long as the report says, within a tenth."""
    model = NliModel(threads=1)
    pairs = made_pairs(model, tokens, 6)
    assert len(set(pairs)) == 6
    assert all(abs(length - tokens) <= max(6, tokens / 10) for length in model.lengths(pairs))


@pytest.mark.slow
def test_the_report_is_whole_and_finite() -> None:
    """Every length has a positive speed, memory is measured, and the object is JSON."""
    found = bench_speed(pairs=4, repeats=1, threads=1, compare=False)
    by_length = found["by_length"]
    assert isinstance(by_length, dict)
    assert set(by_length) == {str(length) for length in LENGTHS}
    assert all(timed["ms_per_pair"] > 0 for timed in by_length.values())
    assert isinstance(found["peak_rss_mb"], float)
    assert found["peak_rss_mb"] > 10
    json.dumps(found)
