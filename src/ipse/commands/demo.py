"""``ipse demo``: audits the two bundled creators."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ipse.resources import shared_folder
from ipse.types import USAGE_EXIT_CODE

DEMO_DAY = date(2026, 11, 1)  # fixed, so that the same input gives the same bytes


@click.command(name="demo")
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), default=Path("reports"),
              show_default=True, help="Folder for the HTML reports.")  # fmt: skip
@click.option("--cache", type=click.Path(path_type=Path), help="Cache folder (default: none).")
def command(output: Path, cache: Path | None) -> None:
    """Audit the bundled creators, one English, one French, and write an audit report and a weekly page each.

    The drafts hold invented facts on purpose: both audits must block. Exit code 0 when they do.
    """
    from ipse.commands.audit import run
    from ipse.commands.options import Outputs, write_text
    from ipse.config import load_config
    from ipse.history import open_runs
    from ipse.report.weekly_html import render_weekly

    written = []
    for folder in sorted(p.parent for p in shared_folder("fixtures").glob("*/ipse.toml")):
        config = load_config(folder / "ipse.toml")
        target, page = (output / f"{kind}-{config.creator.slug}.html" for kind in ("audit", "weekly"))
        click.echo(f"\n=== {config.creator.name} ({config.creator.language})")
        with TemporaryDirectory() as kept:
            base = Path(kept) / "history.sqlite"
            outputs = Outputs(html=target)
            code = run(config, (folder / "conversations.jsonl",), cache, outputs, today=DEMO_DAY, history=base)
            write_text(page, render_weekly(open_runs(base)))
        if code != 1:
            click.echo(f"the demo expects a block, the audit said {code}", err=True)
            sys.exit(code or USAGE_EXIT_CODE)
        written += [target, page]
    click.echo("\nOpen the reports:\n" + "\n".join(f"  {path.resolve()}" for path in written))
