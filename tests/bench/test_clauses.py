"""The clauses benchmark reads files of its format, scores them, and names what is wrong with others."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ipse.bench.clauses import bench_clauses
from ipse.errors import BenchError


def _clause(quote: str, act: str, subject: str, kind: str, proven: bool) -> dict[str, object]:
    return {"quote": quote, "act": act, "subject": subject, "kind": kind, "needs_proof": proven, "resolved": None}


def _write(path: Path, *records: dict[str, object]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as target:
        target.writelines(json.dumps(record) + "\n" for record in records)
    return path


def test_a_reply_read_as_annotated_scores_one(tmp_path: Path) -> None:
    """Spans, labels and need of proof all count as right when they are."""
    clauses = [
        _clause("Thanks for asking!", "thanks_greeting", "fan", "none", False),
        _clause("I live in Leeds.", "assertion", "creator", "residence", True),
    ]
    row = {"id": "1", "lang": "en", "fan": "", "draft": "Thanks for asking! I live in Leeds.", "clauses": clauses}
    figures = bench_clauses(_write(tmp_path / "c.jsonl.gz", row))
    assert figures["spans"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert figures["needs_proof"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "accuracy": 1.0}
    assert figures["labels"] == {"act": 1.0, "subject": 1.0, "kind": 1.0}


def test_a_reply_annotated_otherwise_scores_less(tmp_path: Path) -> None:
    """A gold that disagrees shows in the figures and in the confusions."""
    clauses = [_clause("I live in Leeds.", "joke", "fan", "none", False)]
    row = {"id": "1", "lang": "en", "fan": "", "draft": "I live in Leeds.", "clauses": clauses}
    figures = bench_clauses(_write(tmp_path / "c.jsonl.gz", row))
    assert figures["labels"] == {"act": 0.0, "subject": 0.0, "kind": 0.0}
    assert "joke > assertion" in str(figures["confusions"])


def test_sentences_with_checkworthiness_are_scored_too(tmp_path: Path) -> None:
    """A file of sentences gives precision, recall and F1 of "contains a checkable claim"."""
    rows = [
        {"sentence": "The bridge was built in 1890.", "checkworthy": "yes"},
        {"sentence": "What do you think?", "checkworthy": "not_a_claim"},
    ]
    figures = bench_clauses(_write(tmp_path / "s.jsonl.gz", *rows))
    assert figures["checkworthy"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


@pytest.mark.parametrize(
    "record",
    [{"text": "hello"}, {"draft": "a", "clauses": [{"quote": "b"}]}, {"draft": "a", "clauses": None}],
    ids=["other form", "quote not in draft", "no clauses"],
)
def test_another_form_is_an_error_with_a_remedy(tmp_path: Path, record: dict[str, object]) -> None:
    """A wrong file names itself and says what to give instead."""
    with pytest.raises(BenchError, match=r"x\.jsonl\.gz"):
        bench_clauses(_write(tmp_path / "x.jsonl.gz", record))
