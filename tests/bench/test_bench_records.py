"""What every benchmark of a labelled file shares: how its records are read, and what is said of a bad one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ipse.bench.clauses import bench_clauses
from ipse.bench.disclosure import bench_probes
from ipse.bench.pair_rows import read_pair_file
from ipse.bench.records import read_records
from ipse.errors import BenchError

MARK = "\ufeff".encode()


@pytest.mark.parametrize("packed", [False, True])
def test_records_are_read_as_they_stand(tmp_path: Path, packed: bool) -> None:
    """A mark at the start, blank lines and a line separator inside a text disturb nothing, gzipped or not."""
    content = MARK + '{"text": "one\u2028two"}\n\n{"text": "three"}\n'.encode()
    path = tmp_path / "file.jsonl"  # the content tells whether it is packed, not the name
    path.write_bytes(gzip.compress(content) if packed else content)
    found = [(number, record["text"]) for number, record in read_records(path, "")]
    assert found == [(1, "one\u2028two"), (3, "three")]


@pytest.mark.parametrize("bad", ["{", '"text"', "[1]"])
def test_a_bad_line_is_named_with_its_remedy(tmp_path: Path, bad: str) -> None:
    """Blank lines above it count."""
    path = tmp_path / "file.jsonl"
    path.write_text(f'{{"text": "one"}}\n\n{bad}\n', encoding="utf-8")
    with pytest.raises(BenchError) as caught:
        list(read_records(path, "write objects"))
    assert (caught.value.line, caught.value.remedy) == (3, "write objects")


CLAUSE = {"quote": "Hi", "act": "thanks_greeting", "subject": "none", "kind": "none"}


@pytest.mark.parametrize(
    ("bench", "good", "bad", "field"),
    [
        (bench_clauses, {"draft": "Hi", "clauses": []}, {"draft": "Hi", "clauses": [CLAUSE]}, "needs_proof"),
        (bench_clauses, {"draft": "Hi", "clauses": []}, {"draft": "Hi", "clauses": [1]}, "quote"),
        (
            bench_clauses,
            {"draft": "Hi", "clauses": []},
            {"draft": "Hi", "clauses": [CLAUSE | {"needs_proof": "no"}]},
            "needs_proof",
        ),
        (bench_clauses, {"sentence": "Hi.", "checkworthy": "yes"}, {"sentence": "Ho."}, "checkworthy"),
        (bench_probes, {"text": "Hi", "label": "other"}, {"text": "Hi"}, "label"),
        (bench_probes, {"text": "Hi", "label": "other"}, {"text": 5, "label": "other"}, "text"),
        (read_pair_file, {"premise": "a", "hypothesis": "b", "label": "neutral"}, {"premise": "a"}, "label"),
    ],
)
def test_every_benchmark_names_line_and_field(
    tmp_path: Path, bench: object, good: dict[str, object], bad: dict[str, object], field: str
) -> None:
    """A field that is missing is told with its line in the file, not with its number among the records."""
    path = tmp_path / "file.jsonl"
    path.write_text(f"{json.dumps(good)}\n\n{json.dumps(bad)}\n", encoding="utf-8")
    assert callable(bench)
    with pytest.raises(BenchError) as caught:
        bench(path)
    assert (caught.value.line, caught.value.field) == (3, field)
