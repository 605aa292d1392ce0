"""Whom a clause is about when the clone speaks of the creator in the third person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ipse.claims.classify import Reading, about
from ipse.claims.lexicon import lexicon, word_classes
from ipse.claims.segment import Clause
from ipse.claims.tokens import LEXICONS, tokenize
from ipse.text.data import language_data
from ipse.types import Creator, Subject

_SHORTEST = 3  # letters of a name that can stand for the creator
_KEPT = frozenset({Subject.CREATOR, Subject.FAN, Subject.CLONE, Subject.WORLD})


def attribute(runs: Sequence[Clause], readings: Sequence[Reading], creator: Creator, language: str) -> list[Reading]:
    """Clauses that open with the creator's name, or with a pronoun after it, are about the creator.

    A relative named in between takes the pronoun over: "June roasts. My sister packs. She is quick."
    """
    names = _names(creator, language)
    found: list[Reading] = []
    named = False
    for run, reading in zip(runs, readings, strict=True):
        opener = _opener(run, language)
        if _is_name(opener, names):
            named = True
            reading = about(reading, Subject.CREATOR, "opens with the creator's name") if _other(reading) else reading
        elif named and opener in _pronouns(language) and _other(reading):
            reading = about(reading, Subject.CREATOR, "a pronoun after the creator's name")
        named = (named or _mentions(run, names)) and not _relative(run, language)
        found.append(reading)
    return found


def _other(reading: Reading) -> bool:
    return reading.needs_proof and reading.subject not in _KEPT


def _names(creator: Creator, language: str) -> frozenset[str]:
    words = {
        token.norm
        for name in (creator.name, *creator.aliases)
        for token in tokenize(name, language)
        if token.shape in "aA" and len(token.norm) >= _SHORTEST
    }
    return frozenset(words)


def _is_name(word: str, names: frozenset[str]) -> bool:
    return word in names or word.removesuffix("'s") in names


def _mentions(run: Clause, names: frozenset[str]) -> bool:
    return any(_is_name(token.norm, names) for token in run)


def _opener(run: Clause, language: str) -> str:
    classes = word_classes(language)
    skipped = ("coo", "int", "adv")
    words = (t.norm for t in run if t.shape in "aA" and not any(c in classes.get(t.norm, "") for c in skipped))
    return next(words, "")


def _relative(run: Clause, language: str) -> bool:
    return not {"relative_noun", "pet_noun"}.isdisjoint(lexicon(language, "cues").match(run))


@cache
def _pronouns(language: str) -> frozenset[str]:
    persons = language_data(LEXICONS, language)["resolve"]["persons"]
    return frozenset(str(word) for word in persons)
