"""Cutting a draft into minimal clauses with exact spans."""

from __future__ import annotations

from collections.abc import Sequence

from ipse.claims.boundaries import boundary_features
from ipse.claims.encoder import TokenScores, clause_encoder
from ipse.claims.model import clause_model
from ipse.claims.tokens import Token, tokenize
from ipse.text.values import Value, find_values

# Shares of the two models' logits and the threshold on their sum, chosen on replies kept out of training.
LINEAR, ENCODER, THRESHOLD = 0.5, 0.5, -0.8
_RELATIVE = frozenset({"who", "which", "qui"})  # behind a comma: a clause of its own, about what stands before it
_RETURNED = frozenset({"you", "u", "yourself", "yourselves", "toi", "vous"})  # the question given back: "and you?"
_AND = frozenset({"and", "n", "et"})
_DANGLING = frozenset(",;-")
Clause = tuple[Token, ...]


def clauses(text: str, language: str, seen: TokenScores | None = None) -> tuple[Clause, ...]:
    """The clauses of ``text`` as runs of tokens, in order, without a dangling comma or dash at the end.

    ``seen`` is what the encoder says of ``text``; without it the linear model decides alone.
    """
    tokens = tokenize(text, language)
    if not tokens:
        return ()
    model = clause_model()
    scores = model.boundary_scores(boundary_features(tokens, language))
    threshold = model.threshold
    if seen is not None:
        scores = [LINEAR * s + ENCODER * seen.boundary(t.start) for s, t in zip(scores, tokens, strict=True)]
        threshold = THRESHOLD
    found = [place for place in range(1, len(tokens)) if _begins(tokens, place, scores[place], threshold)]
    values = find_values(text, language) if found else ()
    starts = [0, *(place for place in found if not _inside(tokens[place].start, values))]
    runs = [_trim(tokens[a:b]) for a, b in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    return tuple(run for run in runs if run)


def clause_spans(text: str, language: str, question: str | None = None) -> tuple[tuple[int, int], ...]:
    """``[start, end)`` of each clause of ``text``, said in answer to ``question``."""
    seen = clause_encoder().read(text, question)
    return tuple((run[0].start, run[-1].end) for run in clauses(text, language, seen))


def _begins(tokens: Sequence[Token], place: int, score: float, threshold: float) -> bool:
    """A clause begins where the model says so, but never with a mark or emoji that ends the one before."""
    token = tokens[place]
    if token.shape in "E.!?,;:)" and not token.gap:
        return False
    aside = token.norm in _RELATIVE and tokens[place - 1].norm == ","
    return score >= threshold or aside or _returns_question(tokens, place)


def _inside(place: int, values: Sequence[Value]) -> bool:
    """Within a price, a length or a date: "three pounds | sixty" is one amount."""
    return any(value.start < place < value.end for value in values)


def _returns_question(tokens: Sequence[Token], place: int) -> bool:
    """A coordinator, "you" and a question mark: « jsuis à Brest et toi ? »."""
    first, second, third = (*(token.norm for token in tokens[place : place + 3]), "", "", "")[:3]
    return first in _AND and second in _RETURNED and third == "?"


def _trim(run: Clause) -> Clause:
    end = len(run)
    while end > 1 and run[end - 1].norm in _DANGLING:
        end -= 1
    start = 0
    while start < end - 1 and run[start].norm in _DANGLING:
        start += 1
    return run[start:end]
