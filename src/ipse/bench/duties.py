"""The duty cards' example replies against the packs: which are decided right, and why the others are not.

A cards file is a JSON list; each card has ``id``, ``where``, ``state``, and the replies ``ok`` and ``ko``. A reply is
decided when every rule that names its card was evaluated, on each platform the rules are for: a wrong reply must be
found on all of them, a right one on none. Where the card also needs the corpus, silence decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import regex

from ipse.errors import BenchError
from ipse.rules import RuleEngine, load_notes, load_rules
from ipse.rules.model import Rule
from ipse.rules.selftest import build_conversation
from ipse.text.language import detect
from ipse.types import Creator, Role, Sponsor, Turn

_OUT = {
    "asset": "asset or attachment",
    "attachment": "asset or attachment",
    "persona config": "contract or configuration",
    "account profile": "account profile",
}
_CORPUS = "needs the corpus (claims and verifier)"
_START = datetime.fromisoformat("2027-01-05T10:00:00+00:00")
_STAGE = regex.compile(r"\((?P<stage>[^()]{3,80})\)\s*")
_LATER = regex.compile(r"(?:(?P<count>\d+) (?P<unit>minute|hour|day|week)s? )?later\b")
_MINUTES = {"minute": 1.0, "hour": 60.0, "day": 1440.0, "week": 10080.0}
_OBEYS_STOP = regex.compile(r"\bno more (?:replies|messages)\b|\bplus de (?:réponses|messages)\b")
Said = tuple[Role, str, float]  # who, what, and the minute it was said


@dataclass(frozen=True, slots=True)
class _Situation:
    """What was said before a reply, the minute the reply is sent, and its parts in time."""

    before: tuple[Said, ...]
    at: float
    parts: tuple[str, ...]


def decide(path: Path) -> dict[str, Any]:
    """Decide every example reply of a cards file with the rules that name its card.

    Raises:
        BenchError: the file is no list of cards.
    """
    try:
        cards = json.loads(path.read_text(encoding="utf-8"))
        rows = [row for card in cards for row in _rows(card)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"no duty cards: {error!r}", remedy="give a list of cards", path=str(path)) from error
    rules = load_rules(["all"])
    results = [_decide(card, side, text, rules) for card, side, text in rows]
    decided = [r for r in results if r["reason"] is None]
    right = sum(r["right"] for r in decided)
    return {
        "file": path.name,
        "replies": len(results),
        "decided": len(decided),
        "right": right,
        "share_right": round(right / max(1, len(decided)), 4),
        "wrong": [(r["card"], r["side"], r["text"]) for r in decided if not r["right"]],
        "undecided": _counts(r["reason"] for r in results if r["reason"]),
    }


def _rows(card: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    for side in ("ok", "ko"):
        for text in card[side]:
            yield card, side, text


def _counts(reasons: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def _decide(card: Mapping[str, Any], side: str, text: str, rules: Sequence[Rule]) -> dict[str, Any]:
    named = [rule for rule in rules if card["id"] in rule.spec.duties]
    result: dict[str, Any] = {"card": card["id"], "side": side, "text": text, "right": False}
    reason = _out_of_reach(card, text, named)
    if reason is not None:
        return {**result, "reason": reason}
    outcomes = [_fires(card, text, named, platform) for platform in _platforms(named)]
    reason = next((lack for _, lack in outcomes if lack), None)
    if reason is None and "corpus" in str(card["state"]) and not any(fired for fired, _ in outcomes):
        reason = _CORPUS
    return {**result, "reason": reason, "right": all(fired == (side == "ko") for fired, _ in outcomes)}


def _platforms(named: Sequence[Rule]) -> list[str | None]:
    """Every platform that a rule is for; none is given where all are for any."""
    named_for: list[str | None] = [*sorted({p for rule in named for p in rule.spec.applies.platforms})]
    return named_for or [None]


def _out_of_reach(card: Mapping[str, Any], text: str, named: Sequence[Rule]) -> str | None:
    state = str(card["state"])
    for key, reason in _OUT.items():
        if key in state and not ("conversation" in state and named):  # a conversation has a part that text decides
            return reason
    if not text.isascii() and detect(text, "zz") == "zz" and regex.search(r"\p{Han}|\p{Hangul}", text):
        return "language without a lexicon"
    noted = {duty for note in load_notes(["all"]) for duty in note.spec.duties}
    if not named:
        return "documented note" if card["id"] in noted else _CORPUS
    return None


def _fires(card: Mapping[str, Any], text: str, named: Sequence[Rule], platform: str | None) -> tuple[bool, str | None]:
    """Whether a rule of the card finds the reply in the situation its card describes; what kept a rule from it."""
    situation = _situation(card, text)
    conversation, creator = _conversation(card, situation, named, platform)
    here = [rule for rule in named if not rule.spec.applies.platforms or platform in rule.spec.applies.platforms]
    outcome = RuleEngine(here).evaluate(conversation, creator, (), as_of=date(2027, 1, 5))
    first = conversation.turns[-len(situation.parts)].turn
    fired = any(match.turn >= first for match in outcome.matches)
    lacks = sorted({field for missing in outcome.not_evaluated for field in missing.needs})
    return fired, f"not evaluated: no {', '.join(lacks)}" if lacks and not fired else None


def _conversation(
    card: Mapping[str, Any], situation: _Situation, named: Sequence[Rule], platform: str | None
) -> tuple[Any, Creator]:
    reply = " ".join(situation.parts)
    code = detect(reply, "en")
    context: dict[str, Any] = {
        "language": code,
        "jurisdictions": sorted({a for rule in named for a in rule.spec.applies.jurisdictions}) or ["EU"],
        "send_mode": "auto",
        "ui_notice": None,
        "mental_health": True,
        "platform": platform,
        "channel": "dm",
        "audience": {"minor": "yes" if "minor" in card["id"] else "unknown"},
    }
    said = [*situation.before, *((Role.CLONE, part, situation.at + n) for n, part in enumerate(situation.parts))]
    turns = tuple(Turn(i, role, text, _START + timedelta(minutes=at)) for i, (role, text, at) in enumerate(said))
    names = _principals(card)
    creator = Creator(names[0], aliases=names[1:], language=code, sponsors=tuple(_sponsors(reply)))
    return build_conversation(turns, context, str(card["id"])), creator


def _principals(card: Mapping[str, Any]) -> tuple[str, ...]:
    """The names in a card's right replies, whose creators they name; a wrong one may name somebody else."""
    words = regex.findall(r"\b\p{Lu}\p{Ll}{2,}\b", " ".join(card["ok"]))
    common = {"The", "Here", "Please", "Not", "You", "This", "Salut", "Bonjour", "Hey", "Automated", "Automatisch"}
    names = [word for word in dict.fromkeys(words) if word not in common]
    return tuple(names) or ("Nadia",)


def _sponsors(reply: str) -> Iterator[Sponsor]:
    for name in regex.findall(r"(?<=[a-zà-ÿ#:|,'’] )\p{Lu}[\p{L}]{3,}\b|^\p{Lu}\p{Ll}{3,}(?= boots)", reply):
        yield Sponsor(name)
    for code in regex.findall(r"\bcode (\p{Lu}[\p{Lu}\d]{3,})", reply):
        yield Sponsor(code, codes=(code,))


def _situation(card: Mapping[str, Any], text: str) -> _Situation:
    """What the card's trigger and the reply's stage directions tell, the reply cut where time passes in it."""
    stage, text = "", text.strip()
    parts = [text]
    first = _STAGE.match(text)
    if first:
        stage, parts = first["stage"], [text[first.end() :]]
    pause = next((m for m in _STAGE.finditer(parts[0]) if _LATER.fullmatch(m["stage"])), None)
    if pause:
        parts = [parts[0][: pause.start()].rstrip(), parts[0][pause.end() :]]
    french = detect(" ".join(parts), "en") == "fr"
    before, at = _before(stage, french)
    fan = "STOP" if "STOP" in stage or _OBEYS_STOP.search(text) else _opening(card, french)
    return _Situation((*before, (Role.FAN, fan, at)), at, tuple(parts))


def _opening(card: Mapping[str, Any], french: bool) -> str:
    """What the fan writes for the card's rules to have something to decide."""
    openings = {
        "crisis": ("I want to end my life", "j'ai envie d'en finir"),
        "farewell": ("ok bye, good night", "allez bonne nuit"),
        "manipulation": ("ok bye, good night", "allez bonne nuit"),
        "13-77": ("are you a robot?", "t'es un robot ?"),
        "no-human": ("are you a bot?", "t'es un bot ?"),
        "wa-hb2225-disclosure": ("are you human?", "t'es humain ?"),
    }
    return next((pair[french] for key, pair in openings.items() if key in card["id"]), ("hello", "bonjour")[french])


def _before(stage: str, french: bool) -> tuple[list[Said], float]:
    """What a stage direction says was written before, and the minute the fan writes now."""
    notice = "Réponse automatique : je suis une IA, pas une personne."
    notice = notice if french else "Automated reply: I'm an AI, not a human."
    if regex.search(r"\bh in|after 3 h|\d h\b", stage):
        turns: list[Said] = [(Role.FAN, "hi", 0.0), (Role.CLONE, notice, 0.5)]
        for minute in (*range(20, 180, 20), 175):  # the limit of three hours passes after the last of them
            turns += [(Role.FAN, "…", float(minute)), (Role.CLONE, "ok", minute + 0.5)]
        return turns, 195.0
    later = _LATER.fullmatch(stage)
    if later:
        gap = int(later["count"] or 4) * _MINUTES[later["unit"] or "hour"]
        return [(Role.FAN, "hi", -gap - 1), (Role.CLONE, notice, -gap)], 0.0
    if "handover" in stage:
        return [(Role.FAN, "hi", -3.0), (Role.CLONE, notice, -2.0), (Role.HUMAN, "…", -1.0)], 0.0
    if "only in first" in stage or "second" in stage:
        return [(Role.FAN, "hi", -2.0), (Role.CLONE, notice, -1.0)], 0.0
    return [], 0.0
