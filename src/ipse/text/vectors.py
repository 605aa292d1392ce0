"""Sentence vectors, for the rules and the verifier; the encoder is loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ipse.text.sentence_encoder import sentence_encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = 512
_CHUNK = 256  # texts embedded in one call
_CHARACTERS = 1000  # of a text that are read


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors, shape (len(texts), 512); texts of like length are embedded together."""
    import numpy as np

    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    for start in range(0, len(order), _CHUNK):
        part = order[start : start + _CHUNK]
        found[part] = sentence_encoder().encode([texts[at][:_CHARACTERS] or " " for at in part])
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(norms, 1e-9), dtype=np.float32)
