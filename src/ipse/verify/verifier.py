"""The verifier as shipped: values, words, people and a model, read window by window, combined by the truth table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ipse.types import Act, Claim, Evidence, Label, Passage, Verdict
from ipse.verify.analysis import analyse
from ipse.verify.base import PairModel, Reading, Scores
from ipse.verify.combine import NOT_SURE_BELOW, combine
from ipse.verify.digest import digest
from ipse.verify.nearest import NearestReader
from ipse.verify.read import Thresholds, Window, claim_text, language_of, observe_all, take_stance
from ipse.verify.stack import Stack
from ipse.verify.texts import bundle, hypothesis
from ipse.verify.windows import WINDOW_CHARACTERS, windows

_NOTHING_TO_CHECK = frozenset(
    {Act.QUESTION, Act.THANKS_GREETING, Act.WISH, Act.HYPOTHETICAL, Act.OPINION, Act.JOKE, Act.REFUSAL_UNKNOWN}
)


@dataclass(frozen=True, slots=True)
class Task:
    """One claim with the windows it is read against."""

    claim: Claim
    windows: tuple[Window, ...]


class TieredVerifier:
    """Judges claims against evidence with every tier; implements the ``Verifier`` protocol.

    Args:
        stack: turns what the tiers saw into probabilities.
        model: scores (premise, hypothesis) pairs; None leaves the model tier out.
        nearest: reads the sentence nearest to a claim; None leaves the tier of sentence vectors out.
        thresholds: from which probability a passage supports or contradicts.
        max_passages: passages read per claim, best first.
        together: read the passages, or a long one's nearest sentences, once more as one premise (slower; on whole
            audits it found less).
        not_sure_below: verdicts with less confidence are marked ``sure=False``.
    """

    def __init__(
        self,
        stack: Stack,
        model: PairModel | None = None,
        *,
        nearest: NearestReader | None = None,
        thresholds: Thresholds | None = None,
        max_passages: int = 3,
        together: bool = False,
        not_sure_below: float = NOT_SURE_BELOW,
    ) -> None:
        self._stack = stack
        self._model = model
        self._nearest = nearest
        self._thresholds = thresholds or Thresholds()
        self._max_passages = max_passages
        self._together = together
        self._not_sure_below = not_sure_below

    @property
    def name(self) -> str:
        """Tiers, model and a hash of the stacked weights."""
        model = self._model.name if self._model else "none"
        vectors = f"vectors={self._nearest.name}," if self._nearest else ""
        weights = hashlib.sha256(repr(self._stack).encode()).hexdigest()[:8]
        return f"tiers(values,lexical,attribution,{vectors}model={model},stack={weights})"

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict per item, in order; clauses that assert nothing are not checkable."""
        tasks = [Task(claim, self._windows(evidence)) for claim, evidence in items]
        readings = self._readings(tasks)
        joints = self._joints(tasks, readings)
        return [self._verdict(*one) for one in zip(tasks, readings, joints, strict=True)]

    def _windows(self, evidence: Sequence[Evidence]) -> tuple[Window, ...]:
        chosen: dict[str, Passage] = {}
        for one in sorted(evidence, key=lambda e: e.rank):
            if len(chosen) < self._max_passages and one.passage.text.strip():
                chosen.setdefault(one.passage.passage_id, one.passage)
        return tuple(
            Window(passage, start, end)
            for passage in chosen.values()
            for start, end in windows(passage.text, language_of(passage))
        )

    def _readings(self, tasks: Sequence[Task]) -> list[tuple[Reading, ...]]:
        """Every window of every task that can be checked, read by every tier."""
        asked = [(task.claim, window) for task in tasks if _checkable(task.claim) for window in task.windows]
        seen = iter(observe_all(asked, self._model, self._nearest))
        return [
            tuple(take_stance(window, next(seen), self._stack, self._thresholds) for window in task.windows)
            if _checkable(task.claim)
            else ()
            for task in tasks
        ]

    def _joints(self, tasks: Sequence[Task], readings: Sequence[tuple[Reading, ...]]) -> list[Scores | None]:
        """The model's scores for the passages read together, where there is more than a window shows."""
        if self._model is None or not self._together:
            return [None] * len(tasks)
        premises = [
            _together(t.claim, found) if _checkable(t.claim) else "" for t, found in zip(tasks, readings, strict=True)
        ]
        pairs = [(premise, hypothesis(t.claim)) for premise, t in zip(premises, tasks, strict=True) if premise]
        found = iter(self._model.score(pairs))
        return [next(found) if premise else None for premise in premises]

    def _verdict(self, task: Task, readings: Sequence[Reading], joint: Scores | None) -> Verdict:
        if not _checkable(task.claim):
            return Verdict(Label.NOT_CHECKABLE, 1.0, f"act_{task.claim.act.value}")
        return combine(readings, self._not_sure_below, joint, self._thresholds.support)


def _together(claim: Claim, readings: Sequence[Reading]) -> str:
    """One premise from the nearest passages, as many as a window holds, long ones by their nearest sentences.

    Empty where a window shows all there is, or nothing is relevant.
    """
    if not any(r.relevant for r in readings):
        return ""
    passages = {r.passage.passage_id: r.passage for r in sorted(readings, key=lambda r: -r.nearness)}
    if len(passages) == 1:
        (passage,) = passages.values()
        return _digest(claim, passage, WINDOW_CHARACTERS) if len(readings) > 1 else ""
    chosen: list[Passage] = []
    room = WINDOW_CHARACTERS
    for passage in passages.values():
        if len(passage.text) > WINDOW_CHARACTERS:
            passage = replace(passage, text=_digest(claim, passage, room // 2))
        if passage.text and len(passage.text) <= room:
            chosen.append(passage)
            room -= len(passage.text)
    return bundle(chosen) if len(chosen) > 1 else ""


def _digest(claim: Claim, passage: Passage, most: int) -> str:
    mine, theirs = analyse(claim_text(claim), claim.language), analyse(passage.text, language_of(passage))
    return digest(mine, theirs, most)


def _checkable(claim: Claim) -> bool:
    return claim.needs_proof or claim.act not in _NOTHING_TO_CHECK
