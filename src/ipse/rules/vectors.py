"""Sentence vectors held in memory: the rules and their small classifiers embed a text once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ipse.text.vectors import vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEPT = 65536  # vectors held in memory
_known: dict[str, Any] = {}


def vector(text: str) -> NDArray[np.float32]:
    """The unit vector of one text, shape (512,)."""
    warm((text,))
    found: NDArray[np.float32] | None = _known.get(text)  # another thread may have made room meanwhile
    return vectors((text,))[0] if found is None else found


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
