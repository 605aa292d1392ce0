"""GitLab code quality: a JSON list that merge requests show beside the lines of the transcript."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ipse.policy import Policy, fails
from ipse.report.json_report import is_actionable
from ipse.report.occurrences import numbered
from ipse.report.positions import Place, place_of, relative
from ipse.report.statistics import worst_first
from ipse.report.visible import visible
from ipse.types import AuditResult, Disposition, Finding, Problem, Severity

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.NOTE: "minor",
}


def render_gitlab(result: AuditResult, places: Mapping[str, Place], fail_on: Disposition = Disposition.BLOCK) -> str:
    """A code-quality report: active findings to block or review, what fails under ``fail_on``, and unread inputs."""
    policy = Policy(fail_on=fail_on)
    found = sorted((f for f in result.findings if is_actionable(f) or fails(f, policy)), key=worst_first)
    issues = [_unread(p, number) for number, p in enumerate(result.problems) if p.fatal]
    marks = numbered(found)
    issues += [
        _issue(f, mark, place_of(f.conversation_id, places, f.turn)) for f, mark in zip(found, marks, strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _issue(finding: Finding, mark: str, place: Place) -> dict[str, Any]:
    said = f"“{finding.quote.strip()}” " if finding.quote else ""
    description = f"{finding.conversation_id} turn {finding.turn}: {said}{finding.message} Fix: {finding.fix}"
    if finding.also:
        description += f" Other rules concerned: {', '.join(finding.other_rules)}."
    return {
        "type": "issue",
        "check_name": finding.rule_id,
        "description": visible(description),
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": mark,
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }


def _unread(problem: Problem, number: int) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": f"ipse/{problem.slug}",
        "description": visible(f"{problem.message}; {problem.remedy}"),
        "categories": ["Bug Risk"],
        "severity": "blocker",
        "fingerprint": f"problem-{problem.slug}-{number}",
        "location": {"path": relative(Path(problem.path)), "lines": {"begin": problem.line or 1}},
    }
