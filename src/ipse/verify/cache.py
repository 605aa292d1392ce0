"""Answers of the models kept on disk, keyed by model and question: a second run asks the models nothing."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import TypeVar

from ipse.blobs import BlobCache, blob_key
from ipse.verify.base import PairModel, Scores
from ipse.verify.nearest import Nearest, NearestReader, Question

_SCORES = struct.Struct("<3d")
_NEAREST = struct.Struct("<4d")
_Q = TypeVar("_Q")
_A = TypeVar("_A")


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
        return _through(self._cache, keys, pairs, self._model.score, _pack_scores, _unpack_scores)


class CachedNearest:
    """The same for the tier of sentence vectors."""

    def __init__(self, reader: NearestReader, cache: BlobCache) -> None:
        self._reader = reader
        self._cache = cache

    @property
    def name(self) -> str:
        """The inner reader's name."""
        return self._reader.name

    def read(self, questions: Sequence[Question]) -> list[Nearest]:
        """One answer a question, from the cache where it is known."""
        keys = [blob_key(self.name, asked.hypothesis, *asked.sentences) for asked in questions]
        return _through(self._cache, keys, questions, self._reader.read, _pack_nearest, _unpack_nearest)


def _through(
    cache: BlobCache,
    keys: Sequence[bytes],
    questions: Sequence[_Q],
    ask: Callable[[Sequence[_Q]], list[_A]],
    pack: Callable[[_A], bytes],
    unpack: Callable[[bytes], _A],
) -> list[_A]:
    """One answer a question: what the cache knows, and what is asked for and kept."""
    known = {key: unpack(kept) for key, kept in cache.get(keys).items()}
    missing = {key: asked for key, asked in zip(keys, questions, strict=True) if key not in known}
    if missing:
        fresh = dict(zip(missing, ask(list(missing.values())), strict=True))
        cache.put({key: pack(answer) for key, answer in fresh.items()})
        known |= fresh
    return [known[key] for key in keys]


def _pack_scores(scores: Scores) -> bytes:
    return _SCORES.pack(*scores.vector)


def _unpack_scores(kept: bytes) -> Scores:
    return Scores(*_SCORES.unpack(kept))


def _pack_nearest(nearest: Nearest) -> bytes:
    return _NEAREST.pack(nearest.cosine, *nearest.said.vector)


def _unpack_nearest(kept: bytes) -> Nearest:
    cosine, *said = _NEAREST.unpack(kept)
    return Nearest(cosine, Scores(*said))
