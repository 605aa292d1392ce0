"""Is the fan asking whether a person or a machine answers?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ipse.rules.lexicon import has, lexicon_language
from ipse.text.language import detect


@dataclass(frozen=True, slots=True)
class Probe:
    """``label``: asks, ambiguous or other; ``confidence`` in [0, 1]."""

    label: str
    confidence: float


def classify_probe(text: str, language: str = "en", history: Sequence[str] = (), principal: str = "(?!)") -> Probe:
    """Whether a fan's message asks, in any way, if they speak with a machine or with the person."""
    return _classify(text, lexicon_language(detect(text, language)), tuple(history), principal)


@lru_cache(maxsize=8192)
def _classify(text: str, language: str, history: tuple[str, ...], principal: str) -> Probe:
    if not text.strip():
        return Probe("other", 1.0)
    asks = has(text, language, "asks", principal=principal)
    if asks and not has(text, language, "not_asking", principal=principal):
        return Probe("asks", 0.9)
    return Probe("other", 0.8)
