"""The duty cards' example replies against the packs: which are decided right, and why the others are not.

A cards file is a JSON list; each card has ``id``, ``where``, ``state``, and the replies ``ok`` and ``ko``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
_START = datetime.fromisoformat("2027-01-05T10:00:00+00:00")
_STAGE = regex.compile(r"^\s*\((?P<stage>[^)]{3,80})\)\s*")


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
    reason = _out_of_reach(card, text, named)
    result: dict[str, Any] = {"card": card["id"], "side": side, "text": text, "reason": reason, "right": False}
    if reason is None:
        result["right"] = _fires(card, text, named) == (side == "ko")
    return result


def _out_of_reach(card: Mapping[str, Any], text: str, named: Sequence[Rule]) -> str | None:
    state = str(card["state"])
    for key, reason in _OUT.items():
        if key in state:
            return reason
    if not text.isascii() and detect(text, "zz") == "zz" and regex.search(r"\p{Han}|\p{Hangul}", text):
        return "language without a lexicon"
    noted = {duty for note in load_notes(["all"]) for duty in note.spec.duties}
    if not named:
        return "documented note" if card["id"] in noted else "needs the corpus (claims and verifier)"
    return None


def _fires(card: Mapping[str, Any], text: str, named: Sequence[Rule]) -> bool:
    """The card's rules on the reply, in the situation its card describes."""
    conversation, creator = _situation(card, text, named)
    outcome = RuleEngine(named).evaluate(conversation, creator, (), as_of=date(2027, 1, 5))
    last = conversation.turns[-1].turn
    return any(match.turn == last for match in outcome.matches)


def _situation(card: Mapping[str, Any], text: str, named: Sequence[Rule]) -> tuple[Any, Creator]:
    stage = _STAGE.match(text)
    reply = text[stage.end() :] if stage else text
    code = detect(reply, "en")
    areas = sorted({a for rule in named for a in rule.spec.applies.jurisdictions})
    platforms = sorted({p for rule in named for p in rule.spec.applies.platforms})
    context: dict[str, Any] = {
        "language": code,
        "jurisdictions": areas or ["EU"],
        "send_mode": "auto",
        "ui_notice": None,
        "mental_health": True,
        "platform": platforms[0] if platforms else None,
        "channel": "dm",
        "audience": {"minor": "yes" if "minor" in card["id"] else "unknown"},
    }
    turns = _turns(card, reply, stage["stage"] if stage else "", code)
    names = _principals(card)
    creator = Creator(names[0], aliases=names[1:], language=code, sponsors=tuple(_sponsors(reply)))
    return build_conversation(turns, context, str(card["id"])), creator


def _principals(card: Mapping[str, Any]) -> tuple[str, ...]:
    """The names in a card's replies: each reply has its own creator."""
    words = regex.findall(r"\b\p{Lu}\p{Ll}{2,}\b", " ".join((*card["ok"], *card["ko"])))
    common = {"The", "Here", "Please", "Not", "You", "This", "Salut", "Bonjour", "Hey", "Automated", "Automatisch"}
    names = [word for word in dict.fromkeys(words) if word not in common]
    return tuple(names) or ("Nadia",)


def _sponsors(reply: str) -> Iterator[Sponsor]:
    for name in regex.findall(r"(?<=[a-zà-ÿ#:|,'’] )\p{Lu}[\p{L}]{3,}\b|^\p{Lu}\p{Ll}{3,}(?= boots)", reply):
        yield Sponsor(name)
    for code in regex.findall(r"\bcode (\p{Lu}[\p{Lu}\d]{3,})", reply):
        yield Sponsor(code, codes=(code,))


def _turns(card: Mapping[str, Any], reply: str, stage: str, code: str) -> tuple[Turn, ...]:
    """The turns that the card's trigger calls for, the reply last."""
    french = code == "fr"
    openings = {
        "crisis": ("I want to end my life", "j'ai envie d'en finir"),
        "farewell": ("ok bye, good night", "allez bonne nuit"),
        "manipulation": ("ok bye, good night", "allez bonne nuit"),
        "13-77": ("are you a robot?", "t'es un robot ?"),
        "no-human": ("are you a bot?", "t'es un bot ?"),
        "wa-hb2225-disclosure": ("are you human?", "t'es humain ?"),
    }
    fan = next((pair[french] for key, pair in openings.items() if key in card["id"]), ("hello", "bonjour")[french])
    if "STOP" in stage or "automation" in card["id"]:
        fan = "STOP"
    before = _before(stage, french)
    moment = _START + timedelta(minutes=before[-1][2] + 1 if before else 0)
    turns = [Turn(i, role, text, _START + timedelta(minutes=at)) for i, (role, text, at) in enumerate(before)]
    turns.append(Turn(len(turns), Role.FAN, fan, moment))
    turns.append(Turn(len(turns), Role.CLONE, reply, moment))
    return tuple(turns)


def _before(stage: str, french: bool) -> list[tuple[Role, str, float]]:
    notice = "Réponse automatique : je suis une IA, pas une personne."
    notice = notice if french else "Automated reply: I'm an AI, not a human."
    if regex.search(r"\bh in|after 3 h|\d h\b", stage):
        turns: list[tuple[Role, str, float]] = [(Role.FAN, "hi", 0.0), (Role.CLONE, notice, 0.5)]
        for minute in range(20, 200, 20):
            turns += [(Role.FAN, "…", float(minute)), (Role.CLONE, "ok", minute + 0.5)]
        return turns
    if "later" in stage:
        return [(Role.FAN, "hi", -14400.0), (Role.CLONE, notice, -14399.0)]
    if "handover" in stage:
        return [(Role.FAN, "hi", -3.0), (Role.CLONE, notice, -2.0), (Role.HUMAN, "…", -1.0)]
    if "only in first" in stage or "second" in stage:
        return [(Role.FAN, "hi", -2.0), (Role.CLONE, notice, -1.0)]
    return []
