"""Clauses that are claims however lightly they are put, and one that is none, whatever the model took them for.

- The figure that a fan asked for: "Twelve at the very most", "Une heure et demie, tranquille". The fan goes by it.
- A favour: "I'll put one aside for you". A clone has nothing to give.
- A code or an e-mail address. The fan will use it.

What a helpline is and when it answers is no claim about the creator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipse.claims.classify import PROOF_THRESHOLD, Reading
from ipse.claims.features import Sight
from ipse.claims.lexicon import lexicon
from ipse.claims.segment import Clause
from ipse.favours import favour
from ipse.text.values import Value, ValueType, find_values
from ipse.types import EXCHANGE_KINDS, Act, Kind, Subject

_FIGURES = frozenset(
    {ValueType.NUMBER, ValueType.MONEY, ValueType.DATE, ValueType.TIME, ValueType.DURATION, ValueType.QUANTITY}
)
_USED = {ValueType.CODE: Kind.DISCOUNT, ValueType.EMAIL: Kind.CONTACT}
_NO_CLAIM = frozenset({Act.QUESTION, Act.AI_NOTICE, Act.QUOTATION_REPORT})
_FIRST = 3  # clauses of a reply among which the answer stands
_GIVEN = EXCHANGE_KINDS | {
    Kind.PRICE, Kind.DISCOUNT, Kind.STOCK, Kind.SHIPPING, Kind.POLICY_REFUND, Kind.PRODUCT, Kind.CONTACT_PROMISE,
}  # fmt: skip


def claimed(
    runs: Sequence[Clause], readings: Sequence[Reading], text: str, asked: Sight | None, language: str
) -> list[Reading]:
    """The readings of a reply ``text`` to ``asked``, such clauses as claims."""
    readings = [_without_helpline(reading, run, language) for reading, run in zip(readings, runs, strict=True)]
    quotes = [text[run[0].start : run[-1].end] for run in runs]
    values = [find_values(quote, language) for quote in quotes]
    found = [
        _with_favour(_with_address(reading, held), quote, language)
        for reading, quote, held in zip(readings, quotes, values, strict=True)
    ]
    wanted = lexicon(language, "asked").match(asked.tokens).get("figure", "") if asked else ""
    at = next((at for at, held in enumerate(values[:_FIRST]) if any(map(_is_figure, held))), None)
    if wanted and at is not None:
        found[at] = _with_figure(found[at], wanted)
    return found


def _is_figure(value: Value) -> bool:
    return value.type in _FIGURES and not (value.type is ValueType.NUMBER and value.amount == 1)  # "one" is a word


def _without_helpline(reading: Reading, run: Clause, language: str) -> Reading:
    """No claim where a helpline is named, and the creator is not."""
    line = lexicon(language, "helpline").match(run).get("line")
    if not line or not reading.needs_proof or "first_person" in lexicon(language, "cues").match(run):
        return reading
    return replace(reading, needs_proof=False, proof=0.0, reasons=(*reading.reasons, f"rule: a helpline ({line})"))


def _with_figure(reading: Reading, wanted: str) -> Reading:
    """The answer; where the model saw no kind, only what the sources contradict is to be a finding."""
    if reading.needs_proof or reading.act in _NO_CLAIM | {Act.REFUSAL_UNKNOWN}:
        return reading
    kind = Kind.GENERAL_KNOWLEDGE if reading.kind is Kind.NONE else reading.kind
    return _as_claim(reading, Act.ANSWER_FRAGMENT, kind, f"a figure, as asked ({wanted})")


def _with_favour(reading: Reading, quote: str, language: str) -> Reading:
    if reading.act in _NO_CLAIM or not favour(quote, language):
        return reading
    kind = reading.kind if reading.kind in _GIVEN else Kind.CONTACT_PROMISE
    return _as_claim(reading, Act.OFFER_PROMISE, kind, "a favour")


def _with_address(reading: Reading, values: Sequence[Value]) -> Reading:
    kind = next((_USED[value.type] for value in values if value.type in _USED), None)
    if kind is None or reading.needs_proof or reading.act in _NO_CLAIM:
        return reading
    return _as_claim(reading, Act.ASSERTION, kind, "an address or a code")


def _as_claim(reading: Reading, act: Act, kind: Kind, why: str) -> Reading:
    return replace(
        reading,
        act=act,
        subject=Subject.CREATOR if reading.subject in (Subject.NONE, Subject.FAN) else reading.subject,
        kind=kind,
        needs_proof=True,
        proof=max(reading.proof, PROOF_THRESHOLD),
        reasons=(*reading.reasons, f"rule: {why}"),
    )
