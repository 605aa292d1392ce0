"""What a long text has to say about a claim, brought together: its nearest sentences, in the text's order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from ipse.verify.analysis import Analysis, Sentence
from ipse.verify.lexical import met_words

_LEAST = 600  # characters: a sentence alone is often not understood
_TIMES = 4  # a summary of several facts needs more of the text than a short claim
_BESIDE = 0.3  # a sentence lends its neighbours this share of its own weight


def digest(claim: Analysis, text: Analysis, most: int) -> str:
    """Sentences of ``text`` that hold the claim's rarer words, at most ``most`` characters; empty if none does.

    A word weighs the less the more sentences it stands in; what stands beside a near sentence comes with it.
    """
    room = min(most, max(_LEAST, _TIMES * len(claim.text)))
    kept: list[Sentence] = []
    for weight, sentence in sorted(zip(_weights(claim, text), text.sentences, strict=True), key=lambda one: -one[0]):
        length = sentence.end - sentence.start + 1
        if weight > 0 and length <= (room if kept else most):  # the nearest one comes in, long as it may be
            kept.append(sentence)
            room -= length
    return " ".join(text.text[s.start : s.end].strip() for s in sorted(kept, key=lambda s: s.start))


def _weights(claim: Analysis, text: Analysis) -> list[float]:
    met = set(met_words(claim.stems, text.stems).values())
    spread = Counter(stem for sentence in text.sentences for stem in sentence.stems & met)
    own = [sum(1 / math.sqrt(spread[stem]) for stem in s.stems & met) for s in text.sentences]
    return [value + _BESIDE * _beside(own, at) for at, value in enumerate(own)]


def _beside(own: Sequence[float], at: int) -> float:
    return max([*own[max(0, at - 1) : at], *own[at + 1 : at + 2]], default=0.0)
