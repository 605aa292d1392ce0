"""Clauses that are claims however lightly they are put, and one that is none, whatever the model took them for.

- The figure that a fan asked for: "Twelve at the very most", "Une heure et demie, tranquille". The fan goes by it.
- A favour: "I'll put one aside for you". A clone has nothing to give.
- A code or an e-mail address. The fan will use it.
- Terms, leave, a side, a name, news (``answers.py``); an amount of money; a length of time, also in advice.
- The creator's body, also in a joke.

What a helpline is and when it answers is no claim about the creator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipse.claims.answers import answer, leave, news, passing, terms, typed_code
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
_AMOUNTS = frozenset({ValueType.MONEY, ValueType.PERCENT, ValueType.DURATION})
_USED = {ValueType.CODE: Kind.DISCOUNT, ValueType.EMAIL: Kind.CONTACT}
_NO_CLAIM = frozenset({Act.QUESTION, Act.AI_NOTICE, Act.QUOTATION_REPORT})
_SAID = frozenset({Act.WISH, Act.THANKS_GREETING}) | _NO_CLAIM
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
        _with_favour(_with_address(reading, quote, held, language), quote, language)
        for reading, quote, held in zip(readings, quotes, values, strict=True)
    ]
    found = [
        reading if _helpline(run, language) else _with_words(reading, quote, held, language)
        for reading, run, quote, held in zip(found, runs, quotes, values, strict=True)
    ]
    if asked:
        found = _answered(found, runs, quotes, " ".join(token.norm for token in asked.tokens), language)
    wanted = lexicon(language, "asked").match(asked.tokens).get("figure", "") if asked else ""
    at = next((at for at, held in enumerate(values[:_FIRST]) if any(map(_is_figure, held))), None)
    if wanted and at is not None:
        found[at] = _with_figure(found[at], wanted, refused=_refuses(runs[at], language))
    return found


def _answered(
    readings: Sequence[Reading], runs: Sequence[Clause], quotes: Sequence[str], asked: str, language: str
) -> list[Reading]:
    """The first clause as a claim where it answers what was asked, and every clause that gives leave."""
    found = list(readings)
    for at, (reading, quote) in enumerate(zip(readings, quotes, strict=True)):
        if reading.needs_proof or reading.act in _SAID or _refuses(runs[at], language):
            continue
        why = answer(quote, asked, language) if at == 0 else "leave" if leave(quote, asked, language) else ""
        if why:
            found[at] = _as_claim(reading, Act.ANSWER_FRAGMENT, _kind(reading), f"an answer ({why})")
    return found


def _refuses(run: Clause, language: str) -> bool:
    return "refusal" in lexicon(language, "cues").match(run)


def _kind(reading: Reading) -> Kind:
    """Where the model saw no kind, only what the sources contradict is to be a finding."""
    return Kind.GENERAL_KNOWLEDGE if reading.kind is Kind.NONE else reading.kind


def _is_figure(value: Value) -> bool:
    return value.type in _FIGURES and not (value.type is ValueType.NUMBER and value.amount == 1)  # "one" is a word


def _helpline(run: Clause, language: str) -> str:
    return lexicon(language, "helpline").match(run).get("line", "")


def _without_helpline(reading: Reading, run: Clause, language: str) -> Reading:
    """No claim where a helpline is named, and the creator is not."""
    line = _helpline(run, language)
    if not line or not reading.needs_proof or "first_person" in lexicon(language, "cues").match(run):
        return reading
    return replace(reading, needs_proof=False, proof=0.0, reasons=(*reading.reasons, f"rule: a helpline ({line})"))


def _with_figure(reading: Reading, wanted: str, *, refused: bool) -> Reading:
    """The answer; "eight weeks of no running" is one, although it sounds like a refusal."""
    if reading.needs_proof or reading.act in _NO_CLAIM or (reading.act is Act.REFUSAL_UNKNOWN and refused):
        return reading
    return _as_claim(reading, Act.ANSWER_FRAGMENT, _kind(reading), f"a figure, as asked ({wanted})")


def _with_favour(reading: Reading, quote: str, language: str) -> Reading:
    if reading.act in _NO_CLAIM or not favour(quote, language):
        return reading
    kind = reading.kind if reading.kind in _GIVEN else Kind.CONTACT_PROMISE
    return _as_claim(reading, Act.OFFER_PROMISE, kind, "a favour")


def _with_address(reading: Reading, quote: str, values: Sequence[Value], language: str) -> Reading:
    kind = next((_USED[value.type] for value in values if value.type in _USED), None)
    kind = kind or (Kind.DISCOUNT if typed_code(language).search(quote) else None)
    if kind is None or reading.needs_proof or reading.act in _NO_CLAIM:
        return reading
    return _as_claim(reading, Act.ASSERTION, kind, "an address or a code")


def _muses(reading: Reading) -> bool:
    """What would be; a price or a rule is a claim all the same."""
    return reading.act is Act.HYPOTHETICAL and reading.kind not in _GIVEN


def _with_words(reading: Reading, quote: str, values: Sequence[Value], language: str) -> Reading:
    """A claim by its own words, whatever was asked: terms, an amount, a length of time, news, the creator's body."""
    if reading.needs_proof or reading.act in _NO_CLAIM:
        return reading
    if said := terms(quote, language):
        kind = reading.kind if reading.kind in _GIVEN else Kind.PRICE
        return _as_claim(reading, Act.OFFER_PROMISE, kind, f"terms ({said})")
    if said := news(quote, language):
        return _as_claim(reading, Act.ASSERTION, _kind(reading), f"news ({said})")
    if reading.act in _SAID or reading.act is Act.REFUSAL_UNKNOWN:
        return reading
    if any(value.type in _AMOUNTS for value in values) and not _muses(reading) and not passing(quote, language):
        return _as_claim(reading, Act.ASSERTION, _kind(reading), "an amount or a length of time")
    if (
        reading.kind is Kind.BODY_HEALTH
        and reading.subject is Subject.CREATOR
        and reading.act is not Act.ADVICE_INSTRUCTION
    ):
        return _as_claim(reading, Act.ASSERTION, reading.kind, "the creator's body")
    return reading


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
