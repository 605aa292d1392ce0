"""Scores kept on disk, keyed by (model, premise, hypothesis): a second run asks the model nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from ipse.errors import CacheError
from ipse.verify.base import PairModel, Scores

_SCHEMA = "CREATE TABLE IF NOT EXISTS scores (key BLOB PRIMARY KEY, e REAL, n REAL, c REAL) WITHOUT ROWID"
_CHUNK = 500
_WAIT_SECONDS = 30.0


def score_key(model: str, premise: str, hypothesis: str) -> bytes:
    """A digest that changes when the model, the premise or the hypothesis does."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (model, premise, hypothesis):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.digest()


class ScoreCache:
    """A SQLite file in write-ahead mode: several runs may read and write at once.

    Raises:
        CacheError: the file cannot be opened, or is not a SQLite database.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as db, db:
                db.execute("PRAGMA journal_mode=WAL")
                db.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise self._failure(error) from error

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Scores]:
        """The scores known for these keys; absent keys are simply not in the result."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, Scores] = {}
        try:
            with closing(self._connect()) as db:
                for start in range(0, len(wanted), _CHUNK):
                    found.update(_select(db, wanted[start : start + _CHUNK]))
        except sqlite3.Error as error:
            raise self._failure(error) from error
        return found

    def put(self, scores: Mapping[bytes, Scores]) -> None:
        """Keep these scores; a key that is there already keeps its value."""
        rows = [(key, *value.vector) for key, value in scores.items()]
        try:
            with closing(self._connect()) as db, db:
                db.executemany("INSERT OR IGNORE INTO scores VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=_WAIT_SECONDS)

    def _failure(self, error: Exception) -> CacheError:
        return CacheError(
            f"the verdict cache cannot be used: {error}",
            path=self.path.name,
            remedy="delete this file, or choose another cache folder",
        )


def _select(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Scores]:
    marks = ",".join("?" * len(keys))
    rows = db.execute(f"SELECT key, e, n, c FROM scores WHERE key IN ({marks})", keys)
    return {key: Scores(e, n, c) for key, e, n, c in rows}


class CachedModel:
    """A pair model that asks its cache first and scores each distinct pair once."""

    def __init__(self, model: PairModel, cache: ScoreCache) -> None:
        self._model = model
        self._cache = cache

    @property
    def name(self) -> str:
        """The inner model's name: a cache changes nothing that a result depends on."""
        return self._model.name

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """One ``Scores`` per pair, from the cache where it is known."""
        keys = [score_key(self.name, premise, hypothesis) for premise, hypothesis in pairs]
        known = self._cache.get(keys)
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        if missing:
            fresh = dict(zip(missing, self._model.score(list(missing.values())), strict=True))
            self._cache.put(fresh)
            known |= fresh
        return [known[key] for key in keys]
