"""``ipse baseline write``: nothing is dropped, misplaced or overwritten in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ipse.baseline import read_baseline
from tiny_rooms import make_project, write_talks

TRUE, FALSE, OTHER = "I live in Ghent.", "I live in Namur.", "I live in Bruges."
Cli = Callable[..., tuple[int, str]]


def result(ipse: Cli, folder: Path, name: str, *drafts: str) -> str:
    """The result of auditing these drafts."""
    ipse("audit", write_talks(folder / "talks.jsonl", *drafts), "--json", name, "--no-history")
    return name


def quotes(path: Path) -> list[str]:
    """What a baseline accepts."""
    return [entry.quote for entry in read_baseline(path)]


def test_what_an_older_baseline_loses_is_named_and_kept_on_demand(ipse: Cli, tmp_path: Path) -> None:
    """A shrunken baseline says so, with the words; ``--add`` keeps them."""
    make_project(tmp_path)
    old, new = result(ipse, tmp_path, "old.json", FALSE, TRUE), result(ipse, tmp_path, "new.json", TRUE, OTHER)
    assert "1 finding accepted" in ipse("baseline", "write", old)[1]
    printed = ipse("baseline", "write", new, "--add")[1]
    assert "1 finding accepted, 1 kept" in printed
    assert "dropped" not in printed
    assert len(quotes(tmp_path / "ipse-baseline.json")) == 2
    printed = ipse("baseline", "write", new)[1]
    assert "dropped: 1 finding of the older baseline (--add keeps them)" in printed
    assert re.search(r"false_personal_claim talk-000: “I live in Namur” \[[0-9a-f]{16}\]", printed)
    assert quotes(tmp_path / "ipse-baseline.json") == ["I live in Bruges"]


def test_single_findings_are_accepted_by_their_fingerprint(ipse: Cli, tmp_path: Path) -> None:
    """``--only`` takes those that it names and keeps the others; one that is not there is an error."""
    make_project(tmp_path)
    both = result(ipse, tmp_path, "both.json", FALSE, OTHER)
    found = [f for c in json.loads((tmp_path / both).read_text())["conversations"] for f in c["findings"]]
    assert ipse("baseline", "write", both, "--only", found[1]["fingerprint"])[0] == 0
    assert quotes(tmp_path / "ipse-baseline.json") == ["I live in Bruges"]
    code, printed = ipse("gate", "talks.jsonl")
    assert (code, printed.count("I live in")) == (1, 1)
    assert "1 kept" in ipse("baseline", "write", both, "--only", found[0]["fingerprint"])[1]
    assert ipse("gate", "talks.jsonl")[0] == 0
    code, printed = ipse("baseline", "write", both, "--only", "0" * 16)
    assert code == 2
    assert "0000000000000000" in printed


def test_it_stands_where_the_gate_looks(ipse: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the configuration, from a folder below it and with ``--config`` from another; elsewhere is told."""
    make_project(tmp_path)
    old = tmp_path / result(ipse, tmp_path, "old.json", FALSE)
    for folder, words in (("sources", ()), ("away", ("--config", tmp_path / "ipse.toml"))):
        (tmp_path / folder).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / folder)
        assert ipse("baseline", "write", old, *words)[0] == 0
        assert not (tmp_path / folder / "ipse-baseline.json").exists()
        assert ipse("gate", tmp_path / "talks.jsonl", "--config", tmp_path / "ipse.toml")[0] == 0
        (tmp_path / "ipse-baseline.json").unlink()
    monkeypatch.chdir(tmp_path)
    assert "give it --baseline mine.json" in ipse("baseline", "write", old, "-o", "mine.json")[1]


def test_only_a_baseline_is_replaced(ipse: Cli, tmp_path: Path) -> None:
    """The configuration, the result itself and ``-`` are refused, and stay as they are."""
    make_project(tmp_path)
    old = result(ipse, tmp_path, "old.json", FALSE)
    for name in ("ipse.toml", old, "talks.jsonl"):
        before = (tmp_path / name).read_bytes()
        code, printed = ipse("baseline", "write", old, "-o", name)
        assert (code, "is no baseline" in printed, "remedy:" in printed) == (2, True, True)
        assert (tmp_path / name).read_bytes() == before
    assert ipse("baseline", "write", old, "-o", "-")[0] == 2
    assert not (tmp_path / "-").exists()


def test_an_incomplete_run_drops_nothing(ipse: Cli, tmp_path: Path) -> None:
    """What was not audited is not gone: refused where entries would fall out, a warning where none would."""
    make_project(tmp_path)
    old = result(ipse, tmp_path, "old.json", FALSE, TRUE)
    part = result(ipse, tmp_path, "part.json", "CRASH", OTHER)
    code, printed = ipse("baseline", "write", part)
    assert code == 0
    assert "warning:" in printed
    assert "on which a check crashed: 1" in printed
    (tmp_path / "ipse-baseline.json").unlink()
    assert ipse("baseline", "write", old)[0] == 0
    before = (tmp_path / "ipse-baseline.json").read_bytes()
    code, printed = ipse("baseline", "write", part)
    assert code == 2
    assert "1 finding would be dropped from the baseline" in printed
    assert (tmp_path / "ipse-baseline.json").read_bytes() == before
    assert ipse("baseline", "write", part, "--add")[0] == 0
    assert len(quotes(tmp_path / "ipse-baseline.json")) == 2
