"""The pipeline: conversations in, an audit result out; a crash of one check is a result with a name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Protocol

from ipse.figures import held_to_its_figures
from ipse.judge import judge_claim, judge_match, settle
from ipse.policy import Policy, apply_waivers, decide
from ipse.types import (
    AuditResult,
    CheckedClaim,
    CheckError,
    Claim,
    Conversation,
    ConversationResult,
    Creator,
    Evidence,
    Extractor,
    Finding,
    Label,
    Problem,
    Provenance,
    Retriever,
    Role,
    RuleOutcome,
    Verdict,
    Verifier,
    Waiver,
)

BATCH = 32  # conversations verified together: enough to fill the model's batches, few enough to show progress
PASSAGES = 8  # passages per claim


class Engine(Protocol):
    """Evaluates rules on one conversation."""

    def prepare(self, conversations: Sequence[Conversation]) -> None:
        """Do at once what many conversations need, such as embedding their messages."""
        ...

    def evaluate(
        self,
        conversation: Conversation,
        creator: Creator,
        checked: Sequence[CheckedClaim],
        *,
        as_of: date | None,
    ) -> RuleOutcome:
        """What the rules say of one conversation."""
        ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """The parts that a run plugs together."""

    creator: Creator
    extractor: Extractor
    retriever: Retriever
    verifier: Verifier
    engine: Engine
    policy: Policy = field(default_factory=Policy)
    as_of: date | None = None


def audit_conversations(conversations: Iterable[Conversation], rooms: Rooms) -> Iterator[ConversationResult]:
    """One result per conversation, in order; memory holds one batch at a time."""
    waiting = iter(conversations)
    while batch := list(islice(waiting, BATCH)):
        yield from _audit_batch(batch, rooms)


def audit(
    conversations: Sequence[Conversation],
    rooms: Rooms,
    *,
    problems: Sequence[Problem] = (),
    provenance: Provenance,
    waivers: Sequence[Waiver] = (),
    today: date,
    progress: Callable[[int], None] = lambda done: None,
    keep: Callable[[ConversationResult], None] = lambda result: None,
) -> AuditResult:
    """Audit everything and decide. ``progress`` is called with the number done, ``keep`` with each conversation."""
    results: list[ConversationResult] = []
    for result in audit_conversations(conversations, rooms):
        results.append(result)
        keep(result)
        progress(len(results))
    return conclude(results, rooms, problems=problems, provenance=provenance, waivers=waivers, today=today)


def conclude(
    results: Sequence[ConversationResult],
    rooms: Rooms,
    *,
    problems: Sequence[Problem],
    provenance: Provenance,
    waivers: Sequence[Waiver],
    today: date,
) -> AuditResult:
    """Apply waivers to finished conversations and decide on the run."""
    waived = [apply_waivers(r.findings, waivers, today) for r in results]
    final = tuple(replace(r, findings=w.findings) for r, w in zip(results, waived, strict=True))
    used = frozenset(i for w in waived for i in w.used)
    findings = [f for r in final for f in r.findings]
    decision = decide(
        findings,
        problems=problems,
        errors=[e for r in final for e in r.errors],
        clone_turns=sum(t.role is Role.CLONE for r in final for t in r.conversation.turns),
        policy=rooms.policy,
    )
    expired = tuple(w for w in waivers if w.expires < today)
    unused = tuple(w for i, w in enumerate(waivers) if i not in used and w not in expired)
    return AuditResult(rooms.creator, final, tuple(problems), decision, provenance, expired, unused)


def content_hash(*parts: str) -> str:
    """Sixteen hex digits over the parts, for provenance."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _audit_batch(batch: Sequence[Conversation], rooms: Rooms) -> list[ConversationResult]:
    with suppress(Exception):  # only a short cut: what fails here fails again, and is named, in _finish
        rooms.engine.prepare(batch)
    claims, crashed = _extract(batch, rooms)
    checked, more = _check(claims, rooms)
    return [_finish(conversation, checked[i], (*crashed[i], *more[i]), rooms) for i, conversation in enumerate(batch)]


def _extract(
    batch: Sequence[Conversation], rooms: Rooms
) -> tuple[list[tuple[Claim, ...]], list[tuple[CheckError, ...]]]:
    claims: list[tuple[Claim, ...]] = []
    errors: list[tuple[CheckError, ...]] = []
    for conversation in batch:
        try:
            claims.append(rooms.extractor.extract(conversation, rooms.creator))
            errors.append(())
        except Exception as error:
            claims.append(())
            errors.append((_crash("claims", conversation.conversation_id, error),))
    return claims, errors


def _check(
    claims: Sequence[tuple[Claim, ...]], rooms: Rooms
) -> tuple[list[tuple[CheckedClaim, ...]], list[tuple[CheckError, ...]]]:
    """Check a batch at once; when that crashes, one conversation at a time, so that one loses only itself."""
    try:
        flat = _checked([c for group in claims for c in group], rooms)
        groups = iter(flat)
        return [tuple(islice(groups, len(group))) for group in claims], [()] * len(claims)
    except Exception as error:
        if len(claims) == 1:
            where = claims[0][0].conversation_id if claims[0] else ""
            unchecked = tuple(CheckedClaim(c, (), _not_checked("check_crashed")) for c in claims[0])
            return [unchecked], [(_crash("verify", where, error),)]
    single = [_check([group], rooms) for group in claims]
    return [c[0] for c, _ in single], [e[0] for _, e in single]


def _checked(claims: Sequence[Claim], rooms: Rooms) -> list[CheckedClaim]:
    to_prove = [c for c in claims if c.needs_proof]
    evidence = rooms.retriever.search([query_for(c) for c in to_prove], PASSAGES) if to_prove else []
    verdicts = rooms.verifier.verify(list(zip(to_prove, evidence, strict=True))) if to_prove else []
    proven = iter(zip(evidence, verdicts, strict=True))
    return [_joined(c, *next(proven)) if c.needs_proof else _unasked(c) for c in claims]


def query_for(claim: Claim) -> str:
    """What is searched for a claim: the fan's question gives the topic, the last line the detail."""
    text = claim.resolved or claim.quote
    return f"{' '.join(claim.question.split())}\n{text}" if claim.question else text


def _joined(claim: Claim, evidence: tuple[Evidence, ...], verdict: Verdict) -> CheckedClaim:
    return held_to_its_figures(CheckedClaim(claim, evidence, verdict))


def _unasked(claim: Claim) -> CheckedClaim:
    return CheckedClaim(claim, (), _not_checked("needs_no_proof"))


def _not_checked(reason: str) -> Verdict:
    return Verdict(Label.NOT_CHECKABLE, 1.0, reason)


def _finish(
    conversation: Conversation,
    checked: tuple[CheckedClaim, ...],
    errors: tuple[CheckError, ...],
    rooms: Rooms,
) -> ConversationResult:
    outcome = RuleOutcome(())
    try:
        outcome = rooms.engine.evaluate(conversation, rooms.creator, checked, as_of=_as_of(conversation, rooms))
    except Exception as error:
        errors = (*errors, _crash("rules", conversation.conversation_id, error))
    errors = (*errors, *outcome.errors)
    findings: tuple[Finding, ...] = ()
    try:
        findings = _findings(conversation, checked, outcome, rooms)
    except Exception as error:
        errors = (*errors, _crash("judge", conversation.conversation_id, error))
    return ConversationResult(
        conversation, checked, findings, outcome.not_evaluated, outcome.evaluated, outcome.out_of_scope, errors
    )


def _as_of(conversation: Conversation, rooms: Rooms) -> date | None:
    """The day that dated rules are read on: the given one; today for drafts without a time, which would be sent now."""
    clone = [turn for turn in conversation.turns if turn.role is Role.CLONE]
    drafts = bool(clone) and all(turn.ts is None and turn.status == "draft" for turn in clone)
    return datetime.now(UTC).date() if rooms.as_of is None and drafts else rooms.as_of


def _findings(
    conversation: Conversation, checked: Sequence[CheckedClaim], outcome: RuleOutcome, rooms: Rooms
) -> tuple[Finding, ...]:
    language = conversation.language or rooms.creator.language or "en"
    from_rules = [judge_match(m, language, rooms.policy) for m in outcome.matches]
    from_claims = [f for c in checked if (f := judge_claim(c, rooms.policy)) is not None]
    return settle([*from_rules, *from_claims])


def _crash(check: str, conversation_id: str, error: Exception) -> CheckError:
    return CheckError(check, conversation_id, None, f"{type(error).__name__}: {error}")
