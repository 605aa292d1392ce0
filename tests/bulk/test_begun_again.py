"""A long run that was stopped is not thrown away because ``--resume`` was forgotten."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from ipse.audit import BATCH
from ipse.bulk import BulkOptions, run_bulk
from ipse.bulk.journal import Journal
from ipse.commands.audit import command
from ipse.config import load_config
from ipse.errors import BulkError
from tiny_rooms import make_project, tiny_auditor

DRAFTS = [f"I live in Ghent. Draft {n}." for n in range(2 * BATCH + 3)]


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A project of which a run stopped after its first chunk; the transcript."""
    talks = make_project(tmp_path, *DRAFTS)
    run(talks).unlink()
    with pytest.raises(KeyboardInterrupt):
        run(talks, stop=True)
    return talks


def run(talks: Path, *, stop: bool = False, resume: bool = False, restart: bool = False) -> Path:
    """One run with its journal in ``j``; with ``stop``, Ctrl-C after the first chunk."""

    def progress(done: int, resumed: int) -> None:
        if stop:
            raise KeyboardInterrupt

    config = load_config(talks.parent / "ipse.toml")
    options = BulkOptions(talks.parent / "j", resume=resume, restart=restart, progress=progress)
    run_bulk([talks], tiny_auditor(config), partial(tiny_auditor, config), options).journal.close()
    return options.journal


def test_the_same_run_again_is_refused_and_the_journal_stays(stopped: Path) -> None:
    """The error counts what is done, and names both ways on."""
    journal = stopped.parent / "j"
    before = journal.read_bytes()
    with pytest.raises(BulkError, match=rf"{BATCH} conversations are done.*\n.*--resume .*--restart"):
        run(stopped)
    assert journal.read_bytes() == before
    whole = run(stopped, resume=True).read_bytes()
    assert whole.startswith(before)
    assert run(stopped, restart=True).read_bytes() == whole


def test_a_finished_journal_of_which_no_output_was_written_is_no_less_worth(stopped: Path) -> None:
    """A full disk at the very end: the results are there."""
    run(stopped, resume=True)
    with pytest.raises(BulkError, match=f"{2 * BATCH} conversations are done"):
        run(stopped)


def test_what_another_run_left_is_of_no_use(stopped: Path) -> None:
    """Other words: those results cannot be resumed, so the run begins."""
    stopped.write_text(stopped.read_text().replace("Draft 3.", "Draft three."))
    assert b"Draft three." in run(stopped).read_bytes()


def test_less_than_a_chunk_is_nothing_done(tmp_path: Path) -> None:
    """Such a run begins anew with ``--resume`` too, so nothing is asked."""
    with Journal(tmp_path / "j", "key", 4, resume=False) as journal:
        journal.append([b"1", b"2", b"3"])
    with Journal(tmp_path / "j", "key", 4, resume=False) as journal:
        journal.append([b"1", b"2", b"3", b"4"])
    with pytest.raises(BulkError, match="4 conversations are done"):
        Journal(tmp_path / "j", "key", 4, resume=False)
    with Journal(tmp_path / "j", "key", 4, resume=False, restart=True) as journal:
        assert list(journal.records()) == []


def test_both_ways_on_are_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error's words are those of the help."""
    assert {"--resume", "--restart"} <= {name for parameter in command.params for name in parameter.opts}
