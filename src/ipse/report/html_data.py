"""What the audit page unfolds on demand: conversations with every clause marked, and the cited sources."""

from __future__ import annotations

from typing import Any

from ipse.report.html_view import context_line
from ipse.report.i18n import Translator
from ipse.report.places import Excerpt, Place, Places, place_link, safe_link
from ipse.types import Act, AuditResult, CheckedClaim, ConversationResult, Passage, Turn

WORDS = (
    "close", "conversation", "source", "fan", "clone", "human", "open_link", "open_source", "evidence",
    "no_evidence", "no_proof", "clause", "labels",
)  # fmt: skip


def page_data(result: AuditResult, places: Places, t: Translator, cards: list[dict[str, Any]]) -> dict[str, Any]:
    """The packed part of the page; conversations without a finding are counted, not carried."""
    talks = {c.conversation.conversation_id: _conversation(c, places, t) for c in result.conversations if c.findings}
    sources = [_source(excerpt, places, t) for excerpt in places.excerpts()]
    return {
        "conversations": talks,
        "sources": sources,
        "cards": cards,
        "words": {key: t(key) for key in WORDS},
        "shown": {form: t(f"shown.{form}", n="{n}") for form in ("one", "other")},
    }


def _conversation(result: ConversationResult, places: Places, t: Translator) -> dict[str, Any]:
    return {
        "about": context_line(result.conversation, t),
        "lang": result.conversation.language or result.findings[0].language,
        "turns": [_turn(turn, result, places, t) for turn in result.conversation.turns],
    }


def _turn(turn: Turn, result: ConversationResult, places: Places, t: Translator) -> dict[str, Any]:
    found = [[f.start, f.end] for f in result.findings if f.turn == turn.turn and f.status == "active"]
    row: dict[str, Any] = {"n": turn.turn, "role": turn.role.value, "text": turn.text, "found": found}
    row["ts"] = t.moment(turn.ts) if turn.ts else ""
    row["labels"] = list(turn.labels)
    row["marks"] = [_mark(c, places, t) for c in result.claims if c.claim.turn == turn.turn]
    return row


def _mark(checked: CheckedClaim, places: Places, t: Translator) -> dict[str, Any]:
    claim, verdict = checked.claim, checked.verdict
    mark: dict[str, Any] = {"s": claim.start, "e": claim.end, "read": reading(checked, t)}
    if claim.act is Act.AI_NOTICE:
        return {**mark, "v": "notice"}
    if not claim.needs_proof:
        return {**mark, "v": "no_proof"}
    place = places.find(verdict.passage.path, verdict.quote or verdict.passage.text) if verdict.passage else None
    mark |= {"v": verdict.label.value, "why": verdict_line(checked, t)}
    return mark if place is None else {**mark, "p": places.number(place)}


def reading(checked: CheckedClaim, t: Translator) -> str:
    """How a clause was understood: what it does, whom and what it is about."""
    claim = checked.claim
    return " · ".join((t(f"act.{claim.act.value}"), t(f"subject.{claim.subject.value}"), t(f"kind.{claim.kind.value}")))


def verdict_line(checked: CheckedClaim, t: Translator) -> str:
    """The verdict on a clause with its confidence and reason."""
    verdict = checked.verdict
    label = t(f"verdict.{verdict.label.value}")
    return t("verdict.line", verdict=label, confidence=t.percent(verdict.confidence), reason=t.reason(verdict.reason))


def _source(excerpt: Excerpt, places: Places, t: Translator) -> dict[str, Any]:
    found: dict[int, Place] = {n: p for n, p in enumerate(places.numbered) if n in excerpt.places}
    first: Passage = next(iter(found.values())).passage
    return {
        "title": first.title or first.path,
        "path": first.path,
        "text": excerpt.text,
        "lang": first.language or "",
        "url": safe_link(first.url) or "",
        "places": {n: [*excerpt.places[n], _where(p.passage, t), _link(p.passage)] for n, p in found.items()},
    }


def _where(passage: Passage, t: Translator) -> str:
    day = t.day(passage.date) if passage.date else t("undated")
    within = t.locator(passage.locator or "")
    return " · ".join(p for p in (passage.path, within, passage.speaker, day) if p)


def _link(passage: Passage) -> str:
    return place_link(passage.url, passage.locator) or ""
