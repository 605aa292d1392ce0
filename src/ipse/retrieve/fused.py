"""The fused index: lexical and dense scores in one ranking, newest first among near-equals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ipse.retrieve.embedders import Embedder
from ipse.retrieve.lexical import LexicalIndex, concepts, terms
from ipse.retrieve.vectors import VectorCache
from ipse.text.language import detect
from ipse.types import Evidence, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

_REMEMBERED = 5000  # query vectors kept on disk in one call: a warm audit, not an archive of drafts


@dataclass(frozen=True, slots=True)
class Weights:
    """How scores add up; chosen by measured recall, see bench/README.md.

    ``lexical``: share of BM25 against the dense score; ``concept``: of shared concepts within BM25; ``source``: of the
    passage's whole source within BM25. ``per_source``: passages of one source before others come first.
    ``near``: scores this close are equals, and the newest of them comes first.
    """

    lexical: float = 0.6
    concept: float = 0.3
    source: float = 0.3
    per_source: int = 2
    near: float = 0.01


class FusedIndex:
    """Implements ``ipse.types.Retriever`` over the passages of one corpus."""

    def __init__(
        self, passages: Sequence[Passage], embedder: Embedder, cache: Path | None, weights: Weights | None = None
    ) -> None:
        self._passages = tuple(passages)
        self._weights = weights or Weights()
        self._vectors = VectorCache(cache, embedder)
        self._queries = VectorCache(cache, embedder, queries=True)
        self._languages = sorted({p.language for p in self._passages if p.language})
        texts = [_shown(passage) for passage in self._passages]
        documents = [
            terms(f"{t}\n{_path_words(p)}", p.language or "en", p.date) for t, p in zip(texts, passages, strict=True)
        ]
        self._lexical = LexicalIndex(documents)
        self._concepts = LexicalIndex(
            [concepts(document, p.language or "en") for document, p in zip(documents, passages, strict=True)]
        )
        self._sources, self._source_of = _by_source(self._passages, documents)
        self._dense = self._vectors.vectors(texts)

    @property
    def embedded(self) -> int:
        """Passages that had to be embedded because the cache did not know them."""
        return self._vectors.embedded

    def search(self, queries: Sequence[str], k: int = 8) -> list[tuple[Evidence, ...]]:
        """The best ``k`` passages for each query, best first, newest first among near-equals.

        Scores are in [0, 1]. A query may be in another language than the passages. An empty corpus gives nothing.
        """
        if not queries or not self._passages or k < 1:
            return [() for _ in queries]
        known = list(dict.fromkeys(queries))
        dense = self._queries.vectors(known, keep=len(known) <= _REMEMBERED) @ self._dense.T
        found = {query: self._best(self._fuse(query, row), k) for query, row in zip(known, dense, strict=True)}
        return [found[query] for query in queries]

    def _fuse(self, query: str, dense: Scores) -> Scores:
        import numpy as np

        language = detect(query, self._languages[0] if len(self._languages) == 1 else "en")
        stems = terms(query, language)
        words = list(stems)
        for other in self._languages:
            if other != language:
                words += [term for term in terms(query, other) if term not in words]
        lexical = _unit(self._lexical.scores(words))
        lexical = lexical + self._weights.concept * _unit(self._concepts.scores(concepts(stems, language)))
        lexical = lexical + self._weights.source * _unit(self._sources.scores(words)[self._source_of])
        share = self._weights.lexical
        fused: Scores = np.clip(share * _unit(lexical) + (1 - share) * dense, 0.0, 1.0).astype(np.float32)
        return fused

    def _best(self, scores: Scores, k: int) -> tuple[Evidence, ...]:
        """The ranking, each source's passages beyond the first ``per_source`` after those of the others."""
        import numpy as np

        wide = min(len(scores), 8 * k + 64)
        order = np.argpartition(-scores, wide - 1)[:wide]
        ranked = sorted(order.tolist(), key=lambda index: (*self._recent(float(scores[index]), index), index))
        seen: Counter[str] = Counter()
        first: list[int] = []
        rest: list[int] = []
        for index in ranked:
            path = self._passages[index].path
            (first if seen[path] < self._weights.per_source else rest).append(index)
            seen[path] += 1
        chosen = (first + rest)[:k]
        return tuple(Evidence(self._passages[i], round(float(scores[i]), 4), rank) for rank, i in enumerate(chosen))

    def _recent(self, score: float, index: int) -> tuple[int, int]:
        day = self._passages[index].date
        return -round(score / self._weights.near), -(day.toordinal() if day else 0)


def _unit(scores: Scores) -> Scores:
    """Scores divided by the best of them."""
    best = float(scores.max()) if len(scores) else 0.0
    return scores / best if best > 0 else scores


def _shown(passage: Passage) -> str:
    """The passage under its title: a short passage says little without it."""
    if passage.title and not passage.text.startswith(passage.title):
        return f"{passage.title}\n{passage.text}"
    return passage.text


def _path_words(passage: Passage) -> str:
    """The words of the file's name and folders: "shop", "faq", "events"."""
    return re.sub(r"[-_/.\d]+", " ", str(PurePosixPath(passage.path).with_suffix("")))


def _by_source(
    passages: Sequence[Passage], documents: Sequence[Sequence[str]]
) -> tuple[LexicalIndex, NDArray[np.int64]]:
    """An index of whole sources, and each passage's place in it."""
    import numpy as np

    joined: dict[str, list[str]] = {}
    for passage, document in zip(passages, documents, strict=True):
        joined.setdefault(passage.source_id, []).extend(document)
    places = {source_id: place for place, source_id in enumerate(joined)}
    return LexicalIndex(list(joined.values())), np.array([places[p.source_id] for p in passages], dtype=np.int64)
