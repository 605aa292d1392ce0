"""What ``ipse audit`` and ``ipse gate`` have in common: read, audit, compare with a baseline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ipse.baseline import BaselineEntry, Comparison, compare, read_baseline
from ipse.commands.known import with_baseline
from ipse.config import Config
from ipse.types import AuditResult, ConversationResult, Corpus, Finding

if TYPE_CHECKING:
    from ipse.auditor import Auditor
    from ipse.history import Recorder


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: the result, the sources it rests on, and the baseline entries that no finding matches.

    ``gone`` are those of conversations in which every rule was decided, ``undecided`` those of conversations in which
    a rule lacked its context (an entry does not say which rule it rests on), ``absent`` those of conversations that
    were not there. ``worse`` are findings that the baseline holds as something lighter.
    """

    result: AuditResult
    corpus: Corpus
    gone: tuple[BaselineEntry, ...] = ()
    undecided: tuple[BaselineEntry, ...] = ()
    absent: tuple[BaselineEntry, ...] = ()
    worse: tuple[Finding, ...] = ()


def audited(
    config: Config,
    transcripts: tuple[Path, ...],
    cache: Path | None,
    baseline: Path | None = None,
    as_of: date | None = None,
    *,
    quiet: bool = False,
    today: date | None = None,
    history: Path | None = None,
    redact: bool = False,
) -> Run:
    """Audit ``transcripts``; findings that ``baseline`` holds are marked known and do not block.

    ``history`` is the file in which the run is kept, conversation by conversation. With ``redact``, what identifies
    fans is taken out before anything is kept or written.

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
    clean = _redactor(auditor, redact)
    with (
        progress_bar(len(transcript.conversations), quiet=quiet) as advance,
        _keeping(history, auditor, transcript.digest) as recorder,
    ):
        keep = (lambda done: recorder.add(clean.conversation(done))) if recorder else (lambda done: None)
        result = auditor.audit(transcript, today=today, progress=advance, keep=keep)
        comparison = Comparison((), ())
        if baseline:
            comparison = compare(result.findings, known)
            result = with_baseline(result, comparison, config.policy)
        decided = _decided(result)
        result = clean.result(result)
        decided |= _decided(result)  # a baseline of a redacted run names conversations as that run did
        if recorder:
            recorder.finish(result)
    gone, undecided, absent = (
        tuple(e for e in comparison.gone if decided.get(e.conversation_id) is was) for was in (True, False, None)
    )
    return Run(result, auditor.corpus, gone, undecided, absent, comparison.worse)


def _decided(result: AuditResult) -> dict[str, bool]:
    """Each conversation of the result, and whether every rule had its context there."""
    return {c.conversation.conversation_id: not c.not_evaluated for c in result.conversations}


class _Cleaner(Protocol):
    def result(self, result: AuditResult) -> AuditResult: ...

    def conversation(self, result: ConversationResult) -> ConversationResult: ...


class _Untouched:
    def result(self, result: AuditResult) -> AuditResult:
        return result

    def conversation(self, result: ConversationResult) -> ConversationResult:
        return result


def _redactor(auditor: Auditor, redact: bool) -> _Cleaner:
    if not redact:
        return _Untouched()
    from ipse.report.redact import Redactor

    return Redactor(auditor.rooms.creator, auditor.corpus)


@contextmanager
def _keeping(path: Path | None, auditor: Auditor, digest: str) -> Iterator[Recorder | None]:
    if path is None:
        yield None
        return
    from ipse.history import History

    with History(path) as history, history.recording(auditor.rooms.creator, auditor.provenance(digest)) as recorder:
        yield recorder
