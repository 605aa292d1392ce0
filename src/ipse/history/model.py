"""A run as it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ipse.types import AuditResult, ConversationResult, Finding, Problem, Role, Turn

OPEN = ("active", "known")  # statuses of a finding on which somebody still has to act


@dataclass(frozen=True, slots=True)
class Run:
    """One audit: whose clone, when, with what, and how it ended.

    ``finished`` is None for a run that was cut off: what it had found until then is kept all the same. ``crashed``
    counts checks that crashed, ``unread`` inputs that could not be read: with either, the findings are incomplete.
    """

    run_id: str
    creator: str
    slug: str
    language: str
    started: datetime  # UTC
    finished: datetime | None = None
    outcome: str | None = None
    conversations: int = 0
    clone_turns: int = 0
    crashed: int = 0
    unread: int = 0
    tool: str = ""
    ruleset: str = ""
    model: str = ""
    corpus: str = ""
    transcript: str = ""
    embedder: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A run without its findings: how many of them are open, to block and to review."""

    run: Run
    blocking: int
    reviewing: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A clone turn that was audited: what a rate counts. ``day`` is None when the transcript gives no time.

    A turn of a conversation on which a check crashed is none: what that check would have said is not known.
    """

    conversation_id: str
    turn: int
    day: date | None


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding with what a reader needs beside it: the fan's question, the whole draft, the day."""

    finding: Finding
    fan: str
    draft: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a run could not look at, although it audited the reply.

    ``rules``: by conversation, the ids of the rules that did not run there, for want of context or because they were
    out of scope. ``unread``: the paths of what could not be read; an empty one stands for every source. ``undecided``:
    of ``rules``, those that lacked context; also those of which it is not known why they did not run.
    """

    rules: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    undecided: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, talks: Iterable[tuple[str, frozenset[str], frozenset[str]]], unread: Iterable[str]) -> Gaps:
        """From each conversation's name, the rules that did not run there, and those of them that lacked context."""
        named = tuple(talks)
        return cls(
            {name: missing for name, missing, _ in named if missing},
            frozenset(unread),
            {name: undecided for name, _, undecided in named if undecided},
        )


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run with everything that was kept of it.

    ``gaps`` is None where they are not known: the run was cut off, or kept before Ipse wrote them down.
    """

    run: Run
    turns: tuple[KeptTurn, ...]
    findings: tuple[KeptFinding, ...]
    gaps: Gaps | None = field(default_factory=Gaps)


def kept_turns(result: ConversationResult) -> tuple[KeptTurn, ...]:
    """The clone turns of one conversation; none when a check crashed on it."""
    if result.errors:
        return ()
    conversation = result.conversation
    return tuple(
        KeptTurn(conversation.conversation_id, t.turn, t.ts.date() if t.ts else None)
        for t in conversation.turns
        if t.role is Role.CLONE
    )


def kept_gaps(result: ConversationResult) -> tuple[str, frozenset[str], frozenset[str]]:
    """One conversation's name, the rules that did not run on it, and those of them that lacked context."""
    undecided = frozenset(n.rule_id for n in result.not_evaluated)
    return result.conversation.conversation_id, undecided.union(result.out_of_scope), undecided


def kept_findings(result: ConversationResult) -> tuple[KeptFinding, ...]:
    """The findings of one conversation, each with its draft and the fan's last message before it."""
    turns = {t.turn: t for t in result.conversation.turns}
    return tuple(_kept(f, turns) for f in result.findings)


def unread_paths(problems: Iterable[Problem]) -> frozenset[str]:
    """The paths of what could not be read, as :class:`Gaps` names them."""
    return frozenset(unread_path(p.slug, p.path) for p in problems if p.fatal)


def unread_path(slug: str, path: str) -> str:
    """The path that a problem stands for: the empty one when there is no source at all."""
    return "" if slug == "no_sources" else path


def _kept(finding: Finding, turns: dict[int, Turn]) -> KeptFinding:
    turn = turns.get(finding.turn)
    asked = [t.text for n, t in sorted(turns.items()) if n < finding.turn and t.role is Role.FAN]
    day = turn.ts.date() if turn and turn.ts else None
    return KeptFinding(finding, asked[-1] if asked else "", turn.text if turn else "", day)


def kept_run(run: Run, result: AuditResult) -> KeptRun:
    """A finished result in the form in which runs are kept."""
    return KeptRun(
        run=run,
        turns=tuple(t for c in result.conversations for t in kept_turns(c)),
        findings=tuple(f for c in result.conversations for f in kept_findings(c)),
        gaps=Gaps.of(map(kept_gaps, result.conversations), unread_paths(result.problems)),
    )
