"""``ipse history``: the runs that were kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ipse.commands.options import history_file, writing
from ipse.errors import ReportError, UsageError
from ipse.policy import counted

if TYPE_CHECKING:
    from ipse.history.model import Head
    from ipse.history.open import Runs

_FILE = click.Path(path_type=Path)
_REMEDY = "choose a folder that exists and can be written, and has space left"
WIDE = 200  # columns when the list goes into a file or a pipe: one line a run


@click.group(name="history", invoke_without_command=True)
@click.option("--history", "path", type=_FILE, help="History file or folder (default: .ipse beside ipse.toml).")
@click.option("--creator", "slug", help="Only this creator's runs (slug).")
@click.option("--export", type=_FILE, help="Write all findings of these runs to a .parquet or .csv file.")
@click.pass_context
def command(context: click.Context, path: Path | None, slug: str | None, export: Path | None) -> None:
    """List the kept runs, oldest first.

    In a .csv file, a cell that a spreadsheet would take for a formula begins with '; .parquet holds it as it is.
    """
    from ipse.history import open_runs

    if context.invoked_subcommand:
        if export:
            raise UsageError(f"--export does not go with {context.invoked_subcommand}", remedy="give one of them")
        context.obj = path, slug
        return
    if export:
        from ipse.history.export import check_ending

        check_ending(export)
    runs = open_runs(path or history_file(), slug)
    if export:
        click.echo(f"wrote {export}: {_export(runs, export)} findings of {len(runs)} runs")
    else:
        _list(runs)


@command.command()
@click.option("--keep", type=click.IntRange(min=1), required=True, help="How many runs of each creator stay.")
@click.pass_obj
def prune(named: tuple[Path | None, str | None], keep: int) -> None:
    """Remove all but the newest runs from the history file, for good."""
    from ipse.history import History
    from ipse.history.open import history_base

    path, slug = named
    where = path or history_file()
    base = history_base(where)
    if base is None:
        raise ReportError("holds no history", remedy="name the file that --history wrote", path=str(where))
    with History(base) as history:
        gone = history.prune(keep, slug)
        left = len(history.runs(slug))
    click.echo(f"{base}: {gone} run{'' if gone == 1 else 's'} removed, {left} left")


def _export(runs: Runs, path: Path) -> int:
    from ipse.history.export import write_csv, write_parquet

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(f"cannot be written: {error.strerror}", remedy=_REMEDY, path=str(path)) from error
    if path.suffix == ".csv":
        with writing(path, _REMEDY) as file:
            return write_csv(runs, file)
    with _writing_bytes(path) as binary:
        return write_parquet(runs, binary)


@contextmanager
def _writing_bytes(path: Path) -> Iterator[BinaryIO]:
    """As :func:`ipse.commands.options.writing`, for a format that is no text: whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise ReportError(f"cannot be written: {error.strerror}", remedy=_REMEDY, path=str(path)) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _list(runs: Runs) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    run_id = Column("run", no_wrap=True, min_width=max((len(head.run.run_id) for head in runs.heads), default=0))
    table = Table(run_id, "creator", "started", "outcome", "replies", "to block", "to review", box=None)
    for head in runs.heads:
        table.add_row(*_cells(head))
    console = Console(soft_wrap=True)
    console.width = console.width if console.is_terminal else WIDE
    console.print(table if runs else "no run is kept here")


def _cells(head: Head) -> list[str]:
    run = head.run
    outcome = run.outcome or "interrupted"
    if run.crashed or run.unread:
        checks, inputs = counted(run.crashed, "check", "checks"), counted(run.unread, "input", "inputs")
        outcome += f" ({checks} crashed, {inputs} unread)"
    counts = (run.clone_turns, head.blocking, head.reviewing)
    return [run.run_id, run.slug, f"{run.started:%Y-%m-%d %H:%M} UTC", outcome, *map(str, counts)]
