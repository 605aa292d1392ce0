"""Small values that several tests build on; imported as ``builders``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from ipse.types import (
    Act,
    Breach,
    Category,
    Claim,
    Disposition,
    Finding,
    Kind,
    Passage,
    Severity,
    Subject,
)


def make_finding(**changes: Any) -> Finding:
    """A blocking finding on one turn; ``changes`` replace its fields."""
    values: dict[str, Any] = {
        "conversation_id": "c1",
        "turn": 1,
        "category": Category.CONTRADICTED_FACT,
        "rule_id": "claims/contradicted-fact",
        "severity": Severity.ERROR,
        "disposition": Disposition.BLOCK,
        "confidence": 0.9,
        "quote": "It costs 12 euros",
        "start": 0,
        "end": 17,
        "message": "m",
        "fix": "f",
        "verdict": None,
        "evidence": (),
        "fingerprint": "0123456789abcdef",
    }
    return Finding(**{**values, **changes})


def make_breach(rule_id: str, **changes: Any) -> Breach:
    """What another rule says, as bad as :func:`make_finding`; ``changes`` replace its fields."""
    values: dict[str, Any] = {
        "severity": Severity.ERROR,
        "disposition": Disposition.BLOCK,
        "confidence": 0.9,
        "message": f"{rule_id} is broken",
        "fix": f"do what {rule_id} asks for",
    }
    return Breach(rule_id, **{**values, **changes})


def make_claim(text: str, **changes: Any) -> Claim:
    """An assertion about the creator's home that needs proof; ``changes`` replace its fields."""
    values: dict[str, Any] = {
        "conversation_id": "c1",
        "turn": 1,
        "quote": text,
        "start": 0,
        "end": len(text),
        "act": Act.ASSERTION,
        "subject": Subject.CREATOR,
        "kind": Kind.RESIDENCE,
        "needs_proof": True,
        "resolved": text,
        "ts": datetime(2026, 10, 2, 12, tzinfo=UTC),
    }
    return Claim(**{**values, **changes})


def make_passage(text: str, **changes: Any) -> Passage:
    """A passage that is a whole source; ``changes`` replace its fields."""
    path = changes.pop("path", "about.md")
    values: dict[str, Any] = {
        "passage_id": f"{path}@0",
        "source_id": path,
        "path": path,
        "text": text,
        "start": 0,
        "end": len(text),
        "date": date(2026, 1, 1),
        "language": "en",
    }
    return Passage(**{**values, **changes})


def calls_of(work: Callable[[], object]) -> int:
    """How many functions ``work`` calls: a measure of its cost that a busy machine does not change."""
    import sys

    number = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number
