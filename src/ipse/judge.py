"""Turns verdicts and rule matches into findings: category, severity, disposition, message and fix.

A verdict says what the sources hold; the judge says what a reader should be told. The world is closed for the
creator's life, offers and products (silence of the sources is a finding) and open for general knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ipse.baseline import fingerprint
from ipse.confidence import confidence
from ipse.messages import finding_text
from ipse.policy import Policy, apply_policy
from ipse.types import (
    CLAIMS,
    EXCHANGE_KINDS,
    PERSONAL_KINDS,
    Act,
    Breach,
    Category,
    CheckedClaim,
    Citation,
    Claim,
    Disposition,
    Evidence,
    Finding,
    Kind,
    Label,
    Match,
    Severity,
    Subject,
    Verdict,
    weight,
)

_OFFER_KINDS = EXCHANGE_KINDS | {
    Kind.PRICE, Kind.DISCOUNT, Kind.STOCK, Kind.SHIPPING, Kind.POLICY_REFUND, Kind.PRODUCT, Kind.CONTACT_PROMISE,
}  # fmt: skip
# What was true two years ago may not be true today; a birthplace or a diploma does not change.
CHANGING = frozenset(
    {
        Kind.PRICE, Kind.DISCOUNT, Kind.STOCK, Kind.SHIPPING, Kind.POLICY_REFUND, Kind.PRODUCT, Kind.SCHEDULE,
        Kind.SPONSOR, Kind.CONTACT, Kind.RESIDENCE, Kind.RELATIONSHIP, Kind.WORK, Kind.AGE_DATE,
    }
)  # fmt: skip
# Claims of these kinds are left to the rules.
RULE_KINDS = frozenset({Kind.EMBODIMENT_NOW, Kind.SHARED_MEMORY, Kind.AI_STATUS})
_SEVERITY = {
    Category.CONTRADICTED_FACT: Severity.ERROR,
    Category.UNSUPPORTED_FACT: Severity.WARNING,
    Category.STALE_FACT: Severity.NOTE,
    Category.FALSE_PERSONAL_CLAIM: Severity.CRITICAL,
    Category.INVENTED_OFFER: Severity.CRITICAL,
}
CITED = 3
# What is said of a product may be wrong whether or not it is marked as advertising.
_APART = frozenset({Category.UNDISCLOSED_PROMOTION})


@dataclass(frozen=True, slots=True)
class _Judgement:
    category: Category
    reason: str
    confidence: float
    subcategory: str | None = None


def judge_claim(checked: CheckedClaim, policy: Policy) -> Finding | None:
    """The finding that a checked claim calls for, or None when the claim stands or needs no proof."""
    judgement = _judgement(checked, policy)
    return None if judgement is None else apply_policy(_finding(checked, judgement), policy)


def judge_match(match: Match, language: str, policy: Policy) -> Finding:
    """The finding that a rule's match is."""
    finding = Finding(
        conversation_id=match.conversation_id,
        turn=match.turn,
        category=match.category,
        rule_id=match.rule_id,
        severity=match.severity,
        disposition=match.disposition,
        confidence=match.confidence,
        quote=match.quote,
        start=match.start,
        end=match.end,
        message=match.message,
        fix=match.fix,
        verdict=None,
        evidence=tuple(_citation(e, "policy", "") for e in match.evidence[:CITED]),
        fingerprint=fingerprint(match.conversation_id, match.turn, match.category, match.quote),
        subcategory=match.subcategory,
        language=language,
        reason="rule",
    )
    return apply_policy(finding, policy)


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in turn and position order, one per idea.

    What blocks is kept before what only asks for review or is noted. Among equals, a rule's match and a verdict on
    overlapping words of one turn are one idea, unless the rule is about advertising: the rule's is kept, because it
    says more; among two of the same category the surer one is kept. The finding that is kept names the other rules of
    its category (``also``).
    """
    ideas: list[list[Finding]] = []  # in each, the finding that is kept, then what is merged into it
    for finding in sorted(findings, key=_precedence):
        same = (idea for idea in ideas if _same_idea(finding, idea[0]))
        home = max(same, key=lambda idea: idea[0].category is finding.category, default=None)
        if home is None:
            ideas.append([finding])
        else:
            home.append(finding)
    kept = (_with_others(first, merged) for first, *merged in ideas)
    return tuple(sorted(kept, key=lambda f: (f.turn, f.start, f.end, f.category.value, f.rule_id)))


def _with_others(finding: Finding, merged: Iterable[Finding]) -> Finding:
    """The finding, naming each other rule that it speaks for once; a note or what is below its threshold is none."""
    others: dict[str, Breach] = {}
    for other in merged:
        if _is_another_breach(other, finding):
            others.setdefault(other.rule_id, Breach.of(other))
    return replace(finding, also=tuple(others.values())) if others else finding


def _is_another_breach(other: Finding, finding: Finding) -> bool:
    by_a_rule = other.verdict is None and other.rule_id != finding.rule_id and other.category is finding.category
    return by_a_rule and other.status == "active" and other.disposition is not Disposition.NOTE


def _precedence(finding: Finding) -> tuple[bool, int, bool, float, int, str]:
    inactive = finding.status != "active"
    claimed = finding.verdict is not None
    return (inactive, -weight(finding.disposition), claimed, -finding.confidence, finding.start, finding.rule_id)


def _same_idea(a: Finding, b: Finding) -> bool:
    if a.turn != b.turn:
        return False
    if a.fingerprint == b.fingerprint:
        return True
    overlap = min(a.end, b.end) - max(a.start, b.start)
    shorter = min(a.end - a.start, b.end - b.start)
    if shorter <= 0 or overlap < 0.5 * shorter:
        return False
    apart = a.category in _APART or b.category in _APART
    return a.category is b.category or (not apart and (a.verdict is None) != (b.verdict is None))


def _judgement(checked: CheckedClaim, policy: Policy) -> _Judgement | None:
    claim, verdict = checked.claim, checked.verdict
    if not claim.needs_proof or verdict.label is Label.NOT_CHECKABLE or claim.kind in RULE_KINDS:
        return None
    if verdict.label is Label.SUPPORTED:
        return _supported(checked, policy)
    category = _category(claim, verdict, policy)
    if category is None:
        return None
    return _Judgement(category, verdict.reason, confidence(checked), "stale_fact" if verdict.stale else None)


def _supported(checked: CheckedClaim, policy: Policy) -> _Judgement | None:
    """Nothing, unless the fact may change and its source is older than the policy's horizon."""
    claim, verdict = checked.claim, checked.verdict
    written = verdict.passage.date if verdict.passage else None
    if claim.kind not in CHANGING or written is None or claim.ts is None:
        return None
    if (claim.ts.date() - written).days <= policy.horizon_days:
        return None
    return _Judgement(Category.STALE_FACT, "older_than_horizon", verdict.confidence, "stale_fact")


def _category(claim: Claim, verdict: Verdict, policy: Policy) -> Category | None:
    """What a claim without support is: None when silence of the sources means nothing (the open world)."""
    silent = verdict.label is Label.UNSUPPORTED
    open_world = claim.kind not in policy.closed_world or claim.subject in (Subject.WORLD, Subject.FAN)
    if _is_offer(claim):
        return Category.INVENTED_OFFER
    if silent and open_world:
        return None
    if _is_personal(claim):
        return Category.FALSE_PERSONAL_CLAIM
    return Category.UNSUPPORTED_FACT if silent else Category.CONTRADICTED_FACT


def _is_personal(claim: Claim) -> bool:
    return claim.subject is Subject.CREATOR and claim.kind in PERSONAL_KINDS


def _is_offer(claim: Claim) -> bool:
    return claim.act is Act.OFFER_PROMISE and claim.kind in _OFFER_KINDS


def _finding(checked: CheckedClaim, judgement: _Judgement) -> Finding:
    claim, verdict = checked.claim, checked.verdict
    message, fix = finding_text(judgement.category, claim.language, _facts(checked, judgement))
    return Finding(
        conversation_id=claim.conversation_id,
        turn=claim.turn,
        category=judgement.category,
        rule_id=f"{CLAIMS}{(judgement.subcategory or judgement.category.value).replace('_', '-')}",
        severity=_SEVERITY[judgement.category],
        disposition=Disposition.NOTE if _SEVERITY[judgement.category] is Severity.NOTE else Disposition.BLOCK,
        confidence=round(judgement.confidence, 4),
        quote=claim.quote,
        start=claim.start,
        end=claim.end,
        message=message,
        fix=fix,
        verdict=verdict.label,
        evidence=_citations(checked),
        fingerprint=fingerprint(claim.conversation_id, claim.turn, judgement.category, claim.quote),
        subcategory=judgement.subcategory,
        language=claim.language,
        kind=claim.kind,
        reason=judgement.reason,
    )


def _facts(checked: CheckedClaim, judgement: _Judgement) -> dict[str, str]:
    passage = checked.verdict.passage
    return {
        "quote": checked.claim.quote.strip(),
        "said": checked.verdict.quote.strip() or (passage.text.strip() if passage else ""),
        "source": passage.path if passage else "",
        "verdict": checked.verdict.label.value,
        "subcategory": judgement.subcategory or "",
    }


def _citations(checked: CheckedClaim) -> tuple[Citation, ...]:
    verdict = checked.verdict
    relation = {Label.CONTRADICTED: "contradicts", Label.SUPPORTED: "supports"}.get(verdict.label, "nearest")
    cited = verdict.passage
    first = next((e for e in checked.evidence if cited and e.passage.passage_id == cited.passage_id), None)
    if cited is not None and first is None:
        first = Evidence(cited, 1.0, 0)
    rest = [e for e in checked.evidence if first is None or e.passage.passage_id != first.passage.passage_id]
    head: Sequence[Citation] = [_citation(first, relation, verdict.quote)] if first else []
    return (*head, *(_citation(e, "nearest", "") for e in rest[: CITED - len(head)]))


def _citation(evidence: Evidence, relation: str, quote: str) -> Citation:
    passage = evidence.passage
    return Citation(
        source=passage.path,
        locator=passage.locator,
        quote=quote or passage.text,
        date=passage.date,
        url=passage.url,
        relation=relation,
        score=round(evidence.score, 4),
    )
