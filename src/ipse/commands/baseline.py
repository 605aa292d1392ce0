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
    """Take the findings that are gone from RESULT (made with `ipse audit --json`) out of BASELINE.

    RESULT must be a complete run: what was not audited is not gone. What belongs to a conversation that RESULT does
    not hold, or in which a rule lacked its context, stays.
    """
    from ipse.baseline import compare, read_baseline, write_entries
    from ipse.release.turns import check_complete, read_decided
    from ipse.report.json_reader import read_findings

    entries, found = read_baseline(baseline), read_findings(result)
    check_complete(result)
    decided = read_decided(result)
    gone = {entry for entry in compare(found, entries).gone if entry.conversation_id in decided}
    write_entries(baseline, [e for e in entries if e not in gone])
    click.echo(f"{baseline}: {len(gone)} gone findings removed, {len(entries) - len(gone)} kept")
