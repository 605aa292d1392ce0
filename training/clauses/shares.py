"""``python -m training.clauses.shares DATA``: how much each of the two clause models should say.

Trains the linear model without the replies that the encoder did not see (``--hold-out`` of its training), then prints,
on those, the accuracy of each head for each share of the linear model, and the boundary F1 for shares and thresholds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ipse.claims.encoder import FOLDER, ClauseEncoder, TokenScores
from training.clauses.__main__ import LEAST, SCALE, STEPS, STRENGTH, fit_boundary
from training.clauses.data import HEADS, Reply, all_replies, boundary_rows, label_rows
from training.clauses.fit import Vocabulary, fit

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
FLOOR = 1e-6
Matrix = NDArray[np.float64]


def head_table(
    head: str, train: Sequence[Reply], held: Sequence[Reply], seen: Sequence[TokenScores]
) -> dict[float, float]:
    """Accuracy of one head by share of the linear model."""
    rows = [row for reply in train for row in label_rows(reply)]
    gold = [one[head] for reply in train for one in reply.labels]
    vocabulary = Vocabulary(rows, LEAST, SCALE)
    weights, bias, labels = fit(vocabulary.matrix(rows), gold, STRENGTH[head], STEPS[head])
    theirs = vocabulary.matrix([row for reply in held for row in label_rows(reply)]) @ weights + bias
    linear = (
        theirs
        - np.log(np.exp(theirs - theirs.max(1, keepdims=True)).sum(1, keepdims=True))
        - theirs.max(1, keepdims=True)
    )
    said = np.array(
        [_row(scores, span, head, labels) for reply, scores in zip(held, seen, strict=True) for span in reply.spans]
    )
    truth = np.array([labels.index(one[head]) if one[head] in labels else -1 for reply in held for one in reply.labels])
    return {share: float(((share * linear + (1 - share) * said).argmax(1) == truth).mean()) for share in SHARES}


def _row(scores: TokenScores, span: tuple[int, int], head: str, labels: Sequence[str]) -> list[float]:
    found = scores.probabilities(*span).get(head, {})
    return [float(np.log(max(found.get(label, 1 / len(labels)), FLOOR))) for label in labels]


def boundary_table(
    train: Sequence[Reply], held: Sequence[Reply], seen: Sequence[TokenScores]
) -> list[tuple[float, float, float]]:
    """``(F1, share, threshold)`` of "a clause begins here", best first."""
    vocabulary, weights, bias = fit_boundary(train)
    linear: list[float] = []
    encoder: list[float] = []
    truth: list[bool] = []
    for reply, scores in zip(held, seen, strict=True):
        tokens, features, starts = boundary_rows(reply)
        if len(tokens) > 1:
            logits = vocabulary.matrix(features[1:]) @ weights + bias
            linear += logits.tolist()
            encoder += [scores.boundary(token.start) for token in tokens[1:]]
            truth += starts[1:]
    right = np.array(truth)
    found = []
    for share in SHARES:
        logits = share * np.array(linear) + (1 - share) * np.array(encoder)
        for threshold in np.arange(-2.0, 1.01, 0.2):
            guess = logits >= threshold
            found.append(
                (2 * float((guess & right).sum()) / float(guess.sum() + right.sum()), share, round(float(threshold), 1))
            )
    return sorted(found, reverse=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with domain/")
    parser.add_argument("--model", type=Path, default=FOLDER)
    parser.add_argument("--hold-out", type=int, default=12)
    options = parser.parse_args()
    replies = all_replies(options.data / "domain")
    held = [r for r in replies if crc32(r.draft.encode()) % options.hold_out == 0]
    train = [r for r in replies if crc32(r.draft.encode()) % options.hold_out]
    encoder = ClauseEncoder(options.model)
    seen = [encoder.read(reply.draft, reply.question or None) for reply in held]
    print(f"{len(train)} replies to learn from, {len(held)} kept out")
    for head in HEADS:
        print(
            head, {share: round(value, 3) for share, value in head_table(head, train, held, seen).items()}, flush=True
        )
    print("boundary F1, share, threshold", boundary_table([r for r in train if len(r.spans) > 1], held, seen)[:8])


if __name__ == "__main__":
    main()
