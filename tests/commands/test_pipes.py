"""A reader who leaves early, as `head` does, changes neither the exit code nor a file, and sees no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipse.commands.pipes import is_output
from ipse.history import open_runs
from tiny_rooms import make_project

RUNNER = """
import sys
from ipse.auditor import Auditor
from ipse.cli import main
from tiny_rooms import tiny_auditor
Auditor.build = staticmethod(tiny_auditor)
sys.argv[0] = "ipse"
main()
"""
TRUE, FALSE = "I live in Ghent.", "I live in Namur."
REPORTS = {"--json": "r.json", "--jsonl": "r.jsonl", "--junit": "r.xml", "--sarif": "r.sarif", "--markdown": "r.md"}


def unread(folder: Path, *words: str, both: bool = False) -> tuple[int, str]:
    """The exit code and the errors of a command whose standard output (and error) nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", RUNNER, *words], cwd=folder, env=env, stdout=writer,
                          stderr=writer if both else subprocess.PIPE, text=True, check=False)  # fmt: skip
    os.close(writer)
    return done.returncode, done.stderr or ""


@pytest.mark.parametrize(
    ("words", "draft", "code"),
    [
        (("gate",), TRUE, 0),
        (("gate", "--github"), FALSE, 1),
        (("audit",), TRUE, 0),
        (("audit",), FALSE, 1),
        (("audit", "--workers", "1", "-q"), "CRASH", 4),
    ],
)
def test_the_decision_and_the_files_are_those_of_a_run_that_is_read(
    tmp_path: Path, words: tuple[str, ...], draft: str, code: int
) -> None:
    """The code is the run's own, every report is whole, and the run is kept."""
    make_project(tmp_path, draft)
    files = [word for pair in REPORTS.items() for word in pair]
    assert unread(tmp_path, words[0], "talks.jsonl", *words[1:], *files) == (code, "")
    assert json.loads((tmp_path / "r.json").read_text())["decision"]["exit_code"] == code
    assert {p.name for p in tmp_path.iterdir() if p.name.startswith((".r", "r."))} == set(REPORTS.values())
    if words[0] == "audit":
        (run,) = open_runs(tmp_path / ".ipse" / "history.sqlite")
        assert run.run.finished is not None


@pytest.mark.parametrize("words", [("--help",), ("history",), ("diff", "last", "last"), ("rules", "list"), ("plan",)])
def test_what_only_prints_ends_well(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A list that nobody reads to its end is no error."""
    talks = make_project(tmp_path, TRUE)
    unread(tmp_path, "audit", talks.name)
    assert unread(tmp_path, *words, *(("--max-rate", "0.01") if words == ("plan",) else ())) == (0, "")


def test_a_usage_error_stays_one(tmp_path: Path) -> None:
    """Its code is 2 though nobody reads the remedy."""
    make_project(tmp_path, TRUE)
    assert unread(tmp_path, "gate", "absent.jsonl", both=True)[0] == 2


@pytest.mark.parametrize("words", [("audit",), ("audit", "--workers", "1")])
def test_a_report_on_standard_output_may_be_left_early(tmp_path: Path, words: tuple[str, ...]) -> None:
    """`--json /dev/stdout | head` is no output that failed; the reports after it are written."""
    make_project(tmp_path, *[FALSE] * 400)
    command = (words[0], "talks.jsonl", *words[1:], "-q", "--jsonl", "/dev/stdout", "--json", "r.json")
    assert unread(tmp_path, *command) == (1, "")
    assert json.loads((tmp_path / "r.json").read_text())["decision"]["exit_code"] == 1


def test_another_pipe_that_is_left_early_is_an_output_that_failed(tmp_path: Path) -> None:
    """Whoever was to get the report by name did not get it: an error, with the pipe's name."""
    make_project(tmp_path, *[FALSE] * 400)
    os.mkfifo(tmp_path / "pipe")
    leave = subprocess.Popen(["head", "-c", "1", str(tmp_path / "pipe")], stdout=subprocess.DEVNULL)
    code, errors = unread(tmp_path, "audit", "talks.jsonl", "-q", "--json", "pipe")
    leave.wait(timeout=60)
    assert code == 2
    assert "pipe: cannot be written" in errors


def test_standard_output_is_known_by_any_of_its_names(tmp_path: Path) -> None:
    """The file behind it counts, not the name; another file, or none, is not it."""
    code = "from pathlib import Path; from ipse.commands.pipes import is_output\nprint(is_output(Path('/dev/stdout')))"
    for out in (subprocess.PIPE, (tmp_path / "out").open("w")):
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert (tmp_path / "out").read_text() == "True\n"
    assert not is_output(tmp_path / "out")
    assert not is_output(tmp_path / "absent")


@pytest.mark.parametrize(("unbuffered", "printed"), [("1", "half a line"), ("", "")])
def test_a_stream_is_buffered_as_it_was(unbuffered: str, printed: str) -> None:
    """What dies without a flush loses nothing of an unbuffered output, and no line of its errors in any case."""
    code = (
        "import os, sys; from ipse.commands.pipes import outlive_readers; outlive_readers()\n"
        "sys.stdout.write('half a line'); sys.stderr.write('a line\\n'); os._exit(0)"
    )
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (printed, "a line\n")
