"""Figures on labelled pairs, each with an interval: Wilson for shares, a seeded bootstrap for the rest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

Interval = tuple[float, float]
_Z95 = 1.959964
_RESAMPLES = 500
_SEED = 20260101
_BINS = 10
_SHRINK = 20.0


def wilson(hits: int, total: int, z: float = _Z95) -> Interval:
    """Wilson's score interval of a share (E. B. Wilson, 1927); (0, 1) when there is nothing to count."""
    if not total:
        return (0.0, 1.0)
    share = hits / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    middle = share + z * z / (2 * total)
    scale = 1 + z * z / total
    return (max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Area under the ROC curve by ranks, ties halved; None with one class only."""
    import numpy as np

    values, truth = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    hits, misses = int(truth.sum()), int((~truth).sum())
    if not hits or not misses:
        return None
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    return float((ranks[truth].sum() - hits * (hits + 1) / 2) / (hits * misses))


def balanced_accuracy(predicted: Sequence[bool], positive: Sequence[bool]) -> float | None:
    """Mean of the two recalls; None with one class only."""
    import numpy as np

    said, truth = np.asarray(predicted, dtype=bool), np.asarray(positive, dtype=bool)
    if truth.all() or not truth.any():
        return None
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def best_threshold(scores: Sequence[float], positive: Sequence[bool]) -> tuple[float, float] | None:
    """The threshold with the highest balanced accuracy on these very rows, and that (optimistic) figure."""
    import numpy as np

    values, truth = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    if truth.all() or not truth.any():
        return None
    order = np.argsort(-values, kind="stable")
    hits = np.cumsum(truth[order]) / truth.sum()
    false = np.cumsum(~truth[order]) / (~truth).sum()
    ends = np.append(values[order][1:] != values[order][:-1], True)
    balance = np.where(ends, (hits + 1 - false) / 2, 0)
    at = int(balance.argmax())
    return float(values[order][at]), float(balance[at])


def calibration_error(confidences: Sequence[float], correct: Sequence[bool], bins: int = _BINS) -> float:
    """Expected calibration error over bins of equal width (Naeini et al., 2015)."""
    import numpy as np

    sure, right = np.asarray(confidences, dtype=float), np.asarray(correct, dtype=float)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    size = np.bincount(place, minlength=bins)
    gap = np.bincount(place, sure, bins) - np.bincount(place, right, bins)
    return float(np.abs(gap).sum() / max(1, size.sum()))


def calibration_noise(confidences: Sequence[float], draws: int = 200) -> float | None:
    """The mean calibration error of a perfectly calibrated judge with these confidences: what few rows alone cause."""
    import numpy as np

    luck = np.random.default_rng(_SEED).random((draws, len(confidences)))
    errors = [calibration_error(confidences, (row < np.asarray(confidences)).tolist()) for row in luck]
    return float(np.mean(errors)) if confidences else None


def bootstrap(size: int, measure: Callable[[Any], float | None], resamples: int = _RESAMPLES) -> Interval | None:
    """The 95 % percentile interval of ``measure(indices)`` over seeded resamples; None when it is undefined."""
    import numpy as np

    draw = np.random.default_rng(_SEED)
    found = [measure(draw.integers(0, size, size)) for _ in range(resamples)]
    values = [value for value in found if value is not None]
    if not values:
        return None
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def claim_only_accuracy(
    hypotheses: Sequence[str], golds: Sequence[str], groups: Sequence[str], folds: int = 5
) -> float:
    """Accuracy of a naive Bayes bag of words that never sees the premise, cross-validated by premise group."""
    fold_of = {group: at % folds for at, group in enumerate(sorted(set(groups)))}
    bags = [set(text.casefold().split()) for text in hypotheses]
    right = 0
    for fold in range(folds):
        inside = [i for i, group in enumerate(groups) if fold_of[group] != fold]
        outside = [i for i, group in enumerate(groups) if fold_of[group] == fold]
        if inside and outside:
            guess = _naive_bayes([bags[i] for i in inside], [golds[i] for i in inside])
            right += sum(guess(bags[i]) == golds[i] for i in outside)
    return right / max(1, len(golds))


def _naive_bayes(bags: Sequence[set[str]], golds: Sequence[str]) -> Callable[[set[str]], str]:
    sizes = Counter(golds)
    words = {gold: Counter[str]() for gold in sizes}
    for bag, gold in zip(bags, golds, strict=True):
        words[gold].update(bag)

    overall = sum(words.values(), Counter[str]())
    total = len(golds)

    def weight(bag: set[str], gold: str) -> float:
        """Rates shrunk towards the word's overall rate: an unseen word speaks for no class."""
        prior = math.log(sizes[gold] / total)
        seen = (w for w in bag if w in overall)
        return prior + sum(
            math.log((words[gold][w] + _SHRINK * overall[w] / total) / (sizes[gold] + _SHRINK) * total / overall[w])
            for w in seen
        )

    return lambda bag: max(sorted(sizes), key=lambda gold: weight(bag, gold))
