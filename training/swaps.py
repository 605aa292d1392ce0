"""Swaps by code: a changed number, weekday, month or person changes the label."""

from __future__ import annotations

import random
import re

_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,4}(?![\w.,:/-]*\d)")
_CYCLES = {
    "en": (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "January February March April May June July August September October November December",
        "brother sister mother father cousin neighbour aunt uncle",
        "two three four five six seven eight nine ten twelve fifteen twenty thirty forty",
        "north south east west",
    ),
    "fr": (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "deux trois quatre cinq six sept huit neuf dix douze quinze vingt trente quarante",
        "frère père cousin oncle voisin fils",
        "sœur mère cousine tante voisine fille",
    ),
}
_GROUPS = {
    language: {word.lower(): cycle.split() for cycle in cycles for word in cycle.split()}
    for language, cycles in _CYCLES.items()
}
_WORD = re.compile(r"[^\W\d_]+")
_TO_THIRD = (
    (r"\bI'm\b|\bI am\b", "they are"),
    (r"\bI was\b", "they were"),
    (r"\bI wasn't\b", "they weren't"),
    (r"\bI\b", "they"),
    (r"\bmy\b", "their"),
    (r"\bMy\b", "Their"),
    (r"\bmine\b", "theirs"),
    (r"\bme\b", "them"),
    (r"\bmyself\b", "themselves"),
)


def other_number(text: str, rng: random.Random) -> str:
    """A different number of the same magnitude, as digits."""
    value = int(text)
    near = [value + d for d in (-3, -2, -1, 1, 2, 3, 5, 10) if value + d > 0]
    far = [value * 2, max(1, value // 2), int(text[::-1])]
    choices = [n for n in (far if value > 20 and rng.random() < 0.4 else near) if n != value]
    return str(rng.choice(choices or [value + 1]))


def find_value(text: str, lang: str, rng: random.Random) -> tuple[str, str] | None:
    """One value found in ``text`` and a different one of its kind, or None."""
    found = [(m.group(), other_number(m.group(), rng)) for m in _NUMBER.finditer(text)]
    groups = _GROUPS.get(lang, {})
    for match in _WORD.finditer(text):
        word = match.group()
        peers = [p for p in groups.get(word.lower(), ()) if p.lower() != word.lower()]
        if peers and word not in ("May", "may", "second"):
            other = rng.choice(peers)
            found.append((word, other.capitalize() if word[0].isupper() else other))
    return rng.choice(found) if found else None


def replace_value(text: str, old: str, new: str) -> str:
    """Replace the whole word or number ``old``."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)


def has_value(text: str, value: str) -> bool:
    """Whether the whole word or number ``value`` occurs, ignoring case."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None


def to_third_person(claim: str) -> str:
    """An English first-person claim as a third person would tell it."""
    for pattern, new in _TO_THIRD:
        claim = re.sub(pattern, new, claim)
    return claim[:1].upper() + claim[1:]
