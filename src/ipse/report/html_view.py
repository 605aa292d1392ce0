"""What the audit page shows, as plain values: the template only lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ipse.report.i18n import Translator
from ipse.report.statistics import Rate, Summary, summarise, worst_first
from ipse.report.visible import visible
from ipse.types import AuditResult, Citation, Conversation, Corpus, Disposition, Finding, Passage, Role, Turn


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with one span to highlight."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One citation, with the passage around the quoted words."""

    citation: Citation
    text: Marked
    link: str | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with its draft and evidence."""

    finding: Finding
    conversation: Conversation
    fan: str
    draft: Marked
    evidence: tuple[EvidenceView, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the page lays out."""

    result: AuditResult
    summary: Summary
    findings: tuple[FindingView, ...]
    filters: dict[str, list[str]]
    blocking: int
    reviewing: int
    hidden: int
    sources: int


def page_view(result: AuditResult, corpus: Corpus, t: Translator) -> PageView:
    """The values of the page, findings worst first."""
    summary = summarise(result)
    places = _Places(result, corpus)
    findings = tuple(places.view(f) for f in sorted(result.findings, key=worst_first))
    acted = Counter(f.disposition for f in result.findings if f.status == "active")
    return PageView(
        result=result,
        summary=summary,
        findings=findings,
        filters=_filters(findings),
        blocking=acted[Disposition.BLOCK],
        reviewing=acted[Disposition.REVIEW],
        hidden=sum(f.status != "active" for f in result.findings),
        sources=len(corpus.sources),
    )


def page_data(result: AuditResult, corpus: Corpus, t: Translator) -> dict[str, Any]:
    """What the page unfolds on demand: whole conversations, cited sources, and the script's own words."""
    cited = {c.source for f in result.findings for c in f.evidence}
    return {
        "conversations": {c.conversation.conversation_id: _conversation(c, t) for c in result.conversations},
        "sources": {s.path: _source(s.path, corpus) for s in corpus.sources if s.path in cited},
        "words": {k: t(k) for k in ("close", "conversation", "source", "fan", "clone", "human")},
        "shown": {"one": t("shown.one", n="{n}"), "other": t("shown.other", n="{n}")},
    }


def interval(rate: Rate, t: Translator) -> str:
    """A rate's interval in words."""
    return t("interval", low=t.percent(rate.low), high=t.percent(rate.high))


class _Places:
    """Finds the draft and the passages that a finding points at."""

    def __init__(self, result: AuditResult, corpus: Corpus) -> None:
        self.conversations = {c.conversation.conversation_id: c.conversation for c in result.conversations}
        self.passages: dict[str, list[Passage]] = {}
        for passage in corpus.passages:
            self.passages.setdefault(passage.path, []).append(passage)
        self.seen: Counter[str] = Counter()

    def view(self, finding: Finding) -> FindingView:
        conversation = self.conversations[finding.conversation_id]
        turn = next(t for t in conversation.turns if t.turn == finding.turn)
        self.seen[finding.fingerprint] += 1
        again = f"-{self.seen[finding.fingerprint]}" if self.seen[finding.fingerprint] > 1 else ""
        return FindingView(
            finding=finding,
            conversation=conversation,
            fan=_fan_before(conversation.turns, turn),
            draft=Marked(turn.text[: finding.start], turn.text[finding.start : finding.end], turn.text[finding.end :]),
            evidence=tuple(self.evidence(c) for c in finding.evidence),
            anchor=f"f-{finding.fingerprint}{again}",
        )

    def evidence(self, citation: Citation) -> EvidenceView:
        passage = next((p for p in self.passages.get(citation.source, []) if citation.quote in p.text), None)
        text = passage.text if passage else citation.quote
        start = text.index(citation.quote)
        end = start + len(citation.quote)
        marked = Marked(text[:start], text[start:end], text[end:])
        return EvidenceView(citation, marked, safe_link(citation.url))


def safe_link(url: str | None) -> str | None:
    """The address when a browser may open it (http or https), else None: sources are hostile input."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def _fan_before(turns: Sequence[Turn], turn: Turn) -> str:
    before = [t for t in turns if t.turn < turn.turn and t.role is Role.FAN]
    return before[-1].text if before else ""


def _filters(findings: Iterable[FindingView]) -> dict[str, list[str]]:
    values: dict[str, set[str]] = {n: set() for n in ("category", "severity", "disposition", "status", "rule")}
    values |= {"platform": set(), "language": set()}
    for view in findings:
        finding = view.finding
        values["category"].add(finding.category.value)
        values["severity"].add(finding.severity.value)
        values["disposition"].add(finding.disposition.value)
        values["status"].add(finding.status)
        values["rule"].add(finding.rule_id)
        values["platform"].add(view.conversation.platform or "")
        values["language"].add(view.conversation.language or "")
    return {name: sorted(v for v in found if v) for name, found in values.items()}


def _conversation(result: Any, t: Translator) -> dict[str, Any]:
    conversation = result.conversation
    return {
        "about": context_line(conversation, t),
        "turns": [_turn(turn, result, t) for turn in conversation.turns],
    }


def context_line(conversation: Conversation, t: Translator) -> str:
    """Where the conversation took place, who sends, and what notice the reader saw."""
    mode = conversation.send_mode.value if conversation.send_mode else "unknown"
    if conversation.ui_notice:
        notice = t("notice", text=visible(conversation.ui_notice.text))
    else:
        notice = t("notice.none" if "ui_notice" in conversation.given else "notice.unknown")
    parts = [conversation.platform, conversation.channel, ", ".join(conversation.jurisdictions)]
    return " · ".join([*(p for p in parts if p), t(f"send_mode.{mode}"), notice])


def _turn(turn: Turn, result: Any, t: Translator) -> dict[str, Any]:
    marks = [
        {
            "s": c.claim.start,
            "e": c.claim.end,
            "v": "notice" if c.claim.act.value == "ai_notice" else c.verdict.label.value,
            "why": f"{t('act.' + c.claim.act.value)} · {t('verdict.' + c.verdict.label.value)} · {c.verdict.reason}",
        }
        for c in result.claims
        if c.claim.turn == turn.turn
    ]
    found = [[f.start, f.end] for f in result.findings if f.turn == turn.turn and f.status == "active"]
    when = t.moment(turn.ts) if turn.ts else ""
    text = turn.text
    return {"n": turn.turn, "role": turn.role.value, "ts": when, "text": text, "marks": marks, "found": found}


def _source(path: str, corpus: Corpus) -> dict[str, Any]:
    records = [s for s in corpus.sources if s.path == path]
    text = "\n\n".join(s.text for s in records)
    return {"title": records[0].title or path, "text": text, "url": safe_link(records[0].url) or ""}
