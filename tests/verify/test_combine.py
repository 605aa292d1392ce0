"""The truth table, row by row."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.types import Label, Passage
from ipse.verify.base import Reading, Scores, Stance
from ipse.verify.combine import combine

_OLD, _NEW = date(2023, 5, 1), date(2026, 5, 1)
_SCORES = {
    Stance.SUPPORTS: Scores(0.9, 0.06, 0.04),
    Stance.CONTRADICTS: Scores(0.04, 0.11, 0.85),
    Stance.SILENT: Scores(0.1, 0.8, 0.1),
}


def reading(
    stance: Stance,
    day: date | None = None,
    *,
    settled: bool = False,
    relevant: bool = True,
    nearness: float = 0.8,
    scores: Scores | None = None,
) -> Reading:
    """A reading with the given stance, published on ``day``."""
    name = f"{stance}-{day}-{settled}"
    passage = Passage(f"{name}@0", name, f"{name}.md", "Some words.", 0, 11, date=day)
    return Reading(
        passage, stance, scores or _SCORES[stance], relevant, nearness, settled, f"because_{stance}", "Some words."
    )


S, C, N = Stance.SUPPORTS, Stance.CONTRADICTS, Stance.SILENT


@pytest.mark.parametrize(
    ("readings", "label", "reason", "stale"),
    [
        ([], Label.UNSUPPORTED, "no_relevant_passage", False),
        ([reading(N, relevant=False)], Label.UNSUPPORTED, "no_relevant_passage", False),
        ([reading(N)], Label.UNSUPPORTED, "not_stated", False),
        ([reading(S), reading(N)], Label.SUPPORTED, "because_supports", False),
        ([reading(C), reading(N)], Label.CONTRADICTED, "because_contradicts", False),
        ([reading(S, _NEW), reading(C, _OLD)], Label.SUPPORTED, "supported_by_newest", False),
        ([reading(S, _NEW), reading(C, _OLD, settled=True)], Label.SUPPORTED, "supported_by_newest", False),
        ([reading(S, _OLD), reading(C, _NEW)], Label.CONTRADICTED, "contradicted_by_newest", True),
        ([reading(S, _OLD), reading(C)], Label.SUPPORTED, "sources_disagree", False),
        ([reading(S), reading(C, settled=True)], Label.CONTRADICTED, "because_contradicts", False),
    ],
)
def test_truth_table(readings: list[Reading], label: Label, reason: str, stale: bool) -> None:
    """Each row of the documented table gives its label, its reason and its staleness."""
    verdict = combine(readings)
    assert (verdict.label, verdict.reason, verdict.stale) == (label, reason, stale)


def test_a_newer_passage_on_another_matter_overrules_nothing() -> None:
    """A contradiction from a passage that hardly holds the claim's words leaves an old support standing."""
    verdict = combine([reading(S, _OLD, nearness=0.9), reading(C, _NEW, nearness=0.2)])
    assert verdict.label is Label.SUPPORTED


def test_disagreement_of_unknown_order_is_not_sure() -> None:
    """Two undated sources against each other: the stronger one speaks, but nobody is sure."""
    verdict = combine([reading(S), reading(C)])
    assert (verdict.label, verdict.sure) == (Label.SUPPORTED, False)


def test_weak_support_is_not_sure() -> None:
    """A probability inside the band is marked for review."""
    assert not combine([reading(S, scores=Scores(0.52, 0.4, 0.08))]).sure
    assert combine([reading(S)]).sure


_READINGS = st.lists(
    st.builds(
        reading,
        st.sampled_from([S, C, N]),
        st.sampled_from([None, _OLD, _NEW]),
        settled=st.booleans(),
        relevant=st.booleans(),
        nearness=st.sampled_from([0.1, 0.5, 0.9]),
    ),
    max_size=5,
)


@given(_READINGS, st.randoms())
def test_order_of_passages_does_not_matter(readings: list[Reading], random: Random) -> None:
    """The label depends on what the passages say, never on the order in which they were found."""
    shuffled = random.sample(readings, len(readings))
    assert combine(shuffled).label is combine(readings).label


@given(_READINGS)
def test_irrelevant_passages_decide_nothing(readings: list[Reading]) -> None:
    """Adding passages on other matters changes neither label nor reason."""
    extra = [reading(stance, _NEW, relevant=False) for stance in (S, C, N)]
    before, after = combine(readings), combine([*readings, *extra])
    assert (before.label, before.reason) == (after.label, after.reason)


@given(_READINGS)
def test_a_decided_verdict_cites_a_passage(readings: list[Reading]) -> None:
    """Supported and contradicted always name a passage and its quoted span."""
    verdict = combine(readings)
    if verdict.label in {Label.SUPPORTED, Label.CONTRADICTED}:
        assert verdict.passage is not None
        assert verdict.quote
        assert verdict.passage in [r.passage for r in readings if r.relevant]
