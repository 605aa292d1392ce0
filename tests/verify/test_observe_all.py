"""The model tier: what the model is asked about claims and windows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ipse.types import Claim, Passage
from ipse.verify.base import Scores
from ipse.verify.features import CLASSES, features
from ipse.verify.nli import NliModel
from ipse.verify.read import Thresholds, Window, observe_all, take_stance
from ipse.verify.stack import shipped_stack
from ipse.verify.texts import claim_of, hypothesis


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


_SHORT = asked("I live in Ghent.", "Home is Ghent.")
_LONG = asked(
    "I moved to Ghent.",
    "We met in 2019. The band broke up. I moved to Ghent in May. The flat is small. My dog hates it.",
)


def test_the_model_reads_the_whole_window() -> None:
    """The premise is the window's text, the hypothesis the claim."""
    model = Recorder()
    observe_all([_LONG], model)
    assert model.asked == [(_LONG[1].text, hypothesis(_LONG[0]))]


def test_a_pair_is_scored_once() -> None:
    """The same question twice is one question, and both get its answer."""
    model = Recorder()
    seen = observe_all([_SHORT, _LONG, _SHORT], model)
    assert len(model.asked) == 2
    assert [one.said for one in seen] == [Scores(0.2, 0.5, 0.3)] * 3


def test_answers_come_back_to_their_questions() -> None:
    """Asked together or alone, in one order or the other, each claim and window gets the same scores."""
    model = NliModel(threads=1, together=False)
    alone = [observe_all([one], model)[0].said for one in (_SHORT, _LONG)]
    both = [seen.said for seen in reversed(observe_all([_LONG, _SHORT], model))]
    for found, expected in zip(both, alone, strict=True):
        assert found is not None
        assert expected is not None
        assert found.vector == pytest.approx(expected.vector, abs=0.05)
    assert alone[0] != alone[1]


def test_without_a_model_its_numbers_move_nothing() -> None:
    """The model's columns are zero where none was asked, and none is where one was."""
    (silent,) = observe_all([_LONG], None)
    (heard,) = observe_all([_LONG], Recorder())
    assert silent.said is None
    assert {features(silent)[f"nli_{name}"] for name in CLASSES} == {0.0}
    assert all(features(heard)[f"nli_{name}"] for name in CLASSES)


def test_a_variant_counts_in_its_own_window_only() -> None:
    """The brief variant fades with the length of the window; the French one is nothing in English."""
    short, long = (
        features(one) for one in observe_all([_SHORT, asked("I live in Ghent.", "Ghent. " * 300)], Recorder())
    )
    assert short["coverage:brief"] > 0.5 * short["coverage"]
    assert long["coverage:brief"] < 0.01
    assert {value for name, value in short.items() if name.endswith(":french_brief")} == {0.0}
    french = claim_of("J'habite à Gand.", "fr"), _SHORT[1]
    [seen] = observe_all([french], Recorder())
    assert features(seen)["bias:french_brief"] > 0.5


def test_an_explanation_names_features_and_no_variants() -> None:
    """The parts of a feature are added up under its own name."""
    [seen] = observe_all([_LONG], Recorder())
    moves = shipped_stack("model").moves(seen, top=100)
    assert moves
    assert not [signal for signal in moves if ":" in signal.name or signal.name == "bias"]


@pytest.mark.parametrize(
    ("claim", "text", "same"),
    [
        ("I live in Ghent!", "Hello. I live in Ghent. My dog too.", True),
        ("I live in Ghent.", "I don't think I live in Ghent.", False),
        ("Ghent", "Ghent.", False),
    ],
)
def test_the_same_words_support_whatever_the_model_says(claim: str, text: str, same: bool) -> None:
    """A sentence of the source, marks and case aside; a part of one, or a single word, says nothing by itself."""
    pair = asked(claim, text)
    [seen] = observe_all([pair], Recorder())
    assert seen.verbatim is same
    reading = take_stance(pair[1], seen, shipped_stack("model"), Thresholds())
    assert (reading.scores.entailment > 0.9) is same
