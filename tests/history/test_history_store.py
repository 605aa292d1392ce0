"""The history file keeps runs whole, whatever happens to the process."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ipse.errors import ReportError, UsageError
from ipse.history import History, Run, compare_runs, open_runs, pick_run
from ipse.history.export import check_ending, write_parquet
from ipse.history.model import kept_run
from ipse.report.json_report import render_json
from ipse.types import AuditResult, CheckError, Disposition
from report_sample import sample_result

CUT_OFF = """
import os, signal, sys
from pathlib import Path
from ipse.history import History
from report_sample import sample_result
result = sample_result(extra=60)
with History(Path(sys.argv[1])) as history, history.recording(result.creator, result.provenance) as recorder:
    for done in result.conversations[:40]:
        recorder.add(done)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history file with one finished run."""
    result = sample_result()
    with History(tmp_path / "h.sqlite") as history, history.recording(result.creator, result.provenance) as recorder:
        for done in result.conversations:
            recorder.add(done)
        recorder.finish(result)
    return tmp_path / "h.sqlite"


def test_a_run_comes_back_as_it_was_kept(path: Path) -> None:
    """Every finding, hostile strings included, survives the way to the file and back."""
    result = sample_result()
    (run,) = open_runs(path)
    assert tuple(f.finding for f in run.findings) == result.findings
    assert run.run.clone_turns == len(result.conversations) == run.run.conversations
    assert run.run.outcome == "block"
    assert run.findings[0].fan == "Do you have kids?"


def test_a_file_of_the_first_version_is_read_and_written_on(path: Path) -> None:
    """Its findings have no other rules; a run that is kept afterwards has them."""
    with sqlite3.connect(path) as old:
        old.executescript(
            "ALTER TABLE findings DROP COLUMN also; DROP TABLE not_evaluated; DROP TABLE unread; "
            "DROP TABLE runs_before_gaps; PRAGMA user_version = 1"
        )
    (run,) = open_runs(path)
    alone = tuple(replace(f, also=()) for f in sample_result().findings)
    assert tuple(f.finding for f in run.findings) == alone
    result = sample_result()
    with History(path) as history, history.recording(result.creator, result.provenance) as recorder:
        recorder.finish(result)
    assert {tuple(f.finding for f in r.findings) for r in open_runs(path)} == {alone, result.findings}


def test_a_killed_run_keeps_what_it_had_committed(tmp_path: Path) -> None:
    """After kill -9 the finished conversations are there, the run says that it was cut off, and the file works."""
    base = tmp_path / "h.sqlite"
    tests = str(Path(__file__).resolve().parents[1])
    code = f"import sys; sys.path.insert(0, {tests!r})\n{CUT_OFF}"
    done = subprocess.run([sys.executable, "-c", code, str(base)], check=False)
    assert done.returncode == -signal.SIGKILL
    (run,) = open_runs(base)
    assert run.run.finished is None
    assert len(run.turns) == 32
    with History(base) as history, history.recording(sample_result().creator, sample_result().provenance) as recorder:
        recorder.finish(sample_result())
    assert [r.run.outcome for r in open_runs(base)] == [None, "block"]


def test_an_exception_costs_nothing(tmp_path: Path) -> None:
    """A crash of the audit itself leaves every conversation that was done."""
    result = sample_result()

    def crash() -> None:
        with (
            History(tmp_path / "h.sqlite") as history,
            history.recording(result.creator, result.provenance) as recorder,
        ):
            for done in result.conversations[:5]:
                recorder.add(done)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash()
    (run,) = open_runs(tmp_path / "h.sqlite")
    assert len(run.turns) == 5


def test_a_folder_of_json_results_is_a_history_too(path: Path, tmp_path: Path) -> None:
    """The same findings come out of `--json` files and of the history file."""
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "week-1.json").write_text(render_json(sample_result()), encoding="utf-8")
    (from_json,), (from_file,) = open_runs(folder), open_runs(path)
    assert from_json.turns == from_file.turns
    assert [f.finding.fingerprint for f in from_json.findings] == [f.finding.fingerprint for f in from_file.findings]
    assert from_json.findings[0] == from_file.findings[0]


def test_what_was_not_audited_again_is_not_fixed() -> None:
    """A finding counts as fixed only when its turn was looked at again."""
    result = sample_result()
    with_all = kept_run(_run("a"), result)
    without = kept_run(_run("b"), _less(result, 1))
    change = compare_runs(with_all, without)
    assert not change.new
    assert not change.fixed
    assert len(change.not_audited) == 1
    back = compare_runs(without, with_all)
    assert [f.finding.conversation_id for f in back.new] == [change.not_audited[0].finding.conversation_id]


def test_a_finding_on_which_a_check_crashed_is_not_fixed(tmp_path: Path) -> None:
    """The crashed check may have found it again: not audited, in a history file and in a JSON result alike."""
    result = sample_result()
    name = result.findings[0].conversation_id
    crashed = tuple(
        replace(c, findings=(), errors=(CheckError("claims", name, None, "x"),))
        if c.conversation.conversation_id == name
        else c
        for c in result.conversations
    )
    later = replace(result, conversations=crashed)
    (tmp_path / "b.json").write_text(render_json(later), encoding="utf-8")
    for after in (kept_run(_run("b"), later), pick_run((), str(tmp_path / "b.json"))):
        change = compare_runs(kept_run(_run("a"), result), after)
        assert not change.fixed
        assert {f.finding.conversation_id for f in change.not_audited} == {name}
        assert name not in {t.conversation_id for t in after.turns}


@pytest.mark.parametrize(
    "change", [{"status": "waived"}, {"status": "below_threshold"}, {"disposition": Disposition.NOTE}]
)
def test_what_is_found_again_is_not_fixed(change: dict[str, Any]) -> None:
    """A finding that was waived since, or lost weight, is said still: set aside, with what it is now."""
    result = sample_result()
    open_ones = [f for f in result.findings if f.status == "active" and f.disposition is not Disposition.NOTE]
    first = open_ones[0].fingerprint
    talks = tuple(
        replace(c, findings=tuple(replace(f, **change) if f.fingerprint == first else f for f in c.findings))
        for c in result.conversations
    )
    found = compare_runs(kept_run(_run("a"), result), kept_run(_run("b"), replace(result, conversations=talks)))
    assert not found.fixed
    assert not found.not_audited
    (aside,) = found.set_aside
    assert {name: getattr(aside.finding, name) for name in change} == change


def test_half_a_character_is_kept_replaced(tmp_path: Path) -> None:
    """Lone surrogates, which JSON allows and no database keeps, in question, draft, finding and evidence."""
    result = sample_result()
    half = "x\ud83d"
    talks = tuple(
        replace(
            c,
            conversation=replace(c.conversation, turns=tuple(replace(t, text=half) for t in c.conversation.turns)),
            findings=tuple(
                replace(f, quote=half, evidence=tuple(replace(e, quote=half) for e in f.evidence)) for f in c.findings
            ),
        )
        for c in result.conversations
    )
    path = tmp_path / "h.sqlite"
    with History(path) as history, history.recording(result.creator, result.provenance) as recorder:
        recorder.finish(replace(result, conversations=talks))
    (run,) = open_runs(path)
    assert len(run.findings) == len(result.findings)
    assert {f.draft for f in run.findings} == {"x?"}
    assert {e.quote for f in run.findings for e in f.finding.evidence} == {"x?"}


def test_runs_are_found_by_name(path: Path) -> None:
    """`last`, a full id and its beginning name a run; anything else is an error with a remedy."""
    runs = open_runs(path)
    name = runs[0].run.run_id
    assert pick_run(runs, "last") == pick_run(runs, name) == pick_run(runs, name[:8]) == runs[0]
    with pytest.raises(UsageError, match="no run is called"):
        pick_run(runs, "last~1")


def test_export_holds_one_row_a_finding(path: Path, tmp_path: Path) -> None:
    """Parquet holds every finding with its run; an ending that is neither Parquet nor CSV is refused."""
    runs = open_runs(path)
    with (tmp_path / "f.parquet").open("wb") as file:
        assert write_parquet(runs, file) == len(runs[0].findings)
    table = pd.read_parquet(tmp_path / "f.parquet")
    assert list(table["fingerprint"]) == [f.finding.fingerprint for f in runs[0].findings]
    assert set(table["run_id"]) == {runs[0].run.run_id}
    with pytest.raises(UsageError):
        check_ending(tmp_path / "f.xlsx")


def test_a_file_that_is_no_history_is_named(tmp_path: Path) -> None:
    """A text file, an empty folder and a file of a newer version are errors, not empty histories."""
    (tmp_path / "x.sqlite").write_text("not a database, but long enough to look at " * 20)
    with pytest.raises(ReportError):
        open_runs(tmp_path / "x.sqlite")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReportError, match="holds no history"):
        open_runs(tmp_path / "empty")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """It is named as no history, and no table is added to it."""
    place = tmp_path / "shop.sqlite"
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(ReportError, match="other tables \\(orders\\)"):
        History(place)
    with sqlite3.connect(place) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("orders",)]


AT_ONCE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from ipse.history import History
from report_sample import sample_result
result = sample_result()
while time.time() < float(sys.argv[2]):
    pass
moment = datetime(2026, 11, 1, tzinfo=UTC)
with History(Path(sys.argv[1])) as history, history.recording(result.creator, result.provenance, moment) as recorder:
    for done in result.conversations:
        recorder.add(done)
    recorder.finish(result)
"""


def test_runs_at_once_are_all_kept(tmp_path: Path) -> None:
    """Four processes make the file, and start a run in the same second: four whole runs, each with its own id."""
    base = tmp_path / "h.sqlite"
    tests = str(Path(__file__).resolve().parents[1])
    code = f"import sys; sys.path.insert(0, {tests!r})\n{AT_ONCE}"
    words = [sys.executable, "-c", code, str(base), str(time.time() + 4)]
    processes = [subprocess.Popen(words, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, ended
    runs = open_runs(base)
    assert len({run.run.run_id for run in runs}) == len(runs) == 4
    assert {len(run.findings) for run in runs} == {len(sample_result().findings)}


@pytest.mark.parametrize("place", ["/proc/h.sqlite", "{folder}/file/h.sqlite"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    """A read-only file system, and a file where a folder should be: an error with a remedy."""
    (tmp_path / "file").write_text("x")
    path = Path(place.format(folder=tmp_path))
    with pytest.raises(ReportError, match="--history"):
        History(path)


FULL = """
import resource, signal, sys
from pathlib import Path
from ipse.errors import ReportError
from ipse.history import History
from report_sample import sample_result
result = sample_result(extra=60)
with History(Path(sys.argv[1])) as history, history.recording(result.creator, result.provenance) as recorder:
    recorder.finish(result)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size, resource.RLIM_INFINITY))
try:
    with History(Path(sys.argv[1])) as history, history.recording(result.creator, result.provenance) as recorder:
        recorder.finish(result)
except ReportError as error:
    print(error)
"""


def test_a_full_disk_costs_only_the_new_run(tmp_path: Path) -> None:
    """The error names the file and a remedy; the run that was kept before is whole."""
    base = tmp_path / "h.sqlite"
    tests = str(Path(__file__).resolve().parents[1])
    code = f"import sys; sys.path.insert(0, {tests!r})\n{FULL}"
    done = subprocess.run([sys.executable, "-c", code, str(base)], capture_output=True, text=True, check=True)
    assert "h.sqlite" in done.stdout
    assert "remedy: free space" in done.stdout
    first, *rest = open_runs(base)
    assert len(first.findings) == len(sample_result(extra=60).findings)
    assert all(run.run.finished is None for run in rest)


def _run(name: str) -> Run:
    return Run(name, "Ada Quill", "ada-quill", "en", datetime(2026, 11, 1, tzinfo=UTC))


def _less(result: AuditResult, number: int) -> AuditResult:
    """The result without its first ``number`` conversations."""
    return replace(result, conversations=result.conversations[number:])
