"""Sentence vectors on disk, so that a second run of the same transcript loads no model."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ipse.errors import CacheError
from ipse.rules import vectors
from ipse.text.language import detect
from ipse.text.sentence_encoder import encoder_version
from ipse.text.sentences import sentence_spans
from ipse.types import Conversation, Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 256  # texts embedded in one call


def warm_conversations(conversations: Iterable[Conversation], cache: Path | None = None) -> int:
    """Embed every message and every sentence of the clone in a few calls; return how many were new.

    With ``cache`` (a folder), vectors are read from and kept in ``rules-vectors.sqlite`` there.

    Raises:
        CacheError: the folder or the file cannot be used.
    """
    wanted = [text for text in dict.fromkeys(_texts(conversations)) if text and not vectors.is_warm(text)]
    if cache is not None:
        known = _read(cache, wanted)
        vectors.remember(known)
        wanted = [text for text in wanted if text not in known]
    for start in range(0, len(wanted), CHUNK):
        vectors.warm(wanted[start : start + CHUNK])
    if cache is not None and wanted:
        _write(cache, wanted)
    return len(wanted)


def _texts(conversations: Iterable[Conversation]) -> Iterable[str]:
    for conversation in conversations:
        language = (conversation.language or "en").split("-")[0]
        fan: list[str] = []
        for turn in conversation.turns:
            yield turn.text
            if turn.role is Role.FAN:
                fan.append(turn.text)
                continue
            yield "\n".join(fan)
            fan = []
            if turn.role is Role.CLONE:
                spans = sentence_spans(turn.text, detect(turn.text, language))
                yield from (turn.text[start:end] for start, end in spans)


def _key(text: str) -> bytes:
    return hashlib.sha256(f"{encoder_version()}\0{text}".encode()).digest()[:16]


def _open(cache: Path) -> sqlite3.Connection:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(cache / "rules-vectors.sqlite", timeout=10)
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
    except (OSError, sqlite3.Error) as error:
        raise CacheError(
            f"cannot be used: {error}", remedy="remove it or name another cache", path=str(cache)
        ) from error
    return connection


def _read(cache: Path, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    import numpy as np

    found: dict[str, NDArray[np.float32]] = {}
    connection = _open(cache)
    try:
        for text in texts:
            row = connection.execute("SELECT value FROM vectors WHERE key = ?", (_key(text),)).fetchone()
            if row is not None and len(row[0]) == vectors.SIZE * 4:
                found[text] = np.frombuffer(row[0], dtype=np.float32)
    except sqlite3.Error as error:
        raise CacheError(f"cannot be read: {error}", remedy="remove it", path=str(cache)) from error
    finally:
        connection.close()
    return found


def _write(cache: Path, texts: Sequence[str]) -> None:
    connection = _open(cache)
    try:
        rows = [(_key(text), vectors.vector(text).tobytes()) for text in texts]
        with connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
    except sqlite3.Error as error:
        raise CacheError(f"cannot be written: {error}", remedy="free some space", path=str(cache)) from error
    finally:
        connection.close()
