"""JUnit XML: one suite a conversation, one test case a clone turn, so that any CI shows the result as tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from xml.etree import ElementTree as Xml

from ipse.report.json_report import is_actionable
from ipse.report.visible import visible
from ipse.types import AuditResult, ConversationResult, Decision, Disposition, Finding, Outcome, Problem, Role, weight

_SET_ASIDE = ("waived", "known")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(result: AuditResult, fail_on: Disposition = Disposition.BLOCK, *, by_rate: bool = False) -> str:
    """The result as JUnit XML. A turn with an active finding at ``fail_on`` or worse is a failure.

    Other findings to review, waived and known ones are in the case's output, an input that could not be read and a
    crashed check are errors, and a rule that was not evaluated is a skipped case: none of them looks like a pass.
    With ``by_rate`` no finding fails its turn: the decision is a case of its own, and fails when the rate is too high.
    """
    suites = [_decision_suite(result.decision)] if by_rate or result.decision.outcome is Outcome.EMPTY else []
    suites += [_inputs_suite(result.problems)] if any(p.fatal for p in result.problems) else []
    failing = () if by_rate else frozenset(d for d in Disposition if weight(d) >= weight(fail_on))
    suites += [_suite(c, failing) for c in result.conversations]
    root = Xml.Element("testsuites", {"name": _text(f"ipse {result.creator.name}")})
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(s.get(name, "0")) for s in suites)))
    root.set("time", "0")
    root.extend(suites)
    Xml.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _decision_suite(decision: Decision) -> Xml.Element:
    """The decision on the whole run, where no turn shows it."""
    case, reasons = _named("decision", "run"), "; ".join(decision.reasons)
    if decision.outcome is Outcome.BLOCK:
        Xml.SubElement(case, "failure", {"type": decision.outcome.value, "message": _text(reasons)})
    elif decision.outcome is not Outcome.PASS:
        Xml.SubElement(case, "error", {"type": decision.outcome.value, "message": _text(reasons)})
    Xml.SubElement(case, "system-out").text = _text(f"{decision.outcome.value}: {reasons}")
    return _suite_of("decision", [case])


def _suite(result: ConversationResult, failing: Collection[Disposition]) -> Xml.Element:
    conversation = result.conversation
    by_turn: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if is_actionable(finding) or _fails(finding, failing) or finding.status in _SET_ASIDE:
            by_turn[finding.turn].append(finding)
    name = conversation.conversation_id
    cases = [_case(name, t.turn, by_turn[t.turn], failing) for t in conversation.turns if t.role is Role.CLONE]
    cases += [_error_case(name, f"check: {e.check}", e.error, e.remedy) for e in result.errors]
    cases += [_skipped_case(name, f"rule: {n.rule_id}", n.needs) for n in result.not_evaluated]
    return _suite_of(name, cases)


def _inputs_suite(problems: Sequence[Problem]) -> Xml.Element:
    cases = [
        _error_case("inputs", f"{p.path}:{p.line}" if p.line else p.path, f"{p.slug}: {p.message}", p.remedy)
        for p in problems
        if p.fatal
    ]
    return _suite_of("inputs", cases)


def _suite_of(name: str, cases: Sequence[Xml.Element]) -> Xml.Element:
    suite = Xml.Element("testsuite", {"name": _text(name), "tests": str(len(cases))})
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", "0")
    suite.extend(cases)
    return suite


def _fails(finding: Finding, failing: Collection[Disposition]) -> bool:
    return finding.status == "active" and finding.disposition in failing


def _case(
    conversation_id: str, turn: int, findings: Sequence[Finding], failing: Collection[Disposition]
) -> Xml.Element:
    case = _named(conversation_id, f"turn {turn}")
    failed = [f for f in findings if _fails(f, failing)]
    if failed:
        kind = ", ".join(sorted({f.category.value for f in failed}))
        failure = Xml.SubElement(case, "failure", {"type": kind, "message": _text(failed[0].message)})
        failure.text = _text("\n\n".join(finding_text(f) for f in failed))
    others = [f for f in findings if f not in failed]
    if others:
        Xml.SubElement(case, "system-out").text = _text("\n\n".join(_aside(f) for f in others))
    return case


def _aside(finding: Finding) -> str:
    """A finding that fails nothing, with why when the baseline or a waiver is the reason."""
    why = f"waived: {finding.waiver}" if finding.waiver else finding.status
    return f"{why}\n{finding_text(finding)}" if finding.status in _SET_ASIDE else finding_text(finding)


def _error_case(suite: str, name: str, message: str, remedy: str) -> Xml.Element:
    case = _named(suite, name)
    error = Xml.SubElement(case, "error", {"type": "incomplete", "message": _text(message)})
    error.text = _text(f"{message}\nremedy: {remedy}")
    return case


def _skipped_case(suite: str, name: str, needs: Sequence[str]) -> Xml.Element:
    case = _named(suite, name)
    Xml.SubElement(case, "skipped").text = _text(f"not evaluated: needs {', '.join(needs)}")
    return case


def _named(suite: str, name: str) -> Xml.Element:
    return Xml.Element("testcase", {"classname": _text(suite), "name": _text(name), "time": "0"})


def finding_text(finding: Finding) -> str:
    """A finding as plain lines: what, the words, why, the evidence, the fix."""
    head = f"{finding.disposition.value} {finding.category.value} ({finding.severity.value}, {finding.rule_id})"
    lines = [head, f"said: {finding.quote}" if finding.quote else "(something is absent)", finding.message]
    for citation in finding.evidence[:1]:
        where = " · ".join(str(p) for p in (citation.source, citation.locator, citation.date) if p)
        lines.append(f"{citation.relation}: {where}: {citation.quote}")
    lines.append(f"fix: {finding.fix}")
    lines += [f"other rules concerned: {', '.join(finding.other_rules)}"] if finding.also else []
    return "\n".join([*lines, f"fingerprint: {finding.fingerprint}"])


def _text(text: str) -> str:
    return _NOT_XML.sub("�", visible(text))
