"""What a clause does, about whom, about what, and whether it needs proof: certain rules, else the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ipse.claims.features import Sight, clause_features
from ipse.claims.model import ClauseModel, clause_model
from ipse.types import Act, Kind, Subject

PROVED_ACTS = frozenset({Act.ASSERTION, Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE, Act.QUOTATION_REPORT})
PROOF_THRESHOLD = 0.5
DIRECT = 0.6  # share of the needs-proof head; the rest is what the act says
NEVER_PROVED = frozenset({Kind.GENERAL_KNOWLEDGE})
# Kinds that are findings by themselves must be likely, not only the best of many.
DEMANDING = {Kind.EMBODIMENT_NOW: 0.5, Kind.SHARED_MEMORY: 0.45, Kind.AI_STATUS: 0.45, Kind.TOOL_ACTION: 0.35}
DEMANDING_ACTS = {Act.OFFER_PROMISE: 0.45}


@dataclass(frozen=True, slots=True)
class Reading:
    """The labels of one clause and why they were chosen."""

    act: Act
    subject: Subject
    kind: Kind
    needs_proof: bool
    proof: float  # estimated probability that the clause needs proof
    reasons: tuple[str, ...]


def read_clauses(clauses: Sequence[Sight], question: Sight | None, language: str) -> list[Reading]:
    """One reading per clause of a turn; ``question`` is the fan's message before it."""
    model = clause_model()
    rows = clause_features(clauses, question, language)
    return [_read(model, clause, features) for clause, features in zip(clauses, rows, strict=True)]


def _read(model: ClauseModel, clause: Sight, features: list[str]) -> Reading:
    certain = _certain(clause)
    if certain:
        return certain
    scores = model.probabilities(features)
    proof = _proof(scores)
    needed = proof >= PROOF_THRESHOLD
    act = _act(scores["act"], needed)
    kind = Kind(_likely(scores["kind"], {k.value: v for k, v in DEMANDING.items()}))
    if needed and kind in NEVER_PROVED | {Kind.NONE}:
        kind = Kind(_likely({k: v for k, v in scores["kind"].items() if k not in ("none", "general_knowledge")}, {}))
    subject = Subject(_likely(scores["subject"], {}))
    reasons = (
        f"act {act.value}: {_why(model, features, 'act', act.value)}",
        f"subject {subject.value}: {_why(model, features, 'subject', subject.value)}",
        f"kind {kind.value}: {_why(model, features, 'kind', kind.value)}",
        f"needs proof: p={proof:.2f}",
    )
    return Reading(act, subject, kind, needed, proof, reasons)


def _proof(scores: Mapping[str, Mapping[str, float]]) -> float:
    acts = scores["act"]
    spoken = sum(acts[act.value] for act in (Act.ASSERTION, Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE))
    spoken += 0.6 * acts[Act.QUOTATION_REPORT.value]
    return DIRECT * scores["needs_proof"]["true"] + (1 - DIRECT) * spoken


def _act(scores: Mapping[str, float], needed: bool) -> Act:
    """The likeliest act that agrees with the need of proof; an assertion may need none (general knowledge)."""
    if needed:
        fitting = {k: v for k, v in scores.items() if Act(k) in PROVED_ACTS}
    else:
        fitting = {k: v for k, v in scores.items() if Act(k) not in (Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE)}
    return Act(_likely(fitting, {act.value: least for act, least in DEMANDING_ACTS.items()}))


def _likely(scores: Mapping[str, float], least: Mapping[str, float]) -> str:
    fitting = {label: score for label, score in scores.items() if score >= least.get(label, 0.0)} or scores
    return max(fitting, key=lambda label: (fitting[label], label))


def _why(model: ClauseModel, features: list[str], head: str, label: str) -> str:
    return ", ".join(model.because(features, head, label)) or "prior"


def _certain(clause: Sight) -> Reading | None:
    """What a rule can settle without the model."""
    return next((reading for rule in _RULES if (reading := rule(clause)) is not None), None)


def _wordless(clause: Sight) -> Reading | None:
    """Emoji, marks, hashtags, mentions and bare links assert nothing."""
    if any(token.shape in "aA9" and "://" not in token.norm for token in clause.tokens):
        return None
    return Reading(Act.OPINION, Subject.NONE, Kind.NONE, False, 0.0, ("rule: no words",))


def _asks(clause: Sight) -> Reading | None:
    """A clause that opens like a question and ends with its mark is one."""
    ends = clause.tokens[-1].norm == "?" or (len(clause.tokens) > 1 and clause.tokens[-2].norm == "?")
    if not ends or "question" not in clause.cues or "quotation" in clause.cues or "first_person" in clause.cues:
        return None
    words = clause.cues["question"]
    subject = Subject.FAN if "second_person" in clause.cues else Subject.NONE
    return Reading(Act.QUESTION, subject, Kind.NONE, False, 0.0, (f"rule: asks ({words} … ?)",))


_RULES: tuple[Callable[[Sight], Reading | None], ...] = (_wordless, _asks)


def about(reading: Reading, subject: Subject, reason: str) -> Reading:
    """``reading`` with another subject, and why."""
    if reading.subject is subject:
        return reading
    return replace(reading, subject=subject, reasons=(*reading.reasons, f"subject {subject.value}: {reason}"))
