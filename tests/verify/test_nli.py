"""The shipped model: what it says does not depend on company or order, and damage is never loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ipse.errors import ModelError
from ipse.verify.model_files import SHIPPED, read_model
from ipse.verify.nli import NliModel

_PAIRS = [
    ("The pottery opens at nine and closes at six, every day but Monday.", "The pottery opens at nine."),
    ("The pottery opens at nine and closes at six, every day but Monday.", "It is open on Mondays."),
    ("Ma sœur Lise est dentiste à Brest, moi je peins des bateaux.", "Ma sœur est dentiste."),
    ("Ma sœur Lise est dentiste à Brest, moi je peins des bateaux. " * 40, "Je peins des bateaux."),
]


@pytest.fixture(scope="module")
def model() -> NliModel:
    """The shipped model, loaded once."""
    return NliModel(threads=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model's small files, its weights a link."""
    for name in ("model.json", "tokenizer.json"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    (tmp_path / "model.onnx").symlink_to(SHIPPED / "model.onnx")
    return tmp_path


def test_scores_are_probabilities(model: NliModel) -> None:
    """Three shares that sum to one for each pair, a very long premise included."""
    for scores in model.score(_PAIRS):
        assert sum(scores.vector) == pytest.approx(1.0)
        assert min(scores.vector) >= 0


def test_packed_claims_score_as_one_by_one(model: NliModel) -> None:
    """Reading a premise once for all its claims changes a probability by rounding only (8-bit arithmetic)."""
    alone = NliModel(threads=1, together=False).score(_PAIRS)
    for together, single in zip(model.score(_PAIRS), alone, strict=True):
        assert together.vector == pytest.approx(single.vector, abs=0.12)


def test_order_of_pairs_does_not_matter(model: NliModel) -> None:
    """The scores follow their pairs when the list is turned round."""
    forth, back = model.score(_PAIRS), model.score(_PAIRS[::-1])
    for one, other in zip(forth, back[::-1], strict=True):
        assert one.vector == pytest.approx(other.vector, abs=0.05)


def test_the_same_input_gives_the_same_numbers(model: NliModel) -> None:
    """A second run over the same pairs gives exactly the same scores."""
    assert model.score(_PAIRS) == model.score(_PAIRS)


def test_an_endless_hypothesis_is_cut_not_refused(model: NliModel) -> None:
    """A claim longer than the model can read is scored all the same, within the model's length."""
    pair = ("A short passage.", "the same words again " * 600)
    assert model.lengths([pair])[0] <= model.files.max_length
    assert len(model.score([pair])) == 1


def test_no_pairs_no_scores(model: NliModel) -> None:
    """Nothing asked, nothing answered."""
    assert model.score([]) == []


@pytest.mark.parametrize("name", ["tokenizer.json", "model.onnx"])
def test_a_changed_file_is_not_loaded(folder: Path, name: str) -> None:
    """One changed byte in weights or tokenizer is a ModelError that names the file."""
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        NliModel(folder)
    assert name in str(caught.value)
    assert "sha256" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"labels": ["yes", "no", "maybe"]}, "labels"), ({"files": {}}, "files"), ({"max_length": "long"}, "max_length")],
)
def test_a_wrong_description_names_its_field(folder: Path, change: dict[str, object], field: str) -> None:
    """A description that does not fit names the field and gives a remedy."""
    about = json.loads((folder / "model.json").read_text(encoding="utf-8")) | change
    (folder / "model.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        read_model(folder)
    assert caught.value.field == field
    assert caught.value.remedy


def test_missing_and_broken_descriptions_are_named(tmp_path: Path) -> None:
    """No model.json, or one that is not JSON, is a ModelError, never a crash."""
    with pytest.raises(ModelError, match="missing"):
        read_model(tmp_path)
    (tmp_path / "model.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        read_model(tmp_path)


def test_loading_needs_neither_torch_nor_transformers() -> None:
    """The shipped model scores in a process where torch and transformers cannot be imported."""
    code = (
        "import sys; sys.modules['torch'] = None; sys.modules['transformers'] = None\n"
        "from ipse.verify.nli import NliModel\n"
        "print(len(NliModel(threads=1).score([('A cat sleeps.', 'A cat sleeps.')])))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
