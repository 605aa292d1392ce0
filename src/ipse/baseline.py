"""Fingerprints, and what is new, known or gone against a baseline file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ipse.errors import ConfigError
from ipse.types import Category, Disposition, Finding, weight

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
    """One accepted finding: enough to recognise it, and to say what it was and how bad.

    An entry of an earlier version has no disposition, and was accepted whatever it would become: that is a block.
    """

    fingerprint: str
    category: str
    conversation_id: str
    quote: str
    disposition: Disposition = Disposition.BLOCK


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings with ``known`` marked, and the entries that no finding matches any more.

    ``worse`` are findings that the baseline holds as something lighter: they stay active.
    """

    findings: tuple[Finding, ...]
    gone: tuple[BaselineEntry, ...]
    worse: tuple[Finding, ...] = ()

    @property
    def new(self) -> tuple[Finding, ...]:
        """Active findings that the baseline does not hold."""
        return tuple(f for f in self.findings if f.status == "active")


def compare(findings: Iterable[Finding], baseline: Sequence[BaselineEntry]) -> Comparison:
    """Mark the findings that the baseline holds, and that are no worse, as ``known``; list the entries now gone."""
    known = accepted(baseline)
    out = tuple(marked(finding, known) for finding in findings)
    seen = {finding.fingerprint for finding in out}
    worse = tuple(f for f in out if f.status == "active" and f.fingerprint in known)
    return Comparison(out, tuple(e for e in baseline if e.fingerprint not in seen), worse)


def accepted(baseline: Iterable[BaselineEntry]) -> dict[str, Disposition]:
    """How bad each finding was when it was accepted, by fingerprint; of two entries the worse one."""
    ordered = sorted(baseline, key=lambda entry: weight(entry.disposition))
    return {entry.fingerprint: entry.disposition for entry in ordered}


def marked(finding: Finding, known: Mapping[str, Disposition]) -> Finding:
    """The finding, ``known`` when it is active and no worse than what was accepted."""
    limit = known.get(finding.fingerprint) if finding.status == "active" else None
    return finding if limit is None or weight(finding.disposition) > weight(limit) else replace(finding, status="known")


def entries_of(findings: Iterable[Finding]) -> tuple[BaselineEntry, ...]:
    """What accepting the active and known ``findings`` writes down; of two with one fingerprint the worse one."""
    kept = sorted((f for f in findings if f.status in ("active", "known")), key=lambda f: weight(f.disposition))
    entries = {
        f.fingerprint: BaselineEntry(f.fingerprint, f.category.value, f.conversation_id, f.quote, f.disposition)
        for f in kept
    }
    return tuple(entries.values())


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Write the active and known findings as a baseline, sorted; returns how many."""
    return write_entries(path, entries_of(findings))


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
            BaselineEntry(e["fingerprint"], e["category"], e["conversation_id"], e["quote"], _disposition(e))
            for e in document["findings"]
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(f"not a baseline: {error}", remedy=remedy, path=str(path)) from error


def _disposition(entry: Mapping[str, str]) -> Disposition:
    return Disposition(entry.get("disposition", Disposition.BLOCK.value))
