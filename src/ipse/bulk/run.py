"""A long run: stream, audit in order, keep a journal, go on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ipse.audit import BATCH, content_hash
from ipse.auditor import Auditor
from ipse.bulk.journal import Journal
from ipse.bulk.workers import Build, Clean, ordered
from ipse.transcripts import iter_transcripts, transcripts_digest
from ipse.types import Conversation, Problem, Provenance


@dataclass(frozen=True, slots=True)
class BulkRun:
    """An audited transcript of any length: its results wait in the journal."""

    journal: Journal
    problems: tuple[Problem, ...]
    provenance: Provenance
    resumed: int  # conversations that an earlier run had done


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """How to run: processes, journal, and what is told meanwhile."""

    journal: Path
    workers: int = 1
    resume: bool = False
    restart: bool = False  # drop what an earlier run had done
    clean: Clean | None = None  # what is taken out of a result before it is kept
    progress: Callable[[int, int], None] = lambda done, resumed: None


def run_bulk(paths: Sequence[Path], auditor: Auditor, build: Build, options: BulkOptions) -> BulkRun:
    """Audit ``paths`` into the journal; whatever the number of workers, the journal has the same bytes.

    ``build`` makes the auditor of a worker process and must be picklable. The caller closes or removes the journal.

    Raises:
        BulkError: the journal cannot be used, or a worker process died. What is in the journal stays.
    """
    provenance = auditor.provenance(transcripts_digest(paths))
    key = run_key(auditor, provenance, options)
    journal = Journal(options.journal, key, BATCH, resume=options.resume, restart=options.restart)
    problems: list[Problem] = []
    resumed = journal.done
    try:
        talks = _conversations(paths, auditor.config.creator.slug or None, problems)
        todo = islice(talks, resumed, None)
        with closing(ordered(_chunks(todo), auditor, build, options.clean, options.workers)) as records:
            for chunk in records:
                journal.append(chunk)
                journal.done += len(chunk)
                options.progress(journal.done, resumed)
    except BaseException:
        journal.close()
        raise
    return BulkRun(journal, (*auditor.problems, *problems), provenance, resumed)


def run_key(auditor: Auditor, provenance: Provenance, options: BulkOptions) -> str:
    """Everything that the audited results depend on, waivers and baseline aside: those are applied later."""
    parts = (
        repr(provenance),
        repr(auditor.rooms.creator),
        repr(_stable(auditor.rooms.policy)),
        str(options.clean is not None),
    )
    return content_hash(*parts)


def _stable(policy: object) -> list[tuple[str, str]]:
    """A policy's fields, sets sorted: their order differs from process to process."""
    values = ((name, getattr(policy, name)) for name in getattr(policy, "__slots__", ()))
    return [(name, str(sorted(v) if isinstance(v, (set, frozenset)) else v)) for name, v in values]


def _conversations(paths: Sequence[Path], creator: str | None, problems: list[Problem]) -> Iterator[Conversation]:
    for item in iter_transcripts(paths, creator):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            yield item


def _chunks(conversations: Iterator[Conversation]) -> Iterator[list[Conversation]]:
    while chunk := list(islice(conversations, BATCH)):
        yield chunk
