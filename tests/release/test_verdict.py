"""What a comparison allows to say when the two runs do not hold the same turns."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ipse.release.turns import Comparable
from ipse.release.verdict import Verdict, verdict_on_pairs, verdict_on_samples

COUNT = st.integers(0, 40)
PAIRS = st.tuples(COUNT, COUNT, COUNT, COUNT).filter(any)
FAVOUR = {Verdict.WORSE: 0, Verdict.NO_VERDICT: 1, Verdict.NO_CLEAR_CHANGE: 2, Verdict.BETTER: 3}


def joined(
    pairs: tuple[int, int, int, int], gone: tuple[int, int] = (0, 0), more: tuple[int, int] = (0, 0)
) -> Comparable:
    """Pairs (both, only old, only new, neither), and (violating, clean) turns of the old and the new run alone."""
    kinds = ((True, True), (True, False), (False, True), (False, False))
    paired = tuple(kind for kind, count in zip(kinds, pairs, strict=True) for _ in range(count))
    old = (*(before for before, _ in paired), *[True] * gone[0], *[False] * gone[1])
    new = (*(after for _, after in paired), *[True] * more[0], *[False] * more[1])
    return Comparable(paired, old, new)


@settings(max_examples=100, deadline=None)
@given(PAIRS, st.tuples(COUNT, COUNT), st.tuples(COUNT, COUNT))
def test_turns_left_out_never_make_the_new_release_look_better(
    pairs: tuple[int, int, int, int], gone: tuple[int, int], more: tuple[int, int]
) -> None:
    """On the pairs, the verdict with turns left out is that without them, or none."""
    whole, part = verdict_on_pairs(joined(pairs)), verdict_on_pairs(joined(pairs, gone, more))
    assert part in (whole, Verdict.NO_VERDICT)
    assert FAVOUR[part] <= FAVOUR[whole]


@settings(max_examples=100, deadline=None)
@given(PAIRS, st.tuples(COUNT, COUNT), st.tuples(COUNT, COUNT))
def test_of_two_samples_only_better_is_withheld(
    pairs: tuple[int, int, int, int], gone: tuple[int, int], more: tuple[int, int]
) -> None:
    """Worse and no clear change stand; better stands where the shared prompts say so too."""
    both = joined(pairs, gone, more)
    drawn, chosen = verdict_on_samples(both, random=True), verdict_on_samples(both)
    assert chosen is drawn or (drawn, chosen) == (Verdict.BETTER, Verdict.NO_VERDICT)
    assert drawn is not Verdict.NO_VERDICT
    if chosen is Verdict.BETTER:
        assert verdict_on_pairs(joined(pairs)) is Verdict.BETTER


def test_what_is_left_out_is_counted_on_its_side() -> None:
    """Turns and violating turns that only one run holds."""
    both = joined((1, 2, 3, 4), gone=(5, 6), more=(7, 8))
    assert (both.left_out_old.turns, both.left_out_old.violate) == (11, 5)
    assert (both.left_out_new.turns, both.left_out_new.violate) == (15, 7)


def test_a_clear_gain_survives_a_few_missing_turns() -> None:
    """Two clean turns missing of four hundred turn nothing; sixty do."""
    assert verdict_on_pairs(joined((0, 40, 0, 360), gone=(0, 2))) is Verdict.BETTER
    assert verdict_on_pairs(joined((0, 40, 0, 360), gone=(0, 60))) is Verdict.NO_VERDICT
