"""The deterministic tier: numbers, money, dates, times, durations, links, addresses, codes and quotations.

Values are compared after normalisation, and only when both sides speak of the same thing: the words around the
claim's value must stand around the passage's value, in the same list item or sentence. Two different prices are no
contradiction as such. A mismatch is ``settled`` when the alignment is strong and unrivalled; otherwise it is a doubt
that the other tiers weigh.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from ipse.text.values import Value, ValueType, find_values, same_value
from ipse.types import Signal
from ipse.verify.analysis import Analysis, analyse
from ipse.verify.scope import head_noun, scopes
from ipse.verify.weights import substitution_weights
from ipse.verify.words import carriers, phrases, plain

SETTLED = 0.8
DOUBTFUL = 0.15
_MARGIN = 0.12
_ENOUGH_CONTEXT = 2
_MULTIPLES = (2, 3, 4, 5, 6, 10, 12, 52)
_BEFORE = 28  # characters before a value in which "over", "about" or "not" belong to it
_BARE = frozenset({ValueType.NUMBER, ValueType.ORDINAL})
_RANGE = re.compile(r"^\s*(?:-|–|—|to|à|et|and|ou|or|until|till|jusqu'à|/)\s*$", re.IGNORECASE)


class Outcome(StrEnum):
    """What became of one value of the claim."""

    MATCH = "match"
    MISMATCH = "mismatch"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ValueCheck:
    """One value of the claim against one passage. ``strength`` in [0, 1]: how surely both speak of one thing."""

    value: Value
    outcome: Outcome
    strength: float
    other: Value | None = None
    settled: bool = False

    @property
    def note(self) -> str:
        """Plain words for the explanation."""
        if self.other is None:
            return f"“{self.value.quote}” is not in the passage"
        sign = "=" if self.outcome is Outcome.MATCH else "≠"
        return f"“{self.value.quote}” {sign} “{self.other.quote}”"


@dataclass(frozen=True, slots=True)
class ValueReading:
    """All values of a claim against one passage."""

    checks: tuple[ValueCheck, ...]

    @property
    def mismatch(self) -> ValueCheck | None:
        """The strongest mismatch."""
        return max(self._of(Outcome.MISMATCH), key=lambda c: (c.settled, c.strength), default=None)

    @property
    def settled(self) -> bool:
        """Whether a rule decided that the passage contradicts the claim."""
        return self.mismatch is not None and self.mismatch.settled

    @property
    def match(self) -> ValueCheck | None:
        """The strongest match."""
        return max(self._of(Outcome.MATCH), key=lambda c: c.strength, default=None)

    @property
    def absent(self) -> int:
        """How many values of the claim the passage does not hold."""
        return len(self._of(Outcome.ABSENT))

    def _of(self, outcome: Outcome) -> list[ValueCheck]:
        return [check for check in self.checks if check.outcome is outcome]

    def signals(self) -> tuple[Signal, ...]:
        """One signal a value."""
        return tuple(Signal("values", c.outcome.value, round(c.strength, 3), c.note) for c in self.checks)


@lru_cache(maxsize=16384)
def values_of(text: str, language: str, ref: date | None) -> tuple[Value, ...]:
    """The values of a text, kept for the next claim about the same passage."""
    return find_values(text, language, ref)


def read_values(
    claim: Analysis,
    passage: Analysis,
    *,
    claim_ref: date | None = None,
    passage_ref: date | None = None,
    question: str = "",
) -> ValueReading:
    """Check every value of the claim against the passage; relative dates count from the two reference dates."""
    mine, theirs, asked = _sides(claim, passage, claim_ref, passage_ref, question)
    return ValueReading(tuple(_check(value, mine, _own(value, mine, theirs), claim, passage, asked) for value in mine))


def rivals_of(
    claim: Analysis, passage: Analysis, question: str = ""
) -> list[tuple[Rival, tuple[Sequence[Value], Sequence[Value]]]]:
    """For each value of the claim its rival in the passage and the values of both sides: what the fit is made of."""
    mine, theirs, asked = _sides(claim, passage, None, None, question)
    return [(rival(v, mine, _own(v, mine, theirs), claim, passage, asked), (mine, theirs)) for v in mine]


def _sides(
    claim: Analysis, passage: Analysis, claim_ref: date | None, passage_ref: date | None, question: str
) -> tuple[list[Value], tuple[Value, ...], frozenset[str]]:
    theirs = values_of(passage.text, passage.language, passage_ref)
    mine = [v for v in values_of(claim.text, claim.language, claim_ref) if not _a_rate(v)]
    asked = analyse(question, claim.language).stems if question else frozenset[str]()
    return mine, theirs, asked


def _own(value: Value, mine: Sequence[Value], theirs: Sequence[Value]) -> tuple[Value, ...]:
    """The passage's values that no other value of the claim has already met."""
    return tuple(o for o in theirs if same_value(value, o) or not any(same_value(v, o) for v in mine))


def _a_rate(value: Value) -> bool:
    """ "A day", "par mois": the unit of a rate, not a length."""
    one = value.type is ValueType.DURATION and value.amount == 1
    return one and not any(ch.isdigit() for ch in value.quote)


def _check(
    value: Value,
    mine: Sequence[Value],
    theirs: Sequence[Value],
    claim: Analysis,
    passage: Analysis,
    asked: frozenset[str],
) -> ValueCheck:
    found = rival(value, mine, theirs, claim, passage, asked)
    best = found.match
    if best and (found.other is None or found.strength < best[0] + _MARGIN):
        return ValueCheck(value, Outcome.MATCH, best[0], best[1])
    if found.other is None or found.strength < DOUBTFUL:
        return ValueCheck(value, Outcome.ABSENT, 0.0)
    weight = substitution_weights().probability(rival_features(found, mine, theirs, claim, passage))
    plain_enough = _plain_statement(value, claim) and not found.other.bound
    settled = found.alone and weight >= SETTLED and plain_enough
    return ValueCheck(value, Outcome.MISMATCH, weight, found.other, settled)


@dataclass(frozen=True, slots=True)
class Rival:
    """The passage's nearest value that differs from the claim's, and the nearest that equals it."""

    value: Value
    context: Mapping[str, float]
    other: Value | None
    strength: float
    margin: float
    match: tuple[float, Value] | None

    @property
    def alone(self) -> bool:
        """No equal value in the passage, and no other different value as near."""
        return self.match is None and self.margin >= 0


def rival(
    value: Value,
    mine: Sequence[Value],
    theirs: Sequence[Value],
    claim: Analysis,
    passage: Analysis,
    asked: frozenset[str],
) -> Rival:
    """Sort the passage's comparable values into equal and different ones, and find the nearest of each."""
    context = _context(value, mine, claim, asked)
    matches: list[tuple[float, Value]] = []
    rivals: list[tuple[float, Value]] = []
    for other in theirs:
        same = _compare(value, other, claim, passage, theirs)
        if same is not None:
            (matches if same else rivals).append((_strength(context, other, passage), other))
    best = max(matches, key=lambda m: m[0], default=None)
    strength, nearest = max(rivals, key=lambda m: m[0], default=(0.0, None))
    seconds = [s for s, o in rivals if nearest is not None and same_value(o, nearest) is False]
    return Rival(value, context, nearest, strength, strength - max(seconds, default=0.0), best)


def rival_features(
    found: Rival, mine: Sequence[Value], theirs: Sequence[Value], claim: Analysis, passage: Analysis
) -> dict[str, float]:
    """How much the two different values look like one slot filled in two ways; named, all in [-1, 1]."""
    value, other = found.value, found.other or found.value
    around = scopes(passage.text, passage.language, other.start, other.end)
    total = sum(found.context.values()) or 1.0

    def share(ring: frozenset[str]) -> float:
        return sum(w for stem, w in found.context.items() if stem in ring) / total

    return {
        "item": share(around.item),
        "sentence": share(around.sentence),
        "near": share(around.near | around.sentence),
        "whole": share(around.whole),
        "beside": _beside(value, other, claim, passage, 3),
        "touching": _beside(value, other, claim, passage, 1),
        "strength": found.strength,
        "margin": found.margin,
        "little_context": float(len(found.context) < _ENOUGH_CONTEXT),
        "has_match": float(found.match is not None),
        "match_strength": found.match[0] if found.match else 0.0,
        "derived": float(_derived(value, other, theirs)),
        "bound": float(bool(value.bound or other.bound)),
        "values": min(len(mine), 3) / 3,
        "money": float(value.type is ValueType.MONEY),
        "number": float(value.type is ValueType.NUMBER),
    }


def _beside(value: Value, other: Value, claim: Analysis, passage: Analysis, reach: int) -> float:
    """The share of the claim's ``reach`` content words on each side that stand beside the other value too."""
    mine, its = _flank(value, claim, reach), _flank(other, passage, reach)
    return len(mine & its) / len(mine) if mine else 0.0


def _flank(value: Value, text: Analysis, reach: int) -> frozenset[str]:
    light = carriers(text.language)
    words = [word for sentence in text.sentences for word in sentence.words if word[0] not in light]
    left = [stem for stem, _, end in words if end <= value.start][-reach:]
    right = [stem for stem, start, _ in words if start >= value.end][:reach]
    return frozenset(left + right)


def _derived(value: Value, other: Value, theirs: Sequence[Value]) -> bool:
    """Whether the claim's figure may be reckoned from the rival: a multiple of it, a sum or a difference with it."""
    if value.amount is None or other.amount is None:
        return False
    reckoned = {other.amount * times for times in _MULTIPLES} | {other.amount / 2}
    for third in theirs:
        if third.amount is not None and third is not other:
            reckoned |= {other.amount + third.amount, abs(other.amount - third.amount)}
    return value.amount in reckoned


def _context(value: Value, mine: Sequence[Value], claim: Analysis, asked: frozenset[str]) -> dict[str, float]:
    """The claim's words that say what the value is a value of, nearer ones heavier."""
    around = scopes(claim.text, claim.language, value.start, value.end)
    inside = {
        stem
        for sentence in claim.sentences
        for stem, start, end in sentence.words
        if any(v.start <= start and end <= v.end for v in mine)
    }
    light = inside | carriers(claim.language)
    words = {stem: max(0.3, around.weight(stem)) for stem in sorted(claim.stems - light)}
    return words | dict.fromkeys(sorted(asked - light - words.keys()), 0.6)


def _strength(context: dict[str, float], other: Value, passage: Analysis) -> float:
    """The share of the context that stands around the passage's value; 0 when there is no context."""
    around = scopes(passage.text, passage.language, other.start, other.end)
    total = sum(context.values())
    return sum(weight * around.weight(stem) for stem, weight in context.items()) / total if total else 0.0


def _compare(value: Value, other: Value, claim: Analysis, passage: Analysis, theirs: Sequence[Value]) -> bool | None:
    """Whether the two values agree, in the light of "over", "about", ranges and "not"; None: not comparable."""
    same = same_value(value, other)
    if same is None:
        return None
    if _denied(other, passage):
        return None
    if same is False and _in_range(value, other, passage, theirs):
        return True
    if same is False and {value.type, other.type} & _BARE:
        heads = (head_noun(t.text, t.language, v.end) for t, v in ((claim, value), (passage, other)))
        mine, its = heads
        if mine != its or not mine:
            return None
    return same


def _before(value: Value, text: Analysis) -> str:
    return plain(text.text[max(0, value.start - _BEFORE) : value.start])


def _denied(value: Value, text: Analysis) -> bool:
    """Whether the text says that it is not this value: "180 degrees, not 200"."""
    tail = re.split(r"[,;:.!?]", _before(value, text))[-1].split()[-2:]
    return bool(phrases(text.language, "negations").search(" ".join(tail)))


def _in_range(value: Value, other: Value, passage: Analysis, theirs: Sequence[Value]) -> bool:
    """Whether ``other`` is one end of a written range ("five to seven") that holds the claim's value."""
    if value.amount is None or other.amount is None:
        return False
    for end in theirs:
        first, second = sorted((other, end), key=lambda v: v.start)
        if end is other or end.amount is None or not _RANGE.match(passage.text[first.end : second.start]):
            continue
        low, high = sorted((other.amount, end.amount))
        return low <= value.amount <= high and same_value(value, end) is not None
    return False


def _plain_statement(value: Value, claim: Analysis) -> bool:
    """A denied value ("it isn't 15 €") or a rough one is never settled by rule."""
    sentence = next((s for s in claim.sentences if s.start <= value.start < s.end), None)
    return not value.approx and not (sentence and sentence.negated)
