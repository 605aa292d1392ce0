"""Bytes kept on disk under a key, each behind a check: what a run worked out, for the next run."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from ipse.errors import CacheError

_SCHEMA = "CREATE TABLE IF NOT EXISTS blobs (key BLOB PRIMARY KEY, value BLOB, seal BLOB) WITHOUT ROWID"
_CHUNK = 500
_WAIT_SECONDS = 30.0
_PAUSE_SECONDS = 0.02
_KEY_BYTES, _SEAL_BYTES = 20, 8


def blob_key(*parts: str) -> bytes:
    """A digest that changes when any part does, or the border between two."""
    digest = hashlib.blake2b(digest_size=_KEY_BYTES)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.digest()


class BlobCache:
    """A SQLite file in write-ahead mode: several runs may read and write at once.

    A value that was damaged on disk is as good as absent; a damaged file is an error.

    Raises:
        CacheError: the file cannot be opened, read or written, or is not a SQLite database.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._create()
        except (sqlite3.Error, OSError) as error:
            raise self._failure(error) from error

    def _create(self) -> None:
        """Make the file. Runs that begin together wait for each other: the switch to WAL does not wait by itself."""
        until = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                with closing(self._connect()) as db, db:
                    db.execute("PRAGMA journal_mode=WAL")
                    db.execute(_SCHEMA)
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_SECONDS)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values known for these keys; absent keys are simply not in the result."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        try:
            with closing(self._connect()) as db:
                for start in range(0, len(wanted), _CHUNK):
                    found.update(_select(db, wanted[start : start + _CHUNK]))
        except (sqlite3.Error, OverflowError) as error:
            raise self._failure(error) from error
        return found

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep these values."""
        rows = [(key, value, _seal(key, value)) for key, value in values.items()]
        try:
            with closing(self._connect()) as db, db:
                db.executemany("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=_WAIT_SECONDS)

    def _failure(self, error: Exception) -> CacheError:
        return CacheError(
            f"this cache cannot be used: {error}",
            path=str(self.path),
            remedy="delete this file, or choose another cache folder",
        )


def _select(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    marks = ",".join("?" * len(keys))
    rows = db.execute(f"SELECT key, value, seal FROM blobs WHERE key IN ({marks})", keys)
    return {key: value for key, value, seal in rows if isinstance(value, bytes) and seal == _seal(key, value)}


def _seal(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=_SEAL_BYTES).digest()
