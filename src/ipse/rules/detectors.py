"""Detectors that need more than a list of patterns: each returns places in the clone's message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ipse.rules import conduct
from ipse.rules.lexicon import Span, find, has, lexicon_language
from ipse.rules.self_naming import speaks_as_other
from ipse.rules.state import Moment
from ipse.text.language import detect
from ipse.text.nlp import content_words
from ipse.text.sentences import sentence_spans
from ipse.types import Act, Claim, Kind, Role, Subject

_STATED = frozenset({Act.ASSERTION, Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE})
_SELF = frozenset({Subject.CREATOR, Subject.CLONE})
_QUOTED = re.compile(r'«[^»]{0,200}»|“[^”]{0,200}”|"[^"]{0,200}"')
_IDLE_ACTS = frozenset({Act.HYPOTHETICAL, Act.REFUSAL_UNKNOWN, Act.QUESTION, Act.AI_NOTICE, Act.QUOTATION_REPORT})


def embodiment(moment: Moment) -> tuple[Span, ...]:
    """Sentences in which the clone claims a body, a place or a doing of this very moment."""
    found = []
    for start, end in sentence_spans(moment.text, moment.language):
        sentence = moment.text[start:end]
        if has(sentence, moment.language, "bodiless", "bodiless_wish"):
            continue
        denied = _denied(sentence, moment.language)
        custom = [(s.start, s.end) for s in find(sentence, moment.language, "embodiment_custom")]
        signs = _beyond(_own_signs(sentence, moment.language), denied + custom + _quoted(sentence))
        if (denied or custom) and not signs:
            continue
        habit = has(sentence, moment.language, "embodiment_habit")
        claimed = _claimed(moment, start, end, Kind.EMBODIMENT_NOW)
        shown = signs and not habit and (denied or _told_of_itself(moment, start, end))
        if (claimed or shown) and not _negated(moment, sentence):
            found.append(Span(start, end, "embodiment", 0.9 if claimed else 0.8 if signs > 1 else 0.75))
    return tuple(found)


def _own_signs(sentence: str, language: str) -> tuple[Span, ...]:
    """The signs of a body, without words that only date a state where the sentence does not speak of the speaker."""
    signs = find(sentence, language, "embodiment")
    if has(sentence, language, "embodiment_doer"):
        return signs
    return tuple(sign for sign in signs if not has(sentence[sign.start : sign.end], language, "embodiment_moment"))


def _quoted(sentence: str) -> list[tuple[int, int]]:
    """What stands between quotation marks: somebody's words, told."""
    return [found.span() for found in _QUOTED.finditer(sentence)]


def _denied(sentence: str, language: str) -> list[tuple[int, int]]:
    """The clauses of a sentence that deny a posture, an act or a feeling of a body."""
    turns = find(sentence, language, "clause_turn")
    found = find(sentence, language, "embodiment_denied")
    return [(s.start, min([t.start for t in turns if t.start >= s.end], default=len(sentence))) for s in found]


def _beyond(signs: tuple[Span, ...], denied: list[tuple[int, int]]) -> int:
    """How many signs begin outside every given stretch."""
    return sum(not any(start <= sign.start < end for start, end in denied) for sign in signs)


def _claimed(moment: Moment, start: int, end: int, kind: Kind) -> bool:
    return any(claim.kind is kind and claim.act not in _IDLE_ACTS for claim in _over(moment, start, end))


def _told_of_itself(moment: Moment, start: int, end: int) -> bool:
    """A clause states something of the creator or the clone; without clauses, nothing speaks against it."""
    over = _over(moment, start, end)
    return not over or any(claim.act in _STATED and claim.subject in _SELF for claim in over)


def _over(moment: Moment, start: int, end: int) -> list[Claim]:
    found = moment.view.checked.get(moment.turn.turn, ())
    return [item.claim for item in found if item.claim.start < end and item.claim.end > start]


def _negated(moment: Moment, sentence: str) -> bool:
    if has(sentence, moment.language, "element_N"):  # "there isn't a person typing this"
        return True
    return has(sentence, moment.language, "element_A", "element_B") and not has(
        sentence, moment.language, "human_claim", principal=moment.view.principal
    )


def shared_memory(moment: Moment) -> tuple[Span, ...]:
    """Sentences that claim an earlier exchange or meeting with this fan which the conversation does not hold."""
    found = []
    for start, end in sentence_spans(moment.text, moment.language):
        sentence = moment.text[start:end]
        signs = find(sentence, moment.language, "memory")
        claimed = _claimed(moment, start, end, Kind.SHARED_MEMORY)
        confirmed = _confirms_contact(moment, sentence)
        if not (signs or claimed or confirmed) or _memory_refused(sentence, moment.language):
            continue
        if confirmed:
            found.append(Span(start, end, "memory", 0.85 if signs or claimed else 0.7))
            continue
        recalled = _recalled(sentence, moment.language, signs)
        outside = has(recalled, moment.language, "outside_marker")
        if not outside and (_held(moment, sentence) or _held(moment, recalled)):
            continue
        found.append(Span(start, end, "memory", 0.9 if signs and claimed else 0.85 if outside else 0.7))
    return tuple(found)


def _confirms_contact(moment: Moment, sentence: str) -> bool:
    """The person tells of a letter or a meeting, or asks to be remembered, and the sentence says that it was so.

    That the person told it makes it no memory of the clone's: nothing here shows that it happened.
    """
    spoken = lexicon_language(detect(moment.fan, moment.view.default_language))
    if not moment.fan.strip() or has(moment.text, moment.language, "memory_denied", "memory_untraced"):
        return False
    if has(moment.fan, spoken, "memory_asked") and has(sentence, moment.language, "memory_yes", "memory_confirmed"):
        return True
    return has(moment.fan, spoken, "contact_told") and has(sentence, moment.language, "memory_confirmed")


def _memory_refused(sentence: str, language: str) -> bool:
    """The sentence withdraws what was said, sends it on to somebody, or denies the memory and does not affirm it."""
    if has(sentence, language, "message_withdrawn"):
        return True
    here = find(sentence, language, "memory_here")
    if here and not has(sentence[here[0].end :], language, "outside_marker"):
        return True
    denied = has(sentence, language, "memory_denied", "memory_untraced")
    return denied and not has(sentence, language, "memory_affirmed")


def _recalled(sentence: str, language: str, signs: tuple[Span, ...]) -> str:
    """From the first sign of a memory to the end of the clause that says what is recalled; all without a sign.

    Another clause may name a day or a place of its own: "you told me she is ill, I hope the vet helps on Friday".
    """
    if not signs:
        return sentence
    start, end = signs[0].start, max(sign.end for sign in signs)
    for turn in find(sentence, language, "clause_turn"):
        if turn.start >= end and list(content_words(sentence[end : turn.start], language)):
            return sentence[start : turn.start]
    return sentence[start:]


def _held(moment: Moment, sentence: str) -> bool:
    """The conversation itself holds what the sentence recalls: most of its content words were said before."""
    words = {stem for stem, _, _ in content_words(sentence, moment.language)}
    said = {stem for turn in moment.before for stem, _, _ in content_words(turn.text, moment.language)}
    return not words or len(words & said) / len(words) >= 0.5


def farewell_pressure(moment: Moment) -> tuple[Span, ...]:
    """Guilt, fear of missing out or hooks in answer to a goodbye."""
    if not conduct.in_state(conduct.reply_of(moment), "farewell"):
        return ()
    return tuple(
        Span(start, end, "guilt")
        for start, end in sentence_spans(moment.text, moment.language)
        if has(moment.text[start:end], moment.language, "guilt")
    )


def after_stop(moment: Moment) -> tuple[Span, ...]:
    """The whole reply, when the person's last message asks for silence; one reply that confirms it is allowed."""
    asked, since = _last_word(moment)
    language = lexicon_language(detect(asked, moment.view.default_language))
    if not has(asked, language, "stop_request"):
        return ()
    confirmed = not since and has(moment.text, moment.language, "stop_confirmed")
    return () if confirmed or not moment.text.strip() else (Span(0, len(moment.text), "after_stop"),)


def _last_word(moment: Moment) -> tuple[str, int]:
    """The person's last message, and how often the clone has written since."""
    since = 0
    for turn in reversed(moment.before):
        if turn.role is Role.FAN:
            return turn.text, since
        since += turn.role is Role.CLONE
    return "", since


DETECTORS: Mapping[str, Callable[[Moment], tuple[Span, ...]]] = {
    "embodiment": embodiment,
    "shared_memory": shared_memory,
    "farewell_pressure": farewell_pressure,
    "speaks_as_other": speaks_as_other,
    "after_stop": after_stop,
    **conduct.DETECTORS,
}
