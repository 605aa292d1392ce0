"""Cross-encoders of the user's choice: labels are read from the model, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipse.errors import ModelError
from ipse.verify.cross_encoder import CrossEncoderModel, check_at_hand, label_meanings, read_outputs

_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "shop", "is", "open", "closed", "on", "monday"]
_PAIRS = [("The shop is open on Monday", "The shop is closed"), ("The shop is closed", "open")]


def save_tiny(folder: Path, labels: list[str]) -> Path:
    """A real, randomly initialised BERT classifier of two layers with these labels."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(_WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        num_labels=len(labels), id2label=dict(enumerate(labels)), label2id={n: i for i, n in enumerate(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    folder.joinpath("vocab.txt").write_text("\n".join(_WORDS), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def cached(cache: Path, name: str) -> Path:
    """The folder in which the hub's cache keeps this model."""
    home = cache / f"models--{name.replace('/', '--')}"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("0" * 40)
    folder = home / "snapshots" / ("0" * 40)
    folder.mkdir(parents=True)
    return folder


@pytest.mark.slow
def test_label_order_comes_from_the_config(tmp_path: Path) -> None:
    """The same weights with their labels in another order give the same scores, permuted alike."""
    first = save_tiny(tmp_path / "a", ["contradiction", "entailment", "neutral"])
    other = save_tiny(tmp_path / "b", ["ENTAILMENT", "Neutral", "contradiction"])
    one = CrossEncoderModel(str(first)).score(_PAIRS)
    two = CrossEncoderModel(str(other)).score(_PAIRS)
    for a, b in zip(one, two, strict=True):
        assert sum(a.vector) == pytest.approx(1.0)
        assert (a.contradiction, a.entailment, a.neutral) == pytest.approx((b.entailment, b.neutral, b.contradiction))


@pytest.mark.slow
def test_one_output_is_a_support_score(tmp_path: Path) -> None:
    """A model with a single output gives support and its complement; its name carries a hash of its files."""
    model = CrossEncoderModel(str(save_tiny(tmp_path / "one", ["score"])))
    for scores in model.score(_PAIRS):
        assert scores.contradiction == 0.0
        assert scores.entailment + scores.neutral == pytest.approx(1.0)
    assert model.name.startswith("one@")


@pytest.mark.slow
def test_nameless_labels_are_refused_unless_given(tmp_path: Path) -> None:
    """LABEL_0… say nothing: an error with a remedy, until the user says what they mean."""
    folder = save_tiny(tmp_path / "n", ["LABEL_0", "LABEL_1", "LABEL_2"])
    with pytest.raises(ModelError) as caught:
        CrossEncoderModel(str(folder)).score(_PAIRS)
    assert caught.value.field == "id2label"
    told = CrossEncoderModel(str(folder), labels=("entailment", "neutral", "contradiction"))
    assert len(told.score(_PAIRS)) == 2


@pytest.mark.parametrize(
    ("names", "meanings"),
    [
        (["entailment", "not_entailment"], ("entailment", "other")),
        (["hallucinated", "consistent"], ("other", "entailment")),
        (["refutes", "supports"], ("contradiction", "entailment")),
        (["NEUTRAL", "ENTAILMENT", "CONTRADICTION"], ("neutral", "entailment", "contradiction")),
        (["unsupported", "supported"], ("other", "entailment")),
    ],
)
def test_label_names_are_understood(names: list[str], meanings: tuple[str, ...]) -> None:
    """Usual names of two-way and three-way models, "not" forms included."""
    assert label_meanings(dict(enumerate(names)), len(names)) == meanings


@pytest.mark.parametrize("names", [["a", "b"], ["entailment", "entailment"], ["w", "x", "y", "z"]])
def test_unclear_labels_are_an_error(names: list[str]) -> None:
    """Names that do not say what they mean are refused."""
    with pytest.raises(ModelError):
        label_meanings(dict(enumerate(names)), len(names))


def test_two_outputs_with_refutation() -> None:
    """Where the second class is contradiction its share is contradiction, not silence."""
    scores = read_outputs([0.0, 0.0], ("contradiction", "entailment"))
    assert scores.vector == pytest.approx((0.5, 0.0, 0.5))


def test_a_hub_name_that_is_not_on_this_machine_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is downloaded unless the variable that the remedy names says so; no possible hub name is an error too."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("the network was asked"))
    monkeypatch.delenv("IPSE_ALLOW_DOWNLOAD", raising=False)
    for name in ("acme/some-model", "a/b/c", "no such name"):
        with pytest.raises(ModelError, match="not on this machine") as caught:
            CrossEncoderModel(name).score(_PAIRS)
        assert "IPSE_ALLOW_DOWNLOAD=1" in caught.value.remedy
    monkeypatch.setenv("IPSE_ALLOW_DOWNLOAD", "1")
    check_at_hand("acme/some-model")


def test_a_cached_model_with_a_name_near_a_special_one_is_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A suggestion is made only for what is not there."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.delenv("IPSE_ALLOW_DOWNLOAD", raising=False)
    with pytest.raises(ModelError, match="did you mean `shipped`"):
        check_at_hand("me/shipped", instead=("shipped",))
    cached(tmp_path, "me/shipped").joinpath("config.json").write_text("{}")
    check_at_hand("me/shipped", instead=("shipped",))


@pytest.mark.slow
def test_a_cached_hub_name_needs_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the hub's cache holds is loaded from there, and nobody is asked."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("the network was asked"))
    monkeypatch.delenv("IPSE_ALLOW_DOWNLOAD", raising=False)
    save_tiny(cached(tmp_path, "me/tiny"), ["score"])
    assert len(CrossEncoderModel("me/tiny").score(_PAIRS)) == 2


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    """A path that holds no model is a ModelError with a remedy; nothing is downloaded."""
    with pytest.raises(ModelError) as caught:
        CrossEncoderModel(str(tmp_path)).score(_PAIRS)
    assert str(tmp_path) in str(caught.value)
