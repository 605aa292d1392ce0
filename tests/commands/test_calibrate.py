"""``ipse calibrate`` on real files: what it prints, and which labels it refuses."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tiny_rooms import make_project

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
DOCS = Path(__file__).resolve().parents[2] / "docs"
Cli = Callable[..., tuple[int, str]]


def label(path: Path, *turns: tuple[str, object, bool]) -> Path:
    """A labels file of (conversation, turn, violates)."""
    wrong = [{"type": "false_personal_claim", "quote": FALSE}]
    rows = [{"conversation_id": c, "turn": t, "findings": wrong if bad else []} for c, t, bad in turns]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_printed_lines_are_toml_for_the_policy(ipse: Cli, tmp_path: Path) -> None:
    """Forty right findings: a threshold below them all, and a comment with the precision."""
    ipse("audit", make_project(tmp_path, *[FALSE] * 40, TRUE), "--json", "result.json")
    labels = label(tmp_path / "l.jsonl", *[(f"talk-{n:03d}", 1, n < 40) for n in range(41)])
    code, printed = ipse("calibrate", labels, "result.json")
    assert code == 0
    assert "# false_personal_claim: 40 of 40 right at" in printed
    seen = [f["confidence"] for c in json.loads((tmp_path / "result.json").read_text())["conversations"]
            for f in c["findings"]]  # fmt: skip
    assert tomllib.loads(printed)["policy"]["block_at_category"]["false_personal_claim"] <= min(seen)


@pytest.mark.parametrize("precision", ["1.2", "-3", "0", "nan"])
def test_a_precision_that_is_no_share_is_refused(ipse: Cli, tmp_path: Path, precision: str) -> None:
    """At once, with the code of a wrong option."""
    ipse("audit", make_project(tmp_path, FALSE), "--json", "result.json")
    code, printed = ipse("calibrate", label(tmp_path / "l.jsonl", ("talk-000", 1, True)), "result.json",
                         "--precision", precision)  # fmt: skip
    assert code == 2
    assert "[policy]" not in printed


def test_labels_of_other_conversations_are_refused_and_some_are_counted(ipse: Cli, tmp_path: Path) -> None:
    """No labelled turn in the result is an error that names one; a part of them missing is said."""
    ipse("audit", make_project(tmp_path, FALSE), "--json", "result.json")
    other = ("other-001", 1, True)
    code, printed = ipse("calibrate", label(tmp_path / "l.jsonl", other), "result.json")
    assert code == 2
    assert "no labelled turn is in the results; such as 'other-001' turn 1" in printed
    assert "remedy:" in printed
    code, printed = ipse("calibrate", label(tmp_path / "l.jsonl", other, ("talk-000", 1, True)), "result.json")
    assert code == 0
    assert "# 1 of 2 labelled turns are in no result" in printed
    code, printed = ipse("calibrate", label(tmp_path / "l.jsonl"), "result.json")
    assert code == 2
    assert "holds no labelled turn" in printed


def test_labelled_turns_without_a_finding_say_so(ipse: Cli, tmp_path: Path) -> None:
    """No empty table: a comment that there is nothing to fit."""
    ipse("audit", make_project(tmp_path, TRUE), "--json", "result.json")
    code, printed = ipse("calibrate", label(tmp_path / "l.jsonl", ("talk-000", 1, False)), "result.json")
    assert code == 0
    assert "no finding stands on a labelled turn" in printed
    assert "[policy]" not in printed


def test_a_labels_file_that_is_not_there_is_a_usage_error(ipse: Cli, tmp_path: Path) -> None:
    """Exit code 2 and a remedy, no traceback; so is a turn as text."""
    ipse("audit", make_project(tmp_path, FALSE), "--json", "result.json")
    for path in ("nope.jsonl", label(tmp_path / "l.jsonl", ("talk-000", "1", True))):
        code, printed = ipse("calibrate", path, "result.json")
        assert code == 2
        assert "remedy:" in printed
        assert "Traceback" not in printed


def test_the_labels_of_the_help_and_of_the_guide_are_read(ipse: Cli, tmp_path: Path) -> None:
    """The example lines are in the form that the command takes."""
    ipse("audit", make_project(tmp_path, FALSE), "--json", "result.json")
    guide = (DOCS / "gate.md").read_text(encoding="utf-8")
    shown = re.search(r"## Thresholds.*?```json\n(.*?)```", guide, flags=re.DOTALL)
    told = re.search(r'{"conversation_id".*?\]}', ipse("calibrate", "--help")[1], flags=re.DOTALL)
    assert shown
    assert told
    for text in (shown[1], " ".join(told[0].split()) + "\n"):
        names = re.findall(r'"conversation_id": "([^"]+)", "turn": (\d+)', text)
        assert names
        for name, turn in names:
            text = text.replace(f'"{name}", "turn": {turn}', '"talk-000", "turn": 1')
        (tmp_path / "l.jsonl").write_text(text, encoding="utf-8")
        assert ipse("calibrate", "l.jsonl", "result.json")[0] == 0
