"""Runs as tables for pandas, Parquet and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ipse.errors import UsageError
from ipse.history.model import KeptRun
from ipse.history.rows import FINDING_COLUMNS, finding_row

if TYPE_CHECKING:
    import pandas as pd


def findings_table(runs: Sequence[KeptRun]) -> pd.DataFrame:
    """One row a finding: run, creator, when the run started, then the columns of the findings table."""
    import pandas as pd

    columns = ["run_id", "creator", "started", *FINDING_COLUMNS]
    rows = [(r.run.run_id, r.run.slug, r.run.started, *finding_row(kept)) for r in runs for kept in r.findings]
    table = pd.DataFrame(rows, columns=columns)
    table["started"] = pd.to_datetime(table["started"], utc=True)
    return table


def export_findings(runs: Sequence[KeptRun], path: Path) -> int:
    """Write the findings of ``runs`` to ``path`` (.parquet or .csv); returns how many.

    Raises:
        UsageError: the ending is another one.
    """
    table = findings_table(runs)
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    elif path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        raise UsageError(f"cannot export to {path.suffix or 'a file without ending'}",
                         remedy="end the name in .parquet or .csv", path=str(path))  # fmt: skip
    return len(table)
