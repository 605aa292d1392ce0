"""``ipse audit --workers`` and ``--resume``: long transcripts, streamed through a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipse.commands.options import Outputs, write_files, writing
from ipse.config import Config
from ipse.report.harmless import harmless
from ipse.types import INTERRUPTED_EXIT_CODE, ConversationResult, Corpus

if TYPE_CHECKING:
    from ipse.auditor import Auditor
    from ipse.bulk import BulkRun, Judging, Tally
    from ipse.report.redact import Redactor

RESUME = "free space or choose another folder, then go on with --resume"


@dataclass(frozen=True, slots=True)
class Bulk:
    """What the command line asks of a long run. ``workers`` 0 means one for each processor."""

    workers: int = 0
    resume: bool = False
    journal: Path | None = None
    restart: bool = False

    def path(self, config: Config, transcripts: tuple[Path, ...]) -> Path:
        """The journal: named after the transcripts, beside the configuration."""
        from ipse.audit import content_hash

        name = content_hash(*(str(p.resolve()) for p in transcripts))
        return self.journal or config.root / ".ipse" / "journal" / f"{name}.jsonl"


def run(
    config: Config,
    transcripts: tuple[Path, ...],
    cache: Path | None,
    outputs: Outputs,
    bulk: Bulk,
    baseline: Path | None = None,
    as_of: date | None = None,
    *,
    quiet: bool = False,
    today: date | None = None,
    history: Path | None = None,
) -> int:
    """Audit into the journal, then print, write and keep; returns the exit code.

    The journal goes when all is written; ``history`` is the file in which the finished run is kept.
    """
    from ipse.auditor import Auditor
    from ipse.baseline import accepted, read_baseline
    from ipse.bulk import BulkOptions, Judging, judged_results, run_bulk, tally_of, worker_count
    from ipse.history import History

    known = accepted(read_baseline(baseline)) if baseline else None
    judging = Judging(config.policy, config.waivers, today or datetime.now(UTC).date(), known)
    outputs.check_writable()
    if history:
        with History(history):  # a history that cannot be used is told before the work
            pass
    build = partial(Auditor.build, config, cache=cache, as_of=as_of)
    auditor = build()
    started = datetime.now(UTC)
    options = BulkOptions(
        journal=bulk.path(config, transcripts),
        workers=bulk.workers or worker_count(),
        resume=bulk.resume,
        restart=bulk.restart,
        clean=_conversation_redactor if outputs.redact else None,
        progress=_progress(transcripts, quiet),
    )
    outputs = replace(outputs, quiet=quiet, fail_on=config.policy.fail_on, root=config.root)
    try:
        done = run_bulk(transcripts, auditor, build, options)
        with closing(done.journal):
            if outputs.redact:
                shown = (r.conversation.conversation_id for r in judged_results(done, judging))
                done = replace(done, problems=_redactor(auditor).problems(done.problems, shown))
            tally = tally_of(done, judging)
            _print(done, tally, quiet)
            _write(outputs, done, judging, tally, auditor, transcripts)
            if history:  # last: a run of which an output failed is resumed, and must not be kept twice
                _keep(history, done, judging, tally, auditor, started)
            done.journal.remove()
    except KeyboardInterrupt:
        click.echo(f"\nstopped; what is done is in {options.journal}: go on with --resume", err=True)
        return INTERRUPTED_EXIT_CODE
    return tally.decision(done.problems).exit_code


def _redactor(auditor: Auditor) -> Redactor:
    from ipse.report.redact import Redactor

    return Redactor(auditor.rooms.creator, auditor.corpus)


def _conversation_redactor(auditor: Auditor) -> Callable[[ConversationResult], ConversationResult]:
    return _redactor(auditor).conversation


def _progress(transcripts: tuple[Path, ...], quiet: bool) -> Callable[[int, int], None]:
    import sys

    from ipse.bulk import Estimate, count_conversations

    if quiet:
        return lambda done, resumed: None
    live = sys.stderr.isatty()
    estimate = Estimate(count_conversations(transcripts), every=1.0 if live else 30.0)

    def tell(done: int, resumed: int) -> None:
        line = estimate.line(done, resumed)
        if line:
            click.echo(f"\r{line}\033[K" if live else line, err=True, nl=not live)

    return tell


def _print(run: BulkRun, tally: Tally, quiet: bool) -> None:
    from ipse.report.statistics import undecided_rules

    decision = tally.decision(run.problems)
    silent = undecided_rules(decision.outcome, {rule for rule, _ in tally.not_evaluated})
    click.echo(harmless(f"{decision.outcome.value.upper()}{silent}: {'; '.join(decision.reasons)}"))
    if quiet:
        return
    for line in _summary(run, tally):
        click.echo(harmless(line))


def _summary(run: BulkRun, tally: Tally) -> Iterator[str]:
    from ipse.report.statistics import hidden_statuses, told, wilson
    from ipse.report.visible import visible

    resumed = f", {run.resumed:,} of them by an earlier run" if run.resumed else ""
    turns = told(tally.clone_turns, "clone turn", "clone turns")
    yield f"{turns} in {told(tally.conversations, 'conversation', 'conversations')}{resumed}"
    for name, hits in (("to block", tally.blocked_turns), ("flagged", tally.flagged_turns)):
        rate = wilson(hits, tally.clone_turns)
        yield f"turns {name}: {hits:,} = {rate.value:.2%} (95 % interval {rate.low:.2%} to {rate.high:.2%})"
    yield from (f"  {category}: {number:,}" for category, number in tally.by_category.most_common())
    for *_, f in sorted(tally.worst, reverse=True):
        quote = " ".join(visible(f.quote).split())[:100]
        said = f"“{quote}”" if quote else "(something is absent)"
        yield f"{f.disposition.value} {f.category.value} {visible(f.conversation_id)} turn {f.turn}: {said}"
    hidden = hidden_statuses(tally.by_status)
    yield from [f"kept and counted in the JSON: {hidden}"] if hidden else []
    for (rule, needs), number in sorted(tally.not_evaluated.items()):
        yield f"not evaluated: {rule} needs {needs} ({told(number, 'conversation', 'conversations')})"
    problems = sorted(run.problems, key=lambda p: not p.fatal)
    for problem in problems[:20]:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        yield f"{'unread' if problem.fatal else 'note'}: {place}: {problem.message}; {problem.remedy}"
    if len(problems) > 20:
        yield f"… and {len(problems) - 20} more problems: --json FILE lists them all"
    yield from (f"expired waiver ({w.expires}): {w.rule or w.fingerprint}: {w.reason}" for w in tally.expired)
    yield from (f"unused waiver: {w.rule or w.fingerprint}: {w.reason}" for w in tally.unused)


def _keep(path: Path, run: BulkRun, judging: Judging, tally: Tally, auditor: Auditor, started: datetime) -> None:
    """The run in the history, as if it had been audited in memory; conversations are streamed."""
    from ipse.bulk import judged_results
    from ipse.history import History

    outcome = tally.decision(run.problems).outcome
    with History(path) as history, history.recording(auditor.rooms.creator, run.provenance, started) as recorder:
        recorder.close(judged_results(run, judging), outcome, crashed=tally.crashed, problems=run.problems)


def _write(
    outputs: Outputs, run: BulkRun, judging: Judging, tally: Tally, auditor: Auditor, transcripts: tuple[Path, ...]
) -> None:
    """Findings and JSON are streamed; any other format takes the whole result into memory."""
    from ipse.bulk import whole_result, write_json, write_jsonl

    if outputs.jsonl:
        with writing(outputs.jsonl, RESUME) as file:
            write_jsonl(run, judging, file, everything=outputs.everything)
    if outputs.json:
        with writing(outputs.json, RESUME) as file:
            write_json(run, judging, tally, auditor, file)
    rest = replace(outputs, jsonl=None, json=None)
    if any((rest.html, rest.junit, rest.sarif, rest.gitlab, rest.markdown, rest.github)):
        corpus: Corpus = auditor.corpus
        write_files(rest, whole_result(run, judging, tally, auditor), corpus, transcripts)
