"""Runs as tables for pandas, Parquet and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from ipse.errors import UsageError
from ipse.history.model import KeptRun
from ipse.history.rows import FINDING_COLUMNS, finding_row

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".parquet", ".csv")
_LINE_END = "\r\n"  # as in RFC 4180; a cell that holds either sign is put in quotes only then
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def findings_table(runs: Iterable[KeptRun]) -> pd.DataFrame:
    """One row a finding: run, creator, when the run started, then the columns of the findings table."""
    import pandas as pd

    columns = ["run_id", "creator", "started", *FINDING_COLUMNS]
    rows = [(r.run.run_id, r.run.slug, r.run.started, *finding_row(kept)) for r in runs for kept in r.findings]
    table = pd.DataFrame(rows, columns=columns)
    table["started"] = pd.to_datetime(table["started"], utc=True)
    return table


def check_ending(path: Path) -> None:
    """Refuse a file that is neither Parquet nor CSV.

    Raises:
        UsageError: the ending is another one.
    """
    if path.suffix not in ENDINGS:
        raise UsageError(f"cannot export to {path.suffix or 'a file without ending'}",
                         remedy="end the name in .parquet or .csv", path=str(path))  # fmt: skip


def write_csv(runs: Iterable[KeptRun], file: TextIO) -> int:
    """Write the findings, one run after the other; returns how many.

    What fans and clones wrote is hostile input: a cell that a spreadsheet would take for a formula gets a ``'`` first.
    """
    findings_table(()).to_csv(file, index=False, lineterminator=_LINE_END)
    total = 0
    for run in runs:
        table = findings_table([run])
        table.map(_inert).to_csv(file, index=False, header=False, lineterminator=_LINE_END)
        total += len(table)
    return total


def write_parquet(runs: Iterable[KeptRun], file: BinaryIO) -> int:
    """Write the findings, as they are; returns how many."""
    table = findings_table(runs)
    table.to_parquet(file, index=False)
    return len(table)


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
