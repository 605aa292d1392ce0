"""Lexical retrieval: BM25 over stems, normalised values and concepts.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), as in bm25s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from ipse.text.data import language_data, supported
from ipse.text.nlp import content_words, stem
from ipse.text.values import Value, ValueType, find_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONCEPTS = "ipse.retrieve.concepts"
_NAMED = frozenset({ValueType.URL, ValueType.EMAIL, ValueType.PHONE, ValueType.CODE})


def terms(text: str, language: str, ref: date | None = None) -> list[str]:
    """The index terms of ``text``: stems of its content words, and its values in one normal form.

    "quarante-neuf euros" and "€49" share a term, and so do "fifteen grams" and "15 g".
    """
    words = [found for found, _, _ in content_words(text, language)]
    values = [term for value in find_values(text, language, ref) if (term := _value_term(value))]
    return words + values


def concepts(stems: Sequence[str], language: str) -> list[str]:
    """The concepts that ``stems`` bring up, each once: the same names in every language."""
    known = _concepts(supported(CONCEPTS, language))
    return list(dict.fromkeys(name for found in stems for name in known.get(found, ())))


@cache
def _concepts(language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in language_data(CONCEPTS, language).items():
        for key in dict.fromkeys(stem(str(word), language) for word in words):
            found[key] = (*found.get(key, ()), f"#{name}")
    return found


def _value_term(value: Value) -> str | None:
    if value.type in _NAMED:
        return f"={value.unit}"
    if value.type == ValueType.DATE:
        return f"={value.unit}" if value.unit else f"={value.first}/{value.last}" if value.first else None
    if value.type == ValueType.TIME:
        return f"=t{(value.minutes or 0) % 720}"
    return f"={value.amount.normalize():f}" if value.amount is not None else None


class LexicalIndex:
    """BM25 scores of every document for a query."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        import bm25s

        self._size = len(documents)
        self._index = bm25s.BM25(k1=1.2, b=0.6)
        self._known = {term for document in documents for term in document}
        if self._known:
            self._index.index([list(document) for document in documents], show_progress=False)

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """One score a document, 0 where no term is shared."""
        import numpy as np

        shared = [term for term in query if term in self._known]
        if not shared:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(shared), dtype=np.float32)
