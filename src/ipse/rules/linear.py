"""Small linear classifiers: hashed n-grams, sentence vectors and rule features, softmax by class.

The weights are made by ``training/disclosure`` from data written for this project and the train split of
R-U-A-Robot (Gros et al. 2021); each file is under 2 MB.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ipse.errors import ModelError
from ipse.rules.lexicon import folded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 14
VECTOR_SCALE = 3.0


def ngrams(text: str) -> Mapping[int, float]:
    """Hashed character 2- to 4-grams inside words and word 1- and 2-grams, as unit-length counts."""
    words = folded(text).text.replace("\n", " ").split()
    grams: Counter[int] = Counter()
    for word in words:
        padded = f" {word} "
        for size in (2, 3, 4):
            grams.update(_bucket(padded[i : i + size]) for i in range(len(padded) - size + 1))
    for first, second in zip(["^", *words], [*words, "$"], strict=True):
        grams.update((_bucket(f"w:{second}"), _bucket(f"b:{first} {second}")))
    damped = {bucket: float(count) ** 0.5 for bucket, count in grams.items()}
    length = sum(value * value for value in damped.values()) ** 0.5 or 1.0
    return {bucket: value / length for bucket, value in damped.items()}


def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode("utf-8")) % BUCKETS


@dataclass(frozen=True)
class LinearModel:
    """Weights per class for n-grams (classes, buckets), vectors (classes, sizes) and rule features."""

    labels: tuple[str, ...]
    grams: NDArray[np.float32]
    dense: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, text: str, dense: Sequence[float] | NDArray[np.float32]) -> dict[str, float]:
        """Probability of each label for a text and its dense features."""
        import numpy as np

        scores = self.bias + self.dense @ np.asarray(dense, dtype=np.float32)
        for bucket, value in ngrams(text).items():
            scores = scores + self.grams[:, bucket] * value
        shifted = np.exp(scores - scores.max())
        return dict(zip(self.labels, (shifted / shifted.sum()).tolist(), strict=True))


@lru_cache(maxsize=8)
def load_model(name: str) -> LinearModel:
    """The shipped model ``name``; raises :class:`ModelError` when it is missing or of the wrong shape."""
    import io

    import numpy as np

    place = files("ipse.rules").joinpath("weights", f"{name}.npz")
    try:
        held = np.load(io.BytesIO(place.read_bytes()), allow_pickle=False)
        scale = held["scale"].astype(np.float32)
        grams = held["grams"].astype(np.float32) * scale[:, None]
        model = LinearModel(
            tuple(str(label) for label in held["labels"]),
            grams,
            held["dense"].astype(np.float32),
            held["bias"].astype(np.float32),
        )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(
            f"the classifier {name!r} cannot be loaded: {error}",
            remedy="reinstall, or run training/disclosure",
            path=str(place),
        ) from error
    if model.grams.shape != (len(model.labels), BUCKETS):
        raise ModelError(f"the classifier {name!r} has the wrong shape", remedy="run training/disclosure")
    return model
