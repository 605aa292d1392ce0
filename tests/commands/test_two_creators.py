"""Runs of two creators are never compared: one clone's words are neither new nor fixed in another's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tiny_rooms import make_project, write_talks

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
Cli = Callable[..., tuple[int, str]]


@pytest.fixture
def shared(ipse: Cli, tmp_path: Path) -> Path:
    """A history, and results, of two creators, whose runs alternate."""
    talks = make_project(tmp_path)
    config = tmp_path / "ipse.toml"
    first, second = config.read_text(), config.read_text().replace("ada-quill", "bo-marsh")
    for name, text, draft in (("a1", first, FALSE), ("b1", second, TRUE), ("a2", first, TRUE)):
        config.write_text(text)
        write_talks(talks, draft)
        ipse("audit", talks, "--json", f"{name}.json")
    return tmp_path


def test_diff_refuses_them_and_finds_one_creators_runs(ipse: Cli, shared: Path) -> None:
    """From the history and from files; ``--creator`` makes `last` the last of that creator's."""
    for words in ((), ("a1.json", "b1.json")):
        code, printed = ipse("diff", *words)
        assert code == 2
        assert "ada-quill" in printed
        assert "bo-marsh" in printed
        assert "--creator" in printed
    code, printed = ipse("diff", "--creator", "ada-quill")
    assert code == 0
    assert "fixed: 1" in printed
    assert ipse("diff", "a1.json", "a2.json")[0] == 0


def test_compare_refuses_them(ipse: Cli, shared: Path) -> None:
    """No verdict between two clones."""
    code, printed = ipse("compare", "a1.json", "b1.json")
    assert code == 2
    assert "two creators, ada-quill and bo-marsh" in printed
    assert ipse("compare", "a1.json", "a2.json")[0] == 0


def test_compare_can_fail_a_pipeline(ipse: Cli, tmp_path: Path) -> None:
    """Worse is 1 and no verdict 4 with ``--fail-on worse``; without it, and for anything else, 0."""
    talks = make_project(tmp_path)
    for name, drafts, left in (("good", [TRUE] * 30, 30), ("bad", [FALSE] * 9 + [TRUE] * 21, 30),
                               ("part", [TRUE] * 30, 9)):  # fmt: skip
        write_talks(talks, *drafts)
        talks.write_text("".join(talks.read_text().splitlines(keepends=True)[-left:]))
        ipse("audit", talks, "--json", f"{name}.json")
    for old, new, code, verdict in (("good", "bad", 1, "WORSE"), ("bad", "good", 0, "BETTER"),
                                    ("good", "good", 0, "NO CLEAR CHANGE"), ("bad", "part", 4, "NO VERDICT")):  # fmt: skip
        ended, printed = ipse("compare", f"{old}.json", f"{new}.json", "--fail-on", "worse")
        assert (ended, verdict in printed) == (code, True), printed
        assert ipse("compare", f"{old}.json", f"{new}.json")[0] == 0
        assert ipse("compare", f"{old}.json", f"{new}.json", "--json", "--fail-on", "worse")[0] == code
