"""GitHub Actions: annotations on the transcript's lines, and a job summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from ipse.errors import ReportError
from ipse.policy import Policy, fails
from ipse.report.harmless import broken
from ipse.report.json_report import is_actionable
from ipse.report.markdown import render_markdown
from ipse.report.positions import Place, place_of, relative
from ipse.report.statistics import worst_first
from ipse.report.visible import visible
from ipse.types import AuditResult, Disposition, Finding, Outcome

ANNOTATIONS_A_LEVEL = 10  # a step shows ten errors and ten warnings
SUMMARY_BYTES = 1_000_000  # a step's summary may hold one mebibyte
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(result: AuditResult, places: Mapping[str, Place], fail_on: Disposition = Disposition.BLOCK) -> str:
    """Workflow commands, worst finding first, at most ten errors and ten warnings; a notice counts the rest.

    What fails the run under ``fail_on`` is an error, other findings to review are warnings.
    """
    lines, policy = list(_incomplete(result)), Policy(fail_on=fail_on)
    found = sorted((f for f in result.findings if is_actionable(f) or fails(f, policy)), key=worst_first)
    what = "to block" if fail_on is Disposition.BLOCK else f"that fail (policy: {fail_on.value})"
    for level, failing, named in (("error", True, what), ("warning", False, "to review")):
        chosen = [f for f in found if fails(f, policy) is failing]
        room = max(0, ANNOTATIONS_A_LEVEL - sum(line.startswith(f"::{level} ") for line in lines))
        lines += [_annotation(level, f, place_of(f.conversation_id, places, f.turn)) for f in chosen[:room]]
        if len(chosen) > room:
            lines.append(command("notice", f"{len(chosen) - room} more {named}: see the job summary"))
    return "".join(f"{line}\n" for line in lines)


def announce(
    result: AuditResult,
    places: Mapping[str, Place],
    stream: TextIO | None = None,
    *,
    fail_on: Disposition = Disposition.BLOCK,
) -> None:
    """Print the annotations, and append the summary to the file that ``GITHUB_STEP_SUMMARY`` names, if any.

    Raises:
        ReportError: the summary cannot be written.
    """
    (stream or sys.stdout).write(render_github(result, places, fail_on))
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if not target:
        return
    try:
        with Path(target).open("a", encoding="utf-8", newline="\n") as file:
            file.write(render_markdown(result, max_bytes=SUMMARY_BYTES))
    except OSError as error:
        remedy = "unset GITHUB_STEP_SUMMARY, or let it name a file that can be written"
        raise ReportError(f"cannot be written: {error.strerror}", remedy=remedy, path=target) from error


def command(level: str, message: str, **properties: str | int) -> str:
    """One workflow command; in values, percent, line ends, colons and commas are escaped."""
    listed = ",".join(f"{name}={_visible(str(value)).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{level}{' ' if listed else ''}{listed}::{_visible(message).translate(_DATA)}"


def _visible(text: str) -> str:
    return broken(visible(text)).encode("utf-8", "replace").decode("utf-8")


def _annotation(level: str, finding: Finding, place: Place) -> str:
    said = f"“{finding.quote.strip()}”\n" if finding.quote else ""
    sources = "".join(f"\n{c.relation}: {c.source}: {c.quote}" for c in finding.evidence[:1])
    title = f"{finding.category.value} in {finding.conversation_id} turn {finding.turn}"
    others = f"\nother rules concerned: {', '.join(finding.other_rules)}" if finding.also else ""
    message = f"{said}{finding.message}{sources}\nfix: {finding.fix}{others}"
    return command(level, message, file=place.path, line=place.line, title=title)


def _incomplete(result: AuditResult) -> Iterator[str]:
    if result.decision.outcome in (Outcome.INCOMPLETE, Outcome.EMPTY):
        yield command("error", "; ".join(result.decision.reasons), title=f"ipse: {result.decision.outcome.value}")
    for problem in [p for p in result.problems if p.fatal][:5]:
        yield command("error", f"{problem.message}\nremedy: {problem.remedy}", file=relative(Path(problem.path)),
                      line=problem.line or 1, title=f"unread: {problem.slug}")  # fmt: skip
