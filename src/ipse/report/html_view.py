"""What the audit page shows, as plain values: the template only lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ipse.report.i18n import Translator, translator
from ipse.report.places import Marked, Place, Places, place_link, shortened
from ipse.report.refill import read_back
from ipse.report.statistics import Summary, summarise, worst_first
from ipse.report.visible import visible
from ipse.types import (
    AuditResult,
    Category,
    CheckedClaim,
    Citation,
    Conversation,
    Corpus,
    Disposition,
    Finding,
    Outcome,
    Role,
    Turn,
)

FILTERS = ("category", "severity", "disposition", "status", "rule", "platform", "language")
AROUND = 260  # characters of a passage shown on each side of the words that decide


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One citation, with the passage around the quoted words; ``number`` finds it in the page's data."""

    citation: Citation
    text: Marked
    link: str | None
    number: int | None
    sha256: str
    language: str = ""  # of the source, where it is known


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with its draft, its evidence and the claim that it judges."""

    finding: Finding
    conversation: Conversation
    fan: str
    draft: Marked
    evidence: tuple[EvidenceView, ...]
    claim: CheckedClaim | None
    anchor: str


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """Active findings of one category."""

    category: Category
    block: int
    review: int


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the page lays out."""

    result: AuditResult
    summary: Summary
    findings: tuple[FindingView, ...]
    filters: dict[str, list[str]]
    blocking: int
    reviewing: int
    categories: tuple[CategoryRow, ...]
    statuses: dict[str, int]
    verdict_text: str
    by_rate: bool  # the rate of violating turns decided, and no single finding
    sources: int

    @property
    def undecided(self) -> int:
        """How many things were not decided: rules without context, crashed checks, unread files."""
        unread = sum(p.fatal for p in self.result.problems)
        return len(self.summary.not_evaluated) + self.summary.errors + unread


def page_view(result: AuditResult, places: Places, corpus: Corpus) -> PageView:
    """The values of the page, findings worst first."""
    findings = _Finder(result, places).views(sorted(result.findings, key=worst_first))
    acted = Counter(f.disposition for f in result.findings if f.status == "active")
    counted = Counter(f.status for f in result.findings)
    return PageView(
        result=result,
        summary=summarise(result),
        findings=findings,
        filters=_filters(findings),
        blocking=acted[Disposition.BLOCK],
        reviewing=acted[Disposition.REVIEW],
        categories=_categories(result.findings),
        statuses={s: counted[s] for s in ("active", "waived", "known", "below_threshold") if counted[s]},
        verdict_text=_verdict_text(result, acted[Disposition.BLOCK]),
        by_rate=_by_rate(result),
        sources=len(corpus.sources),
    )


def _verdict_text(result: AuditResult, blocking: int) -> str:
    """The key of the sentence that says why."""
    outcome = result.decision.outcome
    if _by_rate(result):
        return f"outcome.{outcome.value}.rate"
    if outcome is Outcome.BLOCK and not blocking:
        return "outcome.block.review"
    return f"outcome.{outcome.value}.text"


def _by_rate(result: AuditResult) -> bool:
    """Whether the rate of violating turns decided; its reason is told in English until a report translates it."""
    told = translator("en").strings
    templates = [told[f"decided.rate_{end}"] for end in ("below", "above", "open")]
    return any(read_back(template, reason) is not None for template in templates for reason in result.decision.reasons)


def _categories(findings: Iterable[Finding]) -> tuple[CategoryRow, ...]:
    counts = Counter((f.category, f.disposition) for f in findings if f.status == "active")
    rows = [
        CategoryRow(category, counts[category, Disposition.BLOCK], counts[category, Disposition.REVIEW])
        for category in Category
    ]
    return tuple(sorted((r for r in rows if r.block or r.review), key=lambda r: (-r.block, -r.review, r.category)))


class _Finder:
    """Joins findings with their drafts, claims and passages."""

    def __init__(self, result: AuditResult, places: Places) -> None:
        self.places = places
        self.conversations = {c.conversation.conversation_id: c.conversation for c in result.conversations}
        self.claims = {
            (k.claim.conversation_id, k.claim.turn, k.claim.start, k.claim.end): k
            for c in result.conversations
            for k in c.claims
        }
        self.seen: Counter[str] = Counter()

    def views(self, findings: Iterable[Finding]) -> tuple[FindingView, ...]:
        return tuple(self.view(f) for f in findings)

    def view(self, finding: Finding) -> FindingView:
        conversation = self.conversations[finding.conversation_id]
        turn = next(t for t in conversation.turns if t.turn == finding.turn)
        self.seen[finding.fingerprint] += 1
        again = f"-{self.seen[finding.fingerprint]}" if self.seen[finding.fingerprint] > 1 else ""
        return FindingView(
            finding=finding,
            conversation=conversation,
            fan=fan_before(conversation.turns, turn),
            draft=Marked(turn.text[: finding.start], turn.text[finding.start : finding.end], turn.text[finding.end :]),
            evidence=tuple(self.evidence(c) for c in finding.evidence),
            claim=self.claims.get((finding.conversation_id, finding.turn, finding.start, finding.end)),
            anchor=f"f-{finding.fingerprint}{again}",
        )

    def evidence(self, citation: Citation) -> EvidenceView:
        place: Place | None = self.places.find(citation.source, citation.quote)
        link = place_link(citation.url, citation.locator)
        if place is None:
            return EvidenceView(citation, Marked("", citation.quote, ""), link, None, "")
        language = place.passage.language or ""
        text = shortened(place.passage.text, place.start - place.passage.start, place.end - place.passage.start, AROUND)
        return EvidenceView(citation, text, link, self.places.number(place), self.places.sha256(place), language)


def fan_before(turns: Sequence[Turn], turn: Turn) -> str:
    """The fan's last message before ``turn``; empty when the clone speaks first."""
    before = [t for t in turns if t.turn < turn.turn and t.role is Role.FAN]
    return before[-1].text if before else ""


def _filters(findings: Iterable[FindingView]) -> dict[str, list[str]]:
    values: dict[str, set[str]] = {name: set() for name in FILTERS}
    for view in findings:
        for name, value in filter_values(view).items():
            values[name].add(value)
    return {name: sorted(v for v in found if v) for name, found in values.items()}


def filter_values(view: FindingView) -> dict[str, str]:
    """What each filter compares for one finding."""
    finding, conversation = view.finding, view.conversation
    return {
        "category": finding.category.value,
        "severity": finding.severity.value,
        "disposition": finding.disposition.value,
        "status": finding.status,
        "rule": finding.rule_id,
        "platform": conversation.platform or "",
        "language": conversation.language or "",
    }


def context_line(conversation: Conversation, t: Translator) -> str:
    """Where the conversation took place, who sends, and what notice the reader saw."""
    mode = conversation.send_mode.value if conversation.send_mode else "unknown"
    if conversation.ui_notice:
        notice = t("notice", text=visible(conversation.ui_notice.text))
    else:
        notice = t("notice.none" if "ui_notice" in conversation.given else "notice.unknown")
    parts = [conversation.platform, conversation.channel, ", ".join(conversation.jurisdictions)]
    return " · ".join([*(visible(p) for p in parts if p), t(f"send_mode.{mode}"), notice])
