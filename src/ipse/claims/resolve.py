"""Making a clause self-contained: fragments completed from the fan's question, pronouns named.

A sentence is returned only when it can be read alone. Where no template is certain, ``resolved`` stays None and the
fan's message travels beside the clause: a verifier reads both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from ipse.claims.classify import Reading
from ipse.claims.fragments import complete
from ipse.claims.lexicon import lexicon, word_classes
from ipse.claims.segment import Clause
from ipse.claims.tokens import LEXICONS, SEPARATORS, Token
from ipse.text.data import language_data
from ipse.types import Act, Subject

_CLOSERS = frozenset('")')
_KIN_WORDS = 3  # "my late grandfather Joe": at most so many words after the possessive


@dataclass(frozen=True, slots=True)
class Context:
    """What a clause may be completed from."""

    draft: str
    question: str | None
    language: str


def resolve(context: Context, runs: Sequence[Clause], readings: Sequence[Reading]) -> list[str | None]:
    """For each clause that needs proof, a sentence that can be read alone; None where there is none."""
    found: list[str | None] = []
    kin = before = None
    for run, reading in zip(runs, readings, strict=True):
        found.append(_resolved(context, run, reading, kin, before) if reading.needs_proof else None)
        kin = _kin(context, run) or kin
        before = found[-1] or _text(context, _body(context, run))
    return found


def _resolved(context: Context, run: Clause, reading: Reading, kin: str | None, before: str | None) -> str | None:
    body = _body(context, run)
    if reading.act is Act.ANSWER_FRAGMENT and context.question:
        return complete(context.draft[run[0].start : run[-1].end], context.question, context.language)
    named = _named(context, body, kin or _kin(context, run))
    if named is not None:
        return _sentence(named)
    text = _text(context, body)
    if _stands_alone(body, context.language):
        return _sentence(text)
    if reading.subject is Subject.CREATOR and (opened := _opened(text, body[0].norm, context.language)):
        return _sentence(opened)
    if before and _leans_back(body, context.language):
        return _sentence(f"{before.rstrip('.!')} {text}")
    return None if context.question else _sentence(text)


def _text(context: Context, body: Clause) -> str:
    return context.draft[body[0].start : body[-1].end]


def _body(context: Context, run: Clause) -> Clause:
    """The clause without what opens or ends it: coordinators, "yes", emoji, "lol"."""
    classes = word_classes(context.language)
    start, end = 0, len(run)
    while start < end - 1 and _idle(run[start], classes, ("coo", "int")):
        start += 1
    while end > start + 1 and run[end - 1].shape not in _CLOSERS and _idle(run[end - 1], classes, ("tra",)):
        end -= 1
    return run[start:end]


def _idle(token: Token, classes: Mapping[str, str], names: Sequence[str]) -> bool:
    if token.shape in SEPARATORS or token.shape == "E":
        return True
    return any(name in classes.get(token.norm, "") for name in names)


def _stands_alone(body: Clause, language: str) -> bool:
    """It has a subject and a finite verb, and no pronoun that points elsewhere."""
    words, classes = _words(language), word_classes(language)
    names = [classes.get(token.norm, "") for token in body]
    if _points_back([token.norm for token in body], words):
        return False
    opens = "sub" in names[0] or body[0].shape == "A" or body[0].norm in str(words["kin_marker"]).split()
    return opens and (any("fin" in name for name in names) or len(body) > 3)


def _points_back(norms: Sequence[str], words: Mapping[str, Any]) -> bool:
    if any(norm in words["anaphors"] or norm in words["persons"] for norm in norms):
        return True
    inner = words["inner_anaphors"]
    return any(norm in inner and (not inner[norm] or before in inner[norm]) for before, norm in pairwise(norms))


def _leans_back(body: Clause, language: str) -> bool:
    """It opens with a preposition or a relative pronoun: it goes on from the clause before it."""
    name = word_classes(language).get(body[0].norm, "")
    return "pre" in name or "rel" in name


def _opened(text: str, first: str, language: str) -> str | None:
    """A clause that dropped its "I": "born in Leeds", "paid double", "achetée à Metz"."""
    words = _words(language)
    if " by " in f"{text} " or " par " in f"{text} ":
        return None
    for names, template in (
        ("present_states", "present_template"),
        ("states", "state_template"),
        ("deeds", "deed_template"),
    ):
        if first in {str(word) for word in words[names]}:
            return str(words[template]).format(rest=text[0].lower() + text[1:])
    return None


def _named(context: Context, body: Clause, kin: str | None) -> str | None:
    """The clause with its opening "she" or "who" replaced by the relative named before it."""
    words = _words(context.language)
    first = body[0].norm
    rest = context.draft[body[0].end : body[-1].end]
    if kin and first in words["persons"]:
        return f"{kin}{words['persons'][first]}{rest}"
    if kin and first in words["possessives"]:
        return f"{kin}{words['possessives'][first]}{rest}"
    return None


def _kin(context: Context, run: Clause) -> str | None:
    """ "my sister Ada" as written: the possessive and up to three words of its noun phrase."""
    words = _words(context.language)
    markers, stops = str(words["kin_marker"]).split(), {str(word) for word in words["noun_stops"]}
    place = next((i for i, token in enumerate(run) if token.norm in markers), None)
    if place is None:
        return None
    end = place + 1
    while end < len(run) and end - place <= _KIN_WORDS and run[end].shape in "aA" and run[end].norm not in stops:
        end += 1
    if not _names_relative(run[place:end], context.language):
        return None
    phrase = context.draft[run[place].start : run[end - 1].end]
    return re.sub(r"['’]s$", "", phrase)


def _names_relative(phrase: Clause, language: str) -> bool:
    kinds = lexicon(language, "kinds").match(phrase)
    cues = lexicon(language, "cues").match(phrase)
    return not {"family", "relationship"}.isdisjoint(kinds) or not {"relative_noun", "pet_noun"}.isdisjoint(cues)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", '"', "»", "”")) else f"{text}."


@cache
def _words(language: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = language_data(LEXICONS, language)["resolve"]
    return data
