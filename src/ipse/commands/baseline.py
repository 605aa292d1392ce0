"""``ipse baseline``: accept today's findings."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


@click.group(name="baseline")
def command() -> None:
    """Accept today's findings, so that later runs fail only on new ones."""


@command.command()
@click.argument("result", type=_FILE)
@click.option("--output", "-o", type=_FILE, default=Path("ipse-baseline.json"), show_default=True)
def write(result: Path, output: Path) -> None:
    """Write a baseline from RESULT, a file made with `ipse audit --json`."""
    from ipse.baseline import write_baseline
    from ipse.report.json_reader import read_findings

    number = write_baseline(output, read_findings(result))
    click.echo(f"wrote {output}: {number} findings accepted")


@command.command()
@click.argument("baseline", type=_FILE)
@click.argument("result", type=_FILE)
def prune(baseline: Path, result: Path) -> None:
    """Take the findings that are gone from RESULT (made with `ipse audit --json`) out of BASELINE."""
    from ipse.baseline import compare, read_baseline, write_entries
    from ipse.report.json_reader import read_findings

    entries = read_baseline(baseline)
    gone = set(compare(read_findings(result), entries).gone)
    write_entries(baseline, [e for e in entries if e not in gone])
    click.echo(f"{baseline}: {len(gone)} gone findings removed, {len(entries) - len(gone)} kept")
