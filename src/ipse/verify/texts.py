"""How claims and passages are written for a pair model: the form that the shipped model was trained on.

A premise is one passage as it stands, or several dated ones, oldest first:
``[2026-03-02 video] text || [2026-05-01 faq] text``. A hypothesis is a claim that stands on its own, or an
answer with the question it answers: ``Fan: question || Reply: answer``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ipse.types import Act, Claim, Kind, Passage, Subject

JOINT = " || "
_DATED = re.compile(r"^\[(\d{4}-\d{2}-\d{2})(?: ([^\]]{1,40}))?\]\s*")
_FAN, _REPLY = "Fan:", re.compile(r"\|\|\s{0,4}Reply:")


def hypothesis(claim: Claim) -> str:
    """The claim as a model reads it: resolved when it stands alone, else with the fan's question."""
    if claim.resolved and claim.act is not Act.ANSWER_FRAGMENT:
        return claim.resolved
    if claim.question:
        return f"Fan: {claim.question}{JOINT}Reply: {claim.quote}"
    return claim.resolved or claim.quote


def bundle(passages: Sequence[Passage]) -> str:
    """Several passages as one premise, oldest first, undated ones in front."""
    if len(passages) == 1:
        return passages[0].text
    ordered = sorted(passages, key=lambda p: (p.date or date.min, p.passage_id))
    return JOINT.join(_prefix(p) + " ".join(p.text.split()) for p in ordered)


def _prefix(passage: Passage) -> str:
    words = [w for w in (passage.date and passage.date.isoformat(), passage.kind) if w]
    return f"[{' '.join(words)}] " if words else ""


def split_premise(text: str, language: str | None = None, name: str = "premise") -> tuple[Passage, ...]:
    """The passages of a written premise: the inverse of `bundle`, offsets in ``text``."""
    passages = []
    for start, end in _parts(text):
        part = text[start:end]
        head = _DATED.match(part)
        begin = start + (head.end() if head else 0)
        passages.append(
            Passage(
                passage_id=f"{name}@{begin}",
                source_id=name,
                path=name,
                text=text[begin:end],
                start=begin,
                end=end,
                date=_day(head.group(1)) if head else None,
                kind=head.group(2) if head else None,
                language=language,
            )
        )
    return tuple(passages)


def _parts(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    while (cut := text.find(JOINT, start)) >= 0:
        spans.append((start, cut))
        start = cut + len(JOINT)
    return [*spans, (start, len(text))]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _dialogue(text: str) -> tuple[str | None, str]:
    """The fan's question and the reply; None and the whole text where it is no dialogue."""
    reply = _REPLY.search(text) if text.startswith(_FAN) else None
    if reply is None:
        return None, text
    return text[len(_FAN) : reply.start()].strip(), text[reply.end() :].strip()


def claim_of(text: str, language: str = "en") -> Claim:
    """A claim from a written hypothesis, ``Fan: … || Reply: …`` included (offsets in the reply)."""
    asked, quote = _dialogue(text)
    return Claim(
        conversation_id="",
        turn=0,
        quote=quote,
        start=0,
        end=len(quote),
        act=Act.ASSERTION if asked is None else Act.ANSWER_FRAGMENT,
        subject=Subject.CREATOR,
        kind=Kind.NONE,
        needs_proof=True,
        resolved=text if asked is None else None,
        question=asked,
        language=language,
    )
