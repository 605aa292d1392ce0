"""Is the fan asking whether a person or a machine answers?

Patterns settle the plain forms; a small classifier over sentence vectors and n-grams settles the rest
(indirect, joking, slang, moved, multi-turn).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ipse.rules.lexicon import NOBODY, Span, find, has, lexicon_language
from ipse.text.language import detect

SURE = 0.6  # beside the gate of cue words: only when the classifier leans that way


@dataclass(frozen=True, slots=True)
class Probe:
    """``label``: asks, ambiguous or other; ``confidence`` in [0, 1]."""

    label: str
    confidence: float


def classify_probe(text: str, language: str = "en", history: Sequence[str] = (), principal: str = NOBODY) -> Probe:
    """Whether a fan's message asks, in any way, if they speak with a machine or with the person."""
    if not text.strip():
        return Probe("other", 1.0)
    scores = dict(_scores(text, lexicon_language(detect(text, language)), bool(history), principal))
    label = max(scores, key=lambda name: scores[name])
    return Probe(label, scores[label])


def asks_probability(text: str, language: str = "en", history: Sequence[str] = (), principal: str = NOBODY) -> float:
    """The probability that the message asks; 0 for an empty message."""
    if not text.strip():
        return 0.0
    return dict(_scores(text, lexicon_language(detect(text, language)), bool(history), principal))["asks"]


@lru_cache(maxsize=8192)
def _scores(text: str, language: str, history: bool, principal: str) -> tuple[tuple[str, float], ...]:
    from ipse.rules.features import probe_features
    from ipse.rules.linear import load_model

    signs = probe_features(text, language, ("…",) if history else (), principal)
    return tuple(load_model("probes").probabilities(text, signs).items())


def asks(text: str, language: str = "en", history: Sequence[str] = (), principal: str = NOBODY) -> bool:
    """Whether a rule may take the message for a question about who answers.

    A plain pattern decides; else the classifier, when a word of the message could point that way and it is
    sure. Most messages need no classifier at all.
    """
    if not text.strip():
        return False
    spoken = lexicon_language(detect(text, language))
    elsewhere = find(text, spoken, "not_asking", principal=principal)
    if _plainly(text, spoken, elsewhere, principal):
        return True
    if elsewhere or not has(text, spoken, "asks_cue", principal=principal):
        return False
    return asks_probability(text, language, history, principal) >= SURE


def plainly_asks(text: str, language: str = "en", principal: str = NOBODY) -> bool:
    """Whether a pattern of the lexicon asks, in words that no other pattern takes for something else."""
    spoken = lexicon_language(detect(text, language))
    return _plainly(text, spoken, find(text, spoken, "not_asking", principal=principal), principal)


def _plainly(text: str, language: str, elsewhere: Sequence[Span], principal: str) -> bool:
    return any(
        not any(other.start < span.end and span.start < other.end for other in elsewhere)
        for span in find(text, language, "asks", principal=principal)
    )
