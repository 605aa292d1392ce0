"""The stacked classifier: a small multinomial logistic regression over named features, weights as package data.

Fitted by ``training/stack.py`` on development sets only; its three probabilities are calibrated there. There are two
sets of weights: ``model`` (all tiers) and ``plain`` (when no model tier is there).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ipse.errors import ModelError
from ipse.types import Signal
from ipse.verify.base import Scores
from ipse.verify.features import Observation, vector

_FILE = "stack.json"
_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Stack:
    """Weights over standardised features; classes in the order entailment, neutral, contradiction."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def score(self, seen: Observation) -> Scores:
        """Calibrated probabilities for one observation."""
        return Scores.of_logits(self._logits(vector(seen, self.names)))

    def moves(self, seen: Observation, top: int = 3) -> tuple[Signal, ...]:
        """The features that moved support against contradiction most, for the explanation."""
        raw = vector(seen, self.names)
        pushes = [
            (value - mean) / scale * (plus - minus)
            for value, mean, scale, plus, minus in zip(
                raw, self.mean, self.scale, self.weights[0], self.weights[2], strict=True
            )
        ]
        best = sorted(range(len(pushes)), key=lambda i: -abs(pushes[i]))[:top]
        return tuple(Signal("stack", self.names[i], round(pushes[i], 3), f"value {raw[i]:.2f}") for i in best)

    def _logits(self, raw: Sequence[float]) -> list[float]:
        scaled = [(v - m) / s for v, m, s in zip(raw, self.mean, self.scale, strict=True)]
        return [
            bias + math.fsum(w * v for w, v in zip(row, scaled, strict=True))
            for row, bias in zip(self.weights, self.bias, strict=True)
        ]


@cache
def shipped_stack(kind: str) -> Stack:
    """The package's weights of one kind, ``model`` or ``plain``.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    try:
        text = files("ipse.verify").joinpath(_FILE).read_text(encoding="utf-8")
        return parse_stack(json.loads(text)[kind])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"has no usable weights of kind {kind!r}: {error}",
            path=f"ipse/verify/{_FILE}",
            remedy="reinstall the package, or fit them again with training/stack.py",
        ) from error


def parse_stack(table: Mapping[str, Sequence[object]]) -> Stack:
    """Weights from their JSON form.

    Raises:
        ValueError: sizes that do not fit one another.
    """

    def numbers(values: object) -> tuple[float, ...]:
        if not isinstance(values, Sequence):
            raise ValueError("expected a list of numbers")
        return tuple(float(v) for v in values)

    names = tuple(str(name) for name in table["features"])
    weights = tuple(numbers(row) for row in table["weights"])
    stack = Stack(names, numbers(table["mean"]), numbers(table["scale"]), weights, numbers(table["bias"]))
    sizes = {len(stack.mean), len(stack.scale), *(len(row) for row in weights)}
    if sizes != {len(names)} or len(weights) != _CLASSES or len(stack.bias) != _CLASSES or 0.0 in stack.scale:
        raise ValueError("sizes of features and weights differ")
    return stack
