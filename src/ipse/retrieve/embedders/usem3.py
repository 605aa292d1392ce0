"""Universal Sentence Encoder, multilingual v3: sixteen languages, pure NumPy, 33 MB inside its package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ipse.text.sentence_encoder import encoder_version, sentence_encoder

if TYPE_CHECKING:
    from ipse.retrieve.embedders import Vectors

_BATCH = 32  # near lengths together waste little padding


class Usem3:
    """Queries and passages are encoded alike."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.name = f"usem3-{encoder_version()}"

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of 512 numbers."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.zeros((len(texts), 512), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._model.encode([texts[index] or " " for index in batch])
        return vectors

    def queries(self, texts: Sequence[str]) -> Vectors:
        """As ``passages``."""
        return self.passages(texts)


def load() -> Usem3:
    """The embedder; its weights are read at the first text."""
    return Usem3(sentence_encoder())
