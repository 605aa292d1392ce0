"""Small regressions whose weights are package data (``weights.json``), fitted by ``training/stack.py``.

Three of them: ``values`` (is a different value the same slot?), ``plain`` (stance without a model tier) and ``model``
(stance with one). Inputs are named; outputs are probabilities.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ipse.errors import ModelError

_FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """A (multinomial) logistic regression over named, standardised inputs: one row of weights per output."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def logits(self, values: Mapping[str, float]) -> tuple[float, ...]:
        """One logit per output."""
        scaled = [(values[n] - m) / s for n, m, s in zip(self.names, self.mean, self.scale, strict=True)]
        return tuple(
            bias + math.fsum(w * v for w, v in zip(row, scaled, strict=True))
            for row, bias in zip(self.weights, self.bias, strict=True)
        )

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability of a regression with one output."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.logits(values)[0]))))


def parse_linear(table: Mapping[str, Any], outputs: int) -> Linear:
    """Weights from their JSON form.

    Raises:
        ValueError: sizes that do not fit one another.
    """
    names = tuple(str(name) for name in table["features"])
    rows = tuple(_numbers(row) for row in table["weights"])
    linear = Linear(names, _numbers(table["mean"]), _numbers(table["scale"]), rows, _numbers(table["bias"]))
    sizes = {len(linear.mean), len(linear.scale), *(len(row) for row in rows)}
    if sizes != {len(names)} or not len(rows) == len(linear.bias) == outputs or 0.0 in linear.scale:
        raise ValueError("sizes of features and weights differ")
    return linear


def _numbers(values: Sequence[Any]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def support_threshold() -> float:
    """From which probability a passage supports a claim, chosen on dev sets for few false supports."""
    return float(_weights().get("support_at", 0.5))


@cache
def _weights() -> Mapping[str, Any]:
    text = files("ipse.verify").joinpath(_FILE).read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


@cache
def shipped(kind: str, outputs: int) -> Linear:
    """The package's weights of one kind.

    Raises:
        ModelError: they are missing or damaged.
    """
    try:
        return parse_linear(_weights()[kind], outputs)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"has no usable weights of kind {kind!r}: {error}",
            path=f"ipse/verify/{_FILE}",
            remedy="reinstall the package, or fit them again with training/stack.py",
        ) from error


def substitution_weights() -> Linear:
    """The weights of the value tier."""
    return shipped("values", 1)


def forget() -> None:
    """Read the weights file again at the next use: for the script that writes it."""
    _weights.cache_clear()
    shipped.cache_clear()
