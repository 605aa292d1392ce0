"""Multinomial logistic regression on sparse named features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Matrix = NDArray[np.float64]


class Vocabulary:
    """Features seen in at least ``least`` rows, sorted, and their scale (how freely they may weigh)."""

    def __init__(self, rows: Sequence[Sequence[str]], least: int, scale: dict[str, float]) -> None:
        counts = Counter(name for row in rows for name in set(row))
        self.names = sorted(name for name, count in counts.items() if count >= least)
        self.index = {name: place for place, name in enumerate(self.names)}
        self.scale = np.array([scale.get(name.split("=")[0], 1.0) for name in self.names])

    def matrix(self, rows: Sequence[Sequence[str]]) -> csr_matrix:
        """Rows as a sparse matrix of scaled indicators."""
        indices: list[int] = []
        pointers = [0]
        for row in rows:
            indices += sorted({place for name in row if (place := self.index.get(name)) is not None})
            pointers.append(len(indices))
        values = self.scale[indices].astype(np.float32)
        return csr_matrix((values, indices, pointers), shape=(len(rows), len(self.names)))


def fit(
    features: csr_matrix,
    targets: Sequence[str],
    strength: float,
    steps: int = 80,
    prior: Matrix | None = None,
) -> tuple[Matrix, Matrix, list[str]]:
    """Weights (features x labels), bias and labels, in sorted order.

    ``strength`` is the L2 penalty on what a weight departs from its ``prior`` (zero when absent): the lexicon
    holds unless the data disagree.
    """
    labels = sorted(set(targets))
    gold = np.zeros((len(targets), len(labels)))
    gold[np.arange(len(targets)), [labels.index(target) for target in targets]] = 1.0
    shape = (features.shape[1] + 1, len(labels))
    transposed = features.T.tocsr()
    expected = np.zeros((features.shape[1], len(labels))) if prior is None else prior

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        scores = features @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        norm = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gap = np.exp(scores - norm) - gold
        departed = weights[:-1] - expected
        gradient = np.vstack([transposed @ gap + strength * departed, gap.sum(axis=0)])
        value = -float((gold * (scores - norm)).sum()) + 0.5 * strength * float((departed**2).sum())
        return value, gradient.ravel()

    start = np.vstack([expected, np.zeros((1, len(labels)))])
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    weights = found.x.reshape(shape)
    return weights[:-1], weights[-1], labels
