"""Bulk audits: turns a second, memory, growth with size, and identical bytes after kills.

Drafts are made by recombining sentences of the bundled fixtures and, with ``--sentences``, of a real corpus.
``python bench/bulk.py --turns 1000 20000 100000 --workers 2 --sentences ../shared/data/corpora/changelog-news``
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ipse.importers import load_corpus
from ipse.text.sentences import sentence_spans

ROOT = Path(__file__).resolve().parents[1]
CREATOR = ROOT / "fixtures" / "corin-merrowby"
TURNS_A_TALK = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """One run: ``seconds`` by the wall clock with loading, ``rss_mb`` of the largest process.

    ``real_sentences``: how many sentences of a real corpus the drafts were drawn from, beside those of the fixture.
    """

    turns: int
    real_sentences: int
    workers: int
    cache: str
    seconds: float
    turns_a_second: float
    rss_mb: float
    sha256: str
    kills: int = 0


def real_sentences(folders: list[Path]) -> list[str]:
    """Every sentence of 5 to 40 words that the importers find in the folders."""
    found: list[str] = []
    for passage in load_corpus(folders).passages:
        spans = sentence_spans(passage.text, passage.language or "en")
        found += [" ".join(passage.text[start:end].split()) for start, end in spans]
    return [sentence for sentence in found if 5 <= len(sentence.split()) <= 40]


def write_talks(path: Path, turns: int, real: list[str]) -> None:
    """``turns`` clone turns in conversations of five; a draft is a fixture sentence and one of ``real`` if any."""
    rng = random.Random(20261101)
    rows = [json.loads(line) for line in (CREATOR / "conversations.jsonl").read_text(encoding="utf-8").splitlines()]
    fans = [t["text"] for row in rows for t in row["turns"] if t["role"] == "fan"]
    said = [
        s for row in rows for t in row["turns"] if t["role"] == "clone" for s in re.split(r"(?<=[.!?]) ", t["text"])
    ]
    with path.open("w", encoding="utf-8") as file:
        for number in range(turns // TURNS_A_TALK):
            talk = list(_turns(rng, fans, said, real or said))
            row = {**rows[number % len(rows)], "conversation_id": f"made-{number:06d}", "turns": talk}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _turns(rng: random.Random, fans: list[str], said: list[str], others: list[str]) -> Iterator[dict[str, str]]:
    for _ in range(TURNS_A_TALK):
        yield {"role": "fan", "text": rng.choice(fans)}
        yield {"role": "clone", "text": f"{rng.choice(said)} {rng.choice(others)}"}


def write_config(folder: Path, verifier: str) -> Path:
    """The fixture's configuration with another verifier, and its sources by absolute path."""
    text = (CREATOR / "ipse.toml").read_text(encoding="utf-8")
    text = text.replace('sources = ["sources"]', f"sources = [{json.dumps(str(CREATOR / 'sources'))}]")
    path = folder / "ipse.toml"
    path.write_text(f'{text}\n[models]\nverifier = "{verifier}"\n', encoding="utf-8")
    return path


def measure(folder: Path, turns: int, real: int, workers: int, cache: str, kills: int = 0) -> Measure:
    """Run ``ipse audit`` once; with ``kills``, kill -9 it so often, each time resuming."""
    words = [sys.executable, "-m", "ipse", "audit", f"talks-{turns}.jsonl", "--config", "ipse.toml", "--quiet",
             "--workers", str(workers), "--cache", "cache", "--jsonl", "out.jsonl", "--journal", "journal"]  # fmt: skip
    (folder / "journal").unlink(missing_ok=True)
    start, rng = time.monotonic(), random.Random(kills)
    for _ in range(kills):
        process = subprocess.Popen([*words, "--resume"], cwd=folder, stdout=subprocess.DEVNULL)
        time.sleep(rng.uniform(2, 30))
        process.kill()
        process.wait()
    process = subprocess.Popen([*words, *(["--resume"] if kills else [])], cwd=folder, stdout=subprocess.DEVNULL)
    peak = _peak_rss(process)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"exit code {process.returncode}")
    seconds = time.monotonic() - start
    digest = hashlib.sha256((folder / "out.jsonl").read_bytes()).hexdigest()
    return Measure(turns, real, workers, cache, round(seconds, 2), round(turns / seconds, 1), peak, digest, kills)


def _peak_rss(process: subprocess.Popen[bytes]) -> float:
    """The largest resident size of the process or a worker, in megabytes, sampled (Linux)."""
    peak = 0
    while process.poll() is None:
        for pid in (str(process.pid), *_children(process.pid)):
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            hit = re.search(r"VmHWM:\s+(\d+)", status)
            peak = max(peak, int(hit[1]) if hit else 0)
        time.sleep(0.2)
    return round(peak / 1024, 1)


def _children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def main() -> None:
    """Measure every size cold and warm, on one and on two processes, and with kills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, nargs="+", default=[1_000, 2_000, 20_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--verifier", default="none", help="none (values and words only) or shipped")
    parser.add_argument("--sentences", type=Path, nargs="*", default=[], help="folders of a real corpus to mix in")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--output", type=Path, default=ROOT / "bench" / "results" / "bulk.json")
    given = parser.parse_args()
    rows: list[Measure] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_config(folder, given.verifier)
        real = real_sentences(given.sentences)
        for turns in given.turns:
            write_talks(folder / f"talks-{turns}.jsonl", turns, real)
            for workers in given.workers:
                rows.append(measure(folder, turns, len(real), workers, "warm" if rows else "cold"))
                print(rows[-1], flush=True)
            if given.kills:
                rows.append(measure(folder, turns, len(real), max(given.workers), "warm", given.kills))
                print(rows[-1], flush=True)
    identical = all(len({r.sha256 for r in rows if r.turns == n}) == 1 for n in given.turns)
    load = [round(value, 1) for value in os.getloadavg()]
    figures = {"verifier": given.verifier, "processors": os.cpu_count(),
               "load_average": load, "identical": identical, "runs": [asdict(r) for r in rows]}  # fmt: skip
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
