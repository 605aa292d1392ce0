"""JSON and JSON Lines: the machine-readable result, with a schema version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ipse.types import (
    SCHEMA_VERSION,
    AuditResult,
    Breach,
    CheckedClaim,
    Citation,
    Conversation,
    ConversationResult,
    Disposition,
    Finding,
)


def render_json(result: AuditResult) -> str:
    """The whole result as one JSON document (schemas/result.schema.json), keys in a fixed order."""
    return json.dumps(result_document(result), ensure_ascii=False, indent=1, default=_plain) + "\n"


def render_jsonl(findings: Iterable[Finding], *, everything: bool = False) -> str:
    """Findings, one JSON object a line.

    Only what somebody must act on (active, to block or to review), unless ``everything``: then waived, known and
    below-threshold findings and notes as well, each with its status.
    """
    rows = (f for f in findings if everything or is_actionable(f))
    return "".join(json.dumps(finding_document(f), ensure_ascii=False, default=_plain) + "\n" for f in rows)


def is_actionable(finding: Finding) -> bool:
    """Active, and to block or to review."""
    return finding.status == "active" and finding.disposition is not Disposition.NOTE


def finding_document(finding: Finding) -> dict[str, Any]:
    """A finding in the form of the public contract (schemas/finding.schema.json)."""
    return {
        "conversation_id": finding.conversation_id,
        "turn": finding.turn,
        "category": finding.category.value,
        "subcategory": finding.subcategory,
        "rule_id": finding.rule_id,
        "severity": finding.severity.value,
        "disposition": finding.disposition.value,
        "confidence": round(finding.confidence, 4),
        "quote": finding.quote,
        "span": [finding.start, finding.end],
        "message": finding.message,
        "fix": finding.fix,
        "verdict": finding.verdict.value if finding.verdict else None,
        "kind": finding.kind.value if finding.kind else None,
        "reason": finding.reason,
        "language": finding.language,
        "evidence": [citation_document(c) for c in finding.evidence],
        "fingerprint": finding.fingerprint,
        "status": finding.status,
        "waiver": finding.waiver,
        "also": [breach_document(b) for b in finding.also],
    }


def breach_document(breach: Breach) -> dict[str, Any]:
    """What another rule says of a finding, in the form of the public contract."""
    return {
        "rule_id": breach.rule_id,
        "severity": breach.severity.value,
        "disposition": breach.disposition.value,
        "confidence": round(breach.confidence, 4),
        "message": breach.message,
        "fix": breach.fix,
        "evidence": [citation_document(c) for c in breach.evidence],
        "subcategory": breach.subcategory,
    }


def citation_document(citation: Citation) -> dict[str, Any]:
    """A citation in the form of the public contract."""
    return {
        "source": citation.source,
        "locator": citation.locator,
        "quote": citation.quote,
        "date": citation.date,
        "url": citation.url,
        "relation": citation.relation,
        "score": citation.score,
    }


def result_document(result: AuditResult) -> dict[str, Any]:
    """The result as plain values."""
    provenance = result.provenance
    return {
        "schema_version": SCHEMA_VERSION,
        "creator": {"name": result.creator.name, "slug": result.creator.slug, "language": result.creator.language},
        "decision": {
            "outcome": result.decision.outcome.value,
            "exit_code": result.decision.exit_code,
            "reasons": list(result.decision.reasons),
        },
        "provenance": {name: getattr(provenance, name) for name in provenance.__slots__},
        "problems": [{name: getattr(p, name) for name in p.__slots__} for p in result.problems],
        "expired_waivers": [{name: getattr(w, name) for name in w.__slots__} for w in result.expired_waivers],
        "unused_waivers": [{name: getattr(w, name) for name in w.__slots__} for w in result.unused_waivers],
        "conversations": [_conversation_document(c) for c in result.conversations],
    }


def conversation_json(result: ConversationResult) -> str:
    """One conversation as it stands in :func:`render_json`'s list, without the comma."""
    text = json.dumps(_conversation_document(result), ensure_ascii=False, indent=1, default=_plain)
    return "\n".join(f"  {line}" for line in text.split("\n"))


def _conversation_document(result: ConversationResult) -> dict[str, Any]:
    return {
        **_context(result.conversation),
        "claims": [_claim_document(c) for c in result.claims],
        "findings": [finding_document(f) for f in result.findings],
        "not_evaluated": [{"rule_id": n.rule_id, "needs": list(n.needs)} for n in result.not_evaluated],
        "out_of_scope": list(result.out_of_scope),
        "errors": [{name: getattr(e, name) for name in e.__slots__} for e in result.errors],
    }


def _context(conversation: Conversation) -> dict[str, Any]:
    notice = conversation.ui_notice
    return {
        "conversation_id": conversation.conversation_id,
        "platform": conversation.platform,
        "channel": conversation.channel,
        "language": conversation.language,
        "jurisdictions": list(conversation.jurisdictions),
        "send_mode": conversation.send_mode.value if conversation.send_mode else None,
        "ui_notice": {"text": notice.text, "persistent": notice.persistent} if notice else None,
        "turns": [
            {"turn": t.turn, "role": t.role.value, "text": t.text, "ts": t.ts, "labels": list(t.labels)}
            for t in conversation.turns
        ],
    }


def _claim_document(checked: CheckedClaim) -> dict[str, Any]:
    claim, verdict = checked.claim, checked.verdict
    return {
        "turn": claim.turn,
        "span": [claim.start, claim.end],
        "quote": claim.quote,
        "act": claim.act.value,
        "subject": claim.subject.value,
        "kind": claim.kind.value,
        "needs_proof": claim.needs_proof,
        "resolved": claim.resolved,
        "verdict": verdict.label.value,
        "confidence": round(verdict.confidence, 4),
        "reason": verdict.reason,
        "passage": verdict.passage.passage_id if verdict.passage else None,
        "passage_quote": verdict.quote,
    }


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
