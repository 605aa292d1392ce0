"""What the tiers saw, as numbers with names: the input of the stacked classifier and of the explanation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.attribution import Attribution
from ipse.verify.base import Scores
from ipse.verify.lexical import Alignment
from ipse.verify.quotations import QuotationCheck
from ipse.verify.values import ValueReading

CLASSES = ("entailment", "neutral", "contradiction")
_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Observation:
    """One claim against one window of a passage, as every tier saw it. ``model`` is None without a model tier."""

    values: ValueReading
    quotations: tuple[QuotationCheck, ...]
    alignment: Alignment
    attribution: Attribution
    model: Scores | None
    dialogue: bool
    words: int  # of the claim
    window_words: int  # of the passage's window

    @property
    def signals(self) -> tuple[Signal, ...]:
        """All signals, tier by tier."""
        found = [*self.values.signals(), *(q.signal() for q in self.quotations)]
        found += [*self.alignment.signals(), *self.attribution.signals()]
        if self.model is not None:
            found += [Signal("nli", n, round(v, 4)) for n, v in zip(CLASSES, self.model.vector, strict=True)]
        return tuple(found)


def features(seen: Observation) -> dict[str, float]:
    """Named numbers, none of them larger than about ten; the same names in the same order every time."""
    values, lexical = seen.values, seen.alignment
    mismatch, match = values.mismatch, values.match
    near = lexical.focus
    model = seen.model or Scores(1 / 3, 1 / 3, 1 / 3)
    said = dict(zip(CLASSES, (math.log(max(p, _FLOOR)) for p in model.vector), strict=True))
    long = min(seen.window_words, 300) / 100
    return {
        **{f"nli_{name}": value for name, value in said.items()},
        **{f"nli_{name}_long": long * value for name, value in said.items()},
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


def _log_ratio(a: float, b: float) -> float:
    return math.log(max(a, _FLOOR) / max(b, _FLOOR))
