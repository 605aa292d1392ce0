"""Release statistics against scipy, against published values and by simulation."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ipse.release import (
    Accuracy,
    RateOutcome,
    compare_paired,
    compare_unpaired,
    correct,
    decide_rate,
    exact,
    exact_upper,
    make_plan,
    turns_needed,
    wilson,
)

COUNTS = st.integers(1, 4000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@settings(max_examples=60, deadline=None)
@given(COUNTS, LEVELS)
def test_intervals_agree_with_scipy(counts: tuple[int, int], confidence: float) -> None:
    """Clopper-Pearson and Wilson, to nine digits."""
    hits, total = counts
    test = stats.binomtest(hits, total)
    for ours, method in ((exact(hits, total, confidence), "exact"), (wilson(hits, total, confidence), "wilson")):
        theirs = test.proportion_ci(confidence, method)
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_nothing_seen_is_not_zero() -> None:
    """0 of 40 may be 7 %; nothing at all may be anything."""
    assert exact_upper(0, 40) == pytest.approx(0.0721, abs=1e-4)
    assert exact(0, 0).high == 1.0
    assert wilson(0, 0) == exact(0, 0)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([0.002, 0.005, 0.01, 0.03, 0.2]), LEVELS, st.integers(0, 6))
def test_the_sample_needed_is_the_smallest(max_rate: float, confidence: float, hits: int) -> None:
    """One turn fewer does not pass."""
    turns = turns_needed(max_rate, confidence, hits)
    assert exact_upper(hits, turns, confidence) <= max_rate < exact_upper(hits, turns - 1, confidence)


def test_published_sample_sizes() -> None:
    """The rule of three's exact form: 598 clean turns for 0.5 % and 299 for 1 % at 95 %."""
    assert [turns_needed(r) for r in (0.005, 0.01, 0.05)] == [598, 299, 59]


@settings(max_examples=80, deadline=None)
@given(COUNTS, st.sampled_from([0.005, 0.02, 0.3]))
def test_a_decision_holds_and_more_clean_turns_would_pass(counts: tuple[int, int], max_rate: float) -> None:
    """PASS and BLOCK follow the bounds, and the number asked for is enough and no more than needed."""
    hits, total = counts
    decision = decide_rate(hits, total, max_rate)
    if decision.outcome is RateOutcome.NOT_ENOUGH:
        assert decision.more > 0
        assert decide_rate(hits, total + decision.more, max_rate).outcome is RateOutcome.PASS
        assert decide_rate(hits, total + decision.more - 1, max_rate).outcome is RateOutcome.NOT_ENOUGH
        assert f"need at least {decision.more} more" in decision.reason
    else:
        assert (decision.outcome is RateOutcome.PASS) == (decision.high <= max_rate)
        assert (decision.outcome is RateOutcome.BLOCK) == (decision.low > max_rate)


def test_no_turn_never_passes() -> None:
    """Not even against the laxest limit."""
    assert decide_rate(0, 0, 0.5).outcome is RateOutcome.NOT_ENOUGH


def test_a_plan_has_the_chance_it_promises() -> None:
    """Simulated releases at the assumed rate pass about as often as the chosen row says."""
    plan = make_plan(0.02, true_rate=0.004)
    assert plan.chosen is not None
    assert plan.chosen.chance >= 0.8
    rng = random.Random(7)
    passed = 0
    for _ in range(400):
        hits = sum(rng.random() < 0.004 for _ in range(plan.chosen.turns))
        passed += decide_rate(hits, plan.chosen.turns, 0.02).outcome is RateOutcome.PASS
    assert passed / 400 == pytest.approx(plan.chosen.chance, abs=0.06)


def test_a_rate_at_the_limit_has_no_plan() -> None:
    """No sample size lets a persona at the limit pass reliably."""
    assert make_plan(0.01, true_rate=0.01).chosen is None


@settings(max_examples=60, deadline=None)
@given(*[st.integers(0, 60)] * 4)
def test_mcnemar_agrees_with_the_binomial_test(both: int, only_old: int, only_new: int, neither: int) -> None:
    """The exact two-sided test on the discordant pairs; the interval holds the difference."""
    paired = compare_paired(both, only_old, only_new, neither)
    if only_old + only_new:
        theirs = stats.binomtest(only_old, only_old + only_new, 0.5).pvalue
        assert paired.p_value == pytest.approx(theirs, abs=1e-9)
    assert paired.interval.low - 1e-12 <= paired.difference <= paired.interval.high + 1e-12


def test_newcombes_published_examples() -> None:
    """Paired: 36/12/2/0 (Newcombe 1998, table III); unpaired: 56/70 against 48/80 (Newcombe 1998, table II)."""
    paired = compare_paired(both=36, only_old=2, only_new=12, neither=0)
    assert (paired.interval.low, paired.interval.high) == pytest.approx((0.0569, 0.3404), abs=2e-3)
    unpaired = compare_unpaired(48, 80, 56, 70)
    assert (unpaired.interval.low, unpaired.interval.high) == pytest.approx((0.0524, 0.3339), abs=2e-4)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_fisher_agrees_with_scipy(old: tuple[int, int], new: tuple[int, int]) -> None:
    """The two-sided exact test on different prompts."""
    table = [[old[0], old[1] - old[0]], [new[0], new[1] - new[0]]]
    ours = compare_unpaired(*old, *new).p_value
    assert ours == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-5, abs=1e-9)


def test_a_perfect_checker_needs_no_correction() -> None:
    """With labels that never disagree the corrected rate is the flagged one."""
    corrected = correct(10, 1000, Accuracy(500, 500, 500, 500))
    assert corrected.rate == pytest.approx(corrected.flagged)


def test_false_alarms_and_misses_are_taken_out() -> None:
    """2 % flagged by a checker with 80 % recall and 1 % false alarms means about 1.27 % violations."""
    accuracy = Accuracy.of([(True, True)] * 80 + [(True, False)] * 20 + [(False, False)] * 990 + [(False, True)] * 10)
    corrected = correct(200, 10_000, accuracy)
    assert corrected.rate == pytest.approx((0.02 + 0.99 - 1) / (0.8 + 0.99 - 1))
    assert corrected.interval is not None
    assert corrected.interval.low < corrected.rate < corrected.interval.high
    assert corrected.flagged == 0.02


@pytest.mark.parametrize("accuracy", [Accuracy(0, 0, 10, 10), Accuracy(10, 10, 0, 0), Accuracy(5, 10, 5, 10)])
def test_labels_that_say_nothing_correct_nothing(accuracy: Accuracy) -> None:
    """Without both kinds of label, or no better than chance, only the flagged rate is given, with a note."""
    corrected = correct(5, 100, accuracy)
    assert corrected.rate is None
    assert corrected.note


def test_the_corrected_interval_covers() -> None:
    """Over simulated checkers and samples the 95 % interval holds the true rate at least 93 times in 100."""
    rng, covered, runs = random.Random(11), 0, 400
    for _ in range(runs):
        rate, se, sp = rng.uniform(0.01, 0.2), rng.uniform(0.6, 0.95), rng.uniform(0.9, 0.995)
        true_flags = sum(rng.random() < se for _ in range(80))
        silences = sum(rng.random() < sp for _ in range(300))
        chance = rate * se + (1 - rate) * (1 - sp)
        flagged = sum(rng.random() < chance for _ in range(800))
        interval = correct(flagged, 800, Accuracy(true_flags, 80, silences, 300)).interval
        covered += interval is not None and interval.low <= rate <= interval.high
    assert covered / runs >= 0.93
