"""Is another value, or another name, where a clause has its own?

"Elle est étudiante à Namur" beside "Tess est étudiante à Liège": nearly every word of the clause stands in one sentence
of the sources, with another name in the place of its own. The strength of such a swap is how much of the rest of
the clause that sentence holds; a sentence that holds the clause's own value takes its part away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ipse.text.nlp import content_words
from ipse.text.sentences import sentence_spans
from ipse.text.values import Value, find_values, same_value
from ipse.types import CheckedClaim

_ASKED = 0.5  # the weight of a word that only the fan said
_BESIDE = 0.5  # the worth of a word that stands in the sentence before or after
_PLAIN, _MARGIN = 0.5, 0.1  # a swap is plain from this strength, with this much over its opposite
_NAME = re.compile(r"(?<![\w@#])[A-ZÀ-ÖØ-Þ][\w’'-]*\w")
_GENITIVE = re.compile(r"['’]s$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Sentence:
    stems: frozenset[str]
    beside: frozenset[str]  # of the sentences before and after
    values: tuple[Value, ...]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Clause:
    words: Mapping[str, float]  # content stems but those of values, and the fan's, by weight
    values: tuple[Value, ...]
    names: frozenset[str]
    names_of: Mapping[str, str]  # by stem


def swaps(checked: CheckedClaim) -> dict[str, float]:
    """Strength of the strongest swap of a value and of a name, in [0, 1], and whether one is plain.

    A value or name that the fan said is not the clause's own; a name that some passage holds is not swapped.
    """
    clause = _clause(checked)
    passages = [(e.passage, e.passage.language or checked.claim.language) for e in checked.evidence]
    sentences = [s for passage, language in passages for s in _sentences(passage.text, language, passage.date)]
    swapped, held = _value_strengths(clause, sentences) if clause.values else (0.0, 0.0)
    named = _name_strength(checked, clause, sentences)
    return {
        "value_swapped": max(0.0, swapped - held),
        "name_swapped": named,
        "value_swapped_plainly": float(swapped >= _PLAIN and swapped > held + _MARGIN),
        "name_swapped_plainly": float(named >= _PLAIN),
    }


def _value_strengths(clause: _Clause, sentences: Sequence[_Sentence]) -> tuple[float, float]:
    """How strongly one of the clause's values is swapped, and how strongly one is held."""
    swapped = held = 0.0
    for sentence in sentences:
        share = _share(clause.words, sentence)
        for value in clause.values:
            outcomes = [(same_value(value, other), other.type is value.type) for other in sentence.values]
            if any(same for same, _ in outcomes):
                held = max(held, share)
            elif any(same is False and alike for same, alike in outcomes):
                swapped = max(swapped, share)
    return swapped, held


def _name_strength(checked: CheckedClaim, clause: _Clause, sentences: Sequence[_Sentence]) -> float:
    """How strongly a name that no passage and not the fan holds is swapped for another one."""
    everywhere = " ".join(f"{e.passage.title or ''} {e.passage.text}" for e in checked.evidence)
    known = f"{checked.claim.question or ''} {everywhere}".casefold()
    absent = {name for name in clause.names if name not in known}
    words = {stem: weight for stem, weight in clause.words.items() if clause.names_of.get(stem) not in absent}
    if not absent or not words:
        return 0.0
    return max((_share(words, s) for s in sentences if s.names - clause.names), default=0.0)


def _share(words: Mapping[str, float], sentence: _Sentence) -> float:
    """How much of the words a sentence holds, with those beside it."""
    total = sum(words.values())
    worth = sum(
        weight * (1.0 if stem in sentence.stems else _BESIDE if stem in sentence.beside else 0.0)
        for stem, weight in words.items()
    )
    return worth / total if total else 0.0


def _clause(checked: CheckedClaim) -> _Clause:
    claim = checked.claim
    day = claim.ts.date() if claim.ts else None
    found = _values(claim.quote, claim.language, day)
    asked = _values(claim.question or "", claim.language, day)
    own = content_words(claim.quote, claim.language)
    inside = [word for word in own if not any(word[1] < v.end and word[2] > v.start for v in found)]
    names = _names(claim.quote, ((0, len(claim.quote)),), found)
    stems = {stem: 1.0 for stem, _, _ in inside}
    said = {stem: _ASKED for stem, _, _ in content_words(claim.question or "", claim.language)}
    mine = {stem for stem, _, _ in own}
    return _Clause(
        words={stem: weight for stem, weight in said.items() if stem not in mine} | stems,
        values=tuple(v for v in found if _measures(v) and not any(same_value(v, other) for other in asked)),
        names=names,
        names_of={s: name for s, start, end in own if (name := _plain_name(claim.quote[start:end])) in names},
    )


@lru_cache(maxsize=4096)  # a passage is evidence for many clauses
def _sentences(text: str, language: str, day: date | None) -> tuple[_Sentence, ...]:
    spans = sentence_spans(text, language) or ((0, len(text)),)
    words, values = content_words(text, language), _values(text, language, day)
    stems = [frozenset(stem for stem, start, _ in words if a <= start < b) for a, b in spans]
    return tuple(
        _Sentence(
            stems=stems[at],
            beside=frozenset[str]().union(*stems[max(0, at - 1) : at], *stems[at + 1 : at + 2]),
            values=tuple(v for v in values if _measures(v) and a <= v.start < b),
            names=_names(text, ((a, b),), values),
        )
        for at, (a, b) in enumerate(spans)
    )


@lru_cache(maxsize=4096)
def _values(text: str, language: str, day: date | None) -> tuple[Value, ...]:
    return find_values(text, language, day)


def _measures(value: Value) -> bool:
    """It measures or dates something; a weekday alone does not."""
    return value.amount is not None or value.first is not None or value.minutes is not None


def _names(text: str, spans: Iterable[tuple[int, int]], values: Sequence[Value]) -> frozenset[str]:
    """Capitalised words that do not open a sentence and are no part of a date, folded, without a genitive."""
    dated = {word.casefold() for value in values for word in _WORD.findall(value.quote)}
    return frozenset(name for start, end in spans for name in _inside(text, start, end) if name not in dated)


def _inside(text: str, start: int, end: int) -> Iterator[str]:
    for found in _NAME.finditer(text, start, end):
        before = text[start : found.start()].rstrip()
        if before and before[-1] not in "«“\"':—–-•*([!?.…":
            yield _plain_name(found[0])


def _plain_name(word: str) -> str:
    return _GENITIVE.sub("", word).casefold()
