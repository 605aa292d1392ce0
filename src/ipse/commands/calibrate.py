"""``ipse calibrate``: thresholds from a team's own labels."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


@click.command(name="calibrate")
@click.argument("labels", type=_FILE)
@click.argument("results", nargs=-1, required=True, type=_FILE)
@click.option("--precision", default=0.95, show_default=True, help="What a blocking finding's precision must reach.")
def command(labels: Path, results: tuple[Path, ...], precision: float) -> None:
    """Refit thresholds on LABELS (one clone turn a line) and RESULTS (made with `ipse audit --json`).

    Prints the lines for ipse.toml, and for each category the precision seen, its 95 % interval, and how many labels
    are missing before the threshold can be trusted.
    """
    from ipse.bench.calibrate import as_toml, calibrate
    from ipse.bench.labelled import read_labels
    from ipse.report.json_reader import read_findings

    findings = [f for path in results for f in read_findings(path)]
    thresholds = calibrate(read_labels(labels), findings, precision)
    for t in thresholds:
        rate = t.precision
        trust = "enough labels" if not t.missing else f"not enough: {t.missing} more right findings are needed"
        click.echo(f"# {t.category.value}: {rate.hits} of {rate.total} right at {t.block_at:.3f} "
                   f"(95 % interval {rate.low:.2f} to {rate.high:.2f}); {trust}")  # fmt: skip
    click.echo(as_toml(thresholds))
