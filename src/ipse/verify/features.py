"""What the tiers saw, as numbers with names: the input of the stacked classifier and of the explanation.

A feature means another thing in a sentence than in a passage, and the model is surer of French than it should be. So
some come again as variants, ``feature:variant``: times the length of the window (``long``), times how near it is to a
single sentence (``brief``), and the latter in French only (``french_brief``). ``bias`` stands for a one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.attribution import Attribution
from ipse.verify.base import Scores, floored_log
from ipse.verify.lexical import Alignment
from ipse.verify.nearest import Nearest
from ipse.verify.quotations import QuotationCheck
from ipse.verify.values import ValueReading

CLASSES = ("entailment", "neutral", "contradiction")
_UNSURE = Scores(1 / 3, 1 / 3, 1 / 3)
_BRIEF_WORDS = 40  # words of a window at which a brief variant is down to 1/e
_LONG_WORDS = 120  # of a window that counts as long; there is hardly a longer one among those the weights rest on


@dataclass(frozen=True, slots=True)
class Observation:
    """One claim against one window of a passage, as every tier saw it.

    ``said`` is None without a model, ``nearest`` without sentence vectors.
    """

    values: ValueReading
    quotations: tuple[QuotationCheck, ...]
    alignment: Alignment
    attribution: Attribution
    dialogue: bool
    words: int  # of the claim
    window_words: int  # of the passage's window
    french: bool = False  # the claim is
    verbatim: bool = False  # the claim stands there, word for word, as a sentence
    said: Scores | None = None
    nearest: Nearest | None = None

    @property
    def signals(self) -> tuple[Signal, ...]:
        """All signals, tier by tier."""
        found = [*self.values.signals(), *(q.signal() for q in self.quotations)]
        found += [*self.alignment.signals(), *self.attribution.signals()]
        if self.said is not None:
            found += _told("nli", self.said)
        if self.nearest is not None:
            found += [*_told("nearest", self.nearest.said), Signal("nearest", "cosine", round(self.nearest.cosine, 4))]
        return tuple(found)


def features(seen: Observation) -> dict[str, float]:
    """Named numbers, none of them larger than about ten; the same names in the same order every time."""
    plain, said, near = _plain(seen), _named("nli_{}", _logs(seen.said)), _near(seen.nearest)
    brevity = math.exp(-seen.window_words / _BRIEF_WORDS)
    one = {"bias": 1.0}
    return {
        **said,
        **plain,
        **near,
        **_variant("long", said, min(seen.window_words, _LONG_WORDS) / _LONG_WORDS),
        **_variant("brief", one | said | plain | near, brevity),
        **_variant("french_brief", one | said, seen.french * brevity),
    }


def stem(name: str) -> str:
    """The feature that a variant is one of."""
    return name.partition(":")[0]


def _variant(name: str, values: Mapping[str, float], times: float) -> dict[str, float]:
    return {f"{feature}:{name}": times * value for feature, value in values.items()}


def _plain(seen: Observation) -> dict[str, float]:
    values, lexical = seen.values, seen.alignment
    mismatch, match = values.mismatch, values.match
    near = lexical.focus
    model = seen.said or _UNSURE
    return {
        "value_match": match.strength if match else 0.0,
        "value_all_match": float(bool(values.checks) and all(c.outcome == "match" for c in values.checks)),
        "value_mismatch": mismatch.strength if mismatch else 0.0,
        "value_settled": float(values.settled),
        "value_absent": float(min(values.absent, 2)),
        "quotation_exact": float(any(q.exact for q in seen.quotations)),
        "quotation_altered": float(any(q.altered for q in seen.quotations)),
        "coverage": lexical.coverage,
        "focus": near,
        "nli_support_near": lexical.coverage * _log_ratio(model.entailment, model.neutral),
        "nli_against_near": lexical.coverage * _log_ratio(model.contradiction, model.neutral),
        "missing_share": len(lexical.missing) / max(1, len(lexical.missing) + len(lexical.aligned)),
        "names_found": float(min(lexical.names_found, 2)),
        "claim_negated": float(lexical.claim_negated),
        "claim_extreme": float(lexical.claim_extreme),
        "density": lexical.density,
        "missing": float(min(len(lexical.missing), 6)),
        "missing_names": float(min(len(lexical.missing_names), 2)),
        "polarity": near * lexical.polarity_clash,
        "extreme": near * lexical.extreme_clash,
        "rival": near * (lexical.rival is not None),
        "who": near * seen.attribution.clash,
        "who_absent": (1 - near) * seen.attribution.clash,
        "foreign": float(not lexical.same_language),
        "foreign_coverage": lexical.coverage * (not lexical.same_language),
        "dialogue": float(seen.dialogue),
        "short": float(seen.words <= 4),
        "words": min(seen.words, 40) / 10,
    }


def _near(nearest: Nearest | None) -> dict[str, float]:
    logs = _named("nearest_{}", _logs(nearest.said if nearest else None))
    return logs | {"nearest_cosine": nearest.cosine if nearest else 0.0}


def _logs(scores: Scores | None) -> tuple[float, ...]:
    """Log-probabilities by class; zeros where no model was asked, so that it moves nothing."""
    return tuple(map(floored_log, scores.vector)) if scores else (0.0,) * len(CLASSES)


def _told(tier: str, scores: Scores) -> list[Signal]:
    return [Signal(tier, name, round(value, 4)) for name, value in zip(CLASSES, scores.vector, strict=True)]


def _named(pattern: str, logs: tuple[float, ...]) -> dict[str, float]:
    return {pattern.format(name): value for name, value in zip(CLASSES, logs, strict=True)}


def _log_ratio(a: float, b: float) -> float:
    return floored_log(a) - floored_log(b)
