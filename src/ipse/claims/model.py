"""The shipped linear model of clauses: which place begins one, what it does, about whom and what.

Multinomial logistic regression over the named features of ``boundaries`` and ``features``; made by
``python -m training.clauses``. A prediction is a sum of rows, so the features that decided can be named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ipse.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class Head:
    """One question asked of a clause: its labels and their columns in the weight matrix."""

    labels: tuple[str, ...]
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class ClauseModel:
    """Weights in memory. ``boundary`` maps a feature to its weight; ``rows`` maps one to its matrix row."""

    boundary: Mapping[str, float]
    boundary_bias: float
    threshold: float
    rows: Mapping[str, int]
    matrix: np.ndarray[Any, Any]  # features x all labels, float32
    bias: np.ndarray[Any, Any]
    heads: Mapping[str, Head]
    digest: str

    def boundary_scores(self, features: Iterable[Sequence[str]]) -> list[float]:
        """The logit of "a clause begins here" for each place."""
        weight = self.boundary.get
        return [self.boundary_bias + sum(weight(name, 0.0) for name in names) for names in features]

    def probabilities(self, features: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each head, the probability of each label."""
        import numpy as np

        rows = list({row for name in features if (row := self.rows.get(name)) is not None})
        scores = self.matrix[rows].sum(axis=0) + self.bias
        found = {}
        for name, head in self.heads.items():
            part = np.exp(scores[head.start : head.stop] - scores[head.start : head.stop].max())
            part = part / part.sum()
            found[name] = dict(zip(head.labels, part.tolist(), strict=True))
        return found

    def because(self, features: Sequence[str], head: str, label: str, most: int = 3) -> tuple[str, ...]:
        """The features that spoke most for ``label``, strongest first."""
        found = self.heads[head]
        column = found.start + found.labels.index(label)
        named = {name: float(self.matrix[row, column]) for name in features if (row := self.rows.get(name)) is not None}
        best = sorted(named, key=lambda name: (-named[name], name))[:most]
        return tuple(name for name in best if named[name] > 0)


@cache
def clause_model() -> ClauseModel:
    """The model in the package, read once. Raises ``ModelError`` when it is missing or damaged."""
    import hashlib
    from io import BytesIO

    import numpy as np

    try:
        content = files("ipse.claims").joinpath(WEIGHTS).read_bytes()
        with np.load(BytesIO(content), allow_pickle=False) as data:
            return _unpack({name: data[name] for name in data.files}, hashlib.sha256(content).hexdigest())
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            "the clause model cannot be read", path=WEIGHTS, remedy="reinstall ipse, or run python -m training.clauses"
        ) from error


def _unpack(data: Mapping[str, Any], digest: str) -> ClauseModel:
    import numpy as np

    names = _strings(data["boundary_names"])
    heads, start = {}, 0
    for line in _strings(data["heads"]):
        name, *labels = line.split(" ")
        heads[name] = Head(tuple(labels), start, start + len(labels))
        start += len(labels)
    return ClauseModel(
        boundary=dict(zip(names, data["boundary"].astype(float).tolist(), strict=True)),
        boundary_bias=float(data["boundary_bias"]),
        threshold=float(data["threshold"]),
        rows={name: row for row, name in enumerate(_strings(data["names"]))},
        matrix=data["matrix"].astype(np.float32),
        bias=data["bias"].astype(np.float32),
        heads=heads,
        digest=digest,
    )


def _strings(packed: Any) -> list[str]:
    return bytes(packed.tobytes()).decode("utf-8").split("\n")
