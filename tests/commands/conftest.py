"""The command line on tiny rooms, for tests of whole commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ipse.cli import main
from tiny_rooms import install

Cli = Callable[..., tuple[int, str]]


@pytest.fixture
def ipse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """Runs the command line in a folder of its own; returns the exit code and everything printed."""
    install(monkeypatch)
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["ipse", *(str(w) for w in words)])
        with pytest.raises(SystemExit) as stop:
            main()
        printed = capsys.readouterr()
        return int(stop.value.code or 0), printed.out + printed.err

    return run
