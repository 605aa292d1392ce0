"""The tier of sentence vectors: the sentence of a window that is nearest to a claim, and what the two vectors tell.

A small network reads the vectors ``u`` of the sentence and ``v`` of the claim as ``u, v, |u - v|, u * v`` and their
cosine, after InferSent (Conneau et al., 2017). The vectors are those of retrieval and of the rules, another family of
model than the cross-encoder: what one misses the other may see. Made by ``python -m training.nearest``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ipse.errors import ModelError
from ipse.resources import file_sha256, models_folder
from ipse.text.sentence_encoder import encoder_version
from ipse.text.vectors import vectors
from ipse.verify.base import Scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

WEIGHTS, ABOUT = "weights.npz", "model.json"
LAYERS = 3
UNIT = 22.0  # vectors of length 22 have numbers near one, which the network was taught on
_MIDDLE, _SPREAD = 0.5, 4.0  # … and the cosine near zero


class Question(NamedTuple):
    """A window's sentences and the claim as a model reads it."""

    sentences: tuple[str, ...]
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The cosine of the claim with the nearest sentence, in [-1, 1], and what the network says of the two."""

    cosine: float
    said: Scores


class NearestReader(Protocol):
    """Anything that answers questions about nearest sentences."""

    @property
    def name(self) -> str:
        """Name and content hash: the key of cached answers."""
        ...

    def read(self, questions: Sequence[Question]) -> list[Nearest]:
        """One answer a question, in order."""
        ...


class NearestModel:
    """The shipped network over the vectors of the sentence encoder; loads on first use.

    Args:
        folder: holds ``weights.npz`` and ``model.json`` with its sha256; by default the shipped one.

    Raises:
        ModelError: a file is missing, damaged, or does not match its hash.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or models_folder() / "nearest"
        self._digest = _checked(self._folder)
        self._layers: tuple[tuple[Matrix, Matrix], ...] | None = None

    @property
    def name(self) -> str:
        """The hash of the network's weights and the version of the vectors it reads."""
        return f"nearest@{self._digest[:16]}+vectors@{encoder_version()}"

    def read(self, questions: Sequence[Question]) -> list[Nearest]:
        """One answer a question, in order; a window without a sentence is read as an empty one.

        Each is read apart from the others: the same question gets the same bytes whatever else is asked.
        """
        return [self._read(asked) for asked in questions]

    def _read(self, asked: Question) -> Nearest:
        claim, sentences = _together((asked.hypothesis,))[0], _together(asked.sentences or ("",))
        nearest = sentences[int((sentences @ claim).argmax())]
        (logits,) = self._logits(inputs(nearest[None], claim[None]))
        return Nearest(float(nearest @ claim), Scores.of_logits(logits.tolist()))

    def _logits(self, values: Matrix) -> Matrix:
        import numpy as np

        if self._layers is None:
            self._layers = _load(self._folder / WEIGHTS)
        *hidden, (weight, bias) = self._layers
        for inner, shift in hidden:
            values = np.maximum(values @ inner + shift, 0)
        return values @ weight + bias


def inputs(sentences: Matrix, claims: Matrix) -> Matrix:
    """What the network reads: [n, 4 * size + 1] of unit vectors [n, size] each."""
    import numpy as np

    u, v = sentences * UNIT, claims * UNIT
    cosine = (sentences * claims).sum(axis=1, keepdims=True)
    return np.concatenate([u, v, np.abs(u - v), u * v, (cosine - _MIDDLE) * _SPREAD], axis=1).astype(np.float32)


@lru_cache(maxsize=4096)  # many claims are asked of one window, and one claim of many
def _together(texts: tuple[str, ...]) -> Matrix:
    """Unit vectors of texts that are embedded together and with no others: padding moves a vector's last digits."""
    return vectors(texts)


def _checked(folder: Path) -> str:
    try:
        expected = json.loads((folder / ABOUT).read_text(encoding="utf-8"))["files"][WEIGHTS]
        found = file_sha256(folder / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, repr(error)) from error
    if found != expected:
        raise _unusable(folder, f"{WEIGHTS} has sha256 {found[:12]}…, expected {str(expected)[:12]}…")
    return found


def _load(path: Path) -> tuple[tuple[Matrix, Matrix], ...]:
    import numpy as np

    with np.load(path) as kept:
        tables: dict[str, Any] = {name: kept[name].astype(np.float32) for name in kept.files}
    return tuple((tables[f"weight{n}"], tables[f"bias{n}"]) for n in range(LAYERS))


def _unusable(folder: Path, why: str) -> ModelError:
    return ModelError(f"unusable: {why}", path=f"{folder.name}/{WEIGHTS}", remedy="install Ipse again")
