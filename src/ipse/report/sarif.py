"""SARIF 2.1.0 (OASIS, 2020), within the limits of GitHub code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ipse.report.categories import HELP, CategoryHelp
from ipse.report.occurrences import numbered
from ipse.report.positions import Place, place_of
from ipse.report.rule_help import RuleHelp
from ipse.report.statistics import complete, worst_first
from ipse.report.visible import visible
from ipse.types import AuditResult, Breach, Category, Disposition, Finding

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000  # a larger run is rejected by code scanning
MAX_TAGS = 10  # further tags of a rule are not shown
MAX_NOTIFICATIONS = 1_000
_LEVELS = {Disposition.BLOCK: "error", Disposition.REVIEW: "warning", Disposition.NOTE: "note"}


def render_sarif(
    result: AuditResult,
    places: Mapping[str, Place],
    helps: Mapping[str, RuleHelp] | None = None,
    *,
    max_results: int = MAX_RESULTS,
) -> str:
    """One run: active, known and waived findings, worst first; waived ones are suppressed with the waiver's reason.

    ``helps`` tells why a rule exists and what it cites, by rule id; other rules are explained by their category.
    Findings below the threshold, and those beyond ``max_results``, are counted in the run's properties.
    """
    kept = sorted((f for f in result.findings if f.status != "below_threshold"), key=worst_first)
    shown = kept[:max_results]
    rules = _rules(shown, helps or {})
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    marks = numbered(shown)
    run = {
        "tool": {"driver": _driver(result, rules)},
        "automationDetails": {"id": f"ipse/{result.creator.slug or 'audit'}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(result, len(kept) - len(shown))],
        "results": [
            _result(f, index, mark, place_of(f.conversation_id, places, f.turn))
            for f, mark in zip(shown, marks, strict=True)
        ],
        "properties": _properties(result, len(kept) - len(shown)),
    }
    document = {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _driver(result: AuditResult, rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    name, _, version = result.provenance.tool.partition(" ")
    return {"name": name, "version": version or "0", "rules": list(rules)}


def _rules(findings: Iterable[Finding], helps: Mapping[str, RuleHelp]) -> list[dict[str, Any]]:
    """Every rule concerned, described by the first finding that it speaks in, else by the first that names it."""
    shown = list(findings)
    speaking: list[tuple[Category, Finding | Breach]] = [(f.category, f) for f in shown]
    first: dict[str, tuple[Category, Finding | Breach]] = {}
    for category, example in (*speaking, *((f.category, b) for f in shown for b in f.also)):
        first.setdefault(example.rule_id, (category, example))
    return [_rule(*first[rule_id], helps.get(rule_id)) for rule_id in sorted(first)]


def _rule(category: Category, example: Finding | Breach, behind: RuleHelp | None) -> dict[str, Any]:
    rule_id = example.rule_id
    tags = ["ipse", category.value, *([example.subcategory] if example.subcategory else [])]
    return {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in rule_id.replace("/", "-").replace("_", "-").split("-")),
        **_help(HELP[category], behind),
        "defaultConfiguration": {"level": _LEVELS[example.disposition]},
        "properties": {"tags": tags[:MAX_TAGS], "precision": "high"},
    }


def _help(about: CategoryHelp, behind: RuleHelp | None) -> dict[str, Any]:
    """What a reader of the alert sees: a rule's own reason and sources, else what its category means."""
    title, meaning = (behind.title, behind.why) if behind else (about.title, about.meaning)
    sources = behind.sources if behind else ()
    plain = f" Sources: {'; '.join(s.cite for s in sources)}." if sources else ""
    listed = "\n\nSources:\n\n" + "\n".join(f"- {s.markdown}" for s in sources) if sources else ""
    address = next((s.url for s in sources if s.url and s.url.startswith(("http://", "https://"))), None)
    return {
        "shortDescription": {"text": title},
        "fullDescription": {"text": meaning},
        "help": {"text": f"{meaning} {about.remedy}{plain}",
                 "markdown": f"**{title}**\n\n{meaning}\n\n{about.remedy}{listed}"},
        **({"helpUri": address} if address else {}),
    }  # fmt: skip


def _result(finding: Finding, index: Mapping[str, int], mark: str, place: Place) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line}
    if finding.quote:
        region["snippet"] = {"text": visible(finding.quote)}
    document = {
        "ruleId": finding.rule_id,
        "ruleIndex": index[finding.rule_id],
        "level": _LEVELS[finding.disposition],
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place.uri, "uriBaseId": "%SRCROOT%"},
                    "region": region,
                },
                "logicalLocations": [
                    {"fullyQualifiedName": f"{visible(finding.conversation_id)}/{finding.turn}", "kind": "turn"}
                ],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": mark, "ipseFingerprint/v1": finding.fingerprint},
        "properties": {"severity": finding.severity.value, "confidence": finding.confidence,
                       "category": finding.category.value, "status": finding.status,
                       "also": list(finding.other_rules)},
    }  # fmt: skip
    if finding.status == "known":
        document["baselineState"] = "unchanged"
    if finding.status == "waived":
        document["suppressions"] = [{"kind": "external", "justification": visible(finding.waiver or "waived")}]
    return document


def _message(finding: Finding) -> str:
    said = f"“{finding.quote.strip()}”: " if finding.quote else ""
    evidence = "".join(f" {c.relation}: {c.source}: “{c.quote.strip()}”." for c in finding.evidence[:1])
    text = f"{finding.conversation_id} turn {finding.turn}: {said}{finding.message}{evidence} Fix: {finding.fix}"
    if finding.also:
        text += f" Other rules concerned: {', '.join(finding.other_rules)}."
    return visible(text).replace("[", "\\[").replace("]", "\\]")  # brackets would start an embedded link (§3.11.6)


def _invocation(result: AuditResult, left_out: int) -> dict[str, Any]:
    errors = [f"{p.path}: {p.message}; {p.remedy}" for p in result.problems if p.fatal]
    errors += [f"check crashed: {e.check} on {e.conversation_id}: {e.error}"
               for c in result.conversations for e in c.errors]  # fmt: skip
    if left_out:
        errors.append(f"{left_out} findings are left out: code scanning accepts {MAX_RESULTS} results a run")
    needs = sorted({f"not evaluated: {n.rule_id} needs {', '.join(n.needs)}"
                    for c in result.conversations for n in c.not_evaluated})  # fmt: skip
    return {
        "executionSuccessful": complete(result),  # a block hides that an input was unread
        "exitCode": result.decision.exit_code,
        "exitCodeDescription": f"{result.decision.outcome.value}: {'; '.join(result.decision.reasons)}",
        "toolExecutionNotifications": [_notification("error", t) for t in errors[:MAX_NOTIFICATIONS]],
        "toolConfigurationNotifications": [_notification("warning", t) for t in needs[:MAX_NOTIFICATIONS]],
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": visible(text)}}


def _properties(result: AuditResult, left_out: int) -> dict[str, Any]:
    provenance = result.provenance
    below = sum(f.status == "below_threshold" for f in result.findings)
    hashes = {name: str(getattr(provenance, name) or "") for name in ("ruleset", "model", "corpus", "transcript")}
    return {**hashes, "belowThreshold": below, "leftOut": left_out}
