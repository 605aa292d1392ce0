"""Values to and from database rows; the columns are a public contract (docs/reports.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from ipse.history.model import Gaps, KeptFinding, KeptTurn, Run
from ipse.types import Breach, Category, Citation, Disposition, Finding, Kind, Label, Severity

VERSION = 4
_NOT_EVALUATED = """CREATE TABLE IF NOT EXISTS not_evaluated (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, conversation_id TEXT NOT NULL, rules TEXT NOT NULL,
  {undecided}PRIMARY KEY (run_id, conversation_id)
)"""
_OTHER_GAPS = (
    """CREATE TABLE IF NOT EXISTS unread (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, path TEXT NOT NULL, PRIMARY KEY (run_id, path)
)""",
    "CREATE TABLE IF NOT EXISTS runs_before_gaps AS SELECT run_id FROM runs",  # of these nobody wrote the gaps down
)
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS runs (
  run_id TEXT PRIMARY KEY, creator TEXT NOT NULL, slug TEXT NOT NULL, language TEXT NOT NULL,
  started TEXT NOT NULL, finished TEXT, outcome TEXT, conversations INTEGER NOT NULL, clone_turns INTEGER NOT NULL,
  crashed INTEGER NOT NULL, unread INTEGER NOT NULL,
  tool TEXT NOT NULL, ruleset TEXT NOT NULL, model TEXT NOT NULL, corpus TEXT NOT NULL, transcript TEXT NOT NULL,
  embedder TEXT NOT NULL, as_of TEXT
);
CREATE TABLE IF NOT EXISTS turns (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, conversation_id TEXT NOT NULL, turn INTEGER NOT NULL,
  day TEXT, PRIMARY KEY (run_id, conversation_id, turn)
);
CREATE TABLE IF NOT EXISTS findings (
  run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, conversation_id TEXT NOT NULL, turn INTEGER NOT NULL,
  category TEXT NOT NULL, subcategory TEXT, rule_id TEXT NOT NULL, severity TEXT NOT NULL, disposition TEXT NOT NULL,
  confidence REAL NOT NULL, quote TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
  message TEXT NOT NULL, fix TEXT NOT NULL, verdict TEXT, kind TEXT, reason TEXT NOT NULL, language TEXT NOT NULL,
  evidence TEXT NOT NULL, fingerprint TEXT NOT NULL, status TEXT NOT NULL, waiver TEXT,
  fan TEXT NOT NULL, draft TEXT NOT NULL, day TEXT, also TEXT NOT NULL DEFAULT '[]'
);
{"; ".join((_NOT_EVALUATED.format(undecided="undecided TEXT, "), *_OTHER_GAPS))};
CREATE INDEX IF NOT EXISTS findings_by_run ON findings (run_id);
CREATE INDEX IF NOT EXISTS findings_by_fingerprint ON findings (fingerprint);
"""
UPGRADES = {  # to the next version
    1: ("ALTER TABLE findings ADD COLUMN also TEXT NOT NULL DEFAULT '[]'",),
    2: (_NOT_EVALUATED.format(undecided=""), *_OTHER_GAPS),
    3: ("ALTER TABLE not_evaluated ADD COLUMN undecided TEXT",),  # NULL: nobody wrote down which lacked context
}
TABLES = ("turns", "findings", "not_evaluated", "unread")  # what is kept of a run
GAP_COLUMNS = ("conversation_id", "rules", "undecided")
RUN_COLUMNS = tuple(Run.__dataclass_fields__)
FINDING_COLUMNS = (
    "conversation_id", "turn", "category", "subcategory", "rule_id", "severity", "disposition", "confidence", "quote",
    "start", "end", "message", "fix", "verdict", "kind", "reason", "language", "evidence", "fingerprint", "status",
    "waiver", "fan", "draft", "day", "also",
)  # fmt: skip


def run_row(run: Run) -> tuple[Any, ...]:
    """A run as the values of ``RUN_COLUMNS``."""
    return tuple(plain(getattr(run, name)) for name in RUN_COLUMNS)


def row_run(row: Mapping[str, Any]) -> Run:
    """A run from its row."""
    values = {name: row[name] for name in RUN_COLUMNS}
    values["started"] = datetime.fromisoformat(row["started"])
    values["finished"] = datetime.fromisoformat(row["finished"]) if row["finished"] else None
    values["as_of"] = _day(row["as_of"])
    return Run(**values)


def finding_row(kept: KeptFinding) -> tuple[Any, ...]:
    """A finding as the values of ``FINDING_COLUMNS``; evidence and other rules are JSON."""
    finding = kept.finding
    extra = {"evidence": _listed(finding.evidence), "also": _listed(finding.also),
             "fan": kept.fan, "draft": kept.draft, "day": kept.day}  # fmt: skip
    return tuple(plain(extra[n] if n in extra else getattr(finding, n)) for n in FINDING_COLUMNS)


def row_finding(row: Mapping[str, Any]) -> KeptFinding:
    """A finding from its row."""
    same = ("conversation_id", "turn", "subcategory", "rule_id", "confidence", "quote", "start", "end", "message",
            "fix", "reason", "language", "fingerprint", "status", "waiver")  # fmt: skip
    finding = Finding(
        **{name: row[name] for name in same},
        category=Category(row["category"]),
        severity=Severity(row["severity"]),
        disposition=Disposition(row["disposition"]),
        verdict=Label(row["verdict"]) if row["verdict"] else None,
        kind=Kind(row["kind"]) if row["kind"] else None,
        evidence=tuple(_citation(c) for c in json.loads(row["evidence"])),
        also=tuple(_breach(b) for b in json.loads(row["also"])),
    )
    return KeptFinding(finding, row["fan"], row["draft"], _day(row["day"]))


def row_turn(row: Mapping[str, Any]) -> KeptTurn:
    """A clone turn from its row."""
    return KeptTurn(row["conversation_id"], row["turn"], _day(row["day"]))


def rows_gaps(missing: Iterable[Mapping[str, Any]], unread: Iterable[Mapping[str, Any]]) -> Gaps:
    """Gaps from their rows; the rule ids of a conversation are JSON."""
    return Gaps.of(map(_row_gaps, missing), (row["path"] for row in unread))


def _row_gaps(row: Mapping[str, Any]) -> tuple[str, frozenset[str], frozenset[str]]:
    rules = frozenset(map(str, json.loads(row["rules"])))
    undecided = row["undecided"]
    return row["conversation_id"], rules, rules if undecided is None else frozenset(map(str, json.loads(undecided)))


def gap_row(name: str, rules: Iterable[str], undecided: Iterable[str]) -> tuple[Any, ...]:
    """The gaps of a conversation as the values of ``GAP_COLUMNS``, without the run."""
    return plain(name), json.dumps(sorted(rules)), json.dumps(sorted(undecided))


def plain(value: object) -> Any:
    """A value as SQLite keeps it: dates in ISO form, enumerations as their text, lone surrogates replaced."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    return value


def _listed(values: Iterable[Citation | Breach]) -> str:
    return json.dumps([asdict(value) for value in values], ensure_ascii=False, default=str)


def _breach(row: Mapping[str, Any]) -> Breach:
    named = {"severity": Severity(row["severity"]), "disposition": Disposition(row["disposition"])}
    return Breach(**{**row, **named, "evidence": tuple(_citation(c) for c in row["evidence"])})


def _citation(row: Mapping[str, Any]) -> Citation:
    return Citation(**{**row, "date": _day(row["date"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
