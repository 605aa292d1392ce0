"""``ipse diff``: what changed between two runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipse.commands.options import history_file

if TYPE_CHECKING:
    from ipse.history import KeptFinding

_FILE = click.Path(path_type=Path)


@click.command(name="diff")
@click.argument("run_a", default="last~1")
@click.argument("run_b", default="last")
@click.option("--history", "path", type=_FILE, help="History file or folder (default: .ipse beside ipse.toml).")
@click.option("--creator", "slug", help="Only this creator's runs (slug): `last` is the last of these.")
def command(run_a: str, run_b: str, path: Path | None, slug: str | None) -> None:
    """Show what is new, fixed and still there in RUN_B against RUN_A, two runs of one creator.

    A run is an id, the beginning of one, `last`, `last~1`, or a file written with `ipse audit --json`.
    """
    from ipse.history import compare_runs, open_runs, pick_run
    from ipse.history.difference import check_same_creator

    files = run_a.endswith(".json") and run_b.endswith(".json")
    runs = () if files else open_runs(path or history_file(), slug)
    before, after = pick_run(runs, run_a), pick_run(runs, run_b)
    check_same_creator(before, after, "name two runs of one creator; --creator SLUG leaves the others out")
    change = compare_runs(before, after)
    _say(f"{before.run.run_id} → {after.run.run_id}")
    for title, found in (("new", change.new), ("fixed", change.fixed), ("still there", change.still)):
        _print(title, found)
    if change.set_aside:
        _print("still there, but waived or no longer to act on", change.set_aside)
    if change.not_audited:
        _say(f"not audited again: {len(change.not_audited)}")


def _say(line: str) -> None:
    from ipse.report.harmless import harmless

    click.echo(harmless(line))


def _print(title: str, found: Sequence[KeptFinding]) -> None:
    from ipse.report.visible import visible

    _say(f"{title}: {len(found)}")
    for kept in found:
        finding = kept.finding
        quote = f"“{' '.join(visible(finding.quote).split())}”" if finding.quote else "(something is absent)"
        place = f"{visible(finding.conversation_id)} turn {finding.turn}"
        _say(f"  {finding.disposition.value} {finding.category.value} {place} {quote}")
