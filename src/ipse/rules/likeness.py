"""Sentences that mean nearly the same as an example."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ipse.rules.lexicon import Span
from ipse.text.sentences import sentence_spans
from ipse.text.vectors import vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
