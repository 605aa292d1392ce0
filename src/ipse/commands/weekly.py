"""``ipse weekly``: the creator's page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipse.commands.options import LANGUAGE, history_file, write_text

if TYPE_CHECKING:
    from ipse.history.open import Runs

_FILE = click.Path(path_type=Path)


@click.command(name="weekly")
@click.option("--history", "path", type=_FILE, help="History file or folder (default: .ipse beside ipse.toml).")
@click.option("--creator", "slug", help="The creator's slug, when several are kept.")
@click.option("--language", type=LANGUAGE, help="Language of the page (default: the creator's).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Leave out runs that started after this day.")
@click.option("--output", "-o", type=_FILE, default=Path("weekly.html"), show_default=True)
def command(path: Path | None, slug: str | None, language: str | None, until: datetime | None, output: Path) -> None:
    """Write the last run as a page for the creator, in plain words, with the trend over the runs before.

    A folder of results written with `ipse audit --json` works as a history too: a result is as old as its last
    message, and of two that end on the same day, the file that was written later is the later run.
    """
    from ipse.report.weekly_html import render_weekly

    runs = _chosen(path or history_file(), slug, until)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_text(output, render_weekly(runs, language=language))
    last = next(head.run for head in reversed(runs.heads) if head.run.finished)
    named = f"{last.run_id}.json" if runs.files else last.run_id
    click.echo(f"wrote {output} (last run: {named})")


def _chosen(path: Path, slug: str | None, until: datetime | None) -> Runs:
    """The runs that the options leave; an option that leaves none is named.

    Raises:
        UsageError: there are runs, but not one of this creator, or not one so early.
    """
    from ipse.errors import UsageError
    from ipse.history import open_runs

    everybody = open_runs(path)
    runs = everybody.only(lambda run: slug in (None, run.slug))
    if everybody and not runs:
        slugs = ", ".join(sorted({head.run.slug for head in everybody.heads}))
        raise UsageError(f"no run of {slug!r} is kept", remedy=f"--creator takes one of: {slugs}", path=str(path))
    if until is None or not runs:
        return runs
    before = runs.only(lambda run: run.started.date() <= until.date())
    if not before:
        first = f"{runs.heads[0].run.started:%Y-%m-%d}"
        what = f"no run started by {until:%Y-%m-%d}, the day of --until"
        raise UsageError(what, remedy=f"the first one started on {first}: name this day or a later one", path=str(path))
    return before
