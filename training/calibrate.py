"""Fit temperatures and thresholds on half of each dev set, report on the other half.

``python -m training.calibrate training/config.yaml --model DIR --data DIR --out FILE``
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from training import base, data, evaluate, export, scores

SHARE_FALSE = 0.04
POSITIVE = {
    "summedits": ("consistent", ("inconsistent",)),
    "begin": ("Fully attributable", ("Not fully attributable", "Generic")),
    "factcheck-gpt-stance": ("completely-support", ("irrelevant", "refute")),
    "wice": ("supported", ("partially_supported", "not_supported")),
}


def first_half(pair: dict[str, Any]) -> bool:
    """The half of a dev set used for fitting: by hash of the premise."""
    return hashlib.sha256(pair["premise"].encode()).digest()[0] < 128


class Report:
    """Scores every file once and collects the figures."""

    def __init__(self, config: dict[str, Any], model: Path, folder: Path, limit: int, cache: Path) -> None:
        self.config, self.folder, self.limit, self.cache = config, folder, limit, cache
        self.session = export.session(model / "model.onnx", threads=1)
        self.digest = export.sha256(model / "model.onnx")[:12]
        self.tokenizer = base.load_tokenizer(model / "tokenizer.json")
        self.dev = {name: self._thin(pairs) for name, pairs in evaluate.dev_sets(folder).items()}
        self.logits: dict[str, np.ndarray] = {}
        self.temperature: dict[str, float] = {}

    def _thin(self, pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        step = max(1, round(len(pairs) / self.limit)) if self.limit else 1
        return pairs[::step]

    def score(self, name: str, pairs: list[dict[str, Any]]) -> np.ndarray:
        """Logits of one file, kept on disk by model digest: two processes may share the work."""
        kept = self.cache / f"{self.digest}-{name.replace('/', '_')}-{len(pairs)}.npy"
        if not kept.exists():
            found = scores.logits(self.session, self.tokenizer, pairs, self.config)
            np.save(kept, found)
        return np.asarray(np.load(kept))

    def score_dev(self) -> None:
        """Score every dev set."""
        self.logits = {name: self.score(name, pairs) for name, pairs in self.dev.items()}

    def bench(self) -> dict[str, tuple[list[dict[str, Any]], np.ndarray, np.ndarray]]:
        """Pairs, 1 for supported, and logits of every bench set."""
        found = {}
        for name, pairs in bench_sets(self.folder).items():
            thin = self._thin(pairs)
            gold = np.array([p["positive"] for p in thin])
            found[name] = (thin, gold, self.score(name, thin))
        return found

    def gold(self, name: str) -> np.ndarray:
        """Gold labels of a dev set."""
        return np.array([data.LABELS[p["label"]] for p in self.dev[name]])

    def halves(self, name: str) -> np.ndarray:
        """Whether each pair belongs to the fitting half."""
        return np.array([first_half(p) for p in self.dev[name]])

    def fit(self) -> None:
        """One temperature per language; every set counts the same."""
        for language in ("en", "fr", "id", "default"):
            parts = []
            for name, pairs in self.dev.items():
                mine = np.array([language in (p["lang"], "default") for p in pairs])
                use = mine & self.halves(name)
                if use.sum() >= 20:
                    weight = np.full(int(use.sum()), 1.0 / use.sum())
                    parts.append((self.logits[name][use], self.gold(name)[use], weight))
            joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
            self.temperature[language] = round(scores.fit_temperature(*joined), 4)

    def probability(self, name: str, pairs: list[dict[str, Any]], raw: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, each pair with its language's temperature."""
        known = self.temperature
        scale = np.array([known.get(p.get("lang", ""), known["default"]) for p in pairs])
        return scores.softmax(raw / scale[:, None])

    def threshold(self) -> float:
        """Least support threshold with few false supports on the domain fitting half."""
        score, wrong = [], []
        for name, pairs in self.dev.items():
            if name.startswith("domain/"):
                use = self.halves(name)
                score.append(self.probability(name, pairs, self.logits[name])[use, 0])
                wrong.append(self.gold(name)[use] != 0)
        value, false = np.concatenate(score), np.concatenate(wrong)
        for threshold in np.arange(0.34, 0.99, 0.01):
            if (value[false] >= threshold).mean() <= SHARE_FALSE:
                return round(float(threshold), 2)
        return 0.99


def three_way(probability: np.ndarray, gold: np.ndarray, threshold: float) -> dict[str, Any]:
    """Accuracy, calibration and false support of one set."""
    right, n = int((probability.argmax(1) == gold).sum()), len(gold)
    false = probability[gold != 0, 0] >= threshold
    told = probability[gold == 0, 0] >= threshold
    low, high = scores.wilson(right, n)
    false_low, false_high = scores.wilson(int(false.sum()), len(false))
    return {
        "n": n,
        "accuracy": round(right / n, 4),
        "interval": [round(low, 4), round(high, 4)],
        "ece": round(scores.expected_calibration_error(probability, gold), 4),
        "false_support": round(float(false.mean()), 4),
        "false_support_n": len(false),
        "false_support_interval": [round(false_low, 4), round(false_high, 4)],
        "support_recall": round(float(told.mean()), 4),
        "balanced": round(float(np.mean([(probability.argmax(1) == gold)[gold == k].mean() for k in set(gold)])), 4),
    }


def two_way(score: np.ndarray, gold: np.ndarray, threshold: float) -> dict[str, Any]:
    """AUC and balanced accuracy of one bench set."""
    grid = [scores.balanced(t)(score, gold) for t in np.unique(np.round(score, 3))]
    area, at = scores.auc(score, gold), scores.balanced(threshold)
    return {
        "n": len(gold),
        "auc": round(area, 4),
        "auc_interval": [round(v, 4) for v in scores.bootstrap(scores.auc, score, gold)],
        "balanced_accuracy": round(at(score, gold), 4),
        "balanced_interval": [round(v, 4) for v in scores.bootstrap(at, score, gold)],
        "balanced_best": round(max(grid), 4),
    }


def bench_sets(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Two-way bench files, ``positive`` 1 for supported; other labels are left out."""
    found = {}
    for path in sorted((folder / "bench").glob("*.jsonl.gz")):
        for prefix, (good, bad) in POSITIVE.items():
            if path.name.startswith(prefix):
                found[path.name.removesuffix(".jsonl.gz")] = [
                    {**p, "positive": int(p["label"] == good)}
                    for p in data.read_pairs(path)
                    if p["label"] in (good, *bad)
                ]
    return found


def collect(report: Report) -> dict[str, Any]:
    """All figures, on the halves (dev) or whole sets (bench) not used for fitting."""
    report.score_dev()
    report.fit()
    threshold = report.threshold()
    figures: dict[str, Any] = {
        "temperature": report.temperature,
        "support_threshold": threshold,
        "dev": {},
        "bench": {},
    }
    domain, gold = [], []
    for name, pairs in report.dev.items():
        held = ~report.halves(name)
        probability = report.probability(name, pairs, report.logits[name])[held]
        figures["dev"][name] = three_way(probability, report.gold(name)[held], threshold)
        if name.startswith("domain/"):
            domain.append(probability)
            gold.append(report.gold(name)[held])
    figures["dev"]["domain (all)"] = three_way(np.concatenate(domain), np.concatenate(gold), threshold)
    for name, (pairs, positive, raw) in report.bench().items():
        probability = report.probability(name, pairs, raw)
        figures["bench"][name] = two_way(probability[:, 0], positive, threshold)
    summedits = [row["balanced_accuracy"] for n, row in figures["bench"].items() if "summedits" in n]
    if summedits:
        figures["summedits_mean_balanced_accuracy_of_listed"] = round(float(np.mean(summedits)), 4)
    return figures


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0, help="pairs a file; 0 means all")
    parser.add_argument("--cache", type=Path, required=True, help="folder for scores")
    parser.add_argument("--only", choices=["dev", "bench"], help="score into the cache and stop")
    options = parser.parse_args()
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    report = Report(config, options.model, options.data, options.limit, options.cache)
    if options.only:
        _ = report.score_dev() if options.only == "dev" else report.bench()
        return
    figures = collect(report)
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    export.manifest(
        options.model,
        config,
        {
            "temperature": figures["temperature"],
            "thresholds": {"support": figures["support_threshold"]},
        },
    )
    print(json.dumps(figures["dev"], indent=1))


if __name__ == "__main__":
    main()
