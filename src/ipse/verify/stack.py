"""The stacked classifier: a multinomial logistic regression over what the tiers saw, calibrated on dev sets.

The shipped model has weights of its own, fitted together with the other tiers. A model of the user's choice has none:
its log-probabilities are added to the logits of the model-free weights, as evidence of another kind.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.base import Scores
from ipse.verify.features import Observation, features, stem
from ipse.verify.weights import Linear, shipped

_CLASSES = 3
_FLOOR = 0.02  # a model of unknown calibration never rules a class out


@dataclass(frozen=True, slots=True)
class Stack:
    """Named features to probabilities of entailment, neutral and contradiction."""

    linear: Linear
    adds_model: bool = False

    def score(self, seen: Observation) -> Scores:
        """Calibrated probabilities for one observation."""
        logits = self.linear.logits(features(seen))
        if self.adds_model and seen.said is not None:
            said = (math.log(max(p, _FLOOR)) for p in seen.said.vector)
            return Scores.of_logits([a + b for a, b in zip(logits, said, strict=True)])
        return Scores.of_logits(logits)

    def moves(self, seen: Observation, top: int = 3) -> tuple[Signal, ...]:
        """The features that moved support against contradiction most, each with its variants (positive: support)."""
        values, linear = features(seen), self.linear
        pushes: dict[str, float] = defaultdict(float)
        for name, mean, scale, plus, minus in zip(
            linear.names, linear.mean, linear.scale, linear.weights[0], linear.weights[2], strict=True
        ):
            pushes[stem(name)] += (values[name] - mean) / scale * (plus - minus)
        pushes.pop("bias", None)
        best = sorted(pushes, key=lambda name: (-abs(pushes[name]), name))[:top]
        return tuple(Signal("stack", name, round(pushes[name], 3), f"{values[name]:.2f}") for name in best)


def shipped_stack(kind: str, *, adds_model: bool = False) -> Stack:
    """The package's stack: ``model`` (all tiers, the shipped model) or ``plain`` (words and values).

    Raises:
        ModelError: its weights are missing or damaged.
    """
    return Stack(shipped(kind, _CLASSES), adds_model)
