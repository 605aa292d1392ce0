"""GitLab code quality: the fields that GitLab reads, unique marks, relative paths."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from ipse.report.gitlab import render_gitlab
from ipse.report.json_report import is_actionable
from ipse.report.positions import Place
from report_sample import sample_result

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def issues() -> list[dict[str, Any]]:
    """The rendered list, valid against the fields that GitLab documents."""
    found: list[dict[str, Any]] = json.loads(render_gitlab(sample_result(), {"talk-00000": Place("t.jsonl", 2)}))
    jsonschema.validate(found, SCHEMA)
    return found


def test_each_actionable_finding_and_each_unread_input_is_one_issue() -> None:
    """Nothing that somebody must act on is missing."""
    result = sample_result()
    expected = sum(map(is_actionable, result.findings)) + sum(p.fatal for p in result.problems)
    assert len(issues()) == expected


def test_marks_are_unique_in_a_report() -> None:
    """GitLab merges issues with the same fingerprint."""
    marks = [issue["fingerprint"] for issue in issues()]
    assert len(set(marks)) == len(marks)


def test_hidden_characters_are_shown() -> None:
    """A bidi override in a draft cannot turn the description around."""
    assert not any("\u202e" in issue["description"] for issue in issues())
