"""Fit the verifier's small regressions: ``python -m training.stack --data DIR [--model FOLDER|none]``.

Three steps, each written to ``src/ipse/verify/weights.json`` as it is done:

``values``  is a different value in the passage the claim's own slot? Domain training pairs, and those of
            ``training/domain``, with a differing value.
``plain``   stance from words and values alone. Domain training pairs.
``model``   stance from all tiers. Development pairs only, because the model has seen the training pairs; figures are
            cross-validated by premise. Kept by hand only where it beats the tempered model (see the printed table).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.preprocessing import StandardScaler

from ipse.bench.pair_metrics import calibration_error
from ipse.bench.pairs import sample
from ipse.blobs import BlobCache
from ipse.types import Claim
from ipse.verify import weights as shipped
from ipse.verify.analysis import analyse
from ipse.verify.base import Scores
from ipse.verify.cache import CachedModel, CachedNearest
from ipse.verify.features import CLASSES, features, stem
from ipse.verify.nearest import NearestModel
from ipse.verify.nli import NliModel
from ipse.verify.read import Window, observe, observe_all
from ipse.verify.texts import claim_of, split_premise
from ipse.verify.values import rival_features, rivals_of
from training import data

TARGET = Path(__file__).parents[1] / "src" / "ipse" / "verify" / "weights.json"
PUBLIC = {"mnli-sample": 600, "tent-val": 300, "rte3-fr-test": 300, "indonli-val": 300}  # pairs it may count for
CREATORS = 1.5  # the weight of a creator's pair
MEASURED = 500  # rows of a public file that `bench` measures: nothing is fitted on those
SAID = ("nli_{}", "nli_{}:long", "nli_{}:brief", "nli_{}:french_brief")  # the model's words
MODELS = ("nli_", "nearest_")  # features that a model gives
SEED = 20261121


def read(path: Path) -> list[dict[str, Any]]:
    """Pairs of one gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row | {"set": path.name.split(".")[0]} for row in rows if row["label"] in CLASSES]


def read_unmeasured(path: Path) -> list[dict[str, Any]]:
    """The pairs of a public file without those that ``bench`` measures."""
    rows = read(path)
    measured = set(sample(len(rows), MEASURED))
    return [row for at, row in enumerate(rows) if at not in measured]


def read_own() -> list[dict[str, Any]]:
    """The pairs of ``training/domain``, in the form of `read`."""
    return [
        {"premise": row.premise, "hypothesis": claim, "label": CLASSES[label], "lang": row.lang, "group": row.premise}
        for row in data.load_own()
        for claim, label in row.claims
    ]


def single(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose premise is one passage."""
    return [row for row in rows if " || [" not in row["premise"]]


def parts(row: dict[str, Any]) -> tuple[Claim, Window]:
    """The claim and the whole premise as one window."""
    passage = split_premise(row["premise"].replace(" || ", " "))[0]
    return claim_of(row["hypothesis"], row["lang"]), Window(passage, 0, len(passage.text))


def fit(
    kind: str, inputs: Sequence[dict[str, float]], truth: Sequence[Any], groups: Sequence[str], strength: float
) -> np.ndarray:
    """Fit one regression, write it, and return its cross-validated probabilities."""
    names = list(inputs[0])
    table = np.array([[one[name] for name in names] for one in inputs])
    scaler = StandardScaler().fit(table)
    scale = np.where(scaler.scale_ > 1e-9, scaler.scale_, 1.0)
    scaled = (table - scaler.mean_) / scale
    model = LogisticRegression(C=strength, max_iter=2000)
    folds = GroupKFold(5)
    crossed = cross_val_predict(model, scaled, truth, groups=groups, cv=folds, method="predict_proba")
    model.fit(scaled, truth)
    write(kind, names, scaler.mean_, scale, model)
    return np.asarray(crossed)


def write(kind: str, names: list[str], mean: np.ndarray, scale: np.ndarray, model: LogisticRegression) -> None:
    """Put one regression into the weights file."""
    rounded = _rounded(mean, scale, model.coef_, model.intercept_)
    put(kind, {"features": names, **rounded})


def fit_offset(
    inputs: Sequence[dict[str, float]], truth: np.ndarray, groups: Sequence[str], penalty: float, counts: np.ndarray
) -> np.ndarray:
    """Fit the ``model`` weights around the model's word: tempered log-probabilities plus a correction.

    The temperature, which changes with the length of the window and in French, is tied over the classes and free. With
    an infinite penalty nothing but it is left, so a feature has to earn every departure. ``counts``: of each row.
    """
    names = list(inputs[0])
    table = np.array([[one[name] for name in names] for one in inputs])
    columns = np.array([[names.index(view.format(name)) for name in CLASSES] for view in SAID])
    said = table[:, columns]
    mean, scale = table.mean(0), np.where(table.std(0) > 1e-9, table.std(0), 1.0)
    scaled = (table - mean) / scale
    crossed = np.zeros((len(truth), 3))
    for inside, outside in GroupKFold(5).split(scaled, truth, groups):
        solved = _solve(scaled[inside], said[inside], truth[inside], penalty, counts[inside])
        crossed[outside] = softmax(scaled[outside], said[outside], solved)
    sharp, bias, weights = _parts(_solve(scaled, said, truth, penalty, counts), len(columns))
    for sharpness, at in zip(sharp, columns, strict=True):
        weights[range(3), at] += sharpness * scale[at]
        bias = bias + sharpness * mean[at]
    put("model", {"features": names, **_rounded(mean, scale, weights, bias)})
    return crossed


def softmax(scaled: np.ndarray, said: np.ndarray, solved: np.ndarray) -> np.ndarray:
    """Class probabilities [n, 3] of standardised features [n, f] and the model's columns [n, k, 3]."""
    sharp, bias, weights = _parts(solved, said.shape[1])
    logits = np.einsum("k,nkc->nc", sharp, said) + bias + scaled @ weights.T
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True))


def _parts(solved: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sharpness of each column of the model, biases, and the correction's weights."""
    return solved[:columns], solved[columns : columns + 3], solved[columns + 3 :].reshape(3, -1).copy()


def _solve(scaled: np.ndarray, said: np.ndarray, truth: np.ndarray, penalty: float, counts: np.ndarray) -> np.ndarray:
    from scipy.optimize import minimize

    target, columns = np.eye(3)[truth], said.shape[1]

    def loss(solved: np.ndarray) -> tuple[float, np.ndarray]:
        chances = softmax(scaled, said, solved)
        rest = solved[columns + 3 :]
        value = -(counts * np.log(np.maximum(chances[target > 0], 1e-12))).sum() + penalty * (rest**2).sum()
        off = (chances - target) * counts[:, None]
        slope = off.T @ scaled + 2 * penalty * rest.reshape(3, -1)
        return float(value), np.concatenate([np.einsum("nc,nkc->k", off, said), off.sum(0), slope.ravel()])

    start = np.concatenate([[1.0], np.zeros(columns + 2 + 3 * scaled.shape[1])])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)


def _rounded(mean: np.ndarray, scale: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> dict[str, Any]:
    return {
        "mean": np.round(mean, 5).tolist(),
        "scale": np.round(scale, 5).tolist(),
        "weights": np.round(weights, 4).tolist(),
        "bias": np.round(bias, 4).tolist(),
    }


def put(name: str, value: dict[str, Any] | float) -> None:
    """Replace one entry of the weights file."""
    known = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    known[name] = value
    TARGET.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    shipped.forget()


def fit_values(rows: Sequence[dict[str, Any]]) -> None:
    """The value tier's regression: contradiction against the rest, where a nearer value differs."""
    inputs, truth, groups = [], [], []
    for row in rows:
        claim, window = parts(row)
        mine = analyse(claim.resolved or claim.quote, claim.language)
        theirs = analyse(window.text, window.language)
        for found, context in rivals_of(mine, theirs, claim.question or ""):
            if found.other is not None and (found.match is None or found.match[0] < found.strength):
                inputs.append(rival_features(found, *context, mine, theirs))
                truth.append(row["label"] == "contradiction")
                groups.append(row["group"])
    crossed = fit("values", inputs, truth, groups, 1.0)[:, 1]
    order = np.argsort(-crossed)
    right = np.cumsum(np.array(truth)[order]) / np.arange(1, len(truth) + 1)
    for at in (50, 100, 150, 200, 300, 400, 600):
        if at <= len(truth):
            print(f"values: top {at} of {len(truth)}: precision {right[at - 1]:.3f} at {crossed[order][at - 1]:.2f}")


def fit_plain(rows: Sequence[dict[str, Any]]) -> None:
    """Stance without a model tier."""
    inputs = [features(observe(*parts(row))) for row in rows]
    inputs = [{k: v for k, v in one.items() if not k.startswith(MODELS) and stem(k) == k} for one in inputs]
    truth = [CLASSES.index(row["label"]) for row in rows]
    crossed = fit("plain", inputs, truth, [row["group"] for row in rows], 0.3)
    print(f"plain: {(crossed.argmax(1) == truth).mean():.3f} of {len(rows)}, cross-validated")


def fit_model(rows: Sequence[dict[str, Any]], folder: str, cache: Path, penalty: float) -> None:
    """Stance with the model, the support threshold, and the tables that say what they are worth."""
    kept = BlobCache(cache)
    model = CachedModel(NliModel(Path(folder) if folder != "shipped" else None), kept)
    seen = observe_all([parts(row) for row in rows], model, CachedNearest(NearestModel(), kept))
    scores = [one.said or Scores(1 / 3, 1 / 3, 1 / 3) for one in seen]
    truth = np.array([CLASSES.index(row["label"]) for row in rows])
    groups = [str(row.get("group", row["premise"])) for row in rows]
    creators = np.array([row["source"].startswith("ipse-") for row in rows])
    rows_of = Counter(row["set"] for row in rows)
    counts = np.array([PUBLIC[n] / rows_of[n] if n in PUBLIC else CREATORS for n in (row["set"] for row in rows)])
    crossed = fit_offset([features(one) for one in seen], truth, groups, penalty, counts)
    alone = np.array([s.vector for s in scores])
    print(f"temperature of the model alone: {best_temperature(scores, truth):.2f}")
    names = [row["set"] for row in rows]
    for name in ["ALL", *sorted(set(names))]:
        at = np.array([name in ("ALL", n) for n in names])
        figures = [(p[at].argmax(1) == truth[at]).mean() for p in (alone, crossed)]
        false = [((p[at].argmax(1) == 0) & (truth[at] != 0)).sum() / (truth[at] != 0).sum() for p in (alone, crossed)]
        print(
            f"{name:22} n {at.sum():5}  accuracy {figures[0]:.3f} -> {figures[1]:.3f}"
            f"  false support {false[0]:.3f} -> {false[1]:.3f}"
            f"  calibration error {_off(alone[at], truth[at]):.3f} -> {_off(crossed[at], truth[at]):.3f}"
        )
    put("support_at", choose_threshold(crossed[creators], truth[creators]))


def _off(probabilities: np.ndarray, truth: np.ndarray) -> float:
    return calibration_error(probabilities.max(1), probabilities.argmax(1) == truth)


def choose_threshold(probabilities: np.ndarray, truth: np.ndarray, most: float = 0.10) -> float:
    """The support threshold with the best accuracy among those whose false support is at most ``most``."""
    best, chosen = -1.0, 0.9
    for threshold in np.arange(0.34, 0.90, 0.02):
        likeliest = probabilities.argmax(1)
        weak = (likeliest == 0) & (probabilities[:, 0] < threshold)
        said = np.where(weak, 1, likeliest)
        accuracy = float((said == truth).mean())
        false = float(((said == 0) & (truth != 0)).sum() / (truth != 0).sum())
        print(f"support at {threshold:.2f}: accuracy {accuracy:.3f}, false support {false:.3f}")
        if false <= most and accuracy > best:
            best, chosen = accuracy, round(float(threshold), 2)
    return chosen


def best_temperature(scores: Sequence[Scores], truth: np.ndarray) -> float:
    """The temperature with the lowest log loss."""

    def loss(temperature: float) -> float:
        table = np.array([s.tempered(temperature).vector for s in scores])
        return float(-np.log(np.maximum(table[np.arange(len(truth)), truth], 1e-9)).mean())

    return min(np.arange(0.5, 4.0, 0.1), key=loss)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="shipped")
    parser.add_argument("--cache", type=Path, default=Path("build/stack.sqlite"))
    parser.add_argument("--penalty", type=float, default=100.0)
    parser.add_argument("--steps", nargs="*", default=["values", "plain", "model"])
    options = parser.parse_args()
    domain = options.data / "domain"
    train = single(row for path in sorted(domain.glob("nli-*-train.jsonl.gz")) for row in read(path))
    if "values" in options.steps:
        fit_values([*train, *single(read_own())])
    if "plain" in options.steps:  # not on pairs that were written to defeat words
        fit_plain(random.Random(SEED).sample(train, 5000))
    if "model" in options.steps:
        dev = single(row for path in sorted(domain.glob("nli-*-dev.jsonl.gz")) for row in read(path))
        folder = options.data / "dev"
        public = [row for name in PUBLIC for row in read_unmeasured(folder / f"{name}.jsonl.gz")]
        fit_model([*dev, *public], options.model, options.cache, options.penalty)


if __name__ == "__main__":
    main()
