"""Remake the small classifiers of the disclosure rules: probes and answers.

    python training/disclosure/train.py DATA [--out src/ipse/rules/weights] [--cache FOLDER]

DATA is the folder that holds ``domain/`` (written for this project) and ``bench/rua-robot-train.jsonl.gz``
(R-U-A-Robot, train split only). Weights come from ridge regression in closed form, so they depend on nothing
but the data; the ridge constant and the temperature are chosen by leave-one-out.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ipse.rules import features
from ipse.rules.features import answer_features, probe_features
from ipse.rules.lexicon import principal_pattern
from ipse.rules.linear import BUCKETS, ngrams
from ipse.rules.notices import detect_notice
from ipse.rules.probes import asks_probability
from ipse.text import vectors

Row = dict[str, Any]
Sample = tuple[str, NDArray[np.float32], str]  # text for n-grams, dense features, label
CONSTANTS = (3.0, 10.0, 30.0)


class Vectors:
    """Sentence vectors kept in memory and, when a folder is given, on disk."""

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / "vectors.npz" if folder else None
        self.known: dict[str, NDArray[np.float32]] = {}
        if self.path and self.path.exists():
            held = np.load(self.path)
            self.known = dict(zip(held["keys"].tolist(), held["values"], strict=True))

    def warm(self, texts: Iterable[str]) -> None:
        """Embed what is not known yet, and keep it."""
        wanted = [text for text in dict.fromkeys(texts) if _key(text) not in self.known]
        for start in range(0, len(wanted), 256):
            part = wanted[start : start + 256]
            for text, row in zip(part, vectors.vectors(part), strict=True):
                self.known[_key(text)] = row
        if self.path and wanted:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self.path, keys=np.array(list(self.known)), values=np.stack(list(self.known.values())))

    def __call__(self, text: str) -> NDArray[np.float32]:
        """The vector of one text."""
        if _key(text) not in self.known:
            self.known[_key(text)] = vectors.vectors([text])[0]
        return self.known[_key(text)]


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]


def read(path: Path) -> list[Row]:
    """The records of one gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def domain(data: Path, *names: str) -> list[Row]:
    """The training records of the named domain files."""
    return [row for name in names for row in read(data / "domain" / f"{name}-train.jsonl.gz")]


def _on_status(row: Row) -> bool:
    return any(clause["kind"] == "ai_status" for clause in row["clauses"])


# --- samples ---------------------------------------------------------------------------------------------


def probe_rows(data: Path) -> list[tuple[str, str, list[str], str]]:
    """Fan messages (text, language, history, label): probes, the fans of answers, of clauses, R-U-A-Robot."""
    rows = [(r["text"], r["lang"], r["history"], r["label"]) for r in domain(data, "probes")]
    for r in domain(data, "answers"):
        asked = r["label"] in {"clear_yes", "denial", "dodge"}
        if r["fan"] and (asked or r["label"] == "none"):
            rows.append((r["fan"], r["lang"], [], "asks" if asked else "other"))
    others = [r for r in domain(data, "clauses-en", "clauses-fr") if r["fan"] and not _on_status(r)]
    rows += [(r["fan"], r["lang"], [], "other") for r in others]
    robot = read(data / "bench" / "rua-robot-train.jsonl.gz")
    rows += [(r["text"], r["lang"], [], r["label"]) for r in robot[::4]]
    return rows


def answer_rows(data: Path) -> list[tuple[str, str, str, str]]:
    """Clone messages (text, fan, language, label)."""
    return [(r["text"], r["fan"], r["lang"], r["label"]) for r in domain(data, "answers")]


def probe_samples(data: Path, embed: Vectors) -> list[Sample]:
    """Samples for "is the fan asking?"."""
    rows = probe_rows(data)
    embed.warm(r[0] for r in rows)
    return [(t, probe_features(t, code, history), label) for t, code, history, label in rows]


def answer_samples(data: Path, embed: Vectors) -> list[Sample]:
    """Samples for "what does the answer say?"; needs the probes model."""
    rows = answer_rows(data)
    embed.warm(text for r in rows for text in r[:2])
    samples = []
    for text, fan, code, label in rows:
        notice = detect_notice(text, [code])
        asks = asks_probability(fan, code)
        samples.append((text, answer_features(text, fan, code, notice, asks, principal_pattern(())), label))
    return samples


TASKS: dict[str, Callable[[Path, Vectors], list[Sample]]] = {
    "probes": probe_samples,
    "answers": answer_samples,
}


# --- ridge regression ------------------------------------------------------------------------------------


def gram_matrix(texts: Sequence[str]) -> csr_matrix:
    """Hashed n-grams of the texts, shape (len(texts), BUCKETS)."""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for bucket, value in ngrams(text).items():
            rows.append(row)
            columns.append(bucket)
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS), dtype=np.float64)


def fit(samples: Sequence[Sample]) -> tuple[dict[str, NDArray[Any]], dict[str, object]]:
    """Weights and a leave-one-out report."""
    labels = sorted({label for _, _, label in samples})
    truth = np.array([labels.index(label) for _, _, label in samples])
    grams = gram_matrix([text for text, _, _ in samples])
    dense = np.stack([values for _, values, _ in samples]).astype(np.float64)
    counts = Counter(truth.tolist())
    weight = np.sqrt([len(truth) / len(labels) / counts[t] for t in truth.tolist()])[:, None]
    targets = np.full((len(truth), len(labels)), -1.0 / (len(labels) - 1))
    targets[np.arange(len(truth)), truth] = 1.0
    kernel = ((grams @ grams.T).toarray() + dense @ dense.T) * weight * weight.T
    best: tuple[float, float, NDArray[Any], NDArray[Any]] | None = None
    for constant in CONSTANTS:
        inverse = np.linalg.inv(kernel + constant * np.eye(len(truth)))
        dual = inverse @ (targets * weight)
        left_out = (targets * weight - dual / np.diag(inverse)[:, None]) / weight
        score = float(np.mean(left_out.argmax(1) == truth))
        if best is None or score > best[0]:
            best = (score, constant, dual, left_out)
    assert best is not None
    score, constant, dual, left_out = best
    temperature = _temperature(left_out, truth)
    scaled = dual * weight * temperature
    weights = {
        "labels": np.array(labels),
        **_packed(np.asarray(grams.T @ scaled).T),
        "dense": (dense.T @ scaled).T.astype(np.float16),
        "bias": np.zeros(len(labels), dtype=np.float32),
    }
    report = {"samples": len(truth), "labels": dict(Counter(label for _, _, label in samples))}
    return weights, {**report, "constant": constant, "temperature": temperature, "left_out_accuracy": round(score, 4)}


def fit_logistic(
    samples: Sequence[Sample], words: float = 0.0, strength: float = 0.5, balanced: bool = True
) -> tuple[dict[str, NDArray[Any]], dict[str, object]]:
    """Weights of a logistic regression on the dense features and, with ``words``, on the n-grams times that factor."""
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    truth = [label for _, _, label in samples]
    dense = csr_matrix(np.stack([values for _, values, _ in samples]).astype(np.float64))
    table = hstack([gram_matrix([text for text, _, _ in samples]) * words, dense]).tocsr() if words else dense
    model = LogisticRegression(C=strength, max_iter=400, class_weight="balanced" if balanced else None)
    model.fit(table, truth)
    coefficients, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row that speaks for the second class
        coefficients, bias = (np.concatenate([-part / 2, part / 2]) for part in (coefficients, bias))
    grams = coefficients[:, :BUCKETS] * words if words else np.full((len(model.classes_), BUCKETS), 1e-9)
    weights = {
        "labels": model.classes_.astype(str),
        **_packed(grams),
        "dense": coefficients[:, -dense.shape[1] :].astype(np.float16),
        "bias": bias.astype(np.float32),
    }
    return weights, {"samples": len(truth), "labels": dict(Counter(truth)), "strength": strength}


def _packed(grams: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    scale = np.abs(grams).max(axis=1) / 127.0
    return {"grams": np.round(grams / scale[:, None]).astype(np.int8), "scale": scale.astype(np.float32)}


def _temperature(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The factor that makes the left-out softmax most likely."""

    def loss(factor: float) -> float:
        shifted = scores * factor
        shifted = shifted - shifted.max(1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        return -float(logs[np.arange(len(truth)), truth].mean())

    return min((0.5 * 1.3**step for step in range(14)), key=loss)


def main() -> None:
    """Train every task in order and write weights and a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/ipse/rules/weights"))
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--tasks", nargs="*", default=list(TASKS))
    options = parser.parse_args()
    embed = Vectors(options.cache)
    features.vector = embed
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.tasks:
        samples = TASKS[name](options.data, embed)
        weights, report = fit(samples) if name == "probes" else fit_logistic(samples)
        path = options.out / f"{name}.npz"
        np.savez_compressed(path, **weights)
        print(json.dumps({"task": name, **report, "bytes": path.stat().st_size}), flush=True)


if __name__ == "__main__":
    main()
