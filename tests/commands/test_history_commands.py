"""``ipse history``, ``ipse diff`` and ``ipse weekly`` on runs that ``ipse audit`` kept, plain and long ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ipse.history import History, KeptRun, open_runs
from tiny_rooms import make_project, write_talks

TRUE, FALSE, OTHER = "I live in Ghent.", "I live in Namur.", "I live in Bruges."
LONG = ("--workers", "1")
Cli = Callable[..., tuple[int, str]]


def kept(folder: Path) -> tuple[KeptRun, ...]:
    """The runs in the folder's history."""
    return open_runs(folder / ".ipse" / "history.sqlite")


def two_runs(ipse: Cli, folder: Path, *words: str) -> None:
    """A run with two false drafts, then one in which the first is mended and a third is false."""
    talks = make_project(folder, FALSE, OTHER, TRUE)
    assert ipse("audit", talks, *words)[0] == 1
    write_talks(talks, TRUE, OTHER, FALSE)
    assert ipse("audit", talks, *words)[0] == 1


def test_a_long_run_is_kept_as_a_plain_one_is(ipse: Cli, tmp_path: Path) -> None:
    """The same turns, findings, counts and outcome, whichever way it was audited; the crash is counted too."""
    talks = make_project(tmp_path, *[FALSE, TRUE] * 40, "CRASH")
    assert ipse("audit", talks)[0] == 1
    assert ipse("audit", talks, *LONG)[0] == 1
    plain, long = kept(tmp_path)
    assert long.turns == plain.turns
    assert long.findings == plain.findings
    assert long.run.finished is not None
    for name in ("outcome", "conversations", "clone_turns", "crashed", "unread", "slug", "ruleset", "transcript"):
        assert getattr(long.run, name) == getattr(plain.run, name), name
    assert (long.run.clone_turns, long.run.crashed) == (80, 1)  # the reply that crashed was not audited


def test_the_options_of_a_long_run_are_those_of_a_plain_one(ipse: Cli, tmp_path: Path) -> None:
    """``--no-history`` keeps nothing, ``--history FILE`` keeps it there, a waived or known finding is kept as such."""
    talks = make_project(tmp_path, FALSE)
    assert ipse("audit", talks, *LONG, "--no-history", "--json", "old.json")[0] == 1
    assert not (tmp_path / ".ipse" / "history.sqlite").exists()
    assert ipse("baseline", "write", "old.json")[0] == 0
    assert ipse("audit", talks, *LONG, "--history", "h.sqlite", "--baseline", "ipse-baseline.json")[0] == 0
    (run,) = open_runs(tmp_path / "h.sqlite")
    assert [f.finding.status for f in run.findings] == ["known"]
    assert not (tmp_path / ".ipse" / "history.sqlite").exists()


def test_a_redacted_long_run_keeps_no_name(ipse: Cli, tmp_path: Path) -> None:
    """What identifies a fan does not reach the history."""
    turns = [{"role": "fan", "text": "Write to me: @mina_lindqvist"}, {"role": "clone", "text": FALSE}]
    assert ipse("audit", make_project(tmp_path, "x", turns=turns), *LONG, "--redact")[0] == 1
    assert b"lindqvist" not in (tmp_path / ".ipse" / "history.sqlite").read_bytes()


def test_a_history_that_cannot_be_used_is_told_before_the_work(ipse: Cli, tmp_path: Path) -> None:
    """The error names the file, and nothing was audited."""
    talks = make_project(tmp_path, FALSE)
    (tmp_path / "h.sqlite").write_text("not a database, but long enough to look at " * 20)
    code, printed = ipse("audit", talks, *LONG, "--journal", "j", "--history", "h.sqlite")
    assert code == 2
    assert "h.sqlite" in printed
    assert "BLOCK" not in printed
    assert not (tmp_path / "j").exists()


def test_history_lists_every_run_with_its_counts(ipse: Cli, tmp_path: Path) -> None:
    """One line a run, oldest first, with outcome, replies and what is to block; one creator's runs on demand."""
    two_runs(ipse, tmp_path, *LONG)
    code, printed = ipse("history")
    assert code == 0
    rows = [line.split() for line in printed.splitlines()[1:]]
    assert [row[0] for row in rows] == [r.run.run_id for r in kept(tmp_path)]
    assert [row[-4:] for row in rows] == [["block", "3", "2", "0"]] * 2
    assert "no run is kept here" in ipse("history", "--creator", "nobody")[1]


def test_history_exports_one_row_a_finding(ipse: Cli, tmp_path: Path) -> None:
    """The CSV holds the findings of all runs; another ending, or no history at all, is a usage error."""
    two_runs(ipse, tmp_path)
    assert "4 findings of 2 runs" in ipse("history", "--export", tmp_path / "f.csv")[1]
    assert len(pd.read_csv(tmp_path / "f.csv")) == 4
    assert ipse("history", "--export", tmp_path / "f.xlsx")[0] == 2
    assert ipse("history", "--history", tmp_path / "nowhere.sqlite")[0] == 2


@pytest.mark.parametrize("words", [(), LONG])
def test_diff_says_what_is_new_fixed_and_still_there(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Each finding stands under one heading, with its conversation and its words."""
    two_runs(ipse, tmp_path, *words)
    code, printed = ipse("diff")
    assert code == 0
    assert [line for line in printed.splitlines() if not line.startswith(" ")][1:] == [
        "new: 1", "fixed: 1", "still there: 1"]  # fmt: skip
    assert "talk-002 turn 1 “I live in Namur”" in printed.split("fixed:")[0]
    assert "talk-000" in printed.split("fixed:")[1].split("still")[0]
    assert ipse("diff", "last~9")[0] == 2


@pytest.mark.parametrize("words", [(), LONG])
def test_diff_calls_nothing_fixed_that_crashed_or_was_waived(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A crashed check is *not audited again*; a waived finding is still there, and listed apart."""
    talks = make_project(tmp_path, FALSE, OTHER)
    assert ipse("audit", talks, *words)[0] == 1
    write_talks(talks, f"{FALSE} CRASH", OTHER)
    waiver = '[[waivers]]\nfingerprint = "{}"\nreason = "moved"\nowner = "Ada"\nexpires = 2999-01-01\n'
    config = tmp_path / "ipse.toml"
    config.write_text(config.read_text() + waiver.format(kept(tmp_path)[0].findings[1].finding.fingerprint))
    assert ipse("audit", talks, *words)[0] == 4
    headings = [line for line in ipse("diff")[1].splitlines() if not line.startswith(" ")][1:]
    assert headings == [
        "new: 0", "fixed: 0", "still there: 0", "still there, but waived or no longer to act on: 1",
        "not audited again: 1"]  # fmt: skip


def headings(printed: str) -> list[str]:
    """What `ipse diff` counts, without the findings and the names of the runs."""
    return [line for line in printed.splitlines() if not line.startswith(" ")][1:]


@pytest.mark.parametrize("words", [(), LONG])
def test_diff_calls_nothing_fixed_that_no_rule_looked_for(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A rule that lacked its context, or was not asked for: *not audited again*, from the history and from results."""
    nobody_looked = ["new: 0", "fixed: 0", "still there: 0", "not audited again: 1"]
    talks = make_project(tmp_path, "Hello! No label.")
    assert ipse("audit", talks, *words, "--json", "a.json")[0] == 1
    write_talks(talks, "Hello! No label.", send_mode=None)
    assert ipse("audit", talks, *words, "--json", "b.json")[0] == 0
    assert headings(ipse("diff")[1]) == headings(ipse("diff", "a.json", "b.json")[1]) == nobody_looked
    write_talks(talks, "Hello! An AI speaks.")
    assert ipse("audit", talks, *words, "--json", "c.json", "--ruleset", "eu")[0] == 0
    assert headings(ipse("diff", "last~2", "last")[1]) == headings(ipse("diff", "a.json", "c.json")[1]) == nobody_looked
    assert ipse("audit", talks, *words, "--json", "d.json")[0] == 0
    for pair in (("last~3", "last"), ("a.json", "d.json")):
        assert headings(ipse("diff", *pair)[1]) == ["new: 0", "fixed: 1", "still there: 0"]


@pytest.mark.parametrize("words", [(), LONG])
def test_diff_calls_nothing_fixed_whose_source_was_unread(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The page that contradicted the reply is damaged: that the finding is gone says nothing."""
    talks = make_project(tmp_path, FALSE)
    (tmp_path / "sources" / "more.md").write_text("I live here and there.")
    assert ipse("audit", talks, *words, "--json", "a.json")[0] == 1
    (tmp_path / "sources" / "about.md").write_bytes(b"")
    write_talks(talks, "I live here.")
    assert ipse("audit", talks, *words, "--json", "b.json")[0] == 4
    for pair in ((), ("a.json", "b.json")):
        assert headings(ipse("diff", *pair)[1]) == ["new: 0", "fixed: 0", "still there: 0", "not audited again: 1"]


def test_diff_reads_result_files_without_a_history(ipse: Cli, tmp_path: Path) -> None:
    """Two files of ``--json`` are enough."""
    talks = make_project(tmp_path, FALSE)
    ipse("audit", talks, "--no-history", "--json", "a.json")
    write_talks(talks, TRUE)
    ipse("audit", talks, "--no-history", "--json", "b.json")
    code, printed = ipse("diff", "a.json", "b.json")
    assert code == 0
    assert "fixed: 1" in printed


def test_weekly_writes_the_creators_page(ipse: Cli, tmp_path: Path) -> None:
    """The last run becomes a page in the language asked for; without a finished run there is none."""
    two_runs(ipse, tmp_path, *LONG)
    assert ipse("weekly", "-o", "page/week.html", "--language", "fr")[0] == 0
    page = (tmp_path / "page" / "week.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert "I live in Bruges" in page
    code, printed = ipse("weekly", "--until", "2000-01-01", "-o", "none.html")
    assert code == 2
    assert "--until" in printed
    assert not (tmp_path / "none.html").exists()


def test_weekly_asks_which_creator_is_meant(ipse: Cli, tmp_path: Path) -> None:
    """Runs of two creators are two pages: the error names both slugs."""
    two_runs(ipse, tmp_path)
    config = tmp_path / "ipse.toml"
    config.write_text(config.read_text().replace("ada-quill", "bo-marsh"))
    ipse("audit", "talks.jsonl")
    code, printed = ipse("weekly")
    assert code == 2
    assert "ada-quill, bo-marsh" in printed
    assert ipse("weekly", "--creator", "bo-marsh")[0] == 0


@pytest.mark.parametrize(("column", "command"), [("severity", "diff"), ("disposition", "history")])
def test_a_damaged_row_is_named_and_never_skipped(ipse: Cli, tmp_path: Path, column: str, command: str) -> None:
    """A value that no version of Ipse wrote ends in an error with the file's name, not in a shorter list."""
    two_runs(ipse, tmp_path)
    path = tmp_path / ".ipse" / "history.sqlite"
    with History(path) as history, history._base as base:
        base.execute(f"UPDATE findings SET {column} = 'dreadful'")
    code, printed = ipse(command)
    assert code == 2
    assert "history.sqlite" in printed
    assert json.dumps("dreadful")[1:-1] in printed
