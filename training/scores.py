"""Score pair files with an exported model; intervals and calibration measures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from training import data
from training.tokens import BOS, EOS, PAD

BINS = 15


def _pack(tokenizer: Any, rows: list[data.Row], config: dict[str, Any]) -> list[data.Packed]:
    return data.encode(rows, tokenizer, config["max_length"], config["max_row"])


def _ids(row: data.Packed) -> list[int]:
    ids = [BOS, *row.premise, EOS]
    for claim, _ in row.claims:
        ids += [EOS, *claim, EOS]
    return ids


def logits(
    session: Any, tokenizer: Any, pairs: list[dict[str, Any]], config: dict[str, Any]
) -> np.ndarray:
    """Logits [n, 3] in the order of ``pairs``; claims of one premise share a row."""
    marked = [{**p, "label": "neutral"} for p in pairs]
    rows = data.to_rows(marked)
    where: dict[tuple[str, str], list[int]] = {}
    for n, pair in enumerate(pairs):
        where.setdefault((pair["premise"], pair["hypothesis"]), []).append(n)
    found = np.zeros((len(pairs), 3), np.float32)
    packed, names = [], []
    for row in rows:
        at = 0
        for part in _pack(tokenizer, [row], config):
            packed.append(part)
            names.append([(row.premise, c) for c, _ in row.claims[at : at + len(part.claims)]])
            at += len(part.claims)
    order = sorted(range(len(packed)), key=lambda n: packed[n].length)
    for start in range(0, len(order), 8):
        chosen = order[start : start + 8]
        width = max(packed[n].length for n in chosen)
        ids = np.full((len(chosen), width), PAD, np.int64)
        for at, n in enumerate(chosen):
            tokens = _ids(packed[n])
            ids[at, : len(tokens)] = tokens
        feed = {"input_ids": ids, "attention_mask": (ids != PAD).astype(np.int64)}
        out = session.run(["claims"], feed)[0]
        for at, n in enumerate(chosen):
            for k, key in enumerate(names[n]):
                found[where[key]] = out[at, k]
    return found


def softmax(values: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Probabilities of logits divided by ``temperature``."""
    scaled = values / temperature
    grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def expected_calibration_error(probability: np.ndarray, gold: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over equal-width bins."""
    confidence, right = probability.max(1), probability.argmax(1) == gold
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def fit_temperature(values: np.ndarray, gold: np.ndarray, weight: np.ndarray) -> float:
    """The temperature of a grid with the least weighted log loss."""
    grid = np.exp(np.linspace(math.log(0.4), math.log(4.0), 120))

    def cost(temperature: float) -> float:
        chosen = softmax(values, temperature)[np.arange(len(gold)), gold]
        return float(-(weight * np.log(chosen + 1e-9)).sum())

    return float(min(grid, key=cost))


def wilson(right: int, n: int) -> tuple[float, float]:
    """95 % Wilson interval of a proportion."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.959964, right / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def bootstrap(
    measure: Callable[[np.ndarray, np.ndarray], float], score: np.ndarray, gold: np.ndarray
) -> tuple[float, float]:
    """95 % percentile interval over 300 resamples, seeded."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(300):
        pick = rng.integers(0, len(gold), len(gold))
        if len(set(gold[pick])) == 2:
            found.append(measure(score[pick], gold[pick]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties shared."""
    from scipy.stats import rankdata

    rank = rankdata(score)
    count = int(positive.sum())
    below = rank[positive == 1].sum() - count * (count + 1) / 2
    return float(below / (count * (len(positive) - count)))


def balanced(threshold: float) -> Callable[[np.ndarray, np.ndarray], float]:
    """Balanced accuracy at ``threshold`` as a measure of (score, gold)."""

    def measure(score: np.ndarray, positive: np.ndarray) -> float:
        said = score >= threshold
        return float((said[positive == 1].mean() + (~said[positive == 0]).mean()) / 2)

    return measure
