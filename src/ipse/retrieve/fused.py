"""The fused index: lexical and dense scores in one ranking, newest first among near-equals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ipse.retrieve.embedders import Embedder
from ipse.retrieve.lexical import LexicalIndex, concepts, terms
from ipse.retrieve.vectors import VectorCache
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans
from ipse.types import Evidence, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

_AT_ONCE = 128  # queries in one matrix product: the sentences of a large corpus are read from memory once for all


@dataclass(frozen=True, slots=True)
class Weights:
    """How scores add up; chosen by measured recall, see bench/README.md.

    ``lexical``: share of BM25 against the dense score; ``concept``: of shared concepts within BM25; ``source``: of the
    passage's whole source within BM25. ``repeat``: each further passage of one source counts this much less, so that a
    long page does not crowd out the others. ``near``: scores this close are equals, and the newest comes first.
    """

    lexical: float = 0.6
    concept: float = 0.3
    source: float = 0.3
    repeat: float = 0.8
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
        sentences = [_sentences(passage) for passage in self._passages]
        self._dense = self._vectors.vectors([text for group in sentences for text in group])
        self._first = list(accumulate(map(len, sentences[:-1]), initial=0))

    @property
    def embedded(self) -> int:
        """Sentences that had to be embedded because the cache did not know them."""
        return self._vectors.embedded

    def search(self, queries: Sequence[str], k: int = 8) -> list[tuple[Evidence, ...]]:
        """The best ``k`` passages for each query, best first, newest first among near-equals.

        A query may carry context before its last line break, such as the fan's question: the last line alone and the
        whole then count alike. Scores are in [0, 1]. A query may be in another language than the passages. An empty
        corpus gives nothing.
        """
        import numpy as np

        if not queries or not self._passages or k < 1:
            return [() for _ in queries]
        variants = {query: _variants(query) for query in queries}
        known = list(dict.fromkeys(text for texts in variants.values() for text in texts))
        near = dict(zip(known, self._nearest(self._queries.vectors(known)), strict=True))
        found: dict[str, tuple[Evidence, ...]] = {}
        for query, texts in variants.items():
            scores = np.mean([self._fuse(text, near[text]) for text in texts], axis=0)
            found[query] = self._best(scores, near[texts[0]], k)
        return [found[query] for query in queries]

    def _nearest(self, vectors: Scores) -> Iterator[Scores]:
        """For each query's vector, each passage's cosine: that of its nearest sentence."""
        import numpy as np

        for start in range(0, len(vectors), _AT_ONCE):
            cosines = self._dense @ vectors[start : start + _AT_ONCE].T
            yield from np.maximum.reduceat(cosines, self._first, axis=0).T

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

    def _best(self, scores: Scores, near: Scores, k: int) -> tuple[Evidence, ...]:
        """The ranking; what a source has already shown lowers the rank of its further passages."""
        import numpy as np

        wide = min(len(scores), 8 * k + 64)
        pool = np.argpartition(-scores, wide - 1)[:wide].tolist()
        pool.sort(key=lambda index: (-float(scores[index]), index))
        seen: Counter[str] = Counter()
        weighed: dict[int, float] = {}
        for index in pool:
            path = self._passages[index].path
            weighed[index] = float(scores[index]) * self._weights.repeat ** seen[path]
            seen[path] += 1
        chosen = sorted(pool, key=lambda index: (*self._recent(weighed[index], index), index))[:k]
        return tuple(
            Evidence(self._passages[i], round(float(scores[i]), 4), rank, round(float(near[i]), 4))
            for rank, i in enumerate(chosen)
        )

    def _recent(self, score: float, index: int) -> tuple[int, int]:
        day = self._passages[index].date
        return -round(score / self._weights.near), -(day.toordinal() if day else 0)


def _variants(query: str) -> tuple[str, ...]:
    """The last line alone and with what stands before it, when something does."""
    context, _, last = query.strip().rpartition("\n")
    return (last, query) if context.strip() and last.strip() else (query,)


def _unit(scores: Scores) -> Scores:
    """Scores divided by the best of them."""
    best = float(scores.max()) if len(scores) else 0.0
    return scores / best if best > 0 else scores


def _shown(passage: Passage) -> str:
    """The passage under its title: a short passage says little without it."""
    if passage.title and not passage.text.startswith(passage.title):
        return f"{passage.title}\n{passage.text}"
    return passage.text


def _sentences(passage: Passage) -> list[str]:
    """What is embedded: each sentence alone, so that a long passage is as near as its nearest sentence."""
    text = passage.text
    return [text[a:b] for a, b in sentence_spans(text, passage.language or "en")] or [text]


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
