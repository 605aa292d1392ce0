"""Score pair files with an exported model; intervals and calibration measures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from training import data

BINS = 15
ROWS = 4
OVERLAP = 60


def _windows(ids: list[int], room: int) -> list[list[int]]:
    """Overlapping stretches of a premise that is longer than ``room``."""
    if len(ids) <= room:
        return [ids]
    step = room - OVERLAP
    return [ids[at : at + room] for at in range(0, len(ids) - OVERLAP, step)]


def _pack(
    tokenizer: Any, premise: str, claims: list[str], config: dict[str, Any]
) -> list[tuple[data.Packed, list[int]]]:
    """Packed rows of one premise, each with the indices of its claims."""
    encoded = tokenizer.encode_batch([premise, *claims], add_special_tokens=False)
    cut = [(e.ids[: config["max_length"] // 2], data.NEUTRAL) for e in encoded[1:]]
    room = config["max_length"] - max(len(ids) for ids, _ in cut) - 4
    found = []
    for window in _windows(encoded[0].ids, room):
        row, owners = data.Packed(window, []), list[int]()
        for n, claim in enumerate(cut):
            if row.claims and row.length + len(claim[0]) + 2 > config["max_row"]:
                found.append((row, owners))
                row, owners = data.Packed(window, []), []
            row.claims.append(claim)
            owners.append(n)
        found.append((row, owners))
    return found


def _run(session: Any, rows: list[data.Packed]) -> np.ndarray:
    batch = data.collate(rows)
    names = {"input_ids": "ids", "position_ids": "places", "segment_ids": "segments"}
    feed = {name: batch[mine].numpy() for name, mine in names.items()}
    return np.asarray(session.run(["logits"], feed)[0])


def logits(session: Any, tokenizer: Any, pairs: list[dict[str, Any]], config: dict[str, Any]) -> np.ndarray:
    """Logits [n, 3] in the order of ``pairs``; claims of one premise share a row.

    A premise of several windows speaks through the window that is least neutral.
    """
    where: dict[str, list[int]] = {}
    for n, pair in enumerate(pairs):
        where.setdefault(pair["premise"], []).append(n)
    rows: list[tuple[data.Packed, list[int]]] = []
    for premise, members in where.items():
        for row, owners in _pack(tokenizer, premise, [pairs[n]["hypothesis"] for n in members], config):
            rows.append((row, [members[n] for n in owners]))
    found = np.full((len(pairs), 3), np.nan, np.float32)
    rows.sort(key=lambda item: item[0].length)
    for start in range(0, len(rows), ROWS):
        chosen = rows[start : start + ROWS]
        for (_, owners), values in zip(chosen, _run(session, [r for r, _ in chosen]), strict=True):
            for n, value in zip(owners, values, strict=False):
                if np.isnan(found[n, 0]) or softmax(value[None])[0, 1] < softmax(found[n : n + 1])[0, 1]:
                    found[n] = value
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
