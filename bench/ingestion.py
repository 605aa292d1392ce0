"""How fast a corpus is read: cold, from the cache, and after a change to one file.

    python bench/ingestion.py CORPUS_DIR [CORPUS_DIR …] [--output bench/results/ingestion.json]

Each figure is the best of ``--repeat`` fresh processes, so that imports and memory count each time. The
corpus is copied to a temporary folder first: nothing in the given folder changes. Needs nothing but Ipse.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any


def measure(folder: Path, cache: Path) -> dict[str, Any]:
    """Read a corpus in this process: seconds on the clock and of the processor, counts, peak resident memory in MiB."""
    start = time.perf_counter()
    from ipse.importers import load_corpus

    corpus = load_corpus([folder], cache)
    return {
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(time.process_time(), 2),
        "sources": len(corpus.sources),
        "passages": len(corpus.passages),
        "problems": len(corpus.problems),
        "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "digest": corpus.digest[:12],
    }


def in_new_process(folder: Path, cache: Path) -> dict[str, Any]:
    """``measure`` in a fresh interpreter."""
    command = [sys.executable, __file__, "--measure", str(folder), str(cache)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def one_round(given: Path, work: Path) -> dict[str, dict[str, Any]]:
    """One cold run, one cached, and one after a line was added to the largest file."""
    folder, cache = work / given.name, work / "cache"
    shutil.copytree(given, folder)
    cold = in_new_process(folder, cache)
    cached = in_new_process(folder, cache)
    largest = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    largest.chmod(0o644)
    with largest.open("a", encoding="utf-8") as stream:
        stream.write("\n\nOne more line.\n")
    return {"cold": cold, "cached": cached, "one_file_changed": in_new_process(folder, cache)}


def best(rounds: list[dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The run of each kind that took the least processor time."""
    return {kind: min((found[kind] for found in rounds), key=lambda run: run["cpu_seconds"]) for kind in rounds[0]}


def bench(given: Path, repeat: int) -> dict[str, Any]:
    """All figures of one corpus, with its size."""
    files = [path for path in given.rglob("*") if path.is_file()]
    rounds = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as work:
            rounds.append(one_round(given.resolve(), Path(work)))
    size = sum(path.stat().st_size for path in files)
    return {"files": len(files), "megabytes": round(size / 1e6, 2), "runs": best(rounds)}


def main() -> int:
    """Print a table; with --output also write the figures."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]), Path(sys.argv[3]))))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS_DIR")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    machine = {"cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "python": platform.python_version()}
    results = {path.resolve().name: bench(path, options.repeat) for path in options.corpora}
    for name, result in results.items():
        print(f"{name}: {result['files']} files, {result['megabytes']} MB")
        for kind, run in result["runs"].items():
            cost = f"{run['seconds']:6.2f} s (CPU {run['cpu_seconds']:5.2f})"
            print(f"  {kind:17} {cost}  {run['passages']:6} passages  {run['peak_rss_mib']:5} MiB")
    if options.output:
        document = {"ipse": version("ipse"), "machine": machine, "corpora": results}
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
