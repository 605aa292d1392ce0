"""A bag of words that sees only the claim: what the labels give away by themselves.

``python -m training.claim_only --data DIR``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training import data, evaluate


def accuracy(folder: Path) -> dict[str, float]:
    """Accuracy on each domain dev set of a logistic regression over claim words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    claims = [claim for row in data.load_domain(folder / "domain") for claim in row.claims]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(max_iter=300, C=2.0))
    model.fit([text for text, _ in claims], [label for _, label in claims])
    found: dict[str, float] = {}
    everything: list[bool] = []
    for name, pairs in evaluate.dev_sets(folder).items():
        if name.startswith("domain/"):
            said = model.predict([p["hypothesis"] for p in pairs])
            right = [bool(s == data.LABELS[p["label"]]) for s, p in zip(said, pairs, strict=True)]
            found[name] = round(sum(right) / len(right), 4)
            everything += right
    found["domain (all)"] = round(sum(everything) / len(everything), 4)
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(accuracy(parser.parse_args().data), indent=1))


if __name__ == "__main__":
    main()
