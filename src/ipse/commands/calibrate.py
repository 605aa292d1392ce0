"""``ipse calibrate``: thresholds from a team's own labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ipse.bench.calibrate import Threshold
    from ipse.bench.labelled import LabelledTurn

_FILE = click.Path(path_type=Path)
_SHARE = click.FloatRange(0, 1, min_open=True)


@click.command(name="calibrate")
@click.argument("labels", type=_FILE)
@click.argument("results", nargs=-1, required=True, type=_FILE)
@click.option("--precision", type=_SHARE, default=0.95, show_default=True,
              help="What a blocking finding's precision must reach.")  # fmt: skip
def command(labels: Path, results: tuple[Path, ...], precision: float) -> None:
    """Refit thresholds on LABELS (one clone turn a line) and RESULTS (made with `ipse audit --json`).

    LABELS is JSON Lines; findings is [] for a clean turn:

    \b
    {"conversation_id": "c1", "turn": 3,
     "findings": [{"type": "invented_offer", "quote": "take my old camera"}]}

    Each object stands on one line, and type is a category such as invented_offer. The labels of `ipse gate --labels`
    have another form.

    Prints the lines for ipse.toml, and for each category the precision seen, its 95 % interval, and how many labels
    are missing before the threshold can be trusted. Thresholds with too few labels are commented out.
    """
    from ipse.bench.calibrate import as_toml, calibrate
    from ipse.bench.labelled import read_labels
    from ipse.report.json_reader import read_findings

    labelled = read_labels(labels)
    missing = _not_held(labels, labelled, results)
    if missing:
        click.echo(f"# {missing} of {len(labelled)} labelled turns are in no result: they count for nothing")
    thresholds = calibrate(labelled, [f for path in results for f in read_findings(path)], precision)
    for line in _trust(thresholds):
        click.echo(line)
    click.echo(as_toml(thresholds) or "# no finding stands on a labelled turn: there is no threshold to fit")


def _not_held(path: Path, labelled: Sequence[LabelledTurn], results: Sequence[Path]) -> int:
    """How many labelled turns no result holds; an error when that is all of them."""
    from ipse.errors import UsageError
    from ipse.release.turns import read_turns

    held = {(t.conversation_id, t.turn) for result in results for t in read_turns(result)}
    missing = sum((t.conversation_id, t.turn) not in held for t in labelled)
    if missing == len(labelled):
        what = "no labelled turn is in the results" if labelled else "holds no labelled turn"
        named = f"; such as {labelled[0].conversation_id!r} turn {labelled[0].turn}" if labelled else ""
        remedy = "label clone turns of the conversations that were audited, by their conversation_id and turn"
        raise UsageError(f"{what}{named}", remedy=remedy, path=str(path))
    return missing


def _trust(thresholds: Sequence[Threshold]) -> Iterator[str]:
    """For each category a comment: the precision seen, and whether that is enough to go by."""
    from ipse.bench.calibrate import MOST_MISSING, printed

    for t in thresholds:
        rate, most = t.precision, "at least " if t.missing == MOST_MISSING else ""
        trust = f"not enough: {most}{t.missing} more right findings are needed" if t.missing else "enough labels"
        yield (
            f"# {t.category.value}: {rate.hits} of {rate.total} right at {printed(t.block_at)} "
            f"(95 % interval {rate.low:.2f} to {rate.high:.2f}); {trust}"
        )
