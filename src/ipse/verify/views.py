"""The model tier: what the model is asked about a claim and a window of a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipse.types import Claim
from ipse.verify.base import Opinion, PairModel
from ipse.verify.texts import hypothesis

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A claim put to the model tier with a window's text, and the sentences of it that are nearest to the claim."""

    claim: Claim
    window: str
    near: str

    @property
    def whole_pair(self) -> Pair:
        """Does the window bear the claim out?"""
        return self.window, hypothesis(self.claim)

    @property
    def near_pair(self) -> Pair:
        """Do its nearest sentences?"""
        return self.near, hypothesis(self.claim)


@dataclass(frozen=True, slots=True)
class ModelTier:
    """A model and whether to ask it about the nearest sentences too; without a model the tier has no opinion.

    A model whose weights in the stack are not known reads whole windows only.
    """

    model: PairModel | None = None
    near: bool = False

    @property
    def name(self) -> str:
        """The model's name; ``none`` without one."""
        return self.model.name if self.model else "none"

    def ask(self, questions: Sequence[Question]) -> list[Opinion]:
        """One opinion a question, in order; the model is asked in one go, and once for each distinct pair."""
        if self.model is None:
            return [Opinion()] * len(questions)
        pairs = dict.fromkeys(q.whole_pair for q in questions)
        if self.near:
            pairs |= dict.fromkeys(q.near_pair for q in questions)
        said = dict(zip(pairs, self.model.score(list(pairs)), strict=True))
        return [Opinion(said[q.whole_pair], said[q.near_pair] if self.near else None) for q in questions]
