"""What ``ipse audit`` and ``ipse gate`` have in common: read, audit, compare with a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipse.baseline import BaselineEntry, compare, read_baseline
from ipse.commands.known import with_baseline
from ipse.config import Config
from ipse.types import AuditResult, Corpus

DEFAULT_BASELINE = "ipse-baseline.json"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: the result, the sources it rests on, and the baseline entries that no finding matches."""

    result: AuditResult
    corpus: Corpus
    gone: tuple[BaselineEntry, ...] = ()


def audited(
    config: Config,
    transcripts: tuple[Path, ...],
    cache: Path | None,
    baseline: Path | None = None,
    as_of: date | None = None,
    *,
    quiet: bool = False,
    today: date | None = None,
) -> Run:
    """Audit ``transcripts``; findings that ``baseline`` holds are marked known and do not block.

    Raises:
        ConfigError: the baseline cannot be read.
        TranscriptError: a transcript path does not exist, or no reader knows its ending.
    """
    from ipse.auditor import Auditor
    from ipse.commands.progress import progress_bar
    from ipse.transcripts import load_transcripts

    known = read_baseline(baseline) if baseline else ()
    transcript = load_transcripts(transcripts, config.creator.slug or None)
    auditor = Auditor.build(config, cache=cache, as_of=as_of)
    with progress_bar(len(transcript.conversations), quiet=quiet) as advance:
        result = auditor.audit(transcript, today=today, progress=advance)
    if not baseline:
        return Run(result, auditor.corpus)
    comparison = compare(result.findings, known)
    return Run(with_baseline(result, comparison, config.policy), auditor.corpus, comparison.gone)
