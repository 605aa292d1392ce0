"""Stories and poems that a fan asks for: what happens in them is no claim about the creator's world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipse.claims.classify import DEMANDING, TERMS, Reading
from ipse.claims.lexicon import lexicon
from ipse.claims.segment import Clause
from ipse.claims.tokens import LEXICONS, tokenize
from ipse.text.data import supported
from ipse.text.language import detect
from ipse.types import Act

_SPEAKS = frozenset({"first_person", "first_plural", "second_person", "assistant"})
_MARKS = '"“”«»'


def told(runs: Sequence[Clause], readings: Sequence[Reading], text: str, asked: str, language: str) -> list[Reading]:
    """The readings of a reply ``text``; in a story, clauses of which nobody can take the creator's word need no proof.

    A clause in the first or second person, an offer, and what decides a finding by itself are checked all the same,
    unless somebody in the story says it.
    """
    why = asks_for_fiction(asked, language)
    found: list[Reading] = []
    for run, reading in zip(runs, readings, strict=True):
        why = why or lexicon(language, "fiction").match(run).get("begins", "")
        found.append(_as_fiction(reading, why) if why and _invented(run, reading, text, language) else reading)
    return found


def asks_for_fiction(asked: str, language: str = "en") -> str:
    """The words with which a fan asks for something invented; empty when it is not asked for, or a true story is."""
    spoken = supported(LEXICONS, detect(asked, language)) if asked else language
    tokens = tokenize(asked, spoken)
    found = lexicon(spoken, "fiction").match(tokens)
    if "own" in found:
        return ""
    if "supposes" in found and not any(token.norm == "?" for token in tokens):
        return found["supposes"]
    whole = f"{found['asks']} … {found['works']}" if {"asks", "works"} <= found.keys() else ""
    return found.get("alone") or whole


def _invented(run: Clause, reading: Reading, text: str, language: str) -> bool:
    if not reading.needs_proof or reading.act is Act.OFFER_PROMISE or reading.kind in DEMANDING:
        return False
    if _sells(run, language):
        return False
    first = next((token.start for token in run if token.shape in "aA9"), run[0].start)
    return _SPEAKS.isdisjoint(lexicon(language, "cues").match(run)) or _quoted(text[:first])


def _sells(run: Clause, language: str) -> bool:
    """Whether a clause plainly speaks of terms: words that show them alone, or of money with a number."""
    money = "price" in lexicon(language, "kinds").match(run) and any(token.shape == "9" for token in run)
    return money or not TERMS.isdisjoint(lexicon(language, "strong").match(run))


def _quoted(before: str) -> bool:
    """Whether a quotation is open where ``before`` ends."""
    last = max((before.rfind(mark) for mark in _MARKS), default=-1)
    if last < 0:
        return False
    return before[last] in "“«" or (before[last] == '"' and before.count('"') % 2 == 1)


def _as_fiction(reading: Reading, why: str) -> Reading:
    reasons = (*reading.reasons, f"rule: a story ({why})")
    return replace(reading, act=Act.HYPOTHETICAL, needs_proof=False, proof=0.0, reasons=reasons)
