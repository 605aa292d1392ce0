"""Vectors on disk, by the hash of their text: what has not changed is never embedded twice.

Each run that embeds something adds one immutable segment, written beside and renamed into place, so that
simultaneous runs on one cache never see half a file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from ipse.errors import CacheError

if TYPE_CHECKING:
    from ipse.retrieve.embedders import Embedder, Vectors

_VERSION = 1
_MANY = 16  # segments; more are merged into one


class VectorCache:
    """The vectors of one embedder in a folder; ``None`` keeps nothing. An unreadable segment is as good as absent."""

    def __init__(self, folder: Path | None, embedder: Embedder, *, queries: bool = False) -> None:
        self._encode = embedder.queries if queries else embedder.passages
        kind = "queries" if queries else "passages"
        self._folder = folder / "vectors" / f"{_safe(embedder.name)}-v{_VERSION}" / kind if folder else None
        self._loaded: list[Path] = []  # segments whose vectors are known: only these may be merged away
        self.embedded = 0  # texts that had to be embedded so far

    def vectors(self, texts: Sequence[str], *, keep: bool = True) -> Vectors:
        """One row a text, in order; ``keep``: remember what is new. Raises ``CacheError`` when that fails."""
        import numpy as np

        keys = [_key(text) for text in texts]
        known = self._load()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = self._encode(list(missing.values()))
            fresh = dict(zip(missing, made, strict=True))
            self.embedded += len(fresh)
            if keep:
                self._store(fresh, known)
            known |= fresh
        if not keys:
            return np.zeros((0, 1), dtype=np.float32)
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def _segments(self) -> list[Path]:
        if self._folder is None or not self._folder.is_dir():
            return []
        return sorted(self._folder.glob("*.npz"))

    def _load(self) -> dict[bytes, Vectors]:
        import numpy as np

        known: dict[bytes, Vectors] = {}
        self._loaded = []
        for path in self._segments():
            try:
                with np.load(path, allow_pickle=False) as data:
                    keys, vectors = data["keys"], data["vectors"]
                if keys.shape == (len(vectors), 32):
                    known.update((key.tobytes(), vector) for key, vector in zip(keys, vectors, strict=True))
                    self._loaded.append(path)
            except (OSError, ValueError, KeyError, EOFError, NotImplementedError, SyntaxError, BadZipFile):
                continue
        return known

    def _store(self, fresh: dict[bytes, Vectors], known: dict[bytes, Vectors]) -> None:
        if self._folder is None:
            return
        old = self._loaded  # not those that another run has written since
        merge = len(old) >= _MANY
        self._write({**known, **fresh} if merge else fresh)
        if merge:
            for path in old:
                path.unlink(missing_ok=True)

    def _write(self, rows: dict[bytes, Vectors]) -> None:
        import numpy as np

        assert self._folder is not None
        name = hashlib.sha256(b"".join(sorted(rows))).hexdigest()[:32]
        partial = self._folder / f".{name}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            keys = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, 32)
            with partial.open("wb") as stream:
                np.savez(stream, keys=keys, vectors=np.stack(list(rows.values())).astype(np.float32))
            partial.replace(self._folder / f"{name}.npz")
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            remedy = "free some space, choose another folder, or run without a cache"
            raise CacheError(f"cannot be written: {error.strerror}", path=str(self._folder), remedy=remedy) from error


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _safe(name: str) -> str:
    return "".join(char if char.isalnum() or char in "-._" else "_" for char in name)
