"""Running rules over a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import regex

from ipse.rules.conditions import Hit, evaluate
from ipse.rules.lexicon import Span
from ipse.rules.model import Rule
from ipse.rules.promotion import promotions
from ipse.rules.remedy import fill
from ipse.rules.state import IDLE_MINUTES, Moment, View
from ipse.types import CheckedClaim, Conversation, Creator, Match, NotEvaluated, RuleOutcome

_ALWAYS = frozenset({"text"})


class RuleEngine:
    """Evaluates rules on conversations. Holds no state between conversations."""

    def __init__(self, rules: Sequence[Rule], *, idle_minutes: float = IDLE_MINUTES, cache: Path | None = None) -> None:
        self.rules = tuple(rules)
        self.idle_minutes = idle_minutes
        self.cache = cache

    def prepare(self, conversations: Sequence[Conversation]) -> None:
        """Embed the messages of many conversations together: much quicker than one by one. Optional."""
        from ipse.rules.vector_cache import warm_conversations

        warm_conversations(conversations, self.cache)

    def evaluate(
        self,
        conversation: Conversation,
        creator: Creator,
        checked: Sequence[CheckedClaim],
        *,
        as_of: date | None = None,
    ) -> RuleOutcome:
        """What the rules say of one conversation.

        A rule that needs a context field the transcript does not hold is *not evaluated*, never passed.
        ``as_of`` decides which dated rules are in force; without it, each turn's own date does.
        """
        view = View(conversation, creator, _by_turn(checked), as_of, self.idle_minutes)
        moments = tuple(Moment(view, index) for index in view.clone_turns())
        matches: list[Match] = []
        missing: list[NotEvaluated] = []
        evaluated: list[str] = []
        outside: list[str] = []
        for rule in self.rules:
            if not _in_scope(rule, view) or not _ever_in_force(rule, moments):
                outside.append(rule.id)
                continue
            needs = _missing(rule, conversation)
            if needs:
                missing.append(NotEvaluated(rule.id, conversation.conversation_id, needs))
                continue
            evaluated.append(rule.id)
            matches.extend(_run(rule, moments))
        return RuleOutcome(tuple(sorted(matches, key=_order)), tuple(missing), tuple(evaluated), tuple(outside))


def _by_turn(checked: Sequence[CheckedClaim]) -> dict[int, tuple[CheckedClaim, ...]]:
    turns: dict[int, list[CheckedClaim]] = {}
    for item in checked:
        turns.setdefault(item.claim.turn, []).append(item)
    return {turn: tuple(items) for turn, items in turns.items()}


def _order(match: Match) -> tuple[int, int, str]:
    return match.turn, match.start, match.rule_id


def _in_scope(rule: Rule, view: View) -> bool:
    """The rule could apply: a field that is given excludes it, an absent one never does."""
    applies, conversation = rule.spec.applies, view.conversation
    mode = conversation.send_mode.value if conversation.send_mode else None
    if applies.send_mode and mode is not None and mode not in applies.send_mode:
        return False
    if applies.platforms and conversation.platform is not None and conversation.platform not in applies.platforms:
        return False
    if applies.channels and conversation.channel is not None and conversation.channel not in applies.channels:
        return False
    return not (
        applies.jurisdictions
        and "jurisdictions" in conversation.given
        and not any(_within(place, area) for place in conversation.jurisdictions for area in applies.jurisdictions)
    )


_EU = frozenset(regex.findall("..", "ATBEBGCYCZDEDKEEELESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK"))


def _within(place: str, area: str) -> bool:
    """``place`` lies in ``area``: itself, a part of it (US-CA in US), or a member state of the EU."""
    place, area = place.upper().replace("_", "-"), area.upper()
    if area == "EU":
        return place.split("-")[0] in _EU or place.startswith("EU")
    return place == area or place.startswith(area + "-") or (area == "GB" and place.startswith("UK"))


def _missing(rule: Rule, conversation: Conversation) -> tuple[str, ...]:
    applies = rule.spec.applies
    wanted = list(rule.spec.needs)
    wanted += ["jurisdictions"] if applies.jurisdictions else []
    wanted += ["send_mode"] if applies.send_mode else []
    wanted += ["platform"] if applies.platforms else []
    wanted += ["channel"] if applies.channels else []
    known = set(conversation.given) | set(conversation.extra) | _ALWAYS
    if conversation.turns and all(turn.ts is not None for turn in conversation.turns):
        known.add("ts")
    return tuple(field for field in dict.fromkeys(wanted) if field not in known)


def _run(rule: Rule, moments: Sequence[Moment]) -> list[Match]:
    matches: list[Match] = []
    for moment in moments:
        if not _in_force(rule, moment) or evaluate(rule.spec.when, moment) is None:
            continue
        hit = _broken(rule, moment)
        if hit is not None:
            matches.append(_match(rule, moment, hit))
            if rule.spec.once:
                break
    return matches


def _ever_in_force(rule: Rule, moments: Sequence[Moment]) -> bool:
    """On the day of one reply at least; a conversation without replies excludes nothing."""
    return not moments or any(_in_force(rule, moment) for moment in moments)


def _in_force(rule: Rule, moment: Moment) -> bool:
    since, until, day = rule.spec.applies.since, rule.spec.applies.until, moment.date
    if day is None:
        return until is None
    return (since is None or since <= day) and (until is None or day <= until)


def _broken(rule: Rule, moment: Moment) -> Hit:
    """The places that break the rule; an empty tuple means an absence; None means it holds."""
    if rule.spec.forbid is not None:
        return evaluate(rule.spec.forbid, moment)
    assert rule.spec.require is not None  # checked at load
    return () if evaluate(rule.spec.require, moment) is None else None


def _match(rule: Rule, moment: Moment, hit: tuple[Span, ...]) -> Match:
    start, end = _shortest_cover(hit)
    brand = next((p.sponsor.name for p in promotions(moment)), "") if moment.view.creator.sponsors else ""
    language = moment.view.default_language
    return Match(
        rule_id=rule.id,
        category=rule.spec.category,
        severity=rule.severity,
        disposition=rule.disposition,
        conversation_id=moment.view.conversation.conversation_id,
        turn=moment.turn.turn,
        quote=moment.text[start:end],
        start=start,
        end=end,
        message=fill(rule.text(rule.spec.message, language), moment, brand),
        fix=fill(rule.text(rule.spec.fix, language), moment, brand),
        confidence=min([rule.spec.confidence, *(span.confidence for span in hit)]),
        subcategory=rule.spec.subcategory or _name(hit),
    )


def _name(hit: tuple[Span, ...]) -> str | None:
    return next((span.name for span in hit if span.name), None)


def _shortest_cover(hit: tuple[Span, ...]) -> tuple[int, int]:
    """The smallest stretch that covers every place."""
    if not hit:
        return 0, 0
    return min(span.start for span in hit), max(span.end for span in hit)
