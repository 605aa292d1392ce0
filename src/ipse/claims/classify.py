"""What a clause does, about whom, about what, and whether it needs proof: certain rules, else the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipse.claims.features import Sight, clause_features
from ipse.claims.model import ClauseModel, clause_model
from ipse.types import Act, Kind, Subject

PROVED_ACTS = frozenset({Act.ASSERTION, Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE})
PROOF_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """The labels of one clause and why they were chosen."""

    act: Act
    subject: Subject
    kind: Kind
    needs_proof: bool
    proof: float  # the model's probability that the clause needs proof
    reasons: tuple[str, ...]


def read_clauses(clauses: Sequence[Sight], question: Sight | None, language: str) -> list[Reading]:
    """One reading per clause of a turn; ``question`` is the fan's message before it."""
    model = clause_model()
    rows = clause_features(clauses, question, language)
    return [_read(model, clause, features) for clause, features in zip(clauses, rows, strict=True)]


def _read(model: ClauseModel, clause: Sight, features: list[str]) -> Reading:
    scores = model.probabilities(features)
    act = Act(_best(scores["act"]))
    subject = Subject(_best(scores["subject"]))
    kind = Kind(_best(scores["kind"]))
    proof = scores["needs_proof"]["true"]
    reasons = (
        f"act {act.value}: {_why(model, features, 'act', act.value)}",
        f"subject {subject.value}: {_why(model, features, 'subject', subject.value)}",
        f"kind {kind.value}: {_why(model, features, 'kind', kind.value)}",
        f"needs proof: p={proof:.2f}",
    )
    return Reading(act, subject, kind, proof >= PROOF_THRESHOLD, proof, reasons)


def _best(scores: dict[str, float]) -> str:
    return max(scores, key=lambda label: (scores[label], label))


def _why(model: ClauseModel, features: list[str], head: str, label: str) -> str:
    return ", ".join(model.because(features, head, label)) or "prior"
