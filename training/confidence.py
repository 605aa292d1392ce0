"""Fits ``src/ipse/confidence.json`` on labelled audits: ``python -m training.confidence FOLDER …``.

Each folder is a labelled creator (sources, conversations, labels), such as those of ``fixtures/``. Prints the area
under the curve for every creator with weights fitted on the others, then writes the weights fitted on all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from ipse.bench.exam import audited
from ipse.bench.labelled import is_ungrounded
from ipse.confidence import WEIGHTS, features
from ipse.judge import RULE_KINDS

STRENGTH = 0.1  # inverse regularisation: few labels, so weights stay small
Data = tuple[NDArray[np.float64], NDArray[np.int64]]


def read(folder: Path, cache: Path | None = None) -> tuple[Data, list[str]]:
    """Features and truth of every clause that needs proof, but those that are left to rules, or break another one."""
    result, labels = audited(folder, cache)
    turns = {(t.conversation_id, t.turn): t for t in labels}
    rows = [
        (features(c), truth)
        for conversation in result.conversations
        for c in conversation.claims
        if c.claim.needs_proof
        and c.claim.kind not in RULE_KINDS
        and (truth := is_ungrounded(c, turns.get((c.claim.conversation_id, c.claim.turn)))) is not None
    ]
    names = list(rows[0][0])
    return (np.array([[r[n] for n in names] for r, _ in rows]), np.array([int(t) for _, t in rows])), names


def fit(data: Sequence[Data]) -> tuple[LogisticRegression, NDArray[np.float64], NDArray[np.float64]]:
    """A regularised logistic regression on standardised features."""
    x, y = np.vstack([d[0] for d in data]), np.concatenate([d[1] for d in data])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(spread < 1e-3, 1.0, spread)
    return LogisticRegression(C=STRENGTH, max_iter=5000).fit((x - mean) / scale, y), mean, scale


def main() -> None:
    """Cross-validate by creator, then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--cache", type=Path, help="keep vectors and scores here for the next run")
    options = parser.parse_args()
    folders = options.folders
    read_all = [read(folder, options.cache) for folder in folders]
    data, names = [d for d, _ in read_all], read_all[0][1]
    for i, folder in enumerate(folders):
        if len(data) > 1:
            model, mean, scale = fit([d for j, d in enumerate(data) if j != i])
            p = model.predict_proba((data[i][0] - mean) / scale)[:, 1]
            y = data[i][1]
            auc, precision = roc_auc_score(y, p), average_precision_score(y, p)
            print(f"{folder.name}: {len(y)} clauses, {y.sum()} wrong, AUC {auc:.3f}, average precision {precision:.3f}")
    model, mean, scale = fit(data)
    rows = [
        {"name": n, "mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
        for n, m, s, w in zip(names, mean, scale, model.coef_[0], strict=True)
    ]
    document = {"intercept": round(float(model.intercept_[0]), 5), "features": rows}
    WEIGHTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(*(f"{r['name']:<16} {r['weight']:+.3f}" for r in rows), sep="\n")


if __name__ == "__main__":
    main()
