"""What CI shows of a run agrees with its exit code: rates, stricter policies, waivers, unread inputs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from tiny_rooms import CONFIG, make_project, write_talks

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
Cli = Callable[..., tuple[int, str]]
LONG = ("--workers", "1")
WAIVER = '\n[[waivers]]\nrule = "false_personal_claim"\nreason = "agreed"\nowner = "ops"\nexpires = 2999-01-01\n'


def policy(disposition: str) -> str:
    """A configuration in which a false personal claim has this disposition."""
    return f'{CONFIG}\n[policy]\ndispositions = {{ false_personal_claim = "{disposition}" }}\n'


def junit(path: Path) -> Xml.Element:
    """The test suites of a JUnit file."""
    return Xml.fromstring(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("drafts", "limit", "code", "failures", "errors"),
    [
        ([FALSE, *[TRUE] * 59], "0.1", 0, 0, 0),
        ([TRUE, *[FALSE] * 4], "0.1", 1, 1, 0),
        ([FALSE, *[TRUE] * 5], "0.1", 4, 0, 1),
    ],
)
def test_with_a_rate_one_case_holds_the_decision(
    ipse: Cli, tmp_path: Path, drafts: list[str], limit: str, code: int, failures: int, errors: int
) -> None:
    """Passed, too high, too few turns: the counts are those of the exit code, and every finding is still told."""
    words = ("--max-rate", limit, "--junit", "r.xml")
    assert ipse("gate", make_project(tmp_path, *drafts), *words)[0] == code
    root = junit(tmp_path / "r.xml")
    assert (root.get("failures"), root.get("errors")) == (str(failures), str(errors))
    [case] = root.findall("./testsuite[@name='decision']/testcase")
    assert "turns violate" in (case.findtext("system-out") or "")
    told = [out.text or "" for out in root.iter("system-out")]
    assert sum("false_personal_claim" in text for text in told) == drafts.count(FALSE)


def test_an_empty_run_is_an_error_in_junit(ipse: Cli, tmp_path: Path) -> None:
    """Exit code 3 with no failing case at all would look like a pass."""
    talks = make_project(tmp_path, "x", turns=[{"role": "fan", "text": "Hi"}])
    assert ipse("gate", talks, "--junit", "r.xml")[0] == 3
    root = junit(tmp_path / "r.xml")
    assert root.get("errors") == "1"
    assert "no clone turn was audited" in Xml.tostring(root, encoding="unicode")


@pytest.mark.parametrize("words", [("--severity", "critical"), ("--labels", "l.jsonl"), ("--confidence", "0.9")])
def test_options_for_rates_are_refused_without_one(ipse: Cli, tmp_path: Path, words: tuple[str, str]) -> None:
    """They would do nothing, and nobody would know."""
    talks = make_project(tmp_path, TRUE)
    (tmp_path / "l.jsonl").write_text("")
    code, printed = ipse("gate", talks, *words)
    assert code == 2
    assert f"{words[0]}: of use with --max-rate only" in printed
    assert ipse("gate", talks, *words, "--max-rate", "0.99")[0] in (0, 4)


@pytest.mark.parametrize("level", ["review", "note"])
def test_what_a_stricter_policy_fails_on_is_shown_by_every_format(ipse: Cli, tmp_path: Path, level: str) -> None:
    """A failing finding is a failure, an error annotation and an issue, and the policy is named as the reason."""
    talks = make_project(tmp_path, FALSE, config=policy(level))
    formats = ("--junit", "r.xml", "--gitlab", "r.json", "--github")
    code, printed = ipse("gate", talks, *formats)
    assert code == 0
    assert "::error" not in printed
    assert junit(tmp_path / "r.xml").get("failures") == "0"
    code, printed = ipse("gate", talks, *formats, "--fail-on", level)
    assert code == 1
    assert printed.startswith(f"BLOCK: 1 finding fails (policy: {level}) (false_personal_claim 1)\n")
    assert "::error file=talks.jsonl,line=1" in printed
    assert junit(tmp_path / "r.xml").get("failures") == "1"
    assert len(json.loads((tmp_path / "r.json").read_text())) == 1


@pytest.mark.parametrize("words", [("gate",), ("gate", "--max-rate", "0.9"), ("audit",), ("audit", *LONG)])
def test_waived_findings_are_counted_and_told(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The decision's line has their number, and their case in JUnit says by whom they were waived."""
    talks = make_project(tmp_path, FALSE, *[TRUE] * 9, config=CONFIG + WAIVER)
    name, *more = words
    code, printed = ipse(name, talks, *more, "--junit", "r.xml")
    assert code == 0
    assert printed.splitlines()[0].endswith("; 1 waived")
    root = junit(tmp_path / "r.xml")
    assert root.get("failures") == "0"
    [out] = [text for text in (e.text or "" for e in root.iter("system-out")) if "Namur" in text]
    assert out.startswith("waived: agreed (ops)\n")


def test_a_long_run_prints_notes_and_statuses_too(ipse: Cli, tmp_path: Path) -> None:
    """What a reader should know of the input, and what was found but does not count, as in a plain run."""
    turns = [{"role": "fan", "text": "Hi!", "ts": "2026-05-01T10:00:00"}, {"role": "clone", "text": FALSE}]
    talks = make_project(tmp_path, "x", turns=turns, config=CONFIG + WAIVER)
    plain, long = (ipse("audit", talks, *words)[1] for words in ((), LONG))
    for printed in (plain, long):
        assert "note: " in printed
        assert "timestamps without an offset are read as UTC" in printed
        assert "1 waived" in printed.replace("; 1 waived", "", 1)


def test_sarif_of_a_block_says_that_an_input_was_unread(ipse: Cli, tmp_path: Path) -> None:
    """A block comes first, and hides no incompleteness."""
    talks = make_project(tmp_path, FALSE)
    for text, successful in ((talks.read_text(), True), (talks.read_text() + "not JSON\n", False)):
        talks.write_text(text)
        assert ipse("gate", talks, "--sarif", "r.sarif")[0] == 1
        run: dict[str, Any] = json.loads((tmp_path / "r.sarif").read_text())["runs"][0]
        assert run["invocations"][0]["executionSuccessful"] is successful


def test_one_and_several_are_told_as_such(ipse: Cli, tmp_path: Path) -> None:
    """One turn in one conversation, one rule in one of them, one finding, one check, one run."""
    talks = make_project(tmp_path, TRUE, send_mode=None)
    printed = "".join(ipse(*words)[1] for words in (
        ("gate", talks), ("audit", talks, "--json", "a.json"), ("audit", talks, *LONG),
        ("audit", write_talks(tmp_path / "b.jsonl", FALSE, "CRASH")), ("history",),
    ))  # fmt: skip
    ipse("audit", write_talks(talks, FALSE), "--json", "a.json")
    printed += ipse("baseline", "write", "a.json")[1]
    printed += ipse("gate", write_talks(talks, TRUE), "--json", "b.json")[1]
    printed += ipse("baseline", "prune", "ipse-baseline.json", "b.json")[1]
    assert not re.search(r"\b1 (conversation|turn|finding|check|input)s\b", printed)
    for words in ("1 in 1 conversation", "1 clone turn in 1 conversation\n", "(1 conversation)", "1 finding accepted",
                  "fixed: 1 baseline finding is gone", "1 gone finding removed", "(1 check crashed, 0 inputs unread)"):  # fmt: skip
        assert words in printed, words


@pytest.mark.parametrize("words", [("gate",), ("audit", "-q"), ("audit", "-q", *LONG)])
def test_the_first_line_has_one_form(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A script that looks for the outcome finds it spelt alike whatever the command."""
    name, *more = words
    printed = ipse(name, make_project(tmp_path, FALSE), *more)[1]
    assert printed.splitlines()[0].startswith("BLOCK: 1 finding blocks")
