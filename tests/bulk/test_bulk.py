"""Long runs: the same bytes whatever the workers and however often the run is stopped."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ipse.audit import BATCH
from ipse.auditor import Auditor
from ipse.bulk import BulkOptions, Estimate, count_conversations, run_bulk
from ipse.bulk.journal import Journal
from ipse.bulk.records import decode, encode, passages_by_id
from ipse.cli import main
from ipse.commands.options import Outputs
from ipse.config import Config, load_config
from ipse.errors import BulkError
from ipse.history import open_runs
from ipse.types import Conversation, ConversationResult
from report_sample import sample_result
from tiny_rooms import install, make_project, tiny_auditor

DRAFTS = [f"I live in {'Ghent' if n % 7 else 'Namur'}. Draft {n}." for n in range(5 * BATCH + 3)]
TESTS = Path(__file__).parents[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a few chunks of conversations; returns the transcript."""
    return make_project(tmp_path, *DRAFTS)


def journal_bytes(talks: Path, *, workers: int = 1, resume: bool = False, name: str = "j") -> bytes:
    """The journal of one whole run."""
    config = load_config(talks.parent / "ipse.toml")
    options = BulkOptions(talks.parent / name, workers=workers, resume=resume)
    run = run_bulk([talks], tiny_auditor(config), partial(tiny_auditor, config), options)
    run.journal.close()
    return (talks.parent / name).read_bytes()


def test_the_bytes_do_not_depend_on_the_workers(project: Path) -> None:
    """One, two and three processes write the same journal."""
    assert (
        journal_bytes(project)
        == journal_bytes(project, workers=2, name="k")
        == journal_bytes(project, workers=3, name="l")
    )


def test_a_record_comes_back_as_it_was(project: Path) -> None:
    """Encoding and decoding changes nothing but uncited evidence; passages are the corpus's own."""
    auditor = tiny_auditor(load_config(project.parent / "ipse.toml"))
    result = auditor.check("I live in Namur. Thanks!")
    passages = passages_by_id(auditor.corpus)
    again = decode(encode(result), passages)
    assert again.findings == result.findings
    assert again.conversation == result.conversation
    assert [c.verdict for c in again.claims] == [c.verdict for c in result.claims]
    assert encode(again) == encode(result)


def test_a_record_keeps_the_other_rules_of_a_finding() -> None:
    """What other rules say, and the citations that they rest on, come back whole."""
    result = next(c for c in sample_result().conversations if c.findings[0].also)
    assert decode(encode(result), {}).findings == result.findings


@pytest.mark.parametrize("cut", [1, 40, 900, 5_000, 40_000])
def test_a_torn_journal_goes_on_to_the_same_bytes(project: Path, cut: int) -> None:
    """Cut anywhere, a resumed run ends as if nothing had happened."""
    whole = journal_bytes(project)
    torn = project.parent / "torn"
    torn.write_bytes(whole[:-cut])
    assert journal_bytes(project, resume=True, name="torn") == whole
    torn.write_bytes(whole[:cut])
    assert journal_bytes(project, resume=True, name="torn") == whole


def test_a_damaged_line_is_audited_again(project: Path) -> None:
    """A flipped bit fails its checksum: everything from its chunk on is done again."""
    whole = journal_bytes(project)
    broken = bytearray(whole)
    broken[len(whole) // 2] ^= 1
    (project.parent / "torn").write_bytes(bytes(broken))
    assert journal_bytes(project, resume=True, name="torn") == whole


def test_a_resumed_run_audits_only_what_is_left(project: Path) -> None:
    """What the journal holds is not audited twice."""
    whole = journal_bytes(project)
    (project.parent / "torn").write_bytes(whole[: len(whole) * 3 // 4])
    config = load_config(project.parent / "ipse.toml")
    told: list[tuple[int, int]] = []
    options = BulkOptions(project.parent / "torn", resume=True, progress=lambda *done: told.append(done))
    run = run_bulk([project], tiny_auditor(config), partial(tiny_auditor, config), options)
    run.journal.close()
    assert run.resumed == told[0][1] > 0
    assert run.resumed % BATCH == 0
    assert told[-1][0] == len(DRAFTS)


def test_a_journal_of_other_inputs_is_refused(project: Path) -> None:
    """Other words, other sources: results must not be mixed."""
    journal_bytes(project)
    project.write_text(project.read_text().replace("Draft 3.", "Draft three."))
    with pytest.raises(BulkError, match="another run"):
        journal_bytes(project, resume=True)


def test_two_runs_cannot_write_one_journal(tmp_path: Path) -> None:
    """The second one is told so at once."""
    with Journal(tmp_path / "j", "key", 4, resume=False), pytest.raises(BulkError, match="another run writes"):
        Journal(tmp_path / "j", "key", 4, resume=True)


@pytest.mark.parametrize("resume", [False, True])
def test_a_file_that_is_no_journal_is_never_overwritten(project: Path, resume: bool) -> None:
    """``--journal`` with the transcript's own name is refused, and the transcript stays."""
    before = project.read_bytes()
    with pytest.raises(BulkError, match="is no journal"):
        journal_bytes(project, resume=resume, name=project.name)
    assert project.read_bytes() == before


class DyingAuditor(Auditor):
    """Its process dies on the first chunk."""

    def stream(self, conversations: Iterator[Conversation]) -> Iterator[ConversationResult]:
        """Never returns."""
        os._exit(9)


def dying_auditor(config: Config) -> Auditor:
    """The builder of such an auditor."""
    healthy = tiny_auditor(config)
    return DyingAuditor(healthy.config, healthy.corpus, healthy.rooms)


def test_a_worker_that_dies_is_an_error_and_the_journal_stays(project: Path) -> None:
    """Out of memory, say: the run stops with a remedy, and can go on."""
    config = load_config(project.parent / "ipse.toml")
    options = BulkOptions(project.parent / "j", workers=2)
    with pytest.raises(BulkError, match="--resume"):
        run_bulk([project], tiny_auditor(config), partial(dying_auditor, config), options)
    assert journal_bytes(project, resume=True) == journal_bytes(project, name="k")


def cli(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Run the command line in this process."""
    monkeypatch.setattr(sys, "argv", ["ipse", *(str(w) for w in words)])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def test_streamed_files_are_those_of_a_plain_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON, JSON Lines, JUnit and SARIF have the same bytes with and without the journal, which is gone afterwards."""
    install(monkeypatch)
    monkeypatch.chdir(project.parent)
    assert cli(monkeypatch, "audit", project, "--json", "base.json", "-q") == 1
    assert cli(monkeypatch, "baseline", "write", "base.json") == 0
    project.write_text(project.read_text().replace("Draft 7.", "I am human."))
    for folder, extra in (("plain", []), ("bulk", ["--workers", "1"])):
        files = [word for name in ("json", "jsonl", "junit", "sarif") for word in (f"--{name}", f"{folder}/out.{name}")]
        code = cli(monkeypatch, "audit", project, *extra, *files, "--baseline", "ipse-baseline.json", "-q")
        assert code == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[-2] == printed[-1] != ""
    assert printed[-1].startswith("BLOCK: ")
    for name in ("json", "jsonl", "junit", "sarif"):
        assert Path(f"bulk/out.{name}").read_bytes() == Path(f"plain/out.{name}").read_bytes(), name
    assert not list(Path(".ipse/journal").glob("*"))


def test_a_redacted_long_run_masks_its_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An id that is a fan's address, used twice, is neither printed nor written: the bytes are a plain run's."""
    install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, "I live in Ghent.", "I live in Ghent.", conversation_id="marie.dupont@mail.example")
    for name, extra in (("plain", []), ("bulk", ["--workers", "1"])):
        assert cli(monkeypatch, "audit", "talks.jsonl", *extra, "--redact", "--json", f"{name}.json") == 4
    printed = capsys.readouterr().out
    assert "unread:" in printed
    written = Path("bulk.json").read_text(encoding="utf-8")
    assert "duplicate_conversation" in written
    assert "marie.dupont" not in printed + written
    assert written == Path("plain.json").read_text(encoding="utf-8")


LONG: tuple[str, ...] = ("--workers", "1")


@pytest.mark.parametrize("words", [(), LONG])
@pytest.mark.parametrize("name", ["pipe", "link"])
def test_a_pipe_is_written_straight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], name: str
) -> None:
    """What reads a pipe, or a link to one as `/dev/stdout` is, gets the result; pipe and link stay what they are."""
    install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, "I live in Namur.")
    pipe, link = Path("pipe"), Path("link")
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    assert cli(monkeypatch, "audit", "talks.jsonl", *words, "--json", name, "-q") == 1
    assert json.loads(os.read(reader, 1 << 16))["decision"]["outcome"] == "block"
    os.close(reader)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert not list(tmp_path.glob(".*.part"))


def test_the_reader_of_a_pipe_sees_no_end_before_the_result(tmp_path: Path) -> None:
    """Whether a pipe can be written is not tried out: its reader would take that for an empty file."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    watch = select.poll()
    watch.register(reader)
    Outputs(json=tmp_path / "pipe").check_writable()
    assert not watch.poll(0)
    os.close(reader)


@pytest.mark.parametrize("words", [(), LONG])
def test_a_link_to_a_file_is_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A link is not replaced by a file, whether there is something behind it or not."""
    install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, "I live in Namur.")
    Path("old.json").write_text("old")
    for name in ("old", "new"):
        Path(f"{name}-link").symlink_to(f"{name}.json")
        assert cli(monkeypatch, "audit", "talks.jsonl", *words, "--json", f"{name}-link", "-q") == 1
        assert Path(f"{name}-link").is_symlink()
        assert json.loads(Path(f"{name}.json").read_text())["decision"]["outcome"] == "block"


@pytest.mark.parametrize(("error", "code"), [(KeyError("x"), 4), (KeyboardInterrupt(), 130), (OSError(28, "x"), 2)])
def test_an_output_that_fails_leaves_nothing_half_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    """Whatever goes wrong while a file is written: no part of it stays, an older one does, and so does the journal."""

    def fail(*args: Any) -> None:
        args[-1].write("{")
        raise error

    install(monkeypatch)
    monkeypatch.chdir(project.parent)
    monkeypatch.setattr("ipse.bulk.write_json", fail)
    Path("out.json").write_text("old")
    assert cli(monkeypatch, "audit", project, *LONG, "--journal", "j", "--json", "out.json", "-q") == code
    assert Path("out.json").read_text() == "old"
    assert not list(Path().glob(".*.part"))
    assert Path("j").exists()


def test_a_run_that_is_resumed_after_a_failed_output_is_kept_once(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk (here a device) stops the run before it is in the history; `--resume` writes and keeps it."""
    install(monkeypatch)
    monkeypatch.chdir(project.parent)
    Path("full").symlink_to("/dev/full")
    words = ("audit", project, *LONG, "--journal", "j", "-q", "--history", "h.sqlite")
    assert cli(monkeypatch, *words, "--json", "full") == 2
    assert not open_runs(Path("h.sqlite"))
    assert cli(monkeypatch, *words, "--json", "out.json", "--resume") == 1
    (run,) = open_runs(Path("h.sqlite"))
    assert run.run.outcome == "block"
    assert not Path("j").exists()


SCRIPT = """
import sys, time
from functools import partial
from pathlib import Path
from ipse.bulk import BulkOptions, run_bulk
from ipse.config import load_config
from tiny_rooms import tiny_auditor

def slow(config):
    auditor = tiny_auditor(config)
    stream = auditor.stream
    def waiting(chunk):
        time.sleep(0.05)
        return stream(chunk)
    auditor.stream = waiting
    return auditor

if __name__ == "__main__":
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    config = load_config(folder / "ipse.toml")
    options = BulkOptions(folder / "j", workers=workers, resume=True)
    run = run_bulk([folder / "talks.jsonl"], slow(config), partial(slow, config), options)
    run.journal.close()
    print("done", run.resumed)
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again_the_result_is_the_same(tmp_path: Path, workers: int) -> None:
    """kill -9 whenever the journal has grown; the last run finishes, and no worker outlives its parent."""
    talks = make_project(tmp_path, *DRAFTS)
    whole = journal_bytes(talks, name="reference")
    script = tmp_path / "long_run.py"
    script.write_text(SCRIPT)
    env = os.environ | {"PYTHONPATH": str(TESTS)}
    words = [sys.executable, str(script), str(tmp_path), str(workers)]
    journal, size, kills = tmp_path / "j", 0, 0
    for _ in range(8):
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True)
        while process.poll() is None and (journal.stat().st_size if journal.exists() else 0) <= size:
            time.sleep(0.01)
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        kills, size = kills + 1, journal.stat().st_size
    out = process.stdout.read() if process.stdout else ""
    assert kills >= 2
    assert "done" in out or subprocess.run(words, env=env, check=True).returncode == 0
    assert journal.read_bytes() == whole
    assert _gone(process.pid)


def _gone(session: int, patience: float = 10.0) -> bool:
    """No process of this session is left after a while."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    os.killpg(session, signal.SIGKILL)
    return False


def test_the_estimate_counts_only_this_runs_work() -> None:
    """After a resume the speed is what this process did, not what it found."""
    now = iter([0.0, 10.0, 10.5, 20.0])
    estimate = Estimate(1_000, clock=lambda: next(now))
    assert estimate.line(600, 500) == "600 of 1,000 conversations (60%), 10 a second, about 40 s left"
    assert estimate.line(605, 500) is None
    assert estimate.line(1_000, 500) == "1,000 of 1,000 conversations (100%), 25 a second, about 0 s left"


def test_conversations_are_counted_without_keeping_them(project: Path) -> None:
    """The total that progress counts against."""
    assert count_conversations([project]) == len(DRAFTS)
    assert len({json.loads(line)["conversation_id"] for line in project.read_text().splitlines()}) == len(DRAFTS)
