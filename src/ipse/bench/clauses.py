"""Claim extraction on annotated replies: segmentation, labels and need of proof, with what remains confused."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipse.bench.records import read_records
from ipse.claims import ClaimExtractor
from ipse.errors import BenchError
from ipse.types import Claim, Conversation, Creator, Role, Turn

HEADS = ("act", "subject", "kind")
CHECKED_ACTS = frozenset({"assertion", "answer_fragment", "offer_promise", "quotation_report"})
_REMEDY = (
    "give replies (draft, and clauses with quote, act, subject, kind, needs_proof as true or false)"
    ", or sentences (sentence, checkworthy)"
)


@dataclass(frozen=True, slots=True)
class _Gold:
    start: int
    end: int
    labels: dict[str, str]
    needs_proof: bool


@dataclass(frozen=True, slots=True)
class _Row:
    gold: tuple[_Gold, ...]
    found: tuple[Claim, ...]


def bench_clauses(path: Path) -> dict[str, object]:
    """Figures for a clauses file, or, for a file of sentences with ``checkworthy``, of claim detection.

    ``spans`` are exact; ``starts`` ignore where a clause ends; labels are counted on the gold clauses, each read
    from the found clause that overlaps it most. Raises ``BenchError`` when the file has another form.
    """
    numbered = list(read_records(path, _REMEDY))
    records = [record for _, record in numbered]
    if not records:
        raise BenchError("no records", path=str(path), remedy=_REMEDY)
    started = time.process_time()
    if "checkworthy" in records[0]:
        figures = _checkworthy(numbered, path)
    elif "clauses" in records[0]:
        figures = _clauses(numbered, path)
    else:
        raise BenchError("neither clauses nor checkworthy", path=str(path), remedy=_REMEDY)
    seconds = time.process_time() - started
    return {"file": path.name, "rows": len(records), **figures, "turns_per_second": round(len(records) / seconds, 1)}


def _clauses(numbered: Sequence[tuple[int, Mapping[str, Any]]], path: Path) -> dict[str, object]:
    rows = [_row(record, path, line) for line, record in numbered]
    figures: dict[str, object] = {"clauses": sum(len(row.gold) for row in rows)}
    figures["spans"] = _overlap(rows, lambda g: (g.start, g.end), lambda c: (c.start, c.end))
    figures["starts"] = _overlap(rows, lambda g: g.start, lambda c: c.start)
    figures["exact_spans"] = {head: round(_accuracy(_exact(rows), head), 4) for head in HEADS}
    pairs = [(gold, _nearest(gold, row.found)) for row in rows for gold in row.gold]
    figures["labels"] = {head: round(_accuracy(pairs, head), 4) for head in HEADS}
    figures["needs_proof"] = _proof(rows, pairs)
    figures["confusions"] = {head: _confusions(pairs, head) for head in HEADS}
    return figures


def _row(record: Mapping[str, Any], path: Path, line: int) -> _Row:
    draft, place = str(record.get("draft") or ""), 0
    gold: list[_Gold] = []
    clauses = record.get("clauses")
    if not isinstance(clauses, list):
        raise BenchError("no clauses", path=str(path), line=line, field="clauses", remedy=_REMEDY)
    for clause in clauses:
        _check(clause, dict.fromkeys(("quote", *HEADS), str) | {"needs_proof": bool}, path, line)
        start = draft.find(str(clause["quote"]), place)
        if start < 0:
            raise BenchError("quote not in draft", path=str(path), line=line, field="quote", remedy=_REMEDY)
        place = start + len(str(clause["quote"]))
        labels = {head: str(clause[head]) for head in HEADS}
        gold.append(_Gold(start, place, labels, bool(clause["needs_proof"])))
    return _Row(tuple(gold), _extract(draft, str(record.get("fan") or ""), str(record.get("lang") or "en")))


def _extract(draft: str, fan: str, language: str) -> tuple[Claim, ...]:
    asked = (Turn(0, Role.FAN, fan),) if fan else ()
    turns = (*asked, Turn(1, Role.CLONE, draft))
    return ClaimExtractor().extract(Conversation("bench", turns, language=language), Creator("Bench"))


def _nearest(gold: _Gold, found: Sequence[Claim]) -> Claim | None:
    def shared(claim: Claim) -> int:
        return min(gold.end, claim.end) - max(gold.start, claim.start)

    best = max(found, key=shared, default=None)
    return best if best is not None and shared(best) > 0 else None


def _exact(rows: Sequence[_Row]) -> list[tuple[_Gold, Claim | None]]:
    return [(g, c) for row in rows for g in row.gold for c in row.found if (g.start, g.end) == (c.start, c.end)]


def _accuracy(pairs: Sequence[tuple[_Gold, Claim | None]], head: str) -> float:
    return sum(gold.labels[head] == _label(claim, head) for gold, claim in pairs) / max(1, len(pairs))


def _label(claim: Claim | None, head: str) -> str:
    return "missing" if claim is None else str(getattr(claim, head).value)


def _confusions(pairs: Sequence[tuple[_Gold, Claim | None]], head: str) -> dict[str, int]:
    """The commonest mistakes, as "gold > found"."""
    wrong = Counter((g.labels[head], _label(c, head)) for g, c in pairs if g.labels[head] != _label(c, head))
    return {f"{gold} > {found}": count for (gold, found), count in wrong.most_common(12)}


def _overlap(
    rows: Sequence[_Row], of_gold: Callable[[_Gold], object], of_claim: Callable[[Claim], object]
) -> dict[str, float]:
    hits = sum(len({of_gold(g) for g in row.gold} & {of_claim(c) for c in row.found}) for row in rows)
    return _scores(hits, sum(len(row.found) for row in rows), sum(len(row.gold) for row in rows))


def _proof(rows: Sequence[_Row], pairs: Sequence[tuple[_Gold, Claim | None]]) -> dict[str, float]:
    """Precision over found claims, recall over gold ones: half of the clause must lie in one that agrees."""
    found = [(c, row.gold) for row in rows for c in row.found if c.needs_proof]
    right = sum(_covered(c.start, c.end, [(g.start, g.end) for g in gold if g.needs_proof]) for c, gold in found)
    wanted = [(g, row.found) for row in rows for g in row.gold if g.needs_proof]
    held = sum(_covered(g.start, g.end, [(c.start, c.end) for c in claims if c.needs_proof]) for g, claims in wanted)
    precision, recall = right / max(1, len(found)), held / max(1, len(wanted))
    agree = sum(claim is not None and claim.needs_proof == gold.needs_proof for gold, claim in pairs)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    scores = {"precision": precision, "recall": recall, "f1": f1, "accuracy": agree / max(1, len(pairs))}
    return {name: round(value, 4) for name, value in scores.items()}


def _covered(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return 2 * sum(max(0, min(end, b) - max(start, a)) for a, b in spans) >= end - start


def _check(record: object, fields: Mapping[str, type], path: Path, line: int) -> None:
    """Refuse a record that lacks one of the fields, or holds another type of value in it."""
    held = record if isinstance(record, dict) else {}
    for field, kind in fields.items():
        if not isinstance(held.get(field), kind):
            what = "is missing" if field not in held else f"is no {'yes or no' if kind is bool else 'text'}"
            raise BenchError(what, path=str(path), line=line, field=field, remedy=_REMEDY)


def _checkworthy(numbered: Sequence[tuple[int, Mapping[str, Any]]], path: Path) -> dict[str, object]:
    """Does a sentence hold a checkable claim: any clause that asserts, answers, offers or reports."""
    hits = said = wanted = 0
    for line, record in numbered:
        _check(record, {"sentence": str, "checkworthy": str}, path, line)
        claims = _extract(record["sentence"], "", str(record.get("lang") or "en"))
        found = any(claim.act.value in CHECKED_ACTS for claim in claims)
        gold = record["checkworthy"] == "yes"
        hits, said, wanted = hits + (found and gold), said + found, wanted + gold
    return {"checkworthy": _scores(hits, said, wanted), "share_yes": round(wanted / len(numbered), 4)}


def _scores(hits: int, said: int, wanted: int) -> dict[str, float]:
    precision, recall = hits / max(1, said), hits / max(1, wanted)
    f1 = 2 * hits / max(1, said + wanted)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
