"""The deterministic tier: numbers, money, dates, times, durations, links, addresses, codes and quotations.

Values are compared after normalisation, and only when both sides speak of the same thing: the words around the
claim's value must stand around the passage's value, in the same list item or sentence. Two different prices are no
contradiction as such. A mismatch is ``settled`` when the alignment is strong and unrivalled; otherwise it is a doubt
that the other tiers weigh.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from ipse.text.values import Value, ValueType, find_values, same_value
from ipse.types import Signal
from ipse.verify.analysis import Analysis, analyse
from ipse.verify.scope import head_noun, scopes
from ipse.verify.words import phrases, plain

SETTLED = 0.6
DOUBTFUL = 0.3
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
        return tuple(Signal("values", check.outcome.value, round(check.strength, 3), check.note) for check in self.checks)


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
    theirs = values_of(passage.text, passage.language, passage_ref)
    mine = [v for v in values_of(claim.text, claim.language, claim_ref) if not _a_rate(v)]
    asked = analyse(question, claim.language).stems if question else frozenset[str]()
    free = tuple(o for o in theirs if not any(same_value(v, o) for v in mine))
    checks = []
    for value in mine:
        own = tuple(o for o in theirs if o in free or same_value(value, o))
        checks.append(_check(value, mine, own, claim, passage, asked))
    return ValueReading(tuple(checks))


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
    context = _context(value, mine, claim, asked)
    matches, rivals = [], []
    for other in theirs:
        same = _compare(value, other, claim, passage, theirs)
        if same is None:
            continue
        strength = _strength(context, other, passage)
        (matches if same else rivals).append((strength, other))
    best = max(matches, key=lambda m: m[0], default=None)
    rival = max(rivals, key=lambda m: m[0], default=None)
    if best and (rival is None or rival[0] < best[0] + _MARGIN):
        return ValueCheck(value, Outcome.MATCH, best[0], best[1])
    if rival is None or rival[0] < DOUBTFUL:
        return ValueCheck(value, Outcome.ABSENT, 0.0)
    alone = best is None and not any(
        s > rival[0] - _MARGIN and same_value(o, rival[1]) is False for s, o in rivals
    )
    settled = (
        alone
        and rival[0] >= SETTLED
        and len(context) >= _ENOUGH_CONTEXT
        and _plain_statement(value, claim)
        and not _derived(value, theirs)
        and not _has_bound(rival[1], passage)
    )
    return ValueCheck(value, Outcome.MISMATCH, rival[0], rival[1], settled)


def _derived(value: Value, theirs: Sequence[Value]) -> bool:
    """Whether the claim's figure may be reckoned from the passage's: a multiple, a sum, a difference."""
    if value.amount is None:
        return False
    amounts = sorted({o.amount for o in theirs if o.amount is not None and o.amount > 0})
    multiples = {a * times for a in amounts for times in _MULTIPLES} | {a / 2 for a in amounts}
    pairs = [(a, b) for i, a in enumerate(amounts) for b in amounts[i + 1 :]]
    return value.amount in multiples | {a + b for a, b in pairs} | {b - a for a, b in pairs}


def _has_bound(value: Value, text: Analysis) -> bool:
    words = _before(value, text)
    return any(phrases(text.language, name).search(words) for name in ("at_least", "at_most"))


def _context(value: Value, mine: Sequence[Value], claim: Analysis, asked: frozenset[str]) -> dict[str, float]:
    """The claim's words that say what the value is a value of, nearer ones heavier."""
    around = scopes(claim.text, claim.language, value.start, value.end)
    inside = {
        stem
        for sentence in claim.sentences
        for stem, start, end in sentence.words
        if any(v.start <= start and end <= v.end for v in mine)
    }
    words = {stem: max(0.3, around.weight(stem)) for stem in claim.stems - inside}
    return words | {stem: 0.6 for stem in asked - inside - words.keys()}


def _strength(context: dict[str, float], other: Value, passage: Analysis) -> float:
    """The share of the context that stands around the passage's value; 0 when there is no context."""
    around = scopes(passage.text, passage.language, other.start, other.end)
    total = sum(context.values())
    return sum(weight * around.weight(stem) for stem, weight in context.items()) / total if total else 0.0


def _compare(
    value: Value, other: Value, claim: Analysis, passage: Analysis, theirs: Sequence[Value]
) -> bool | None:
    """Whether the two values agree, in the light of "over", "about", ranges and "not"; None: not comparable."""
    same = same_value(value, other)
    if same is None:
        return None
    if _denied(other, passage):
        return None
    if same is False and (_bounded(value, other, claim, passage) or _in_range(value, other, passage, theirs)):
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


def _bounded(value: Value, other: Value, claim: Analysis, passage: Analysis) -> bool:
    """Whether a bound on one side ("over 200", "at most ten") covers the other side's value."""
    a, b = value.amount, other.amount
    if a is None or b is None or value.type is not other.type or value.unit != other.unit:
        return False
    mine, its = _before(value, claim), _before(other, passage)
    low_mine, low_its = (bool(phrases(t.language, "at_least").search(w)) for t, w in ((claim, mine), (passage, its)))
    high_mine, high_its = (bool(phrases(t.language, "at_most").search(w)) for t, w in ((claim, mine), (passage, its)))
    return (low_mine and b >= a) or (low_its and a >= b) or (high_mine and b <= a) or (high_its and a <= b)


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
