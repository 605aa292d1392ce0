"""Fingerprints, and what is new, known or gone against a baseline file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ipse.errors import ConfigError
from ipse.types import Category, Finding

BASELINE_VERSION = 1
DEFAULT_BASELINE = "ipse-baseline.json"


def fingerprint(conversation_id: str, turn: int, category: Category, quote: str) -> str:
    """Sixteen hex digits that survive re-ordering and edits elsewhere in the message.

    Built from the conversation, the category and the quoted words (case, spaces and punctuation aside);
    an absence has no words, so its turn stands in.
    """
    words = re.sub(r"\W+", " ", quote.casefold()).strip() or f"turn {turn}"
    return hashlib.sha256(f"{conversation_id}\0{category.value}\0{words}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One accepted finding: enough to recognise it and to say what it was."""

    fingerprint: str
    category: str
    conversation_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings with ``known`` marked, and the entries that no finding matches any more."""

    findings: tuple[Finding, ...]
    gone: tuple[BaselineEntry, ...]

    @property
    def new(self) -> tuple[Finding, ...]:
        """Active findings that the baseline does not hold."""
        return tuple(f for f in self.findings if f.status == "active")


def compare(findings: Iterable[Finding], baseline: Sequence[BaselineEntry]) -> Comparison:
    """Mark the findings that the baseline holds as ``known``; list the entries that are gone."""
    known = {entry.fingerprint for entry in baseline}
    seen: set[str] = set()
    out: list[Finding] = []
    for finding in findings:
        seen.add(finding.fingerprint)
        is_known = finding.status == "active" and finding.fingerprint in known
        out.append(replace(finding, status="known") if is_known else finding)
    return Comparison(tuple(out), tuple(e for e in baseline if e.fingerprint not in seen))


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Write the active and known findings as a baseline, sorted; returns how many."""
    entries = {
        f.fingerprint: BaselineEntry(f.fingerprint, f.category.value, f.conversation_id, f.quote)
        for f in findings
        if f.status in ("active", "known")
    }
    return write_entries(path, entries.values())


def write_entries(path: Path, entries: Iterable[BaselineEntry]) -> int:
    """Write baseline entries, sorted, whole or not at all; returns how many.

    Raises:
        ConfigError: the file cannot be written.
    """
    ordered = sorted(entries, key=lambda e: (e.conversation_id, e.category, e.fingerprint))
    document = {"version": BASELINE_VERSION, "findings": [{n: getattr(e, n) for n in e.__slots__} for e in ordered]}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        remedy = "free space or choose another folder; the old baseline is untouched"
        raise ConfigError(f"cannot be written: {error.strerror}", remedy=remedy, path=str(path)) from error
    return len(ordered)


def found_baseline(root: Path) -> Path | None:
    """The baseline that stands beside ``ipse.toml``, in ``root``; None when there is none."""
    path = root / DEFAULT_BASELINE
    return path if path.is_file() else None


def read_baseline(path: Path) -> tuple[BaselineEntry, ...]:
    """The entries of a baseline file.

    Raises:
        ConfigError: the file is missing, is no JSON, or lacks a field.
    """
    remedy = "write it again with `ipse baseline write`"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != BASELINE_VERSION:
            raise ConfigError(f"baseline version {document['version']}", remedy=remedy, path=str(path))
        return tuple(
            BaselineEntry(e["fingerprint"], e["category"], e["conversation_id"], e["quote"])
            for e in document["findings"]
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(f"not a baseline: {error}", remedy=remedy, path=str(path)) from error
