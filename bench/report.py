"""What an audit page costs: size, time and memory to write it, time and memory to open it in Chromium.

    python bench/report.py [--sizes 100,1000,10000] [--output bench/results/report.json]

Each size runs in a fresh process, so that memory counts once. The findings are made of random words with a fixed
seed (drafts of some 25 words, three cited passages each, 200 sources of some 300 words), which compress worse than
language does. Needs Ipse, playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ipse.baseline import fingerprint
from ipse.types import (
    Act,
    AuditResult,
    Category,
    CheckedClaim,
    Citation,
    Claim,
    Conversation,
    ConversationResult,
    Corpus,
    Creator,
    Decision,
    Disposition,
    Evidence,
    Finding,
    Kind,
    Label,
    Outcome,
    Passage,
    Provenance,
    Role,
    SendMode,
    Severity,
    Source,
    Subject,
    Turn,
    Verdict,
)

WHEN = datetime(2026, 10, 2, 18, 41, tzinfo=UTC)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]


def words(rng: random.Random, number: int) -> str:
    """Random words of three to nine letters."""
    made = ("".join(rng.choices("etaoinshrdlucmfwypvbgk", k=rng.randint(3, 9))) for _ in range(number))
    return " ".join(made).capitalize() + "."


def made_corpus(rng: random.Random) -> Corpus:
    """Two hundred sources of five passages."""
    sources: list[Source] = []
    passages: list[Passage] = []
    for number in range(200):
        path = f"blog/{number:03d}.md"
        parts = [words(rng, 60) for _ in range(5)]
        text = "\n\n".join(parts)
        sources.append(Source(path, path, "markdown", text, f"{number:064x}", url=f"https://ada.example/{number}"))
        start = 0
        for part in parts:
            passages.append(Passage(f"{path}@{start}", path, path, part, start, start + len(part), date=WHEN.date()))
            start += len(part) + 2
    return Corpus(tuple(sources), tuple(passages), digest="made")


def made_result(size: int, corpus: Corpus, rng: random.Random) -> AuditResult:
    """``size`` findings, one a conversation of four turns."""
    talks = tuple(_talk(number, corpus, rng) for number in range(size))
    return AuditResult(
        creator=Creator("Ada Quill", "ada-quill", language="en"),
        conversations=talks,
        problems=(),
        decision=Decision(Outcome.BLOCK, (f"{size} findings",)),
        provenance=Provenance("ipse", "core", "verifier", "made", "made", date(2026, 11, 1), "usem3"),
    )


def _talk(number: int, corpus: Corpus, rng: random.Random) -> ConversationResult:
    name = f"talk-{number:06d}"
    said = [words(rng, 12), words(rng, 25), words(rng, 12), words(rng, 25)]
    roles = (Role.FAN, Role.CLONE, Role.FAN, Role.CLONE)
    turns = tuple(Turn(i, role, text, WHEN) for i, (role, text) in enumerate(zip(roles, said, strict=True)))
    conversation = Conversation(name, turns, "ada-quill", "instagram", "dm", "en", ("EU",), SendMode.AUTO)
    near = rng.sample(corpus.passages, 3)
    claims = tuple(_claim(name, turn, near[0]) for turn in turns if turn.role is Role.CLONE)
    return ConversationResult(conversation, claims, (_finding(number, claims[-1].claim, near),))


def _claim(name: str, turn: Turn, passage: Passage) -> CheckedClaim:
    claim = Claim(name, turn.turn, turn.text, 0, len(turn.text), Act.ASSERTION, Subject.CREATOR, Kind.WORK, True)
    verdict = Verdict(Label.CONTRADICTED, 0.93, "contradicted", passage, passage.text[:80])
    return CheckedClaim(claim, (Evidence(passage, 0.8, 0),), verdict)


def _finding(number: int, claim: Claim, near: list[Passage]) -> Finding:
    category = list(Category)[number % len(Category)]
    quotes = (near[0].text[:80], near[1].text, near[2].text)
    cited = tuple(
        Citation(p.path, None, quote, p.date, f"https://ada.example/{p.path}", relation, 0.8)
        for p, quote, relation in zip(near, quotes, ("contradicts", "nearest", "nearest"), strict=True)
    )
    return Finding(
        claim.conversation_id, claim.turn, category, f"claims/{category.value}", Severity.ERROR,
        (Disposition.BLOCK, Disposition.REVIEW)[number % 2], 0.93, claim.quote, claim.start, claim.end,
        f"The sources say otherwise: {quotes[0]}", "Leave it out, or say what the source says.", Label.CONTRADICTED,
        cited, fingerprint(claim.conversation_id, claim.turn, category, claim.quote), kind=claim.kind,
        reason="contradicted",
    )  # fmt: skip


def write_page(size: int, path: Path) -> dict[str, Any]:
    """Write one page in this process: seconds of the processor, peak memory in MiB before and after, size in bytes."""
    from ipse.report.html import render_html

    rng = random.Random(6)
    corpus = made_corpus(rng)
    result = made_result(size, corpus, rng)
    before = _peak_mib()
    start = time.process_time()
    path.write_text(render_html(result, corpus), encoding="utf-8")
    return {
        "findings": size,
        "bytes": path.stat().st_size,
        "write_cpu_seconds": round(time.process_time() - start, 2),
        "rss_before_mib": before,
        "rss_peak_mib": _peak_mib(),
    }


def _peak_mib() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def open_page(path: Path) -> dict[str, Any]:
    """Open a page: milliseconds until its words show and until the list is counted, script memory, elements."""
    from playwright.sync_api import sync_playwright

    chromium = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(path.as_uri(), timeout=120_000)
        page.wait_for_function("document.getElementById('shown').textContent !== ''", timeout=120_000)
        counted = time.perf_counter() - start
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
        heap = page.evaluate("performance.memory.usedJSHeapSize")
        elements = page.evaluate("document.querySelectorAll('*').length")
        browser.close()
    return {
        "first_paint_ms": round(paint) if paint else None,
        "ready_ms": round(counted * 1000),
        "script_heap_mib": round(heap / 2**20, 1),
        "elements": elements,
    }


def main() -> None:
    """Measure every size and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results" / "report.json")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(write_page(int(options.one[0]), Path(options.one[1]))))
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, options.sizes.split(",")):
            path = Path(folder) / f"{size}.html"
            command = [sys.executable, __file__, "--one", str(size), str(path)]
            written = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            rows.append(written | open_page(path))
            print(rows[-1])
    options.output.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
