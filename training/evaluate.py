"""Figures on the dev sets while training, from the torch model."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import data

QUICK = {"mnli-sample": 300, "rte3-fr-test": 150, "tent-val": 150, "indonli-val": 100}


def dev_sets(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every dev set: the domain ones under ``domain/NAME``."""
    found = {
        "domain/" + p.name.removesuffix("-dev.jsonl.gz"): data.read_pairs(p)
        for p in sorted((folder / "domain").glob("nli-*-dev.jsonl.gz"))
    }
    for path in sorted((folder / "dev").glob("*.jsonl.gz")):
        found[path.name.removesuffix(".jsonl.gz")] = data.read_pairs(path)
    return found


@torch.no_grad()
def probabilities(
    model: Any, tokenizer: Any, rows: list[data.Row], config: dict[str, Any], device: str, mutual: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities [n, 3] and gold labels [n] over all claims of ``rows``."""
    packed = data.encode(rows, tokenizer, config["max_length"], config["max_row"])
    if mutual:
        packed = data.unpack(packed, 1.0, config["max_row"], random.Random(0))
    outputs, golds = [], []
    model.eval()
    for batch in data.cut_batches(packed, config["batch_tokens"], random.Random(0)):
        c = data.collate(batch)
        labels = c["labels"]
        claims = torch.arange(1, labels.shape[1] + 1, device=device)
        parts = (c[name].to(device) for name in ("ids", "places", "segments"))
        logits = model.packed(*parts, claims, c["mutual"].to(device))
        keep = labels >= 0
        outputs.append(logits.float().softmax(-1).cpu()[keep].numpy())
        golds.append(labels[keep].numpy())
    model.train()
    return np.concatenate(outputs), np.concatenate(golds)


def quick(model: Any, tokenizer: Any, folder: Path, config: dict[str, Any], device: str) -> dict[str, float]:
    """Accuracy on small dev samples; false support on the domain sets at p > 0.5.

    A model trained on mutual rows gets the same figures a second time, under two-way attention.
    """
    figures = _quick(model, tokenizer, folder, config, device, mutual=False)
    if config.get("mutual"):
        again = _quick(model, tokenizer, folder, config, device, mutual=True)
        figures |= {f"{name}, two-way": value for name, value in again.items()}
    return figures


def _quick(
    model: Any, tokenizer: Any, folder: Path, config: dict[str, Any], device: str, mutual: bool
) -> dict[str, float]:
    figures: dict[str, float] = {}
    domain: list[data.Row] = []
    for name, pairs in dev_sets(folder).items():
        if name.startswith("domain/"):
            domain += data.spoken(data.to_rows(pairs), config.get("languages"))
            continue
        sample = random.Random(1).sample(pairs, min(config.get("quick", QUICK).get(name, 300), len(pairs)))
        rows = data.spoken(data.to_rows(sample), config.get("languages"))
        if not rows:
            continue
        scores, gold = probabilities(model, tokenizer, rows, config, device, mutual)
        figures[name] = round(float((scores.argmax(1) == gold).mean()), 4)
    scores, gold = probabilities(model, tokenizer, domain, config, device, mutual)
    figures["domain"] = round(float((scores.argmax(1) == gold).mean()), 4)
    figures["false_support"] = round(float((scores[gold != 0, 0] > 0.5).mean()), 4)
    figures["support_recall"] = round(float((scores[gold == 0, 0] > 0.5).mean()), 4)
    return figures
