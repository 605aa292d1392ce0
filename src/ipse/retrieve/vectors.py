"""Vectors on disk, by the hash of their text: what has not changed is never embedded twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ipse.blobs import BlobCache, blob_key

if TYPE_CHECKING:
    from ipse.retrieve.embedders import Embedder, Vectors


class VectorCache:
    """The vectors of one embedder, kept in ``vectors.sqlite`` of a folder; ``None`` keeps nothing.

    Raises:
        CacheError: the file cannot be used.
    """

    def __init__(self, folder: Path | None, embedder: Embedder, *, queries: bool = False) -> None:
        self._encode = embedder.queries if queries else embedder.passages
        self._space = (embedder.name, "query" if queries else "passage")
        self._kept = BlobCache(folder / "vectors.sqlite") if folder else None
        self.embedded = 0  # texts that had to be embedded so far

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of 32-bit numbers a text, in order."""
        import numpy as np

        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        keys = [blob_key(*self._space, text) for text in texts]
        kept = self._kept.get(keys) if self._kept else {}
        known = {key: np.frombuffer(value, dtype=np.float32) for key, value in kept.items()}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = np.asarray(self._encode(list(missing.values())), dtype=np.float32)
            self.embedded += len(missing)
            known |= zip(missing, made, strict=True)
            if self._kept:
                self._kept.put({key: known[key].tobytes() for key in missing})
        return np.stack([known[key] for key in keys])
