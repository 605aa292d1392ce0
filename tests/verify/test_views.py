"""The model tier: several views of a claim and a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ipse.types import Claim, Passage
from ipse.verify.base import Opinion, Scores
from ipse.verify.features import CLASSES, features
from ipse.verify.nli import NliModel
from ipse.verify.read import Window, observe, observe_all, question
from ipse.verify.texts import claim_of
from ipse.verify.views import ModelTier


class Recorder:
    """A pair model that says the same of every pair and remembers what it was asked."""

    name = "recorder"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """The same scores for each pair."""
        self.asked += pairs
        return [Scores(0.2, 0.5, 0.3)] * len(pairs)


def asked(claim: str, text: str) -> tuple[Claim, Window]:
    """A claim and a whole English passage as one window."""
    return claim_of(claim, "en"), Window(Passage("a@0", "a", "a.md", text, 0, len(text), language="en"), 0, len(text))


def opinions(tier: ModelTier, *pairs: tuple[Claim, Window]) -> list[Opinion]:
    """What the tier says of each claim and window."""
    return [seen.opinion for seen in observe_all(pairs, tier)]


_SHORT = asked("I live in Ghent.", "Home is Ghent.")
_LONG = asked(
    "I moved to Ghent.",
    "We met in 2019. The band broke up. I moved to Ghent in May. The flat is small. My dog hates it.",
)


def test_the_nearest_sentences_are_asked_about_too() -> None:
    """Near: the sentence that holds the claim's words, with one on either side."""
    put = question(*_LONG, observe(*_LONG))
    assert put.near == "The band broke up. I moved to Ghent in May. The flat is small."
    model = Recorder()
    opinions(ModelTier(model, near=True), _LONG)
    claim = put.whole_pair[1]
    assert model.asked == [(_LONG[1].text, claim), (put.near, claim)]


def test_a_model_of_unknown_weights_reads_windows_only() -> None:
    """Without the views one pair is asked, and the opinion holds nothing else."""
    model = Recorder()
    assert opinions(ModelTier(model), _LONG) == [Opinion(whole=Scores(0.2, 0.5, 0.3))]
    assert len(model.asked) == 1


def test_a_pair_is_scored_once() -> None:
    """A window of one sentence is its own nearest context, and the same question twice is one question."""
    model = Recorder()
    opinions(ModelTier(model, near=True), _SHORT, _SHORT)
    assert len(model.asked) == 1


def test_answers_come_back_to_their_questions() -> None:
    """Asked together or alone, in one order or the other, each claim and window gets the same opinion."""
    tier = ModelTier(NliModel(threads=1, together=False), near=True)
    alone = [opinions(tier, one)[0] for one in (_SHORT, _LONG)]
    both = list(reversed(opinions(tier, _LONG, _SHORT)))
    for found, expected in zip(both, alone, strict=True):
        for view in ("whole", "near"):
            assert getattr(found, view).vector == pytest.approx(getattr(expected, view).vector, abs=0.05)
    assert alone[0].whole != alone[1].whole


def test_without_a_model_there_is_no_opinion() -> None:
    """An empty tier answers for every pair, and says nothing."""
    assert opinions(ModelTier(), _SHORT, _LONG) == [Opinion(), Opinion()]
    assert ModelTier().name == "none"


def test_the_pooled_word_lies_between_the_two() -> None:
    """Window and context speak with one word between theirs; a window alone speaks for itself."""
    whole, near = Scores(0.2, 0.5, 0.3), Scores(0.6, 0.3, 0.1)
    said = Opinion(whole=whole, near=near).pooled
    assert said is not None
    assert whole.entailment < said.entailment < near.entailment
    assert sum(said.vector) == pytest.approx(1.0)
    assert Opinion(whole=whole).pooled == whole


def test_a_view_that_was_not_asked_moves_nothing() -> None:
    """The numbers of a view are all zero where it was not asked, and none is where it was."""
    silent = features(replace(observe(*_LONG), opinion=Opinion(whole=Scores(0.2, 0.5, 0.3))))
    assert {silent[f"nli_{name}_near"] for name in CLASSES} == {0.0}
    heard = features(observe_all([_LONG], ModelTier(Recorder(), near=True))[0])
    assert all(heard[f"nli_{name}_near"] for name in CLASSES)
