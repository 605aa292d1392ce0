"""Reads findings back from a result written with ``ipse audit --json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ipse.errors import ReportError
from ipse.types import Breach, Category, Citation, Disposition, Finding, Kind, Label, Severity


def read_findings(path: Path) -> tuple[Finding, ...]:
    """The findings of a JSON result.

    Raises:
        ReportError: the file cannot be read or is no result of ``ipse audit --json``.
    """
    remedy = "write it again with `ipse audit … --json FILE`"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_finding(f) for c in document["conversations"] for f in c["findings"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ReportError(f"is no audit result: {error!r}", remedy=remedy, path=str(path)) from error


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(
        conversation_id=row["conversation_id"],
        turn=row["turn"],
        category=Category(row["category"]),
        rule_id=row["rule_id"],
        severity=Severity(row["severity"]),
        disposition=Disposition(row["disposition"]),
        confidence=row["confidence"],
        quote=row["quote"],
        start=row["span"][0],
        end=row["span"][1],
        message=row["message"],
        fix=row["fix"],
        verdict=Label(row["verdict"]) if row["verdict"] else None,
        evidence=tuple(_citation(c) for c in row["evidence"]),
        fingerprint=row["fingerprint"],
        status=row["status"],
        subcategory=row["subcategory"],
        language=row["language"],
        kind=Kind(row["kind"]) if row["kind"] else None,
        reason=row["reason"],
        waiver=row["waiver"],
        also=tuple(_breach(b) for b in row.get("also", ())),  # results of earlier versions have none
    )


def _breach(row: Mapping[str, Any]) -> Breach:
    return Breach(
        rule_id=row["rule_id"],
        severity=Severity(row["severity"]),
        disposition=Disposition(row["disposition"]),
        confidence=row["confidence"],
        message=row["message"],
        fix=row["fix"],
        evidence=tuple(_citation(c) for c in row["evidence"]),
        subcategory=row["subcategory"],
    )


def _citation(row: Mapping[str, Any]) -> Citation:
    day = date.fromisoformat(row["date"]) if row["date"] else None
    return Citation(row["source"], row["locator"], row["quote"], day, row["url"], row["relation"], row["score"])
