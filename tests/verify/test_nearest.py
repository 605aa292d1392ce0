"""The tier of sentence vectors: which sentence is nearest, and what the network says of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ipse.blobs import BlobCache
from ipse.errors import ModelError
from ipse.resources import models_folder
from ipse.text.vectors import vectors
from ipse.types import Passage
from ipse.verify import default_verifier, nearest
from ipse.verify.base import Scores
from ipse.verify.cache import CachedNearest
from ipse.verify.features import features
from ipse.verify.nearest import Nearest, NearestModel, Question, inputs
from ipse.verify.read import Window, observe_all
from ipse.verify.texts import claim_of

_FACTS = ("I moved to Ghent in May.", "My sister keeps bees.", "The shop opens at nine.")
_CLAIM = "My sister is a beekeeper."


class Counting:
    """A reader that gives each question's number of sentences as its cosine, and remembers what it was asked."""

    name = "counting@1"

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def read(self, questions: Sequence[Question]) -> list[Nearest]:
        """Answers from counts alone."""
        self.asked += questions
        return [Nearest(len(q.sentences) / 10, Scores(0.2, 0.5, 0.3)) for q in questions]


@pytest.fixture(scope="module")
def model() -> NearestModel:
    """The shipped network."""
    return NearestModel()


def test_the_nearest_sentence_decides(model: NearestModel) -> None:
    """Among several sentences the answer is that of the one with the highest cosine, wherever it stands."""
    alone = model.read([Question((fact,), _CLAIM) for fact in _FACTS])
    best = max(alone, key=lambda one: one.cosine)
    assert best is alone[1]
    for order in (_FACTS, _FACTS[::-1]):
        (found,) = model.read([Question(order, _CLAIM)])
        assert found.cosine == pytest.approx(best.cosine, abs=1e-4)
        assert found.said.vector == pytest.approx(best.said.vector, abs=1e-3)


def test_a_paraphrase_is_rather_entailed_than_contradicted(model: NearestModel) -> None:
    """In English and in French, and the other way round for a plain opposite."""
    pairs = {
        ("The shop is open on Sundays.", "You can visit the shop on a Sunday."): True,
        ("La boutique est ouverte le dimanche.", "On peut venir à la boutique le dimanche."): True,
        ("A man is sleeping on a bench.", "A man is running in a race."): False,
        ("Un homme dort sur un banc.", "Un homme court un marathon."): False,
    }
    for (premise, claim), entailed in pairs.items():
        (found,) = model.read([Question((premise,), claim)])
        assert (found.said.entailment > found.said.contradiction) is entailed, (premise, claim)


def test_one_question_or_many(model: NearestModel) -> None:
    """An answer is the same to the last digit whatever else was asked; nothing asked is nothing answered."""
    questions = [Question(_FACTS, _CLAIM), Question((), "Nothing."), Question(("Bonjour.",), "x" * 3000)]
    for together, question in zip(model.read(questions), questions, strict=True):
        nearest._together.cache_clear()
        assert model.read([question]) == [together]
        assert sum(together.said.vector) == pytest.approx(1)
        assert -1.001 <= together.cosine <= 1.001
    assert model.read([]) == []


def test_inputs_hold_both_vectors_and_their_cosine() -> None:
    """Four blocks of one vector's length and the cosine, which is one for a text beside itself."""
    rows = vectors(_FACTS)
    table = inputs(rows, rows)
    size = rows.shape[1]
    assert table.shape == (3, 4 * size + 1)
    assert np.allclose(table[:, 2 * size : 3 * size], 0)
    assert np.allclose(table[:, -1], 2.0, atol=1e-4)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """A changed byte, a missing file or a description without the hash is an error that names the file."""
    for spoil in (
        lambda f: (f / "weights.npz").write_bytes(b"x" + (f / "weights.npz").read_bytes()),
        lambda f: (f / "weights.npz").unlink(),
        lambda f: (f / "model.json").write_text(json.dumps({"files": {}})),
        lambda f: (f / "model.json").write_text("{"),
    ):
        folder = tmp_path / "nearest"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(models_folder() / "nearest", folder)
        assert NearestModel(folder).name == NearestModel().name
        spoil(folder)
        with pytest.raises(ModelError, match=r"weights\.npz"):
            NearestModel(folder)


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    """Answers survive on disk, and another sentence in the window is another question."""
    questions = [Question(_FACTS, _CLAIM), Question(_FACTS[:2], _CLAIM), Question(_FACTS, _CLAIM)]
    first, second = Counting(), Counting()
    cold = CachedNearest(first, BlobCache(tmp_path / "v.sqlite")).read(questions)
    warm = CachedNearest(second, BlobCache(tmp_path / "v.sqlite")).read(questions)
    assert cold == warm
    assert [one.cosine for one in cold] == [0.3, 0.2, 0.3]
    assert first.asked == questions[:2]
    assert second.asked == []


def test_the_tier_is_asked_sentence_by_sentence_and_shown() -> None:
    """The window's sentences are the question; the answer is among the signals and the features, zeros without it."""
    text = " ".join(_FACTS)
    pair = (
        claim_of(_CLAIM, "en"),
        Window(Passage("a@0", "a", "a.md", text, 0, len(text), language="en"), 0, len(text)),
    )
    reader = Counting()
    (seen, again) = observe_all([pair, pair], None, reader)
    (without,) = observe_all([pair], None)
    assert reader.asked == [Question(_FACTS, _CLAIM)]
    assert seen == again
    assert {s.name: s.value for s in seen.signals if s.tier == "nearest"} == {
        "entailment": 0.2,
        "neutral": 0.5,
        "contradiction": 0.3,
        "cosine": 0.3,
    }
    assert features(seen)["nearest_cosine"] == 0.3
    silent = {value for name, value in features(without).items() if name.startswith("nearest_")}
    assert silent == {0.0}


def test_only_the_shipped_verifier_has_the_tier() -> None:
    """The weights of another model's stack know nothing of it."""
    assert "vectors=nearest@" in default_verifier().name
    assert "nearest" not in default_verifier(model="none").name
