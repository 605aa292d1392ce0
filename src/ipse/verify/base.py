"""The small values that the verifier's tiers hand to one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from ipse.types import Passage, Signal

_FLOOR = 1e-4


def floored_log(p: float) -> float:
    """The natural logarithm of a probability, of 0.0001 at least: no model rules a class out for ever."""
    return math.log(max(p, _FLOOR))


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model says of one pair: three probabilities that sum to one."""

    entailment: float
    neutral: float
    contradiction: float

    @classmethod
    def of_logits(cls, logits: Sequence[float], temperature: float = 1.0) -> Scores:
        """Softmax over ``[entailment, neutral, contradiction]`` logits, divided by ``temperature``."""
        scaled = [value / temperature for value in logits]
        top = max(scaled)
        powers = [math.exp(value - top) for value in scaled]
        total = sum(powers)
        return cls(*(power / total for power in powers))

    def tempered(self, temperature: float) -> Scores:
        """The same scores, softer (above 1) or sharper (below 1)."""
        if temperature == 1.0:
            return self
        return Scores.of_logits([math.log(max(p, 1e-9)) for p in self.vector], temperature)

    @property
    def vector(self) -> tuple[float, float, float]:
        """``(entailment, neutral, contradiction)``."""
        return (self.entailment, self.neutral, self.contradiction)


class PairModel(Protocol):
    """Anything that scores (premise, hypothesis) pairs."""

    @property
    def name(self) -> str:
        """Name and content hash: the key of cached scores."""
        ...

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """One ``Scores`` per pair, in order."""
        ...


class Stance(StrEnum):
    """What one passage says of a claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage read against one claim by all tiers.

    ``settled`` means that a rule decided (a price, a date, a quotation): a model may not overrule it.
    ``relevant`` means that the passage speaks of the claim's matter at all; the others decide nothing.
    ``nearness`` in [0, 1] orders passages by how much of the claim they hold.
    """

    passage: Passage
    stance: Stance
    scores: Scores
    relevant: bool
    nearness: float = 0.0
    settled: bool = False
    reason: str = ""
    quote: str = ""
    explanation: str = ""
    signals: tuple[Signal, ...] = ()

    @property
    def date(self) -> date | None:
        """When the passage was published; None when nobody knows."""
        return self.passage.date

    @property
    def confidence(self) -> float:
        """The probability of the stance."""
        by_stance = {
            Stance.SUPPORTS: self.scores.entailment,
            Stance.CONTRADICTS: self.scores.contradiction,
            Stance.SILENT: self.scores.neutral,
        }
        return by_stance[self.stance]
