"""An output never replaces what the run reads, nor another output."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipse.commands.apart import Read, check_apart
from tiny_rooms import make_project

FALSE = "I live in Namur."
Cli = Callable[..., tuple[int, str]]
READ = ("talks.jsonl", "ipse.toml", "sources/about.md", "ipse-baseline.json")
LONG = ("--workers", "1")


@pytest.fixture
def project(ipse: Cli, tmp_path: Path) -> Path:
    """A project with a baseline."""
    talks = make_project(tmp_path, FALSE)
    assert ipse("audit", talks, "--json", "old.json", "--no-history")[0] == 1
    assert ipse("baseline", "write", "old.json")[0] == 0
    return tmp_path


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("command", [("gate",), ("audit",), ("audit", *LONG)])
@pytest.mark.parametrize("option", ["--jsonl", "--html", "--sarif"])
def test_what_is_read_is_never_overwritten(
    ipse: Cli, project: Path, command: tuple[str, ...], option: str, name: str
) -> None:
    """Transcript, configuration, source and baseline, through whatever spelling or link: refused, and left alone."""
    link = project / "link"
    link.symlink_to(project / name)
    before = {path: (project / path).read_bytes() for path in READ}
    for spelling in (name, f"sources/../{name}", link):
        code, printed = ipse(command[0], "talks.jsonl", *command[1:], option, spelling)
        assert code == 2, spelling
        assert f"{option} would overwrite" in printed
        assert "remedy:" in printed
    assert {path: (project / path).read_bytes() for path in READ} == before


@pytest.mark.parametrize("command", ["gate", "audit"])
def test_a_baseline_and_labels_that_are_named_are_read_too(ipse: Cli, project: Path, command: str) -> None:
    """``--baseline FILE`` is an input wherever it stands."""
    (project / "ipse-baseline.json").rename(project / "known.json")
    before = (project / "known.json").read_bytes()
    assert ipse(command, "talks.jsonl", "--baseline", "known.json", "--json", "known.json")[0] == 2
    assert (project / "known.json").read_bytes() == before


def test_an_output_that_the_next_run_would_read_is_refused(ipse: Cli, project: Path) -> None:
    """A report among the sources would prove what the clone said; among transcripts it would be audited."""
    (project / "talks").mkdir()
    (project / "talks.jsonl").rename(project / "talks" / "a.jsonl")
    code, printed = ipse("gate", "talks", "--html", "sources/report.html")
    assert (code, "would be read as a source" in printed) == (2, True)
    code, printed = ipse("gate", "talks", "--jsonl", "talks/found.jsonl")
    assert (code, "would be read as a transcript" in printed) == (2, True)
    assert ipse("gate", "talks", "--sarif", "talks/found.sarif")[0] == 0


@pytest.mark.parametrize("words", [(), LONG])
def test_two_outputs_never_share_a_file(ipse: Cli, project: Path, words: tuple[str, ...]) -> None:
    """Reports, journal and history alike; a device is nobody's file."""
    for pair in (("--html", "same.out", "--junit", "same.out"), ("--json", "a", "--jsonl", "./a"),
                 ("--json", "j", "--journal", "j"), ("--json", "h", "--history", "h")):  # fmt: skip
        code, printed = ipse("audit", "talks.jsonl", *words, *pair)
        assert code == 2
        assert "name the same file" in printed
        assert not any((project / name).exists() for name in ("same.out", "a", "j", "h"))
    assert ipse("audit", "talks.jsonl", *words, "--html", "/dev/null", "--junit", "/dev/null")[0] == 1


@pytest.mark.parametrize("words", [("audit", "talks.jsonl", "--json"), ("gate", "talks.jsonl", "--markdown"),
                                   ("weekly", "--output"), ("audit", "talks.jsonl", "--journal")])  # fmt: skip
def test_a_dash_becomes_no_file(ipse: Cli, project: Path, words: tuple[str, ...]) -> None:
    """``-`` is refused with the name of standard output."""
    ipse("audit", "talks.jsonl")
    code, printed = ipse(*words, "-")
    assert code == 2
    assert "/dev/stdout" in printed
    assert not (project / "-").exists()


def test_no_page_replaces_a_configuration(ipse: Cli, project: Path) -> None:
    """``ipse weekly`` reads no configuration of its own, and keeps it all the same."""
    ipse("audit", "talks.jsonl")
    before = (project / "ipse.toml").read_bytes()
    assert ipse("weekly", "-o", "ipse.toml")[0] == 2
    assert (project / "ipse.toml").read_bytes() == before


def test_a_hard_link_is_the_file_itself(tmp_path: Path) -> None:
    """Two names of one file are told by the file, not by their spelling."""
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    with pytest.raises(Exception, match="overwrite a transcript"):
        check_apart([("--json", tmp_path / "b")], [Read("a transcript", tmp_path / "a")])
