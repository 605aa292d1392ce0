"""The stacked classifier: a multinomial logistic regression over what the tiers saw, calibrated on dev sets."""

from __future__ import annotations

from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.base import Scores
from ipse.verify.features import Observation, features
from ipse.verify.weights import Linear, shipped

_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Stack:
    """Named features to probabilities of entailment, neutral and contradiction."""

    linear: Linear

    def score(self, seen: Observation) -> Scores:
        """Calibrated probabilities for one observation."""
        return Scores.of_logits(self.linear.logits(features(seen)))

    def moves(self, seen: Observation, top: int = 3) -> tuple[Signal, ...]:
        """The features that moved support against contradiction most (positive: towards support)."""
        values, linear = features(seen), self.linear
        pushes = {
            name: (values[name] - mean) / scale * (plus - minus)
            for name, mean, scale, plus, minus in zip(
                linear.names, linear.mean, linear.scale, linear.weights[0], linear.weights[2], strict=True
            )
        }
        best = sorted(pushes, key=lambda name: (-abs(pushes[name]), name))[:top]
        return tuple(Signal("stack", name, round(pushes[name], 3), f"{values[name]:.2f}") for name in best)


def shipped_stack(kind: str) -> Stack:
    """The package's stack: ``model`` (all tiers) or ``plain`` (no model tier).

    Raises:
        ModelError: its weights are missing or damaged.
    """
    return Stack(shipped(kind, _CLASSES))
