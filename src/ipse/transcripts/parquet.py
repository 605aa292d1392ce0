"""Transcripts as Parquet: one row a turn, or one row a conversation with a nested ``turns`` column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ipse.transcripts.record import Record
from ipse.transcripts.tables import Row, column_name, gather, missing_columns, repeated_columns
from ipse.types import Problem

BATCH_ROWS = 2_000


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation once all its rows are read, batch by batch; rows are counted in place of lines."""
    import pyarrow
    import pyarrow.parquet

    try:
        columns = [column_name(column) for column in pyarrow.parquet.read_schema(path).names]
        if "turns" in columns:
            if problems := list(repeated_columns(columns, name)):
                yield from problems
                return
            yield from (Record(dict(row.cells), row.line) for row in _rows(path))
            return
        problems = list(missing_columns(columns, name))
        yield from problems or gather(partial(_rows, path), name)
    except pyarrow.ArrowException as error:
        yield Problem("bad_parquet", name, f"not a readable Parquet file: {error}", "write the table again")


def _rows(path: Path) -> Iterator[Row]:
    import pyarrow.parquet

    number = 0
    with pyarrow.parquet.ParquetFile(path) as table:
        for batch in table.iter_batches(batch_size=BATCH_ROWS):
            for cells in batch.to_pylist():
                number += 1
                yield Row(
                    number, {column_name(key): _plain(value) for key, value in cells.items() if value is not None}
                )


def _plain(value: Any) -> Any:
    """Parquet's own types as JSON would write them; nulls inside a struct mean that the field is absent."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
