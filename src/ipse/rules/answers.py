"""What the clone's answer says of who is speaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ipse.rules.lexicon import Span, find, principal_pattern
from ipse.rules.notices import detect_notice
from ipse.rules.probes import classify_probe
from ipse.text.sentences import sentence_spans

LABELS = (
    "clear_yes",
    "unclear",
    "dodge",
    "denial",
    "self_contradiction",
    "unprompted_human_claim",
    "unprompted_notice",
    "none",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``label`` is one of :data:`LABELS`; ``start`` and ``end`` locate the words that show it."""

    label: str
    start: int
    end: int
    confidence: float


def classify_answer(text: str, fan: str, language: str, names: Sequence[str] = ()) -> Answer:
    """Class a clone's message given the fan's message before it (empty when there is none)."""
    return _classify(text, fan, language, tuple(names))


@lru_cache(maxsize=8192)
def _classify(text: str, fan: str, language: str, names: tuple[str, ...]) -> Answer:
    principal = principal_pattern(names)
    asked = classify_probe(fan, language, (), principal).label == "asks"
    notice = detect_notice(text, [language], names)
    claims = human_claims(text, language, principal)
    told = notice.strength == "sufficient"
    if notice.strength == "void" and "contradicted_later_in_text" in notice.defects:
        return Answer("self_contradiction", notice.start, len(text), 0.8)
    if told:
        return Answer("clear_yes" if asked else "unprompted_notice", notice.start, notice.end, 0.9)
    if claims:
        place = claims[0]
        label = "denial" if asked else "unprompted_human_claim"
        return Answer(label, place.start, place.end, 0.85 if asked else 0.6)
    if not asked:
        return Answer("none", 0, 0, 0.8)
    start, end = _telling(text, language)
    return Answer("unclear" if notice.strength == "weak" else "dodge", start, end, 0.7)


def human_claims(text: str, language: str, principal: str) -> tuple[Span, ...]:
    """Sentences that claim to be a person, or the principal."""
    spans = find(text, language, "human_claim", principal=principal)
    sentences = sentence_spans(text, language)
    return tuple(
        Span(start, end, "human_claim")
        for start, end in sentences
        if any(start <= span.start < end for span in spans)
    )


def _telling(text: str, language: str) -> tuple[int, int]:
    """The first sentence with words in it; the whole text when it is short."""
    if len(text) <= 90:
        return 0, len(text)
    spans = sentence_spans(text, language)
    return spans[0] if spans else (0, len(text))
