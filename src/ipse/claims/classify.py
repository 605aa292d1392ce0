"""What a clause does, about whom, about what, and whether it needs proof: certain rules, else the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from ipse.claims.encoder import TokenScores
from ipse.claims.features import Sight, clause_features
from ipse.claims.lexicon import lexicon
from ipse.claims.model import ClauseModel, clause_model
from ipse.types import Act, Kind, Subject

Scores = Mapping[str, Mapping[str, float]]  # head, label, probability
FLOOR = 1e-6
# The linear model's share in each head's product; the rest is the encoder's. Chosen on replies kept out of training.
LINEAR = {"act": 0.4, "subject": 0.25, "kind": 0.3, "needs_proof": 0.25}
PROVED_ACTS = frozenset({Act.ASSERTION, Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE, Act.QUOTATION_REPORT})
PROOF_THRESHOLD = 0.5
DIRECT = 0.6  # share of the needs-proof head; the rest is what the act says
ASSERTED = 0.38  # enough when the act is plainly an assertion about the creator's world
# Kinds that decide a finding by themselves must be likely, more so where no word of the clause shows them.
DEMANDING: Mapping[Kind, frozenset[str]] = {
    Kind.EMBODIMENT_NOW: frozenset({"embodiment_now"}),
    Kind.SHARED_MEMORY: frozenset({"shared_memory"}),
    Kind.AI_STATUS: frozenset({"assistant", "denial", "notice"}),
    Kind.TOOL_ACTION: frozenset({"tool_action"}),
}
SHOWN, UNSHOWN = 0.3, 0.6  # least probability of a demanding kind, with and without such a word
OFFER = 0.45  # least probability of an offer, whose words must show a promise or terms
TERMS = frozenset({"promise", "future", "discount", "policy_refund", "price", "contact_promise", "stock"})
_DETAILS = frozenset({"9", ",", ";", ":", '"'})  # a number or a second part may hold a claim
_SPEAKER = {Act.REFUSAL_UNKNOWN: Subject.CREATOR, Act.OPINION: Subject.CREATOR, Act.ADVICE_INSTRUCTION: Subject.FAN}
_NO = frozenset({"no", "nope", "nah", "non", "nan"})
STRONG = 0.02  # least probability of a kind that strong words show
NOTICE = 0.15  # least probability of an AI notice whose words say so


@dataclass(frozen=True, slots=True)
class Reading:
    """The labels of one clause and why they were chosen."""

    act: Act
    subject: Subject
    kind: Kind
    needs_proof: bool
    proof: float  # estimated probability that the clause needs proof
    reasons: tuple[str, ...]


def read_clauses(
    clauses: Sequence[Sight], question: Sight | None, language: str, seen: TokenScores | None = None
) -> list[Reading]:
    """One reading per clause of a turn; ``question`` is the fan's message before it, ``seen`` the encoder's word."""
    model = clause_model()
    rows = clause_features(clauses, question, language)
    return [_read(model, clause, features, language, seen) for clause, features in zip(clauses, rows, strict=True)]


def mixed(scores: Scores, clause: Sight, seen: TokenScores | None) -> Scores:
    """The linear model's probabilities and the encoder's, as a weighted product."""
    said = seen.probabilities(clause.tokens[0].start, clause.tokens[-1].end) if seen and clause.tokens else {}
    if not said:
        return scores
    return {head: _product(labels, said[head], LINEAR[head]) for head, labels in scores.items()}


def _product(linear: Mapping[str, float], said: Mapping[str, float], share: float) -> dict[str, float]:
    logs = {k: share * log(max(p, FLOOR)) + (1 - share) * log(max(said.get(k, 0.0), FLOOR)) for k, p in linear.items()}
    top = max(logs.values())
    powers = {k: exp(v - top) for k, v in logs.items()}
    total = sum(powers.values())
    return {k: v / total for k, v in powers.items()}


def _read(model: ClauseModel, clause: Sight, features: list[str], language: str, seen: TokenScores | None) -> Reading:
    certain = _certain(clause, language)
    if certain:
        return certain
    scores = mixed(model.probabilities(features), clause, seen)
    if _is_notice(clause, scores["act"]):
        return Reading(Act.AI_NOTICE, Subject.CLONE, Kind.AI_STATUS, False, 0.0, ("rule: says that it is an AI",))
    proof = _proof(scores)
    kind = _kind(clause, scores["kind"])
    needed = proof >= PROOF_THRESHOLD or _plainly_asserts(scores, kind, proof)
    said = ""
    if needed:
        kind, said = _proved_kind(clause, scores["kind"], language)
    act = _act(clause, scores["act"], needed)
    subject = Subject(_best(scores["subject"]))
    reasons = (
        f"act {act.value}: {_why(model, features, 'act', act.value)}",
        f"subject {subject.value}: {_why(model, features, 'subject', subject.value)}",
        f"kind {kind.value}: {said or _why(model, features, 'kind', kind.value)}",
        f"needs proof: p={proof:.2f}",
    )
    return Reading(act, subject, kind, needed, proof, reasons)


def _proof(scores: Mapping[str, Mapping[str, float]]) -> float:
    acts = scores["act"]
    spoken = sum(acts[act.value] for act in (Act.ASSERTION, Act.ANSWER_FRAGMENT, Act.OFFER_PROMISE))
    spoken += 0.6 * acts[Act.QUOTATION_REPORT.value]
    return DIRECT * scores["needs_proof"]["true"] + (1 - DIRECT) * spoken


def _plainly_asserts(scores: Mapping[str, Mapping[str, float]], kind: Kind, proof: float) -> bool:
    if proof < ASSERTED or kind is Kind.GENERAL_KNOWLEDGE:
        return False
    asserting = Act(_best(scores["act"])) in (Act.ASSERTION, Act.ANSWER_FRAGMENT)
    return asserting and _best(scores["subject"]) != Subject.WORLD.value


def _is_notice(clause: Sight, acts: Mapping[str, float]) -> bool:
    return "notice" in clause.cues and "denial" not in clause.cues and acts[Act.AI_NOTICE.value] >= NOTICE


def _kind(clause: Sight, scores: Mapping[str, float]) -> Kind:
    fitting = {label: score for label, score in scores.items() if _shown(clause, Kind(label), score)}
    return Kind(_best(fitting or scores))


def _proved_kind(clause: Sight, scores: Mapping[str, float], language: str) -> tuple[Kind, str]:
    """The kind of a claim: what one group of strong words says, unless the model all but excludes it."""
    kind = _kind(clause, {k: v for k, v in scores.items() if k not in ("none", "general_knowledge")})
    strong = lexicon(language, "strong").match(clause.tokens)
    if len(strong) != 1 or kind in DEMANDING:
        return kind, ""
    name, words = next(iter(strong.items()))
    return (Kind(name), f"says {words!r}") if scores.get(name, 0.0) >= STRONG else (kind, "")


def _shown(clause: Sight, kind: Kind, score: float) -> bool:
    words = DEMANDING.get(kind)
    if words is None:
        return True
    seen = not words.isdisjoint(clause.kinds) or not words.isdisjoint(clause.cues)
    return score >= (SHOWN if seen else UNSHOWN)


def _act(clause: Sight, scores: Mapping[str, float], needed: bool) -> Act:
    """The likeliest act that agrees with the need of proof; an assertion may need none (general knowledge)."""
    if not needed:
        return Act(_best({k: v for k, v in scores.items() if k not in ("answer_fragment", "offer_promise")}))
    fitting = {k: v for k, v in scores.items() if Act(k) in PROVED_ACTS}
    termed = not TERMS.isdisjoint(clause.cues) or not TERMS.isdisjoint(clause.kinds)
    if not termed or scores[Act.OFFER_PROMISE.value] < OFFER:
        del fitting[Act.OFFER_PROMISE.value]
    return Act(_best(fitting))


def _best(scores: Mapping[str, float]) -> str:
    return max(scores, key=lambda label: (scores[label], label))


def _why(model: ClauseModel, features: list[str], head: str, label: str) -> str:
    return ", ".join(model.because(features, head, label)) or "prior"


def _certain(clause: Sight, language: str) -> Reading | None:
    """What a rule can settle without the model."""
    return _wordless(clause) or _asks(clause) or _denies(clause, language) or _opens(clause, language)


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
    if words.split(" ")[0] != clause.first:  # a tag ("…, right?") asks for assent to a statement
        return None
    subject = Subject.FAN if "second_person" in clause.cues else Subject.NONE
    return Reading(Act.QUESTION, subject, Kind.NONE, False, 0.0, (f"rule: asks ({words} … ?)",))


def _denies(clause: Sight, language: str) -> Reading | None:
    """A clause that says it comes from a person: always a claim, about who is writing."""
    found = lexicon(language, "denials").match(clause.tokens)
    human = (
        "human" in found
        and not {"assistant", "third_person"} & set(clause.cues)
        and not _negated(clause, found, language)
    )
    if not ("machine" in found or human) or ("notice" in clause.cues and "machine" not in found):
        return None
    words = found.get("machine") or found["human"]
    return Reading(
        Act.ASSERTION, Subject.CLONE, Kind.AI_STATUS, True, 1.0, (f"rule: denies being a machine ({words})",)
    )


def _negated(clause: Sight, found: Mapping[str, str], language: str) -> bool:
    """Whether the clause denies what it says; a "no" that answers the question before it denies only that."""
    tokens = clause.tokens[1:] if clause.tokens[0].norm in _NO else clause.tokens
    said = found["human"].split(" ")  # « vraie personne » holds a word that denies elsewhere
    return "negation" in lexicon(language, "cues").match([t for t in tokens if t.norm not in said], 0)


def _opens(clause: Sight, language: str) -> Reading | None:
    """A clause that opens with words which settle its act, and says nothing else that could be checked."""
    found = lexicon(language, "certain").openers(clause.tokens, clause.opening)
    if not found or not _DETAILS.isdisjoint(token.shape for token in clause.tokens):
        return None
    name, words = found
    subject = Subject.FAN if "second_person" in clause.cues else _SPEAKER.get(Act(name), Subject.NONE)
    return Reading(Act(name), subject, Kind.NONE, False, 0.0, (f"rule: opens with {words!r}",))


def about(reading: Reading, subject: Subject, reason: str) -> Reading:
    """``reading`` with another subject, and why."""
    if reading.subject is subject:
        return reading
    return replace(reading, subject=subject, reasons=(*reading.reasons, f"subject {subject.value}: {reason}"))
