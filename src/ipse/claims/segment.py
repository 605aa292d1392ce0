"""Cutting a draft into minimal clauses with exact spans."""

from __future__ import annotations

from collections.abc import Sequence

from ipse.claims.boundaries import boundary_features
from ipse.claims.model import clause_model
from ipse.claims.tokens import Token, tokenize

_DANGLING = frozenset(",;-")
Clause = tuple[Token, ...]


def clauses(text: str, language: str) -> tuple[Clause, ...]:
    """The clauses of ``text`` as runs of tokens, in order, without a dangling comma or dash at the end."""
    tokens = tokenize(text, language)
    if not tokens:
        return ()
    model = clause_model()
    scores = model.boundary_scores(boundary_features(tokens, language))
    starts = [0, *(place for place in range(1, len(tokens)) if _begins(tokens, place, scores[place], model.threshold))]
    runs = [_trim(tokens[a:b]) for a, b in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    return tuple(run for run in runs if run)


def clause_spans(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """``[start, end)`` of each clause of ``text``."""
    return tuple((run[0].start, run[-1].end) for run in clauses(text, language))


def _begins(tokens: Sequence[Token], place: int, score: float, threshold: float) -> bool:
    """A clause begins where the model says so, but never with a mark or emoji that ends the one before."""
    token = tokens[place]
    if token.shape in "E.!?,;:)" and not token.gap:
        return False
    return score >= threshold


def _trim(run: Clause) -> Clause:
    end = len(run)
    while end > 1 and run[end - 1].norm in _DANGLING:
        end -= 1
    start = 0
    while start < end - 1 and run[start].norm in _DANGLING:
        start += 1
    return run[start:end]
