"""Sentence vectors for likeness and for the small classifiers, loaded on first use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ipse.rules.lexicon import Span
from ipse.text.sentence_encoder import sentence_encoder
from ipse.text.sentences import sentence_spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = 512


KEPT = 65536  # vectors held in memory
_known: dict[str, Any] = {}


def vector(text: str) -> NDArray[np.float32]:
    """The unit vector of one text, shape (512,)."""
    warm((text,))
    found: NDArray[np.float32] = _known[text]
    return found


def warm(texts: Sequence[str]) -> None:
    """Embed the texts that are not known yet in one call, which costs little more than one text."""
    if not all(map(is_warm, texts)):  # a full memory keeps what is asked for again
        make_room(len(texts))
    wanted = [text for text in dict.fromkeys(texts) if text not in _known]
    if wanted:
        _known.update(zip(wanted, vectors(wanted), strict=True))


def make_room(count: int) -> None:
    """Forget every vector where ``count`` more would be too many."""
    if len(_known) + count > KEPT:
        _known.clear()


def remember(known: Mapping[str, NDArray[np.float32]]) -> None:
    """Take vectors that were kept elsewhere."""
    _known.update(known)


def is_warm(text: str) -> bool:
    """The vector of the text is in memory."""
    return text in _known


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors, shape (len(texts), 512)."""
    import numpy as np

    if not texts:
        return np.zeros((0, SIZE), dtype=np.float32)
    found = np.asarray(sentence_encoder().encode([text[:1000] or " " for text in texts]), dtype=np.float32)
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(norms, 1e-9), dtype=np.float32)


def nearest_sentences(text: str, language: str, examples: tuple[str, ...], threshold: float) -> tuple[Span, ...]:
    """Sentences of ``text`` whose cosine with one of ``examples`` reaches ``threshold``."""
    spans = sentence_spans(text, language)
    if not spans or not examples:
        return ()
    known = _example_vectors(examples)
    found = vectors([text[start:end] for start, end in spans]) @ known.T
    return tuple(
        Span(start, end, "like", float(min(1.0, row.max())))
        for (start, end), row in zip(spans, found, strict=True)
        if row.max() >= threshold
    )


@lru_cache(maxsize=64)
def _example_vectors(examples: tuple[str, ...]) -> NDArray[np.float32]:
    return vectors(examples)
