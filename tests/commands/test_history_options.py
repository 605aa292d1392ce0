"""``ipse history`` and ``ipse weekly``: options that leave nothing, files that cannot be written, runs to remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tiny_rooms import make_project, write_talks

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
Cli = Callable[..., tuple[int, str]]


def test_an_export_makes_its_folder_and_names_what_it_cannot_write(ipse: Cli, tmp_path: Path) -> None:
    """No traceback, no half a file: the folder is made, a file in its place is an error with a remedy."""
    assert ipse("audit", make_project(tmp_path, FALSE))[0] == 1
    assert ipse("history", "--export", "no/out.csv")[0] == 0
    assert len(pd.read_csv(tmp_path / "no" / "out.csv")) == 1
    (tmp_path / "file").write_text("here")
    for ending in ("csv", "parquet"):
        code, printed = ipse("history", "--export", f"file/out.{ending}")
        assert code == 2
        assert "cannot be written" in printed
        assert "Traceback" not in printed
        (tmp_path / f"folder.{ending}").mkdir()
        assert ipse("history", "--export", f"folder.{ending}")[0] == 2
    assert not list(tmp_path.glob(".*.part"))


def test_prune_keeps_the_newest_runs(ipse: Cli, tmp_path: Path) -> None:
    """It says how many are gone and left; without a history there is nothing to prune."""
    talks = make_project(tmp_path, FALSE)
    for _ in range(3):
        assert ipse("audit", talks)[0] == 1
    code, printed = ipse("history", "prune", "--keep", "1")
    assert code == 0
    assert "2 runs removed, 1 left" in printed
    assert len(ipse("history")[1].splitlines()) == 2
    assert ipse("history", "prune", "--keep", "0")[0] == 2
    assert ipse("history", "--history", tmp_path / "none.sqlite", "prune", "--keep", "1")[0] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--creator", "nobody"), "--creator takes one of: ada-quill"), (("--until", "2000-01-01"), "--until")],
)
def test_an_option_that_leaves_no_run_is_named(ipse: Cli, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """Not "run ipse audit first": there are runs."""
    assert ipse("audit", make_project(tmp_path, FALSE))[0] == 1
    code, printed = ipse("weekly", *words)
    assert code == 2
    assert said in printed
    assert "ipse audit" not in printed
    assert not (tmp_path / "weekly.html").exists()


def test_weekly_says_which_run_is_the_last(ipse: Cli, tmp_path: Path) -> None:
    """Of a folder of results it is a file; of a history, a run."""
    talks = make_project(tmp_path, FALSE)
    (tmp_path / "out").mkdir()
    assert ipse("audit", talks, "--json", "out/before.json")[0] == 1
    write_talks(talks, TRUE)
    assert ipse("audit", talks, "--json", "out/after.json")[0] == 0
    assert "(last run: after.json)" in ipse("weekly", "--history", "out")[1]
    run_id = ipse("history")[1].splitlines()[-1].split()[0]
    assert f"(last run: {run_id})" in ipse("weekly")[1]
