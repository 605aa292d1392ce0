"""``python -m bench DATA [NAME …]``: run the benchmarks and rewrite ``bench/results/NAME.json`` and the tables.

DATA is a folder with ``domain/``, ``dev/``, ``bench/`` and ``corpora/``; docs name where each set is published. An
``exam`` folder beside it, when there is one, is scored like the bundled fixtures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.tables import write_tables

ROOT = Path(__file__).resolve().parent
RESULTS = ROOT / "results"
STRANGERS = ("priya-lanther", "solveig-marchandeau")  # nothing is fitted to them, and their misses are not read
Rows = list[Mapping[str, Any]]
PAIRS = 500  # of each public file, a seeded sample


def pairs(data: Path) -> Rows:
    """The verifier as shipped on files of premise, hypothesis and label: the domain files whole, samples of the others.

    The domain files come once more together, and so do the files of SummEdits.
    """
    from ipse.bench.pairs import judge_pairs, pool

    domain = [judge_pairs(path) for path in sorted(data.glob("domain/nli-*-dev*"))]
    names = ("dev/*", "bench/summedits-*", "bench/begin-*", "bench/factcheck-gpt-stance*", "bench/wice-*")
    others = [judge_pairs(path, limit=PAIRS) for name in names for path in sorted(data.glob(name))]
    sets = {"domain, all": domain, "summedits, all": [one for one in others if one.scheme == "consistency"]}
    together = [replace(one, source=name) for name, files in sets.items() for one in pool(files)]
    return [one.figures() for one in (*domain, *others, *together)]


def clauses(data: Path) -> Rows:
    """Claim extraction."""
    from ipse.bench.clauses import bench_clauses

    names = ("domain/clauses-*-dev*", "bench/factcheck-gpt-checkworthy*")
    return [bench_clauses(path) for name in names for path in sorted(data.glob(name))]


def disclosure(data: Path) -> Rows:
    """Probes, answers and notices, and the replies of a duties.json beside the data when there is one."""
    from ipse.bench.disclosure import bench_answers, bench_duties, bench_notices, bench_probes

    rows = [
        bench_probes(p) for p in (*sorted(data.glob("domain/probes-dev*")), *sorted(data.glob("bench/rua-*-test*")))
    ]
    replies = (*sorted(data.glob("domain/answers-dev*")), *sorted(data.glob("bench/*-replies*")))
    rows += [bench_answers(path) for path in replies]
    rows += [bench_notices(path) for path in sorted(data.glob("domain/notices-dev*"))]
    return rows + [bench_duties(path) for path in data.parent.glob("law/duties.json")]


def exam(data: Path) -> Rows:
    """Whole audits against labels: the bundled fixtures, an exam when there is one, and creators kept as strangers."""
    from ipse.bench.exam import bench_exam

    strangers = (ROOT.parent / "training" / "creators" / name for name in STRANGERS)
    folders: Iterable[Path] = (*(ROOT.parent / "fixtures").iterdir(), *(data.parent / "exam").glob("*"), *strangers)
    return [bench_exam(f) for f in sorted(folders) if (f / "conversations.jsonl").is_file()]


def authentic(data: Path) -> Rows:
    """A creator's own sentences fed back as drafts."""
    from ipse.bench.authentic import bench_authentic

    return [bench_authentic(folder) for folder in sorted((data / "corpora").iterdir())]


BENCHES: Mapping[str, Callable[[Path], Rows]] = {
    "pairs": pairs,
    "clauses": clauses,
    "disclosure": disclosure,
    "exam": exam,
    "authentic": authentic,
}


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(f"usage: python -m bench DATA [{' | '.join(BENCHES)} …]")
    data = Path(sys.argv[1]).resolve()
    RESULTS.mkdir(exist_ok=True)
    for name in sys.argv[2:] or BENCHES:
        rows = BENCHES[name](data)
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
        (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"{name}: {len(rows)} rows")
    write_tables(ROOT / "README.md", RESULTS)


if __name__ == "__main__":
    main()
