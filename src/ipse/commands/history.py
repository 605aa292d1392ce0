"""``ipse history``: the runs that were kept."""

from __future__ import annotations

from pathlib import Path

import click

from ipse.commands.options import history_file

_FILE = click.Path(path_type=Path)
WIDE = 200  # columns when the list goes into a file or a pipe: one line a run


@click.command(name="history")
@click.option("--history", "path", type=_FILE, help="History file or folder (default: .ipse beside ipse.toml).")
@click.option("--creator", "slug", help="Only this creator's runs (slug).")
@click.option("--export", type=_FILE, help="Write all findings of these runs to a .parquet or .csv file.")
def command(path: Path | None, slug: str | None, export: Path | None) -> None:
    """List the kept runs, oldest first."""
    from rich.console import Console
    from rich.table import Column, Table

    from ipse.history import open_runs
    from ipse.history.difference import is_open

    runs = open_runs(path or history_file(), slug)
    if export:
        from ipse.history.export import export_findings

        click.echo(f"wrote {export}: {export_findings(runs, export)} findings of {len(runs)} runs")
        return
    run_id = Column("run", no_wrap=True, min_width=max((len(kept.run.run_id) for kept in runs), default=0))
    table = Table(run_id, "creator", "started", "outcome", "replies", "to block", "to review", box=None)
    for kept in runs:
        table.add_row(*_cells(kept, [f for f in kept.findings if is_open(f)]))
    console = Console(soft_wrap=True)
    console.width = console.width if console.is_terminal else WIDE
    console.print(table if runs else "no run is kept here")


def _cells(kept: object, found: list[object]) -> list[str]:
    from ipse.history import KeptFinding, KeptRun

    assert isinstance(kept, KeptRun)
    ends = [f.finding.disposition.value for f in found if isinstance(f, KeptFinding)]
    run = kept.run
    outcome = run.outcome or "interrupted"
    if run.crashed or run.unread:
        outcome += f" ({run.crashed} checks crashed, {run.unread} inputs unread)"
    counts = (run.clone_turns, ends.count("block"), ends.count("review"))
    return [run.run_id, run.slug, f"{run.started:%Y-%m-%d %H:%M} UTC", outcome, *map(str, counts)]
