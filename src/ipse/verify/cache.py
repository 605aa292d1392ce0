"""Scores kept on disk, keyed by (model, premise, hypothesis): a second run asks the model nothing."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from ipse.blobs import BlobCache, blob_key
from ipse.verify.base import PairModel, Scores

_LAYOUT = struct.Struct("<3d")


class CachedModel:
    """A pair model that asks its cache first and scores each distinct pair once."""

    def __init__(self, model: PairModel, cache: BlobCache) -> None:
        self._model = model
        self._cache = cache

    @property
    def name(self) -> str:
        """The inner model's name: a cache changes nothing that a result depends on."""
        return self._model.name

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """One ``Scores`` per pair, from the cache where it is known."""
        keys = [blob_key(self.name, premise, hypothesis) for premise, hypothesis in pairs]
        known = {key: Scores(*_LAYOUT.unpack(kept)) for key, kept in self._cache.get(keys).items()}
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        if missing:
            fresh = dict(zip(missing, self._model.score(list(missing.values())), strict=True))
            self._cache.put({key: _LAYOUT.pack(*scores.vector) for key, scores in fresh.items()})
            known |= fresh
        return [known[key] for key in keys]
