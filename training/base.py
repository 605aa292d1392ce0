"""Prepare the base once: trimmed tokenizer, converted weights, fresh model."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch

from training import convert, data, minilm, trim
from training.model import Shape, Verifier, load_bert
from training.tokens import build_tokenizer


def _texts(config: dict[str, Any], folder: Path) -> list[str]:
    rows = data.load_domain(folder / "domain")
    rows += data.load_public(folder / "train", {}, random.Random(config["seed"]))
    rows = data.spoken(rows, config.get("languages"))
    texts = [row.premise for row in rows] + [c for row in rows for c, _ in row.claims]
    return list(dict.fromkeys(texts))


def _write(config: dict[str, Any], folder: Path, work: Path) -> None:
    if config.get("base") == "minilm":
        texts = _texts(config, folder)
        named, tokenizer = minilm.read(minilm.default_path(), texts, config["vocabulary"], config["max_length"])
        torch.save(named, work / "base.pt")
        tokenizer.save(str(work / "tokenizer.json"))
        return
    packed = convert.read_packed(convert.default_path())
    kept = trim.choose(packed, _texts(config, folder), config["vocabulary"])
    named = convert.to_bert_names(packed, kept)
    torch.save({name: torch.tensor(value) for name, value in named.items()}, work / "base.pt")
    pieces = [packed.pieces[i] for i in kept]
    scores = [packed.scores[i] for i in kept]
    build_tokenizer(pieces, scores, config["max_length"]).save(str(work / "tokenizer.json"))


def load_tokenizer(path: Path) -> Any:
    """The tokenizer without truncation: batches are cut by ``data.encode``."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    return tokenizer


def empty_model(config: dict[str, Any], work: Path) -> Verifier:
    """A model of the configured shape, weights not yet loaded."""
    vocabulary = load_tokenizer(work / "tokenizer.json").get_vocab_size()
    return Verifier(Shape(vocabulary, len(config["layers"])), config["dropout"], config.get("forget", 0.0))


def prepare(config: dict[str, Any], folder: Path, work: Path) -> tuple[Any, Verifier]:
    """Tokenizer and model ready to train; conversion happens on the first call."""
    if not (work / "base.pt").exists():
        _write(config, folder, work)
    model = empty_model(config, work)
    load_bert(model, torch.load(work / "base.pt", weights_only=True), config["layers"])
    return load_tokenizer(work / "tokenizer.json"), model
