"""The records of the files that benchmarks read: JSON Lines, gzipped or not."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ipse.errors import BenchError

_GZIP = b"\x1f\x8b"


def read_records(path: Path, remedy: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each object of a JSON Lines file, gzipped or not, with the number of its line; ``remedy`` is for a bad line.

    Raises:
        BenchError: the file cannot be read, or a line is no JSON object; names the line.
    """
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BenchError(f"is not JSON: {error}", path=str(path), line=number, remedy=remedy) from error
        if not isinstance(record, dict):
            raise BenchError("is not a JSON object", path=str(path), line=number, remedy=remedy)
        yield number, record


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig").split("\n")  # not splitlines(): JSON may hold U+2028 as it is
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BenchError(
            f"cannot be read: {error}", path=str(path), remedy="give a JSON Lines file in UTF-8, gzipped or not"
        ) from error
