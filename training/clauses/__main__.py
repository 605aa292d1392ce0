"""Train the clause model: ``python -m training.clauses ../shared/data/domain``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ipse.claims.model import WEIGHTS
from training.clauses.data import HEADS, Reply, all_replies, boundary_rows, label_rows
from training.clauses.fit import Vocabulary, fit

LEAST = 2  # rows a feature must appear in
STRENGTH = {"boundary": 1.0, "act": 1.0, "subject": 1.0, "kind": 1.0, "needs_proof": 1.0}
STEPS = {"boundary": 80, "act": 60, "subject": 60, "kind": 40, "needs_proof": 60}
SCALE = {"L": 2.0, "K": 3.0, "pK": 2.0, "pL": 2.0, "qK": 2.0, "both": 3.0}
THRESHOLD = -0.4  # logit from which a clause begins; chosen by cross-validation
Arrays = dict[str, NDArray[np.generic]]


def fit_boundary(replies: Sequence[Reply]) -> tuple[Vocabulary, NDArray[np.float64], float]:
    """Features, weights and bias of "a clause begins here", positive for yes."""
    rows, gold = [], []
    for reply in replies:
        _, features, starts = boundary_rows(reply)
        rows += features[1:]
        gold += [str(start) for start in starts[1:]]
    vocabulary = Vocabulary(rows, LEAST, {})
    weights, bias, labels = fit(vocabulary.matrix(rows), gold, STRENGTH["boundary"], STEPS["boundary"])
    yes, no = labels.index("True"), labels.index("False")
    return vocabulary, weights[:, yes] - weights[:, no], float(bias[yes] - bias[no])


def boundary_arrays(replies: Sequence[Reply]) -> Arrays:
    """The boundary model as arrays."""
    vocabulary, weights, bias = fit_boundary(replies)
    return {
        "boundary_names": packed(vocabulary.names),
        "boundary": weights.astype(np.float16),
        "boundary_bias": np.array(bias),
        "threshold": np.array(THRESHOLD),
    }


def head_arrays(replies: Sequence[Reply]) -> Arrays:
    """The four heads as one matrix: columns of act, subject, kind and needs_proof in turn."""
    pairs = [(row, labels) for reply in replies for row, labels in zip(label_rows(reply), reply.labels, strict=True)]
    rows = [row for row, _ in pairs]
    vocabulary = Vocabulary(rows, LEAST, SCALE)
    features = vocabulary.matrix(rows)
    matrices, biases, heads = [], [], []
    for head in HEADS:
        gold = [labels[head] for _, labels in pairs]
        weights, bias, labels = fit(features, gold, STRENGTH[head], STEPS[head])
        matrices.append(weights * vocabulary.scale[:, None])
        biases.append(bias)
        heads.append(" ".join([head, *labels]))
    return {
        "names": packed(vocabulary.names),
        "matrix": np.hstack(matrices).astype(np.float16),
        "bias": np.concatenate(biases).astype(np.float16),
        "heads": packed(heads),
    }


def packed(lines: Sequence[str]) -> NDArray[np.generic]:
    """Lines of text as an array of bytes."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def main() -> None:
    """Read the train files, fit, write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with clauses-{en,fr}-train.jsonl.gz")
    default = Path(__file__).parents[2] / "src" / "ipse" / "claims" / WEIGHTS
    parser.add_argument("--output", type=Path, default=default)
    given = parser.parse_args()
    replies = all_replies(given.data)
    arrays = boundary_arrays([r for r in replies if len(r.spans) > 1]) | head_arrays(replies)
    with given.output.open("wb") as target:
        np.savez_compressed(target, allow_pickle=False, **arrays)
    print(f"{given.output.name}: {given.output.stat().st_size:,} bytes from {len(replies)} replies")


if __name__ == "__main__":
    main()
