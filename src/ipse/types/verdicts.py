"""What the sources say of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ipse.types.claims import Claim
from ipse.types.sources import Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage retrieved for a claim; ``score`` in [0, 1], higher is nearer; ``rank`` from 0.

    ``similarity``: cosine of the claim's sentence vector with the nearest sentence of the passage; 0 where unknown.
    """

    passage: Passage
    score: float
    rank: int
    similarity: float = 0.0


class Label(StrEnum):
    """What the sources say of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Signal:
    """One observation that moved a verdict, for the explanation: a tier, a name, a value, plain words."""

    tier: str  # values | lexical | nli | time | attribution
    name: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one claim: one label, one reason, one cited passage.

    SUPPORTED and CONTRADICTED always name a passage and the quoted span in it.
    ``confidence`` is the calibrated probability of ``label``; ``sure`` is False inside the "not sure" band.
    """

    label: Label
    confidence: float
    reason: str  # slug: number_mismatch, entailed, contradicted_by_newest, no_relevant_passage, …
    passage: Passage | None = None
    quote: str = ""  # the part of the passage that decides
    explanation: str = ""
    stale: bool = False  # an older source says so, a newer one says otherwise
    sure: bool = True
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with what was retrieved for it and the verdict."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    verdict: Verdict
