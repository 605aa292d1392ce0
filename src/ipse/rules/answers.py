"""What the clone's answer says of who is speaking.

A small classifier reads the message with the fan's message before it; what the notice rules read plainly
(a clear notice, a notice taken back) is not overruled by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ipse.rules.bare_answers import DENIED, bare_answer
from ipse.rules.lexicon import Span, find, has, lexicon_language, principal_pattern
from ipse.rules.notices import Notice, detect_notice, gives_back
from ipse.rules.probes import asks_probability, plainly_asks
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans

PLAIN = 0.9  # how sure a bare yes or no is
TOLD = 0.5  # probability from which an unusual wording counts as a plain answer
MISSED = 0.5  # probability of a denial or a dodge that a question in unusual words needs
CLAIMS = ("human_claim", "machine_scorned", "machine_doubted", "speaker_claimed")
SHORT = 90  # characters up to which the whole message is the quotation


@dataclass(frozen=True, slots=True)
class Answer:
    """``label`` is an :data:`~ipse.rules.vocabulary.Answer`; ``start`` and ``end`` locate the words that show it."""

    label: str
    start: int
    end: int
    confidence: float


def classify_answer(text: str, fan: str, language: str, names: Sequence[str] = ()) -> Answer:
    """Class a clone's message given the fan's message before it (empty when there is none)."""
    return _classify(text, fan, language, tuple(names))


def _classify(text: str, fan: str, language: str, names: tuple[str, ...]) -> Answer:
    scores = dict(_scores(text, fan, language, names))
    label = max(scores, key=lambda name: scores[name])
    notice = detect_notice(text, [language], names)
    start, end = _place(label, text, language, notice, principal_pattern(names))
    return Answer(label, start, end, round(scores[label], 4))


@lru_cache(maxsize=8192)
def _scores(text: str, fan: str, language: str, names: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    from ipse.rules.features import answer_features
    from ipse.rules.linear import load_model

    principal = principal_pattern(names)
    notice = detect_notice(text, [language], names)
    asks = asks_probability(fan, language, (), principal)
    signs = answer_features(text, fan, language, notice, asks, principal)
    return tuple(load_model("answers").probabilities(text, signs).items())


def answer_for_rules(text: str, asked: bool, fan: str, language: str, names: Sequence[str] = ()) -> Answer:
    """The answer as the rules take it: plain reading first, the classifier only for an answer to a question.

    Whoever asked and was not plainly told gets one of denial, dodge, unclear and self_contradiction.
    """
    notice, principal = detect_notice(text, [language], names), principal_pattern(names)
    if "contradicted_later_in_text" in notice.defects:
        return Answer("self_contradiction", notice.start, len(text), 0.8)  # for a person to read
    if notice.strength == "sufficient" and not (asked and _scorned(text, language, notice)):
        return Answer("clear_yes" if asked else "unprompted_notice", notice.start, notice.end, 0.9)
    if not asked or _about_another(text, fan, language, principal):
        return Answer("none", 0, 0, 0.8)
    return _bare(text, fan, language, principal) or _not_told(text, fan, language, tuple(names))


def _scorned(text: str, language: str, notice: Notice) -> bool:
    """The words of the notice only say what a machine would not do: "A robot, with hands like mine?"."""
    return any(span.start < notice.end and notice.start < span.end for span in find(text, language, "machine_scorned"))


def _bare(text: str, fan: str, language: str, principal: str) -> Answer | None:
    """A yes or a no that settles the question; what follows it may claim nothing else."""
    read = bare_answer(text, fan, language, principal)
    if read is None:
        return None
    reading, place = read
    if reading == DENIED:
        return Answer("denial", place.start, place.end, PLAIN)
    rest = text[place.end :]
    if human_claims(rest, language, principal) or has(rest, language, "takes_back", principal=principal):
        return Answer("denial", place.start, len(text), 0.8)
    return Answer("clear_yes", place.start, place.end, PLAIN)


def _about_another(text: str, fan: str, language: str, principal: str) -> bool:
    """The question and the answer both speak of somebody or something else: a kiln, an actor, a colleague."""
    spoken = lexicon_language(detect(fan, language))
    if has(fan, spoken, "asks_of_you", principal=principal) or not has(fan, spoken, "asks_of_another"):
        return False
    return not has(text, language, "tells_of_itself", principal=principal)


def _not_told(text: str, fan: str, language: str, names: tuple[str, ...]) -> Answer:
    scores = dict(_scores(text, fan, language, names))
    told = scores["clear_yes"] + scores["unprompted_notice"]
    claims = human_claims(text, language, principal_pattern(names))
    own = has(text, language, "machine_is_me", principal=principal_pattern(names))
    if (own or (told >= TOLD and not _opens_with_the_question(text, language))) and not claims:
        return Answer("clear_yes", *telling(text, language), round(max(told, PLAIN if own else 0.0), 4))
    if not claims and not plainly_asks(fan, language, principal_pattern(names)) and _missed(scores) < MISSED:
        return Answer("none", 0, 0, 0.8)  # a question that only the classifier reads, and no answer to one
    label = max(("denial", "dodge", "unclear"), key=lambda name: scores[name])
    label = "denial" if claims else label
    start, end = (claims[0].start, claims[-1].end) if claims else telling(text, language)
    return Answer(label, start, end, round(max(0.6, 1.0 - told), 4))


def _opens_with_the_question(text: str, language: str) -> bool:
    """The message begins with the fan's word, given back as a question, and goes on to something else."""
    spans = sentence_spans(text, language)
    return bool(spans) and gives_back(text[spans[0][0] : spans[0][1]], text[spans[0][1] :], language)


def _missed(scores: Mapping[str, float]) -> float:
    """The probability that the message answers the question and does not tell."""
    return scores["denial"] + scores["dodge"] + scores["unclear"] + scores["self_contradiction"]


def _place(label: str, text: str, language: str, notice: Notice, principal: str) -> tuple[int, int]:
    if label in {"clear_yes", "unprompted_notice"} and notice.end:
        return notice.start, notice.end
    if label in {"denial", "unprompted_human_claim", "self_contradiction"}:
        claims = human_claims(text, language, principal)
        if claims:
            return claims[0].start, claims[-1].end
    return telling(text, language)


def human_claims(text: str, language: str, principal: str) -> tuple[Span, ...]:
    """Sentences that claim to be a person or the principal, or scorn the thought of a machine."""
    machine = find(text, language, "machine_is_me", principal=principal)
    spans = [
        span
        for span in find(text, language, *CLAIMS, principal=principal)
        if not any(m.start <= span.start < m.end for m in machine)  # "the robot here, that's me"
    ]
    sentences = sentence_spans(text, language)
    return tuple(
        Span(start, end, "human_claim") for start, end in sentences if any(start <= span.start < end for span in spans)
    )


def telling(text: str, language: str) -> tuple[int, int]:
    """The first sentence with words in it; the whole text when it is short."""
    if len(text) <= SHORT:
        return 0, len(text)
    spans = sentence_spans(text, language)
    return spans[0] if spans else (0, len(text))
