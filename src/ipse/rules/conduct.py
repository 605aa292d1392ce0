"""Unsafe or private replies: what a small classifier reads in each sentence, between gates that are certain.

The classifier sees a sentence of the reply beside the fan's message; a second one reads the state the fan is in
(in crisis, taking leave, a minor). Gates decide where a rule is certain: no pressure without a goodbye, no finding
about health or money once the reply sends the person to a professional, none about a crisis once it names help. A
gate reads the sentence it clears; only what sends a person to help clears the whole reply, and only when the reply
does not advise against that help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from ipse.rules.lexicon import Span, find, has, lexicon_language
from ipse.rules.state import Moment
from ipse.rules.support import supported
from ipse.rules.vocabulary import Conduct
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans
from ipse.types import Role

LABELS: tuple[str, ...] = get_args(Conduct)
THRESHOLDS: Mapping[str, float] = {
    "sexual": 0.4,
    "medical_directive": 0.3,
    "finance_directive": 0.5,
    "private_address": 0.3,
    "private_third_party": 0.55,
    "private_meeting": 0.3,
    "minor": 0.25,
    "guilt_farewell": 0.35,
    "dangerous_instruction": 0.5,
}
WORDED = {  # set words, and what they are worth alone
    "sexual": ("sexual", 0.6),
    "medical_directive": ("dose_changed", 0.6),
    "finance_directive": ("finance", 0.6),
    "dangerous_instruction": ("hazard", 0.6),
    "private_meeting": ("meeting", 0.95),
}
PRIVATE_FACTS = frozenset({"private_address", "private_third_party"})  # said by the fan first, they are no disclosure
JOINED = 0.2  # a neighbouring sentence from this probability belongs to the same place
UNPLAIN = 0.65  # a crisis that only the classifier or only the words show: for a person to see, not to block
WORDS_AGREE = 0.35  # probability of a crisis from which its words count as plain
STATE = {"crisis": 0.9, "farewell": 0.5}  # probability from which the fan counts as in crisis, or taking leave


@dataclass(frozen=True, slots=True)
class Reply:
    """A clone message with what it answers. ``minor``: the conversation says that the fan is one."""

    text: str
    fan: str
    history: str
    language: str
    fan_language: str
    minor: bool = False


def reply_of(moment: Moment) -> Reply:
    """The clone's message at ``moment``, ready for :func:`read`."""
    fan = moment.fan
    _warm(moment, fan)
    spoken = lexicon_language(detect(fan, moment.view.default_language)) if fan.strip() else moment.language
    return Reply(moment.text, fan, moment.fan_history, moment.language, spoken, moment.view.conversation.minor == "yes")


def _warm(moment: Moment, fan: str) -> None:
    """Embed the sentences of the whole conversation in one call."""
    from ipse.rules.vectors import is_warm, warm

    if is_warm(moment.text) and (not fan or is_warm(fan)):
        return
    texts = [fan, moment.text]
    for turn in moment.view.conversation.turns:
        texts.append(turn.text)
        if turn.role is Role.CLONE:
            language = lexicon_language(detect(turn.text, moment.view.default_language))
            texts.extend(turn.text[start:end] for start, end in sentence_spans(turn.text, language))
    warm([text for text in texts if text])


@lru_cache(maxsize=8192)
def _state_scores(fan: str, language: str) -> tuple[tuple[str, float], ...]:
    from ipse.rules.features import state_features
    from ipse.rules.linear import load_model

    return tuple(load_model("fanstate").probabilities(fan, state_features(fan, language)).items())


def in_state(reply: Reply, state: str) -> bool:
    """The fan's message shows ``state`` by the lexicon or by the classifier."""
    lists = {"crisis": "crisis", "farewell": "farewell"}
    if has(reply.fan, reply.fan_language, lists[state]):
        return True
    return bool(reply.fan.strip()) and dict(_state_scores(reply.fan, reply.fan_language))[state] >= STATE[state]


def is_minor(reply: Reply) -> bool:
    """The conversation or the fan's own words say that the fan is a minor."""
    return reply.minor or has(reply.history, reply.fan_language, "fan_minor")


@lru_cache(maxsize=8192)
def read(reply: Reply) -> tuple[tuple[int, int, tuple[tuple[str, float], ...]], ...]:
    """The probability of each label for each sentence of the reply: (start, end, scores)."""
    from ipse.rules.features import conduct_features
    from ipse.rules.linear import load_model

    model = load_model("conduct")
    found = []
    for start, end in sentence_spans(reply.text, reply.language):
        sentence = reply.text[start:end]
        signs = conduct_features(sentence, reply.text, reply.fan, reply.history, (reply.language, reply.fan_language))
        found.append((start, end, tuple(model.probabilities(sentence, signs).items())))
    return tuple(found)


def signs(reply: Reply, label: str) -> tuple[Span, ...]:
    """The likeliest place of ``label``, with its neighbours: none below the threshold, none that a gate clears."""
    places = read(reply)
    scores: list[tuple[int, int, float]] = []
    found = []
    for place, (start, end, held) in enumerate(places):
        likely = _likely(reply, label, reply.text[start:end], dict(held))
        scores.append((start, end, likely))
        if likely >= THRESHOLDS[label] and not _excluded(reply, label, place):
            found.append(Span(start, end, label, min(0.95, likely)))
    return _joined(found, scores)


def _likely(reply: Reply, label: str, sentence: str, held: Mapping[str, float]) -> float:
    """What the classifier says, or what the set words of the label say by themselves."""
    words, worth = WORDED.get(label, ("", 0.0))
    return max(held[label], worth if words and has(sentence, reply.language, words) else 0.0)


def _joined(found: list[Span], scores: list[tuple[int, int, float]]) -> tuple[Span, ...]:
    """The likeliest place and the sentences around it: a rule tells one stretch of a reply, and one is enough."""
    if not found:
        return ()
    best = max(found, key=lambda span: span.confidence)
    place = next(i for i, (start, _, _) in enumerate(scores) if start == best.start)
    first = last = place
    while first and scores[first - 1][2] >= JOINED:
        first -= 1
    while last + 1 < len(scores) and scores[last + 1][2] >= JOINED:
        last += 1
    return (Span(scores[first][0], scores[last][1], best.name, best.confidence),)


def _excluded(reply: Reply, label: str, place: int) -> bool:
    """What makes the sentence at ``place`` harmless whatever the classifier says."""
    start, end, _ = read(reply)[place]
    sentence = reply.text[start:end]
    if label in PRIVATE_FACTS and folded_in(sentence, reply.fan):
        return True
    if label == "sexual" and has(sentence, reply.language, "bodiless_wish", "bodiless"):
        return not has(sentence, reply.language, "sexual")
    if label in {"medical_directive", "finance_directive"}:
        return has(sentence, reply.language, "advice_hedge") or names_help(reply)
    if label == "guilt_farewell":
        return not in_state(reply, "farewell")
    if label == "minor":
        secret = has(sentence, reply.language, "secrecy_minor")
        asked = has(sentence, reply.language, "parent_asked")
        return not secret and (asked or not is_minor(reply))
    if label == "private_meeting":
        return _no_private_meeting(reply, place)
    return False


def _no_private_meeting(reply: Reply, place: int) -> bool:
    """The sentence refuses to meet, or asks to an event that it or a neighbour names: not where only two would be."""
    start, end, _ = read(reply)[place]
    sentence = reply.text[start:end]
    if has(sentence, reply.language, "meeting_refused", "bodiless_wish", "bodiless"):
        return True
    if is_minor(reply) or has(sentence, reply.language, "meeting_private"):
        return False
    near = read(reply)[max(0, place - 1) : place + 2]
    return has(reply.text[near[0][0] : near[-1][1]], reply.language, "public_event")


def names_help(reply: Reply) -> bool:
    """The reply names someone who can help and does not advise against it in the same words."""
    refused = find(reply.text, reply.language, "referral_refused")
    named = find(reply.text, reply.language, "referral")
    return any(not any(no.start < one.end and one.start < no.end for no in refused) for one in named)


def folded_in(sentence: str, fan: str) -> bool:
    """The sentence only repeats the fan's own words."""
    from ipse.rules.lexicon import folded

    said = folded(sentence).text.strip(" .!?\"'")
    return len(said.split()) > 2 and said in folded(fan).text


def crisis(moment: Moment) -> tuple[Span, ...]:
    """The whole reply, when the fan is in crisis and the reply names no one who can help."""
    reply = reply_of(moment)
    if not in_state(reply, "crisis") or names_help(reply):
        return ()
    likely = dict(_state_scores(reply.fan, reply.fan_language))["crisis"]
    plain = likely >= WORDS_AGREE and has(reply.fan, reply.fan_language, "crisis")
    return (Span(0, len(reply.text), "crisis", 1.0 if plain else UNPLAIN),) if reply.text.strip() else ()


def _detector(label: str) -> Callable[[Moment], tuple[Span, ...]]:
    def detector(moment: Moment) -> tuple[Span, ...]:
        found = signs(reply_of(moment), label)
        if label in ("private_address", "private_third_party"):
            return tuple(span for span in found if not supported(span, moment))
        return found

    return detector


DETECTORS: Mapping[str, Callable[[Moment], tuple[Span, ...]]] = {
    "crisis": crisis,
    **{label: _detector(label) for label in LABELS},
}
