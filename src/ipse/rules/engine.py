"""Running rules over a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import regex

from ipse.errors import IpseError
from ipse.rules.conditions import Hit, evaluate
from ipse.rules.lexicon import Span
from ipse.rules.model import Rule
from ipse.rules.promotion import promotions
from ipse.rules.reading import Unknown
from ipse.rules.remedy import fill
from ipse.rules.state import IDLE_MINUTES, Moment, View
from ipse.types import CheckedClaim, CheckError, Conversation, Creator, Match, NotEvaluated, RuleOutcome

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

        A rule that needs a context field the transcript does not hold, or that meets a message in a language it has
        no lists for, is *not evaluated*, never passed; what it found all the same is kept. ``as_of`` decides which
        dated rules are in force; without it, each turn's own date does. A rule that crashes is an error of its own:
        the others go on.
        """
        view = View(conversation, creator, _by_turn(checked), as_of, self.idle_minutes)
        moments = tuple(Moment(view, index) for index in view.clone_turns())
        tried = [_try(rule, view, moments) for rule in self.rules]
        return RuleOutcome(
            tuple(sorted((match for one in tried for match in one.matches), key=_order)),
            tuple(NotEvaluated(one.rule_id, conversation.conversation_id, one.needs) for one in tried if one.needs),
            tuple(one.rule_id for one in tried if one.decided),
            tuple(one.rule_id for one in tried if one.outside),
            tuple(one.error for one in tried if one.error),
        )


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of one rule in one conversation."""

    rule_id: str
    matches: tuple[Match, ...] = ()
    needs: tuple[str, ...] = ()
    outside: bool = False
    error: CheckError | None = None

    @property
    def decided(self) -> bool:
        return not (self.needs or self.outside or self.error)


def _try(rule: Rule, view: View, moments: Sequence[Moment]) -> _Tried:
    try:
        return _tried(rule, view, moments)
    except Exception as error:
        return _Tried(rule.id, error=_crash(rule, view.conversation.conversation_id, error))


def _tried(rule: Rule, view: View, moments: Sequence[Moment]) -> _Tried:
    if not _in_scope(rule, view) or not _ever_in_force(rule, moments):
        return _Tried(rule.id, outside=True)
    needs = _missing(rule, view.conversation, moments)
    return _Tried(rule.id, needs=needs) if needs else _run(rule, moments)


def _crash(rule: Rule, conversation_id: str, error: Exception) -> CheckError:
    place = f"rule {rule.id} ({rule.path})"
    if isinstance(error, IpseError):
        return CheckError("rules", conversation_id, None, f"{place}: {error.message}", error.remedy)
    return CheckError("rules", conversation_id, None, f"{place}: {type(error).__name__}: {error}")


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
    place = place.upper().replace("_", "-")
    place = "GB" + place[2:] if place[:2] == "UK" else place
    if area == "EU":
        return place.split("-")[0] in _EU or place.startswith("EU")
    return place == area or place.startswith(area + "-")


def _missing(rule: Rule, conversation: Conversation, moments: Sequence[Moment]) -> tuple[str, ...]:
    known = set(conversation.given) | set(conversation.extra) | _ALWAYS
    if conversation.turns and all(turn.ts is not None for turn in conversation.turns):
        known.add("ts")
    missing = [field for field in _wanted(rule) if field not in known]
    undated = rule.spec.applies.dated and any(moment.date is None for moment in moments)
    return tuple(dict.fromkeys([*missing, *(["ts"] if undated else [])]))


def _wanted(rule: Rule) -> Iterator[str]:
    """The context fields without which the rule decides nothing."""
    applies = rule.spec.applies
    yield from rule.spec.needs
    scope = {
        "jurisdictions": applies.jurisdictions,
        "send_mode": applies.send_mode,
        "platform": applies.platforms,
        "channel": applies.channels,
    }
    yield from (field for field, limits in scope.items() if limits)


def _run(rule: Rule, moments: Sequence[Moment]) -> _Tried:
    matches: list[Match] = []
    unknown = Unknown.of()
    for moment in moments:
        hit = _broken(rule, moment) if _in_force(rule, moment) else None
        if isinstance(hit, Unknown):
            unknown |= hit
        elif hit is not None:
            matches.append(_match(rule, moment, hit))
            if rule.spec.once:
                break
    return _Tried(rule.id, tuple(matches), tuple(sorted(unknown.needs)))


def _ever_in_force(rule: Rule, moments: Sequence[Moment]) -> bool:
    """On the day of one reply at least; a conversation without replies excludes nothing."""
    return not moments or any(_in_force(rule, moment) for moment in moments)


def _in_force(rule: Rule, moment: Moment) -> bool:
    """On the day of the reply where the rule applies; an unknown day excludes nothing."""
    applies = rule.spec.applies
    day = moment.day(applies.zone)
    if day is None:
        return True
    return (applies.since is None or applies.since <= day) and (applies.until is None or day <= applies.until)


def _broken(rule: Rule, moment: Moment) -> Hit:
    """The places that break the rule; an empty tuple means an absence; None means it holds."""
    case = evaluate(rule.spec.when, moment)
    hit = _violation(rule, moment) if case is not None else None
    if isinstance(case, Unknown) and hit is not None:
        return case | hit if isinstance(hit, Unknown) else case
    return hit


def _violation(rule: Rule, moment: Moment) -> Hit:
    """The same, in a case that the rule is about."""
    if rule.spec.forbid is not None:
        return evaluate(rule.spec.forbid, moment)
    assert rule.spec.require is not None  # checked at load
    held = evaluate(rule.spec.require, moment)
    return held if isinstance(held, Unknown) else () if held is None else None


def _match(rule: Rule, moment: Moment, hit: tuple[Span, ...]) -> Match:
    start, end = _shortest_cover(hit)
    brand = next((p.sponsor.name for p in promotions(moment)), "")
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
