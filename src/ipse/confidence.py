"""How sure is it that a clause is wrong? One probability from the verdict, the evidence and the claim.

A logistic regression over a dozen named features, fitted on labelled audits by ``training/confidence.py``; its weights
are data (``confidence.json``). A verdict says what the best passages hold; this adds what a reader of the whole
evidence would notice: words and values that no passage holds, an offer, a clause that is hardly covered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from ipse.errors import ModelError
from ipse.favours import favour
from ipse.figures import FIGURE_NOT_FOUND, figures, missing_figures
from ipse.resources import PACKAGE
from ipse.swaps import swaps
from ipse.text.nlp import content_words
from ipse.types import BUSINESS_KINDS, PERSONAL_KINDS, Act, CheckedClaim, Kind, Label, Passage, Signal, Subject

WEIGHTS = PACKAGE / "confidence.json"
_MARKS = ".,;:!?…\"'’()«» "
_SETTLED = ("_mismatch", "quotation_altered")


@dataclass(frozen=True, slots=True)
class Weights:
    """Feature means, scales and weights, and the intercept."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weight: tuple[float, ...]
    intercept: float

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability that the clause is wrong."""
        score = self.intercept + sum(
            w * (values[n] - m) / s for n, m, s, w in zip(self.names, self.mean, self.scale, self.weight, strict=True)
        )
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def confidence(checked: CheckedClaim) -> float:
    """The probability that a checked clause is wrong: contradicted by the sources, or not borne out by them."""
    return shipped_weights().probability(features(checked))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The package's weights.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        rows = raw["features"]
        columns = ([row[key] for row in rows] for key in ("name", "mean", "scale", "weight"))
        names, mean, scale, weight = (tuple(column) for column in columns)
        return Weights(names, mean, scale, weight, raw["intercept"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"unusable: {error!r}", remedy="install Ipse again", path=str(WEIGHTS)) from error


def features(checked: CheckedClaim) -> dict[str, float]:
    """Named numbers between about 0 and 4, in a fixed order."""
    claim, verdict = checked.claim, checked.verdict
    seen = _strongest(verdict.signals)
    return {
        "p_supported": seen.get("combine/p_supported", 0.0),
        "p_contradicted": seen.get("combine/p_contradicted", 0.0),
        "supported": float(verdict.label is Label.SUPPORTED),
        "contradicted": float(verdict.label is Label.CONTRADICTED),
        "settled": float(verdict.label is Label.CONTRADICTED and verdict.reason.endswith(_SETTLED)),
        "stale": float(verdict.stale),
        "entailment": seen.get("nli/entailment", 0.0),
        "contradiction": seen.get("nli/contradiction", 0.0),
        **_coverage(checked),
        **_value_gaps(checked),
        "offer": float(claim.act is Act.OFFER_PROMISE),
        "favour": float(favour(claim.quote, claim.language)),
        "answer": float(claim.act is Act.ANSWER_FRAGMENT),
        "creator": float(claim.subject is Subject.CREATOR),
        "business": float(claim.kind in BUSINESS_KINDS),
        "untyped": float(claim.kind is Kind.NONE),
        "words": min(len(claim.quote.split()), 30) / 10,
        "proof": claim.proof,
        "personal": float(claim.kind in PERSONAL_KINDS),
        "third_party": float(claim.subject is Subject.THIRD_PARTY),
        "top_score": max((e.score for e in checked.evidence), default=0.0),
        "nearest": max((e.similarity for e in checked.evidence), default=0.0),
        "opened": seen.get("combine/p_open", 0.0),
        "names_absent": _names_absent(checked),
        "value_match": seen.get("values/match", 0.0),
        "value_mismatch": seen.get("values/mismatch", 0.0),
        **swaps(checked),
        "another_person": seen.get("attribution/who", 0.0),
        "figure_missing": float(verdict.reason == FIGURE_NOT_FOUND),
    }


def _strongest(signals: Sequence[Signal]) -> dict[str, float]:
    """The highest value of each signal, by its tier and name."""
    found: dict[str, float] = {}
    for signal in signals:
        name = f"{signal.tier}/{signal.name}"
        found[name] = max(signal.value, found.get(name, signal.value))
    return found


def _coverage(checked: CheckedClaim) -> dict[str, float]:
    """How much of the clause the passages hold, each alone and all together; the fan's own words do not count."""
    claim = checked.claim
    asked = _stems(claim.question or "", claim.language)
    words = [w for w in _ordered_stems(claim.quote, claim.language) if w not in asked]
    held = [_stems(_shown(e.passage), e.passage.language or claim.language) for e in checked.evidence]
    if not words:
        return {"uncovered_best": 0.0, "uncovered_all": 0.0, "absent": 0.0}
    together: set[str] = set().union(*held) if held else set()
    best = max((sum(w in h for w in words) for h in held), default=0)
    absent = [w for w in words if w not in together]
    return {
        "uncovered_best": 1 - best / len(words),
        "uncovered_all": len(absent) / len(words),
        "absent": float(min(len(absent), 4)),
    }


def _value_gaps(checked: CheckedClaim) -> dict[str, float]:
    """Numbers, dates and times of the clause that no passage holds."""
    mine, missing = figures(checked), missing_figures(checked)
    return {"values": float(min(len(mine), 2)), "values_absent": float(min(len(missing), 2))}


def _names_absent(checked: CheckedClaim) -> float:
    """Capitalised words of the clause, its first word aside, that no passage and not the fan's message holds."""
    claim = checked.claim
    names = {w.strip(_MARKS) for w in claim.quote.split()[1:] if w[:1].isupper() and len(w.strip(_MARKS)) > 2}
    texts = [_shown(e.passage) for e in checked.evidence]
    held = " ".join((claim.question or "", *texts)).casefold()
    return float(min(sum(name.casefold() not in held for name in names), 2))


def _shown(passage: Passage) -> str:
    return " ".join(part for part in (passage.title, passage.locator, passage.text) if part)


@lru_cache(maxsize=8192)
def _ordered_stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(word[0] for word in content_words(text, language))


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(_ordered_stems(text, language))
