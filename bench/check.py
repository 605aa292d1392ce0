"""``python -m bench.check SOURCES…``: milliseconds of one warm ``Auditor.check`` of a 60-word draft.

SOURCES are folders that the importers read, about 5,000 passages in all. Drafts join sentences of the bundled English
fixture and are all different, so that no cache knows them. Writes ``bench/results/check.json`` and the table in
``bench/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from bench.tables import write_tables
from ipse import Auditor, Context, SendMode
from ipse.config import load_config

ROOT = Path(__file__).resolve().parent
CREATOR = ROOT.parent / "fixtures" / "corin-merrowby"
WORDS, DRAFTS, WARM = 60, 100, 5
VERIFIERS = ("shipped", "none")


def drafts(count: int) -> Iterator[tuple[str, str]]:
    """``(fan's message, draft of about 60 words)``, all different."""
    rng = random.Random(20261122)
    rows = [json.loads(line) for line in (CREATOR / "conversations.jsonl").read_text(encoding="utf-8").splitlines()]
    fans = [t["text"] for row in rows for t in row["turns"] if t["role"] == "fan"]
    said = [
        s for row in rows for t in row["turns"] if t["role"] == "clone" for s in re.split(r"(?<=[.!?]) ", t["text"])
    ]
    for _ in range(count):
        words: list[str] = []
        while len(words) < WORDS:
            words += rng.choice(said).split()
        yield rng.choice(fans), " ".join(words[:WORDS])


def measure(sources: list[Path], verifier: str, cache: Path | None) -> dict[str, object]:
    """Median and 95th percentile over the drafts, after a warm-up."""
    config = replace(load_config(CREATOR / "ipse.toml"), sources=tuple(sources), verifier=verifier)
    auditor = Auditor.build(config, cache=cache)
    taken = []
    for number, (question, draft) in enumerate(drafts(DRAFTS + WARM)):
        context = Context(question=question, send_mode=SendMode.AUTO, jurisdictions=("EU", "GB"))
        began = time.perf_counter()
        auditor.check(draft, context)
        if number >= WARM:
            taken.append(1000 * (time.perf_counter() - began))
    return {
        "verifier": verifier,
        "passages": len(auditor.corpus.passages),
        "drafts": len(taken),
        "words": WORDS,
        "median_ms": round(median(taken), 1),
        "p95_ms": round(quantiles(taken, n=20)[-1], 1),
        "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load_average": round(os.getloadavg()[0], 2),
    }


def main() -> None:
    """Measure with the shipped verifier and without a model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", nargs="+", type=Path, help="folders of sources, about 5,000 passages in all")
    sources = [folder.resolve() for folder in parser.parse_args().sources]
    rows = [measure(sources, verifier, None) for verifier in VERIFIERS]
    path = ROOT / "results" / "check.json"
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    write_tables(ROOT / "README.md", path.parent)
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
