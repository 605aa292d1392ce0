"""Where a value stands: the list item, the sentence and the neighbours that say what it is the value of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ipse.text.nlp import content_words
from ipse.verify.analysis import analyse

_ITEM = re.compile(r"[,;|•·\n()/]|\s[–—-]\s|(?<=\S)\s*:\s|[.!?…](?:\s|$)")
_WEIGHTS = (1.0, 0.6, 0.3, 0.1)  # same list item, same sentence, next sentence, elsewhere


@dataclass(frozen=True, slots=True)
class Scopes:
    """Stems around a place, nearest ring first: list item, sentence, neighbouring sentences, whole text."""

    item: frozenset[str]
    sentence: frozenset[str]
    near: frozenset[str]
    whole: frozenset[str]

    def weight(self, stem: str) -> float:
        """How near a word stands, in [0, 1]."""
        rings = (self.item, self.sentence, self.near, self.whole)
        return next((w for w, ring in zip(_WEIGHTS, rings, strict=True) if stem in ring), 0.0)


@lru_cache(maxsize=32768)
def scopes(text: str, language: str, start: int, end: int) -> Scopes:
    """The rings of words around ``text[start:end]``; words inside the span itself are left out."""
    analysis = analyse(text, language)
    index = next((i for i, s in enumerate(analysis.sentences) if s.start <= start < s.end), 0)
    sentence = analysis.sentences[index]
    words = [w for w in sentence.words if w[2] <= start or w[1] >= end]
    low, high = item_span(text, sentence.start, sentence.end, start, end)
    near = analysis.sentences[max(0, index - 1) : index] + analysis.sentences[index + 1 : index + 2]
    return Scopes(
        item=frozenset(stem for stem, begin, _ in words if low <= begin < high),
        sentence=frozenset(stem for stem, _, _ in words),
        near=frozenset().union(*(s.stems for s in near)),
        whole=analysis.stems,
    )


def item_span(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The part of ``text[first:last]`` between the nearest commas, bars, bullets or line ends."""
    cuts = [m.end() for m in _ITEM.finditer(text, first, start)]
    after = _ITEM.search(text, end, last)
    return (cuts[-1] if cuts else first), (after.start() if after else last)


@lru_cache(maxsize=16384)
def head_noun(text: str, language: str, end: int) -> str:
    """The stem of the first content word after a number, when it follows within two words; else empty."""
    tail = text[end : end + 40]
    stop = re.search(r"[.,;:!?()\n|]", tail)
    tail = tail[: stop.start()] if stop else tail
    words = content_words(tail, language)
    if not words or len(tail[: words[0][1]].split()) > 1:
        return ""
    return words[0][0]
