"""JUnit XML: the schema, what fails, what never looks like a pass, hostile strings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from builders import make_finding
from ipse.report.junit import render_junit
from ipse.types import AuditResult, CheckError, Disposition, NotEvaluated, Role
from report_sample import sample_result

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit.xsd"))


def parsed(result: AuditResult, fail_on: Disposition = Disposition.BLOCK) -> etree._Element:
    """The rendered document, valid against the schema."""
    root = etree.fromstring(render_junit(result, fail_on).encode("utf-8"))
    SCHEMA.assertValid(root.getroottree())
    return root


def clean_result() -> AuditResult:
    """One conversation with one clone turn and nothing to report."""
    base = sample_result()
    talk = replace(base.conversations[0], findings=(), not_evaluated=(), errors=())
    return replace(base, conversations=(talk,), problems=())


def test_hostile_drafts_give_valid_xml() -> None:
    """Control characters, markup and bidi tricks end as visible text."""
    text = render_junit(sample_result())
    parsed(sample_result())
    assert "⟦U+202E⟧" in text
    assert "<script>" not in text


def test_there_is_one_case_a_clone_turn() -> None:
    """Besides errors and skipped rules, each clone turn is one test."""
    result = sample_result()
    turns = sum(t.role is Role.CLONE for c in result.conversations for t in c.conversation.turns)
    assert len(parsed(result).xpath("//testcase[starts-with(@name, 'turn ')]")) == turns


def test_only_active_blocking_findings_fail() -> None:
    """Waived, known and below-threshold findings do not; findings to review fail on demand."""
    result = sample_result()
    active = [f for f in result.findings if f.status == "active"]
    blocking = sum(f.disposition is Disposition.BLOCK for f in active)
    assert len(parsed(result).xpath("//failure")) == blocking
    assert len(parsed(result, Disposition.REVIEW).xpath("//failure")) == len(active)


def test_the_counts_add_up() -> None:
    """The totals are those of the cases."""
    root = parsed(sample_result())
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.get(attribute)) == len(root.xpath(f"//{tag}"))
    for suite in root:
        assert int(suite.get("skipped")) == len(suite.xpath(".//skipped"))


def test_what_could_not_be_done_is_an_error_or_skipped() -> None:
    """An unread input, a crashed check and a rule without its field never look like a pass."""
    clean = clean_result()
    assert not parsed(clean).xpath("//failure | //error | //skipped")
    talk = replace(
        clean.conversations[0],
        errors=(CheckError("rules", "talk-00000", None, "ValueError: x"),),
        not_evaluated=(NotEvaluated("eu/x", "talk-00000", ("ts",)),),
    )
    broken = replace(clean, conversations=(talk,), problems=sample_result().problems)
    root = parsed(broken)
    assert len(root.xpath("//error")) == 2
    assert root.xpath("//skipped/text()") == ["not evaluated: needs ts"]


def test_a_turn_with_two_findings_is_one_failure_that_names_both() -> None:
    """Readers show only the first failure of a case: all words are in it."""
    clean = clean_result()
    found = (make_finding(message="first"), make_finding(message="second", fingerprint="b" * 16))
    root = parsed(replace(clean, conversations=(replace(clean.conversations[0], findings=found),)))
    [failure] = root.xpath("//failure")
    assert "first" in failure.text
    assert "second" in failure.text
