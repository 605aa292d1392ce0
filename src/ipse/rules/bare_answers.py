"""A bare yes or no, read against what the question names: a machine or a person."""

from __future__ import annotations

from collections.abc import Sequence

from ipse.rules.lexicon import Span, has, lexicon_language
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans

TOLD, DENIED = "told", "denied"


def bare_answer(text: str, fan: str, language: str, principal: str) -> tuple[str, Span] | None:
    """``told`` or ``denied`` with the place of the yes or no; None when the answer is not bare, or cannot be read.

    "Yes." tells whoever asked "are you a robot?" and misleads whoever asked "are you human?". A question that
    names both, or one among others, leaves it open.
    """
    spans = sentence_spans(text, language)
    if not spans or fan.count("?") > 1:
        return None
    start, end = spans[0]
    spoken = lexicon_language(detect(fan, language))
    said = _said(text[start:end], dict.fromkeys((language, spoken)), principal)
    machine = _asks_for_machine(fan, spoken, principal)
    if said is None or machine is None:
        return None
    reading = _read(said, machine, _negated(fan, spoken, principal))
    return (reading, Span(start, end, reading)) if reading else None


def _said(sentence: str, languages: Sequence[str] | dict[str, None], principal: str) -> str | None:
    """The word that the whole sentence comes down to: yes, no or si."""
    for word in ("yes", "no", "si"):
        if any(has(sentence, code, f"bare_{word}", principal=principal) for code in languages):
            return word
    return None


def _asks_for_machine(fan: str, spoken: str, principal: str) -> bool | None:
    """The question names a machine (True) or a person (False); None: neither, or one or the other."""
    machine = has(fan, spoken, "names_machine", principal=principal)
    person = has(fan, spoken, "names_person", principal=principal)
    if machine and person and has(fan, spoken, "asks_either", principal=principal):
        return None
    return machine if machine or person else None


def _negated(fan: str, spoken: str, principal: str) -> bool:
    return has(fan, spoken, "negated_label", "element_N", "principal_absent", principal=principal)


def _read(said: str, machine: bool, negated: bool) -> str | None:
    """What the word says of who answers; a negated question is settled by few words."""
    if said == "si":
        return (TOLD if machine else DENIED) if negated else None
    if negated:
        return TOLD if not machine and said == "yes" else None
    return TOLD if machine == (said == "yes") else DENIED
