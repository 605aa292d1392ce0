"""The history as a place that is listed, exported and cut back: at low cost, and with errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ipse.errors import ReportError
from ipse.history import History, KeptRun, Run, open_runs, pick_run
from ipse.history.export import write_csv
from ipse.history.model import kept_run
from ipse.history.open import read_result
from ipse.report.json_report import render_json
from report_sample import sample_result

START = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history of four runs of the sample, a week apart, the second one of another creator."""
    result = sample_result()
    other = replace(result.creator, name="Bo Marsh", slug="bo-marsh")
    with History(tmp_path / "h.sqlite") as history:
        for week in range(4):
            whose = other if week == 1 else result.creator
            with history.recording(whose, result.provenance, START + timedelta(weeks=week)) as recorder:
                recorder.finish(result)
    return tmp_path / "h.sqlite"


def test_only_the_picked_run_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list needs no finding, and picking one run by whatever name reads that run alone."""
    read: list[str] = []
    load = History.load

    def counting(history: History, run: Run) -> KeptRun:
        read.append(run.run_id)
        return load(history, run)

    monkeypatch.setattr(History, "load", counting)
    runs = open_runs(path, "ada-quill")
    assert len(runs) == 3
    counts = [(head.blocking, head.reviewing) for head in runs.heads]
    assert read == []
    assert pick_run(runs, "last").run.run_id == "20261026-000000"
    assert pick_run(runs, "20261005").run.run_id == "20261005-000000"
    assert read == ["20261026-000000", "20261005-000000"]
    whole = [[k.finding for k in run.findings] for run in runs]
    opened = [[f.disposition.value for f in found if f.status in ("active", "known")] for found in whole]
    assert counts == [(ends.count("block"), ends.count("review")) for ends in opened]


def test_prune_keeps_the_newest_runs_of_each_creator(path: Path) -> None:
    """What is removed is gone from every table; one creator may be named."""
    with History(path) as history:
        assert history.prune(1, "bo-marsh") == 0
        assert history.prune(2) == 1
        assert [run.run_id for run in history.runs("ada-quill")] == ["20261019-000000", "20261026-000000"]
        assert [run.run_id for run in history.runs("bo-marsh")] == ["20261012-000000"]
        for table in ("turns", "findings", "not_evaluated", "unread"):
            rows = history._base.execute(f"SELECT COUNT(*) FROM {table} WHERE run_id = '20261005-000000'")
            assert rows.fetchone()[0] == 0


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx", "\rx"])
def test_a_cell_runs_no_formula(words: str) -> None:
    """What fans and clones wrote is shown by a spreadsheet, not computed; numbers stay numbers."""
    run = kept_run(Run("a", "Ada Quill", "ada-quill", "en", START, START), sample_result())
    said = tuple(replace(k, fan=words, draft=words) for k in run.findings)
    file = io.StringIO(newline="")
    assert write_csv([replace(run, findings=said)], file) == len(said)
    file.seek(0)
    rows = list(csv.DictReader(file))
    assert {row["fan"] for row in rows} == {f"'{words}"}
    assert {row["turn"] for row in rows} == {str(k.finding.turn) for k in said}


def test_an_empty_export_has_its_columns() -> None:
    """No finding, no rows, and still a table."""
    file = io.StringIO()
    assert write_csv([], file) == 0
    assert file.getvalue().startswith("run_id,creator,started,")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder of two results that end on one day; the first by name was written last."""
    folder = tmp_path / "results"
    folder.mkdir()
    for position, name in enumerate(("before", "after")):
        (folder / f"{name}.json").write_text(render_json(sample_result()), encoding="utf-8")
        os.utime(folder / f"{name}.json", (1_800_000_000 + position, 1_800_000_000 + position))
    return folder


def test_of_two_results_of_one_day_the_later_file_is_the_later_run(results: Path) -> None:
    """Not the one whose name comes later in the alphabet."""
    runs = open_runs(results)
    assert [run.run.run_id for run in runs] == ["before", "after"]
    assert runs.files
    os.utime(results / "before.json", (1_900_000_000, 1_900_000_000))
    assert [run.run.run_id for run in open_runs(results)] == ["after", "before"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"conversation_id": "a", "turns": []}', "it is a conversation, to be audited"),
        ('{"conversation_id": "a", "turns": []}\n{"conversation_id": "b", "turns": []}', "several lines of JSON"),
        ('{"a": 1}', "lists no conversations"),
        ("[1]", "lists no conversations"),
        ("not json", "no JSON"),
    ],
)
def test_a_file_that_is_no_result_is_told_what_it_is(tmp_path: Path, content: str, said: str) -> None:
    """No name of a Python error, but what was found and how a result is made."""
    (tmp_path / "t.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match="is no audit result") as caught:
        read_result(tmp_path / "t.json")
    assert said in str(caught.value)
    assert "Error" not in str(caught.value)
    assert "ipse audit" in str(caught.value)


def test_a_result_that_lacks_a_part_names_it(tmp_path: Path) -> None:
    """A result of which something was cut away."""
    document = json.loads(render_json(sample_result()))
    del document["creator"]
    (tmp_path / "t.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ReportError, match="'creator' is missing"):
        read_result(tmp_path / "t.json")


def test_a_missing_result_is_called_missing(tmp_path: Path) -> None:
    """The system's own words, and the path."""
    with pytest.raises(ReportError, match="No such file or directory"):
        read_result(tmp_path / "none.json")
