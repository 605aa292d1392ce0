"""Sentence vectors on disk, so that a second run of the same transcript loads no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ipse.blobs import BlobCache, blob_key
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
    texts = [text for text in dict.fromkeys(_texts(conversations)) if text]
    vectors.make_room(len(texts))  # now, so that none of them is forgotten half-way
    wanted = [text for text in texts if not vectors.is_warm(text)]
    store = BlobCache(cache / "rules-vectors.sqlite") if cache is not None else None
    if store is not None:
        vectors.remember(_kept(store, wanted))
        wanted = [text for text in wanted if not vectors.is_warm(text)]
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        vectors.warm(chunk)
        if store is not None:
            store.put({_key(text): vectors.vector(text).tobytes() for text in chunk})
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
    return blob_key(encoder_version(), text)


def _kept(store: BlobCache, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    import numpy as np

    keys = {_key(text): text for text in texts}
    return {keys[key]: np.frombuffer(value, dtype=np.float32) for key, value in store.get(keys).items()}
