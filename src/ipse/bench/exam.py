"""Audits labelled creators and scores the findings: quality, time and memory in one run."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

from ipse.auditor import Auditor
from ipse.bench.labelled import LabelledTurn, read_labels, score
from ipse.errors import BenchError
from ipse.transcripts import load_transcripts
from ipse.types import AuditResult

LABELS = ("expected.jsonl", "gold.jsonl")
FOLDERS = ("sources", "corpus")


def bench_exam(folder: Path, cache: Path | None = None) -> dict[str, Any]:
    """Audit one creator's folder (creator.json or ipse.toml, sources or corpus, conversations, labels).

    Returns the figures counting all findings to block or review (``review``) and only those that block (``gate``),
    seconds from loading to the last finding, and peak resident memory in MiB.

    Raises:
        BenchError: the folder lacks a part.
    """
    started = time.perf_counter()
    result, labels = audited(folder, cache)
    seconds = time.perf_counter() - started
    return {
        "source": folder.name,
        "review": score(labels, result.findings, gate_only=False),
        "gate": score(labels, result.findings, gate_only=True),
        "not_evaluated": sum(len(c.not_evaluated) for c in result.conversations),
        "errors": sum(len(c.errors) for c in result.conversations),
        "seconds": round(seconds, 2),
        "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def audited(folder: Path, cache: Path | None = None) -> tuple[AuditResult, tuple[LabelledTurn, ...]]:
    """The audit of one labelled creator, and the labels.

    Raises:
        BenchError: the folder lacks a part.
    """
    auditor = _auditor(folder, cache)
    transcript = load_transcripts([folder / "conversations.jsonl"], auditor.config.creator.slug)
    return auditor.audit(transcript), read_labels(_first(folder, LABELS))


def _auditor(folder: Path, cache: Path | None) -> Auditor:
    config = folder / "ipse.toml"
    if config.is_file():
        from ipse.config import load_config

        return Auditor.build(load_config(config), cache=cache)
    from ipse.config import Config, load_creator

    creator = load_creator(folder / "creator.json")
    return Auditor.build(Config(creator=creator, sources=(_first(folder, FOLDERS),)), cache=cache)


def _first(folder: Path, names: tuple[str, ...]) -> Path:
    found = next((folder / name for name in names if (folder / name).exists()), None)
    if found is None:
        raise BenchError(
            f"holds none of {', '.join(names)}", remedy="name a labelled creator's folder", path=str(folder)
        )
    return found
