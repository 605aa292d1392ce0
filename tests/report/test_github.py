"""GitHub annotations and the job summary."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.errors import ReportError
from ipse.report.github import SUMMARY_BYTES, announce, command, render_github
from ipse.report.markdown import render_markdown
from ipse.report.positions import Place
from ipse.types import Outcome
from report_sample import sample_result

PLACES = {"talk-00000": Place("talks, new:1.jsonl", 3)}


@given(st.text(), st.text())
def test_a_command_is_one_line_whatever_the_text(message: str, title: str) -> None:
    """No draft can end a command, start another one, or add a property."""
    line = command("error", message, title=title)
    assert len(line.splitlines()) <= 1 or not {"\n", "\r"} & set(line)
    head, body = line.removeprefix("::error title=").split("::", 1)
    assert ":" not in head
    assert "," not in head
    assert "\n" not in body


def test_escapes_are_those_of_workflow_commands() -> None:
    """Percent, line ends; in properties also colons and commas."""
    line = command("warning", "100%: a,b\r\nc", file="a:b,c%.jsonl")
    assert line == "::warning file=a%3Ab%2Cc%25.jsonl::100%25: a,b%0D%0Ac"


def test_each_level_shows_ten_and_counts_the_rest() -> None:
    """More would be dropped without a word."""
    lines = render_github(sample_result(extra=80), PLACES).splitlines()
    for level in ("error", "warning"):
        assert sum(line.startswith(f"::{level} ") for line in lines) == 10
    assert sum(line.startswith("::notice::") and "more to" in line for line in lines) == 2
    assert all(line.startswith("::") for line in lines)


def test_unread_input_and_an_incomplete_run_are_errors() -> None:
    """What could not be read is announced before any finding."""
    result = sample_result()
    result = replace(result, decision=replace(result.decision, outcome=Outcome.INCOMPLETE))
    first, second = render_github(result, PLACES).splitlines()[:2]
    assert first.startswith("::error title=ipse%3A incomplete::")
    assert "is a ZIP archive" in second


def test_the_summary_is_appended_to_the_steps_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier step wrote stays."""
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(target))
    announce(sample_result(), PLACES, io.StringIO())
    text = target.read_text(encoding="utf-8")
    assert text.startswith("before\n## ")
    assert text == "before\n" + render_markdown(sample_result(), max_bytes=SUMMARY_BYTES)


def test_a_summary_that_cannot_be_written_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step fails with a remedy instead of losing the summary."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "such" / "file"))
    with pytest.raises(ReportError, match="remedy"):
        announce(sample_result(), PLACES, io.StringIO())
