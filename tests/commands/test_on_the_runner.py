"""GitHub's runner reads commands in whatever a step prints: no draft may give one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.report.harmless import broken
from tiny_rooms import CONFIG, make_project

Cli = Callable[..., tuple[int, str]]
HOSTILE = "I live in Namur ##[stop-commands]zzz\n::stop-commands::zzz\n  ::error::owned\r::add-mask::a"
_LINES = re.compile(r"\r\n|\r|\n")
_PIECES = st.lists(st.sampled_from(["#", "[", ":", " ", "\n", "\r", "\t", "\u00a0", "x", "##[", "::"])).map("".join)


def commands_in(text: str) -> list[str]:
    """The lines that the runner would take for commands: "::" after spaces, or "##[" wherever it stands."""
    return [line for line in _LINES.split(text) if line.lstrip().startswith("::") or "##[" in line]


@given(_PIECES)
def test_no_text_holds_a_command_once_it_is_broken(text: str) -> None:
    """Whatever pieces a command may be made of."""
    assert not commands_in(broken(text))


@given(st.text())
def test_breaking_adds_spaces_and_nothing_else(text: str) -> None:
    """The words stay; a text without a command stays as it is."""
    assert broken(text).replace(" ", "") == text.replace(" ", "")
    assert commands_in(text) or broken(text) == text


@pytest.mark.parametrize("words", [("gate",), ("audit",), ("audit", "-q"), ("audit", "--workers", "1"), ("diff",)])
@pytest.mark.parametrize("github", [(), ("--github",)])
def test_nothing_that_is_printed_commands_the_runner(
    ipse: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], github: tuple[str, ...]
) -> None:
    """Drafts, ids, waivers' words, with and without annotations; those of ``--github`` are the only commands."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    waiver = '\n[[waivers]]\nrule = "x"\nreason = "##[add-mask]a"\nowner = "o"\nexpires = 2999-01-01\n'
    talks = make_project(tmp_path, HOSTILE, config=CONFIG + waiver, conversation_id="##[group]talk")
    ipse("audit", talks)
    ipse("audit", talks)
    name, *more = words
    given_words = () if name == "diff" else (talks, *more, *github)
    code, printed = ipse(name, *given_words)
    assert code == (0 if name == "diff" else 1)
    assert "## [stop-commands]zzz" in printed or "-q" in words
    own = [line for line in commands_in(printed) if line.startswith(("::error file=", "::warning file="))]
    assert commands_in(printed) == own
    assert bool(own) == bool(github and name != "diff")
    assert not any("##[" in line for line in own)


def test_elsewhere_the_words_are_as_they_were_said(ipse: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On no runner, nothing is changed."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    talks = make_project(tmp_path, "I live in Namur ##[1]")
    assert "##[1]" in ipse("gate", talks)[1]


@pytest.mark.parametrize("words", [(), ("--workers", "1")])
def test_hidden_characters_of_a_draft_are_shown(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """No draft colours or clears the terminal, in the summary as elsewhere."""
    printed = ipse("audit", make_project(tmp_path, "I live in \x1b[31mNamur\u202e"), *words)[1]
    assert "\x1b" not in printed
    assert "⟦U+001B⟧[31mNamur⟦U+202E⟧" in printed
