"""Ctrl-C on a real process: the documented code, nothing lost, nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ipse.types import INTERRUPTED_EXIT_CODE
from tiny_rooms import make_project

TESTS = Path(__file__).parents[1]
DRAFTS = [f"I live in {'Ghent' if n % 7 else 'Namur'}. Draft {n}." for n in range(200)]
SCRIPT = """
import sys, time
from ipse.auditor import Auditor
from ipse.cli import main
from tiny_rooms import tiny_auditor

class Slow:
    def __init__(self, inner):
        self.inner = inner
        self.passages = inner.passages
    def search(self, queries, k=8):
        time.sleep(0.2)
        return self.inner.search(queries, k)

def build(config, *, cache=None, as_of=None):
    auditor = tiny_auditor(config)
    object.__setattr__(auditor.rooms, "retriever", Slow(auditor.rooms.retriever))
    return auditor

Auditor.build = staticmethod(build)
if __name__ == "__main__":
    sys.argv[0] = "ipse"
    main()
"""


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """The command line on slow rooms, in a process group of its own, as a terminal starts it."""
    script = folder / "slow_ipse.py"
    script.write_text(SCRIPT)
    return subprocess.Popen(
        [sys.executable, str(script), *words], cwd=folder, env=os.environ | {"PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=_heed_interrupts,
    )  # fmt: skip


def _heed_interrupts() -> None:
    """A shell starts background jobs, this test run among them, with Ctrl-C ignored; the tested process must not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted(process: subprocess.Popen[str], sign: Path, size: int) -> tuple[int, str]:
    """Press Ctrl-C when the file ``sign`` holds more than ``size`` bytes; the exit code and the error output."""
    end = time.monotonic() + 120
    while process.poll() is None and not (sign.exists() and sign.stat().st_size > size) and time.monotonic() < end:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, printed = process.communicate(timeout=60)
    return process.returncode, printed


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_long_run_stops_and_goes_on_to_the_same_bytes(tmp_path: Path, workers: str) -> None:
    """Code 130, a sentence that names ``--resume``, whole chunks in the journal, no output; then the same bytes."""
    make_project(tmp_path, *DRAFTS)
    outputs = ("--jsonl", "out.jsonl", "--json", "out.json")
    words = ("audit", "talks.jsonl", "--workers", workers, "--journal", "j", "-q", "--no-history", *outputs)
    code, printed = interrupted(start(tmp_path, *words), tmp_path / "j", 2_000)
    assert code == INTERRUPTED_EXIT_CODE
    assert "go on with --resume" in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "out.json").exists()
    assert 1 < (tmp_path / "j").read_bytes().count(b"\n") < len(DRAFTS)
    again = start(tmp_path, *words, "--resume")
    assert (again.communicate()[0].splitlines()[0], again.returncode) == ("BLOCK: 29 findings block", 1)
    resumed = [(tmp_path / name).read_bytes() for name in outputs[1::2]]
    assert not (tmp_path / "j").exists()
    whole = start(tmp_path, *words)
    whole.communicate()
    assert [(tmp_path / name).read_bytes() for name in outputs[1::2]] == resumed


@pytest.mark.slow
def test_a_plain_run_that_is_stopped_is_no_block(tmp_path: Path) -> None:
    """Code 130 here too; what was finished stays in the history as an interrupted run, and no report is written."""
    make_project(tmp_path, *DRAFTS)
    process = start(tmp_path, "audit", "talks.jsonl", "--json", "out.json", "--history", "h.sqlite")
    code, printed = interrupted(process, tmp_path / "h.sqlite", 0)
    assert code == INTERRUPTED_EXIT_CODE
    assert "Traceback" not in printed
    assert not (tmp_path / "out.json").exists()
