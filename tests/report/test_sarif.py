"""SARIF: the schema, code scanning's limits, fingerprints, hostile strings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from builders import make_finding
from ipse.report.categories import HELP
from ipse.report.positions import Place, find_places
from ipse.report.rule_help import RuleHelp, Source, rule_help
from ipse.report.sarif import render_sarif
from ipse.rules import load_rules
from ipse.types import AuditResult, Category, Disposition, Outcome
from report_sample import HOSTILE, sample_result

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif.json").read_text(encoding="utf-8"))
PLACES = {"talk-00000": Place("talks/été 1.jsonl", 7)}


def document_of(result: AuditResult, **options: Any) -> dict[str, Any]:
    """The rendered document, valid against the schema."""
    document: dict[str, Any] = json.loads(render_sarif(result, PLACES, **options))
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
    return document


def test_a_result_with_every_status_and_hostile_strings_is_valid() -> None:
    """Valid, worst first, and nothing but findings below the threshold is left out."""
    result = sample_result()
    run = document_of(result)["runs"][0]
    kept = [f for f in result.findings if f.status != "below_threshold"]
    assert len(run["results"]) == len(kept) > len(HOSTILE)
    assert run["properties"]["belowThreshold"] == len(result.findings) - len(kept)
    levels = ["error", "warning", "note"]
    order = [levels.index(r["level"]) for r in run["results"]]
    assert order == sorted(order)


def test_every_result_names_its_own_rule() -> None:
    """``ruleIndex`` points at the rule with ``ruleId``."""
    run = document_of(sample_result())["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [r["ruleId"] for r in run["results"]]


def test_places_are_relative_uris_with_lines() -> None:
    """A file name with a space and an accent is percent-encoded; the line is the conversation's."""
    places = [r["locations"][0]["physicalLocation"] for r in document_of(sample_result())["runs"][0]["results"]]
    here = [p for p in places if p["region"]["startLine"] == 7]
    assert here[0]["artifactLocation"]["uri"] == "talks/%C3%A9t%C3%A9%201.jsonl"


def test_waived_is_suppressed_with_its_reason_and_known_is_unchanged() -> None:
    """Nothing that was decided before looks new."""
    by_status = {r["properties"]["status"]: r for r in document_of(sample_result())["runs"][0]["results"]}
    assert by_status["waived"]["suppressions"] == [{"kind": "external", "justification": "agreed with the team (ops)"}]
    assert by_status["known"]["baselineState"] == "unchanged"
    assert "suppressions" not in by_status["active"]


def test_a_run_beyond_the_limit_keeps_the_worst_and_says_so() -> None:
    """Code scanning rejects larger runs: what blocks stays, the rest is counted."""
    run = document_of(sample_result(extra=30), max_results=8)["runs"][0]
    assert {r["level"] for r in run["results"]} == {"error"}
    assert run["properties"]["leftOut"] > 0
    assert "left out" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_fingerprints_survive_a_new_order_and_are_unique() -> None:
    """The same findings in another order keep their marks; the same words twice get two."""
    twice = [make_finding(turn=1), make_finding(turn=3), make_finding(turn=5, fingerprint="f" * 16)]

    def marks(findings: list[Any]) -> dict[int, str]:
        base = sample_result()
        talk = replace(base.conversations[0], findings=tuple(findings))
        run = document_of(replace(base, conversations=(talk,)))["runs"][0]
        turns = [
            int(r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].split("/")[1]) for r in run["results"]
        ]
        return dict(
            zip(turns, (r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]), strict=True)
        )

    assert marks(twice) == marks(twice[::-1])
    assert len(set(marks(twice).values())) == 3


def test_brackets_of_a_draft_start_no_link() -> None:
    """SARIF messages read ``[text](target)`` as a link: brackets are escaped."""
    for result in document_of(sample_result())["runs"][0]["results"]:
        text = result["message"]["text"]
        assert all(text[i - 1] == "\\" for i, letter in enumerate(text) if letter in "[]")


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("outcome", [Outcome.BLOCK, Outcome.INCOMPLETE])
def test_an_incomplete_run_is_no_successful_execution(outcome: Outcome, read: bool) -> None:
    """Blocking is success of the tool; unread input is not, whatever else blocks, and is named."""
    result = sample_result()
    successful = read and outcome is Outcome.BLOCK
    result = replace(result, problems=()) if read else result
    run = document_of(replace(result, decision=replace(result.decision, outcome=outcome)))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is successful
    told = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("is a ZIP archive" in text for text in told) is not read
    assert "eu/x needs audience" in run["invocations"][0]["toolConfigurationNotifications"][0]["message"]["text"]


def test_a_category_without_a_rule_of_its_own_still_has_help() -> None:
    """Each shown rule carries a title, a meaning and a remedy."""
    rules = document_of(sample_result())["runs"][0]["tool"]["driver"]["rules"]
    assert all(rule["help"]["markdown"].startswith(f"**{rule['shortDescription']['text']}**") for rule in rules)


def test_a_rule_behind_a_finding_tells_why_and_cites_its_law() -> None:
    """The help text is the rule's own reason with its sources, and the address leads to the first of them."""
    base = sample_result()
    found = make_finding(category=Category.AI_DENIAL, rule_id="eu-first-contact-notice")
    base = replace(
        base,
        provenance=replace(base.provenance, ruleset="core,eu 0123456789abcdef"),
        conversations=(replace(base.conversations[0], findings=(found, make_finding())),),
    )
    helps = rule_help(base)
    spec = next(r for r in load_rules(["eu"]) if r.id == "eu-first-contact-notice").spec
    assert set(helps) == {"eu-first-contact-notice"}
    claims, law = document_of(base, helps=helps)["runs"][0]["tool"]["driver"]["rules"]
    assert law["shortDescription"]["text"] == spec.title
    for text in (law["help"]["text"], law["help"]["markdown"]):
        assert " ".join(spec.why.split()) in text
        assert all(source.cite in text for source in spec.sources)
    assert HELP[Category.CONTRADICTED_FACT].meaning in claims["help"]["text"]
    assert "Sources" not in claims["help"]["text"]


def test_the_address_of_a_source_is_the_rules_address() -> None:
    """The first source that has one gives ``helpUri``, and is a link in the Markdown help."""
    base = sample_result()
    base = replace(base, conversations=(replace(base.conversations[0], findings=(make_finding(rule_id="x/y"),)),))
    sources = (Source("Act 1"), Source("Act 2", "https://law.example/2"))
    (rule,) = document_of(base, helps={"x/y": RuleHelp("T", "W", sources)})["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://law.example/2"
    assert "- Act 1\n- [Act 2](https://law.example/2)" in rule["help"]["markdown"]


def test_a_pack_that_is_gone_leaves_the_categorys_help() -> None:
    """A result whose rules cannot be loaded any more is written all the same."""
    base = sample_result()
    base = replace(base, provenance=replace(base.provenance, ruleset="no-such-pack 0123456789abcdef"))
    assert (
        rule_help(
            replace(base, conversations=(replace(base.conversations[0], findings=(make_finding(rule_id="x/y"),)),))
        )
        == {}
    )


def test_lines_come_from_the_transcript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each conversation points at its own line, broken and blank lines counted; the path is relative."""
    monkeypatch.chdir(tmp_path)
    talks = tmp_path / "sub" / "talks.jsonl"
    talks.parent.mkdir()
    talks.write_text('{broken\n\n{"conversation_id": "talk-00001"}\n{"conversation_id": "talk-00000"}\n')
    places = find_places(sample_result(), [tmp_path / "sub"])
    assert (places["talk-00000"], places["talk-00001"]) == (Place("sub/talks.jsonl", 4), Place("sub/talks.jsonl", 3))
    assert places["talk-00002"] == Place("sub/talks.jsonl", 1)


def test_notes_have_the_level_note() -> None:
    """Levels follow the disposition, which is what decides."""
    base = sample_result()
    talk = replace(base.conversations[0], findings=(make_finding(disposition=Disposition.NOTE),))
    assert document_of(replace(base, conversations=(talk,)))["runs"][0]["results"][0]["level"] == "note"
