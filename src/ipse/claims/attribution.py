"""Whom a clause is about when the clone speaks of the creator in the third person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ipse.claims.classify import Reading, about
from ipse.claims.lexicon import lexicon, word_classes
from ipse.claims.segment import Clause
from ipse.claims.tokens import LEXICONS, Token, tokenize
from ipse.text.data import language_data
from ipse.types import Creator, Subject

_SHORTEST = 3  # letters of a name that can stand for the creator


def attribute(runs: Sequence[Clause], readings: Sequence[Reading], creator: Creator, language: str) -> list[Reading]:
    """Clauses that open with the creator's name, or with a pronoun after it, are about the creator.

    A relative named in between takes the pronoun over: "June roasts. My sister packs. She is quick."
    """
    names = names_of(creator, language)
    found: list[Reading] = []
    last: Subject | None = None  # whom a pronoun would mean
    for run, reading in zip(runs, readings, strict=True):
        word = opener(run, language)
        if _is_name(word, names):
            reading = _moved(reading, Subject.CREATOR, "opens with the creator's name")
        elif _opens_with_relative(run, word, language):
            reading = _moved(reading, Subject.THIRD_PARTY, "opens with a relative")
        elif last and word in _pronouns(language):
            reading = _moved(reading, last, "a pronoun after that person")
        if _relative(run, language):
            last = Subject.THIRD_PARTY
        elif mentions(run, names):
            last = Subject.CREATOR
        found.append(reading)
    return found


def _moved(reading: Reading, subject: Subject, reason: str) -> Reading:
    kept = not reading.needs_proof or reading.subject in (Subject.FAN, Subject.CLONE, Subject.WORLD)
    return reading if kept else about(reading, subject, reason)


def _opens_with_relative(run: Clause, word: str, language: str) -> bool:
    marker = word in str(language_data(LEXICONS, language)["resolve"]["kin_marker"]).split()
    place = next((i for i, token in enumerate(run) if token.norm == word), 0)
    return marker and "relative_noun" in lexicon(language, "cues").match(run[place : place + 3])


def names_of(creator: Creator, language: str) -> frozenset[str]:
    """The words of the creator's names, folded, that can stand for the creator."""
    words = {
        token.norm
        for name in (creator.name, *creator.aliases)
        for token in tokenize(name, language)
        if token.shape in "aA" and len(token.norm) >= _SHORTEST
    }
    return frozenset(words)


def _is_name(word: str, names: frozenset[str]) -> bool:
    return word in names or word.removesuffix("'s") in names


def mentions(run: Sequence[Token], names: frozenset[str]) -> bool:
    """Whether one of the ``names`` stands in a clause, in the genitive too."""
    return any(_is_name(token.norm, names) for token in run)


def opener(run: Clause, language: str) -> str:
    """The first word of a clause that is no conjunction, interjection or adverb, folded; empty when there is none."""
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
