"""The history file: one SQLite database."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

from ipse.errors import ReportError
from ipse.history.model import OPEN, Gaps, Head, KeptRun, Run, kept_findings, kept_gaps, kept_turns, unread_paths
from ipse.history.rows import (
    FINDING_COLUMNS,
    GAP_COLUMNS,
    RUN_COLUMNS,
    SCHEMA,
    TABLES,
    UPGRADES,
    VERSION,
    finding_row,
    gap_row,
    plain,
    row_finding,
    row_run,
    row_turn,
    rows_gaps,
    run_row,
)
from ipse.types import AuditResult, ConversationResult, Creator, Disposition, Outcome, Problem, Provenance

FILE_NAME = "history.sqlite"
BATCH = 32  # conversations a commit: what a crash may cost


class History:
    """Runs of one project. Every write is one transaction: a killed process leaves whole rows or none."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            ReportError: the file is no history, was written by a newer Ipse, or cannot be opened.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=30)
            self._base.row_factory = sqlite3.Row
            self._base.execute("PRAGMA foreign_keys = ON")
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            remedy = "name another file with --history, move this one away, or copy it to a writable place"
            raise ReportError(f"is no history that can be used: {error}", remedy=remedy, path=str(path)) from error

    def _prepare(self) -> None:
        version = self._version()
        if version > VERSION:
            raise ReportError(
                f"was written by a newer Ipse (version {version})", remedy="update Ipse", path=str(self.path)
            )
        if version == 0:
            self._refuse_foreign()
            with self._base:  # of two processes at once, the second finds everything there
                self._base.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version < VERSION:
            self._upgrade()

    def _version(self) -> int:
        number: int = self._base.execute("PRAGMA user_version").fetchone()[0]
        return number

    def _upgrade(self) -> None:
        """Bring a file of an earlier version up to date; of two processes at once, the second finds it done."""
        with self._base:
            self._base.execute("BEGIN IMMEDIATE")
            for version in range(self._version(), VERSION):
                for statement in UPGRADES[version]:
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {version + 1}")

    def _refuse_foreign(self) -> None:
        """A database of some other program stays as it is."""
        found = {row[0] for row in self._base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        foreign = sorted(found - {"runs", "runs_before_gaps", *TABLES})
        if foreign:
            raise sqlite3.DatabaseError(f"a database with other tables ({', '.join(foreign[:3])})")

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def runs(self, slug: str | None = None) -> tuple[Run, ...]:
        """All runs, oldest first; only one creator's when ``slug`` is given."""
        with _named(self.path, _READING):
            rows = self._base.execute("SELECT * FROM runs ORDER BY started, run_id")
            return tuple(r for r in map(row_run, rows) if slug in (None, r.slug))

    def heads(self, slug: str | None = None) -> tuple[Head, ...]:
        """The same with their counts of findings, without loading these."""
        found = self.runs(slug)
        with _named(self.path, _READING):
            rows = self._base.execute(
                "SELECT run_id, status, disposition, COUNT(*) FROM findings GROUP BY run_id, status, disposition"
            )
            counts: Counter[tuple[str, Disposition]] = Counter()
            for run_id, status, disposition, number in rows:
                counts[run_id, Disposition(disposition)] += number if status in OPEN else 0
        return tuple(Head(r, counts[r.run_id, Disposition.BLOCK], counts[r.run_id, Disposition.REVIEW]) for r in found)

    def prune(self, keep: int, slug: str | None = None) -> int:
        """Remove all but the ``keep`` newest runs of each creator (or of one); returns how many are gone."""
        by_creator: dict[str, list[Run]] = {}
        for run in self.runs(slug):
            by_creator.setdefault(run.slug, []).append(run)
        gone = [(run.run_id,) for runs in by_creator.values() for run in runs[: -max(keep, 1)]]
        with _named(self.path):
            with self._base:
                self._base.executemany("DELETE FROM runs_before_gaps WHERE run_id = ?", gone)
                self._base.executemany("DELETE FROM runs WHERE run_id = ?", gone)
            if gone:
                self._base.execute("VACUUM")  # else the file keeps its size
        return len(gone)

    def load(self, run: Run) -> KeptRun:
        """A run with its turns and findings, in the order in which they were kept."""
        with _named(self.path, _READING):
            turns, findings = self._rows("turns", run), self._rows("findings", run)
            return KeptRun(run, tuple(map(row_turn, turns)), tuple(map(row_finding, findings)), self._gaps(run))

    def _gaps(self, run: Run) -> Gaps | None:
        if run.finished is None or any(self._rows("runs_before_gaps", run)):
            return None
        return rows_gaps(self._rows("not_evaluated", run), self._rows("unread", run))

    def _rows(self, table: str, run: Run) -> Iterator[Any]:
        return self._base.execute(f"SELECT * FROM {table} WHERE run_id = ? ORDER BY rowid", (run.run_id,))

    @contextmanager
    def recording(
        self, creator: Creator, provenance: Provenance, started: datetime | None = None
    ) -> Iterator[Recorder]:
        """Keep a run while it is made; what was added before a crash stays."""
        at = (started or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        slug = creator.slug or creator.name
        run = Run(f"{at:%Y%m%d-%H%M%S}", creator.name, slug, creator.language or "en", at)
        with _named(self.path):
            recorder = self._recorder(_with(run, provenance))
        with _named(self.path):
            try:
                yield recorder
            finally:
                recorder.flush()

    def _recorder(self, run: Run) -> Recorder:
        """A recorder under the first free name: another process may start a run in the same second."""
        for number in count(2):
            try:
                return Recorder(self._base, run)
            except sqlite3.IntegrityError:
                run = replace(run, run_id=f"{run.started:%Y%m%d-%H%M%S}-{number}")
        raise AssertionError("unreachable")


_WRITING: tuple[type[Exception], ...] = (sqlite3.Error,)
_READING = (*_WRITING, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)  # a bad row


@contextmanager
def _named(path: Path, errors: tuple[type[Exception], ...] = _WRITING) -> Iterator[None]:
    """What SQLite and damaged rows raise, as an error that names the file."""
    try:
        yield
    except errors as error:
        remedy = "free space, or name another file with --history"
        raise ReportError(f"the history cannot be used: {error}", remedy=remedy, path=str(path)) from error


def _with(run: Run, provenance: Provenance) -> Run:
    return replace(
        run,
        tool=provenance.tool,
        ruleset=provenance.ruleset,
        model=provenance.model,
        corpus=provenance.corpus,
        transcript=provenance.transcript,
        embedder=provenance.embedder,
        as_of=provenance.as_of,
    )


class Recorder:
    """Writes one run."""

    def __init__(self, base: sqlite3.Connection, run: Run) -> None:
        self.run = run
        self._base = base
        self._waiting: list[ConversationResult] = []
        with base:
            _insert(base, "runs", RUN_COLUMNS, [run_row(run)])

    def add(self, result: ConversationResult) -> None:
        """Keep one finished conversation; committed every 32 conversations."""
        self._waiting.append(result)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Commit what was added."""
        if self._waiting:
            with self._base:
                self._insert(self._waiting)
                self._count()
            self._waiting = []

    def finish(self, result: AuditResult, finished: datetime | None = None) -> Run:
        """Replace what was kept so far by the final result (waivers and baseline applied) in one transaction."""
        talks, outcome = result.conversations, result.decision.outcome
        crashed = sum(len(c.errors) for c in talks)
        return self.close(talks, outcome, crashed=crashed, problems=result.problems, finished=finished)

    def close(
        self,
        results: Iterable[ConversationResult],
        outcome: Outcome,
        *,
        crashed: int,
        problems: Sequence[Problem],
        finished: datetime | None = None,
    ) -> Run:
        """The same from conversations that are streamed: memory holds 32 of them, and it is one transaction still."""
        self._waiting = []
        ended = (finished or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        waiting = iter(results)
        with self._base:
            for table in TABLES:
                self._base.execute(f"DELETE FROM {table} WHERE run_id = ?", (self.run.run_id,))
            while batch := list(islice(waiting, BATCH)):
                self._insert(batch)
            self._count()
            unread = [(self.run.run_id, plain(path)) for path in sorted(unread_paths(problems))]
            _insert(self._base, "unread", ("run_id", "path"), unread, replace=True)
            self._base.execute(
                "UPDATE runs SET finished = ?, outcome = ?, crashed = ?, unread = ? WHERE run_id = ?",
                (plain(ended), outcome.value, crashed, sum(p.fatal for p in problems), self.run.run_id),
            )
        return row_run(self._base.execute("SELECT * FROM runs WHERE run_id = ?", (self.run.run_id,)).fetchone())

    def _insert(self, done: Sequence[ConversationResult]) -> None:
        name = self.run.run_id
        turns = [(name, *(plain(v) for v in (t.conversation_id, t.turn, t.day))) for c in done for t in kept_turns(c)]
        findings = [(name, *finding_row(f)) for c in done for f in kept_findings(c)]
        _insert(self._base, "turns", ("run_id", "conversation_id", "turn", "day"), turns, replace=True)
        missing = [(name, *gap_row(talk, rules, undecided)) for talk, rules, undecided in map(kept_gaps, done) if rules]
        _insert(self._base, "findings", ("run_id", *FINDING_COLUMNS), findings)
        _insert(self._base, "not_evaluated", ("run_id", *GAP_COLUMNS), missing, replace=True)

    def _count(self) -> None:
        self._base.execute(
            "UPDATE runs SET conversations = (SELECT COUNT(DISTINCT conversation_id) FROM turns WHERE run_id = ?1), "
            "clone_turns = (SELECT COUNT(*) FROM turns WHERE run_id = ?1) WHERE run_id = ?1",
            (self.run.run_id,),
        )


def _insert(
    base: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
    *,
    replace: bool = False,
) -> None:
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    names = ", ".join(f'"{c}"' for c in columns)
    base.executemany(f"{verb} INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
