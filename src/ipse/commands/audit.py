"""``ipse audit``: from sources and transcripts to findings, reports and an exit code."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from ipse.commands.options import Inputs, Outputs, history_file, run_options, write_outputs
from ipse.config import Config
from ipse.errors import UsageError

_FILE = click.Path(path_type=Path)


@click.command(name="audit")
@run_options
@click.option("--baseline", type=_FILE, help="Findings of this file are known: only new ones count.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Apply the rules in force on this day.")
@click.option("--history", type=_FILE, help="Keep the run in this file (default: .ipse/history.sqlite).")
@click.option("--no-history", is_flag=True, help="Do not keep the run.")
@click.option("--workers", type=click.IntRange(0, 256), help="Long transcripts: so many processes (0: one a CPU).")
@click.option("--resume", is_flag=True, help="Long transcripts: go on where the last run stopped.")
@click.option("--restart", is_flag=True, help="Long transcripts: begin again, and drop what the last run had done.")
@click.option("--journal", type=_FILE, help="Long transcripts: where results are kept until all is written.")
@click.option("--quiet", "-q", is_flag=True, help="Print the decision only.")
def command(
    inputs: Inputs,
    outputs: Outputs,
    baseline: Path | None,
    as_of: datetime | None,
    history: Path | None,
    no_history: bool,
    workers: int | None,
    resume: bool,
    restart: bool,
    journal: Path | None,
    quiet: bool,
) -> None:
    """Audit TRANSCRIPTS (JSON Lines, CSV, Parquet or plain `fan: … / clone: …` text).

    Reads ipse.toml here or above; or give --corpus and --creator for a bare folder. With --workers, --resume,
    --restart or --journal the transcript is streamed through a journal, so that a stop loses nothing: the same command
    is refused until --resume goes on with what is done, or --restart drops it.
    """
    if resume and restart:
        raise UsageError("--resume and --restart do not go together", remedy="leave one of them out")
    if no_history:
        history = None
    elif history is None and inputs.own:
        history = history_file(inputs.config)
    inputs.check_apart(outputs, ("--journal", journal), ("--history", history), baseline=baseline)
    day = as_of.date() if as_of else None
    what = (inputs.config, inputs.transcripts, inputs.cache, outputs)
    if workers is not None or resume or restart or journal:
        from ipse.commands import bulk

        long = bulk.Bulk(workers or 0, resume, journal, restart)
        sys.exit(bulk.run(*what, long, baseline, day, quiet=quiet, history=history))
    sys.exit(run(*what, baseline, day, quiet=quiet, history=history))


def run(
    config: Config,
    transcripts: tuple[Path, ...],
    cache: Path | None,
    outputs: Outputs,
    baseline: Path | None = None,
    as_of: date | None = None,
    *,
    quiet: bool = False,
    today: date | None = None,
    history: Path | None = None,
) -> int:
    """Audit, print, write; returns the exit code."""
    from ipse.commands.running import audited

    outputs.check_writable()
    done = audited(
        config, transcripts, cache, baseline, as_of, quiet=quiet, today=today, history=history, redact=outputs.redact
    )
    outputs = replace(outputs, quiet=quiet, fail_on=config.policy.fail_on, root=config.root)
    return write_outputs(outputs, done.result, done.corpus, transcripts)
