"""The library: the public names are pinned, loaded lazily, thread-safe; frames go in and out; the pytest plugin."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipse
from ipse.auditor import Auditor, Context
from ipse.baseline import read_baseline, write_baseline
from ipse.config import load_config
from ipse.errors import TranscriptError
from ipse.pytest_plugin import Grounding
from ipse.transcripts import load_transcripts
from ipse.types import Category, Claim, Conversation, Creator, Disposition, Match, RuleOutcome, Severity
from tiny_rooms import CONFIG, install, make_project, tiny_auditor

PUBLIC = {
    "AuditResult", "Auditor", "Category", "Citation", "Config", "Context", "ConversationResult", "Decision",
    "Disposition", "Finding", "IpseError", "Outcome", "SendMode", "Severity", "UiNotice", "audit_frame",
    "load_config", "load_transcripts",
}  # fmt: skip


class Keeping:
    """An extractor that finds nothing and keeps what it is shown."""

    def __init__(self, seen: list[Conversation]) -> None:
        self.seen = seen

    def extract(self, conversation: Conversation, creator: Creator) -> tuple[Claim, ...]:
        """No claim."""
        self.seen.append(conversation)
        return ()


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Auditor:
    """An auditor on the tiny rooms, in a project of its own."""
    install(monkeypatch)
    make_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tiny_auditor(load_config(tmp_path / "ipse.toml"))


def test_the_public_names_are_these() -> None:
    """Adding or removing one is a decision: it changes this test."""
    assert set(ipse.__all__) == PUBLIC
    assert all(getattr(ipse, name).__doc__ for name in PUBLIC)
    with pytest.raises(AttributeError, match="nothing_like_it"):
        ipse.nothing_like_it  # noqa: B018


def test_signatures_are_pinned() -> None:
    """Parameters of the documented calls."""
    assert str(inspect.signature(ipse.Auditor.check)) == (
        "(self, reply: 'str', context: 'Context | None' = None) -> 'ConversationResult'"
    )
    assert list(inspect.signature(ipse.audit_frame).parameters) == ["frame", "auditor", "today"]
    assert list(inspect.signature(ipse.Context).parameters) == [
        "question", "platform", "channel", "language", "jurisdictions", "send_mode", "ui_notice", "ts",
    ]  # fmt: skip


def test_importing_the_package_loads_nothing_heavy() -> None:
    """The names come on first use: neither pandas, NumPy, pydantic nor click is loaded by ``import ipse``."""
    heavy = "{'pandas', 'numpy', 'pydantic', 'click', 'torch', 'spacy', 'onnxruntime'}"
    code = f"import sys, ipse, ipse.pytest_plugin; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_from_config_reads_the_file(auditor: Auditor, tmp_path: Path) -> None:
    """``Auditor.from_config(path)`` is all a caller needs."""
    result = ipse.Auditor.from_config(tmp_path / "ipse.toml").check("I live in Namur.")
    assert [f.category for f in result.findings] == [ipse.Category.FALSE_PERSONAL_CLAIM]


def test_check_from_many_threads_gives_what_one_gives(auditor: Auditor) -> None:
    """Eight threads, two hundred drafts, the same results in the same order."""
    drafts = [f"I live in {'Ghent' if n % 3 else 'Namur'}. Number {n}." for n in range(200)]
    context = Context(question="Where do you live?")
    alone = [auditor.check(draft, context) for draft in drafts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda draft: auditor.check(draft, context), drafts)) == alone


def test_a_frame_of_turns_gives_a_frame_of_findings(auditor: Auditor) -> None:
    """Each finding names its row by the frame's own index; the decision is in the attributes."""
    frame = pd.DataFrame(
        {
            "conversation_id": ["a", "b", "a", "b"],
            "role": ["fan", "fan", "clone", "clone"],
            "text": ["Hi", "Hi", "I live in Namur.", "I live in Ghent."],
            "ts": pd.to_datetime(["2026-10-02T10:00Z"] * 4),
            "send_mode": ["auto", None, None, "auto"],
        },
        index=["w", "x", "y", "z"],
    )
    found = ipse.audit_frame(frame, auditor)
    assert list(found["row"]) == ["y"]
    assert found.loc[0, "quote"] == "I live in Namur"
    assert found.loc[0, "source"] == "about.md"
    assert found.attrs["outcome"] == "block"


class TwoRules:
    """Two rules ask for the label that every clone turn lacks."""

    def prepare(self, conversations: Sequence[Conversation]) -> None:
        """Nothing to prepare."""

    def evaluate(self, conversation: Conversation, *_: object, as_of: date | None) -> RuleOutcome:
        """One match a rule."""
        found = (Category.MISSING_AI_LABEL, Severity.ERROR, Disposition.BLOCK, conversation.conversation_id, 1)
        return RuleOutcome(tuple(Match(rule, *found, "", 0, 0, "m", "f") for rule in ("eu-label", "us-label")))


def test_a_frame_names_the_other_rules_of_a_finding(auditor: Auditor) -> None:
    """One row a finding, its rule in one column and the others in another; empty when there is none."""
    told = pd.DataFrame({"reply": ["I live in Namur."]})
    assert list(ipse.audit_frame(told, auditor)["also"]) == [""]
    auditor.rooms = replace(auditor.rooms, engine=TwoRules())
    found = ipse.audit_frame(told, auditor)
    assert sorted(zip(found["rule_id"], found["also"], strict=True))[1:] == [("eu-label", "us-label")]


def test_columns_of_arrays_are_lists(auditor: Auditor) -> None:
    """A frame read from Parquet holds arrays where the file has lists: each item counts, be there one or many."""
    seen: list[Conversation] = []
    auditor.rooms = replace(auditor.rooms, extractor=Keeping(seen))
    areas = pd.Series([np.array(["EU", "FR"], dtype=object), np.array(["US-CA"], dtype=object)])
    labels = pd.Series([np.array(["AI", "Ad; paid"], dtype=object), np.array(["AI | bot"], dtype=object)])
    frame = pd.DataFrame({"conversation_id": ["a", "b"], "role": ["clone"] * 2, "text": ["Hi", "Ho"]})
    ipse.audit_frame(frame.assign(jurisdictions=areas, labels=labels), auditor)
    assert [c.jurisdictions for c in seen] == [("EU", "FR"), ("US-CA",)]
    assert [c.turns[0].labels for c in seen] == [("AI", "Ad; paid"), ("AI | bot",)]


def test_a_platform_has_one_spelling(auditor: Auditor) -> None:
    """A caller may write a platform as its owner does; an empty name is no name."""
    seen: list[Conversation] = []
    auditor.rooms = replace(auditor.rooms, extractor=Keeping(seen))
    for name in (" Instagram", "", None):
        auditor.check("Hi", Context(platform=name))
    assert [(c.platform, "platform" in c.given) for c in seen] == [("instagram", True), (None, False), (None, False)]


def test_a_frame_of_drafts_needs_only_replies(auditor: Auditor) -> None:
    """One row a draft, with or without a question; labels may repeat or be numbers."""
    frame = pd.DataFrame({"reply": ["I live in Namur.", "I live in Ghent.", "I teach sewing on Fridays."],
                          "question": ["Where?", None, "When?"]}, index=[5, 6, 7])  # fmt: skip
    assert list(ipse.audit_frame(frame, auditor)["row"]) == [5, 7]


def test_an_empty_frame_is_empty_not_a_pass(auditor: Auditor) -> None:
    """No row, no pass; the columns are there all the same."""
    found = ipse.audit_frame(pd.DataFrame({"reply": []}), auditor)
    assert found.attrs["outcome"] == "empty"
    assert "fingerprint" in found.columns


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"conversation_id": ["a"], "role": ["clone"]}),
        pd.DataFrame({"conversation_id": ["a"], "role": ["assistant"], "text": ["Hi"]}),
        pd.DataFrame({"conversation_id": [None], "role": ["clone"], "text": ["Hi"]}),
    ],
)
def test_a_frame_that_cannot_be_read_is_an_error(auditor: Auditor, frame: pd.DataFrame) -> None:
    """A missing column, a wrong role, a row without conversation: never a quiet loss."""
    with pytest.raises(TranscriptError, match="remedy"):
        ipse.audit_frame(frame, auditor)


def test_without_an_auditor_the_working_folders_config_is_read(auditor: Auditor) -> None:
    """``audit_frame(frame)`` alone works in a project."""
    assert len(ipse.audit_frame(pd.DataFrame({"reply": ["I live in Namur."]}))) == 1


TALK_TEST = """
import pytest

@pytest.mark.ipse_transcript("talks.jsonl")
def test_talk(ipse_audit, ipse_conversation):
    ipse_audit.assert_conversation(ipse_conversation)
"""
PLUGIN_TESTS = f"""{TALK_TEST}
def test_true(ipse_audit):
    result = ipse_audit.assert_grounded("I live in Ghent.", question="Where do you live?")
    assert not result.findings

def test_false(ipse_audit):
    ipse_audit.assert_grounded("I live in Namur.")

def test_crash(ipse_audit):
    ipse_audit.assert_grounded("CRASH")
"""


INSTALL_ROOMS = """
from ipse.auditor import Auditor
from tiny_rooms import tiny_auditor
Auditor.build = staticmethod(tiny_auditor)
"""


def run_pytest(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The tests of a folder in a process of their own, with the plugin of this checkout."""
    command = [sys.executable, "-m", "pytest", "-p", "no:ipse", "-p", "ipse.pytest_plugin", "-q", *words, str(folder)]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env, check=False)


def test_the_pytest_plugin_fails_with_the_evidence(tmp_path: Path) -> None:
    """In a project of its own: true passes, false shows quote, source and fix, a crash fails, each talk is a test."""
    make_project(tmp_path, "I live in Ghent.", "I live in Bruges.")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(INSTALL_ROOMS)
    (tmp_path / "test_persona.py").write_text(PLUGIN_TESTS)
    done = run_pytest(tmp_path, "--strict-markers")
    assert "3 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert "test_talk[talk-001]" in done.stdout
    for words_of_message in ("not grounded: 1 finding", "said: I live in Namur", "contradicts: about.md", "fix: "):
        assert words_of_message in done.stdout
    assert "a check crashed: RuntimeError: told to crash" in done.stdout


STRICT = """
[policy]
fail_on = "review"
dispositions = { false_personal_claim = "review" }
"""
WAIVER = """
[[waivers]]
rule = "false_personal_claim"
reason = "agreed"
owner = "ops"
expires = 2999-01-01
"""


@pytest.mark.parametrize(
    ("more", "review", "fails"),
    [
        ("", False, True),
        (STRICT, False, True),
        (STRICT.replace('fail_on = "review"', ""), False, False),
        (STRICT.replace('fail_on = "review"', ""), True, True),
        (STRICT.replace('fail_on = "review"', 'fail_on = "note"'), True, True),
        (WAIVER, False, False),
        (WAIVER, True, False),
        (WAIVER.replace("2999", "2020"), False, True),
    ],
)
def test_the_pytest_plugin_decides_as_the_gate_does(tmp_path: Path, more: str, review: bool, fails: bool) -> None:
    """``fail_on`` and the waivers in force decide; ``review`` adds what is to be reviewed, and takes nothing away."""
    make_project(tmp_path, config=CONFIG + more)
    grounding = Grounding(tiny_auditor(load_config(tmp_path / "ipse.toml")))
    if fails:
        with pytest.raises(AssertionError, match="I live in Namur"):
            grounding.assert_grounded("I live in Namur.", review=review)
    else:
        result = grounding.assert_grounded("I live in Namur.", review=review)
        assert [f.status for f in result.findings] == ["waived" if more is WAIVER else "active"]


def test_the_pytest_plugin_knows_the_findings_of_a_baseline(tmp_path: Path) -> None:
    """A known finding fails nothing and is marked; one that the baseline does not hold fails still."""
    make_project(tmp_path)
    auditor = tiny_auditor(load_config(tmp_path / "ipse.toml"))
    found = Grounding(auditor).check("I live in Namur.").findings
    write_baseline(tmp_path / "known.json", found)
    grounding = Grounding(auditor, read_baseline(tmp_path / "known.json"))
    assert [f.status for f in grounding.assert_grounded("I live in Namur.").findings] == ["known"]
    with pytest.raises(AssertionError, match="I live in Bruges"):
        grounding.assert_grounded("I live in Bruges.")


@pytest.mark.parametrize(
    ("file", "ini", "words", "passed"),
    [
        ("ipse-baseline.json", "", (), True),
        ("ipse-baseline.json", "", ("--ipse-no-baseline",), False),
        ("known.json", "ipse_baseline = known.json", (), True),
        ("known.json", "ipse_baseline = absent.json", ("--ipse-baseline", "known.json"), True),
    ],
)
def test_the_pytest_plugin_finds_the_baseline_as_the_gate_does(
    tmp_path: Path, file: str, ini: str, words: tuple[str, ...], passed: bool
) -> None:
    """Beside ipse.toml, or where the ini value or the option says, unless it is to be ignored."""
    make_project(tmp_path, "I live in Namur.")
    auditor = tiny_auditor(load_config(tmp_path / "ipse.toml"))
    write_baseline(tmp_path / file, auditor.audit(load_transcripts([tmp_path / "talks.jsonl"])).findings)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    (tmp_path / "conftest.py").write_text(INSTALL_ROOMS)
    (tmp_path / "test_persona.py").write_text(TALK_TEST)
    done = run_pytest(tmp_path, *words)
    assert ("1 passed" if passed else "1 failed") in done.stdout, done.stdout + done.stderr


def test_a_baseline_that_is_named_and_not_there_is_an_error(tmp_path: Path) -> None:
    """It never means that nothing is known."""
    make_project(tmp_path, "I live in Ghent.")
    (tmp_path / "conftest.py").write_text(INSTALL_ROOMS)
    (tmp_path / "test_persona.py").write_text("def test_it(ipse_audit):\n    pass\n")
    done = run_pytest(tmp_path, "--ipse-baseline", "absent.json")
    assert "1 error" in done.stdout
    assert "ipse baseline write" in done.stdout


CREATOR_TEST = """
import pytest

@pytest.mark.ipse_transcript("talks.jsonl")
def test_talk(ipse_conversation):
    assert ipse_conversation.creator == "ada-quill"
"""


def test_the_pytest_plugin_reads_transcripts_as_an_audit_does(tmp_path: Path) -> None:
    """A conversation that names no creator is the configured one's; a wrong ipse.toml is named, and no traceback."""
    make_project(tmp_path, "I live in Ghent.")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_persona.py").write_text(CREATOR_TEST)
    words = [sys.executable, "-m", "pytest", "-p", "no:ipse", "-p", "ipse.pytest_plugin", "-q", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    (tmp_path / "ipse.toml").write_text(CONFIG.replace("name", "nmae"))
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "did you mean `name`?" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
