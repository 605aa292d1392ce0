"""The decision on a run, and everything the run found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipse.types.drafts import Conversation, Creator
from ipse.types.findings import CheckError, Finding, NotEvaluated
from ipse.types.sources import Problem
from ipse.types.verdicts import CheckedClaim


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision to accept a finding or a rule for a while."""

    reason: str
    owner: str
    expires: date
    fingerprint: str | None = None
    rule: str | None = None


class Outcome(StrEnum):
    """The decision on a whole run."""

    PASS = "pass"
    BLOCK = "block"
    EMPTY = "empty"
    INCOMPLETE = "incomplete"


EXIT_CODES: Mapping[Outcome, int] = {
    Outcome.PASS: 0,
    Outcome.BLOCK: 1,
    Outcome.EMPTY: 3,
    Outcome.INCOMPLETE: 4,
}
USAGE_EXIT_CODE = 2
INTERRUPTED_EXIT_CODE = 130  # 128 + SIGINT, as shells have it


@dataclass(frozen=True, slots=True)
class Decision:
    """What a pipeline does with the run, and why, in one line each."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 pass, 1 block, 3 nothing audited, 4 incomplete (2 is usage or configuration)."""
        return EXIT_CODES[self.outcome]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced a result: enough to produce it again."""

    tool: str
    ruleset: str
    model: str
    corpus: str
    transcript: str
    as_of: date | None = None
    embedder: str = ""


@dataclass(frozen=True, slots=True)
class ConversationResult:
    """Everything the audit says of one conversation.

    Every rule of the run is in one of three: ``evaluated`` (decided), ``not_evaluated`` (a context field it needs was
    not given, or a message is in a language it has no lists for: what it found elsewhere is kept) and ``out_of_scope``
    (it does not apply to the place or the way of sending, or was not in force); but for those that crashed.
    """

    conversation: Conversation
    claims: tuple[CheckedClaim, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...] = ()
    evaluated: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    errors: tuple[CheckError, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A whole run."""

    creator: Creator
    conversations: tuple[ConversationResult, ...]
    problems: tuple[Problem, ...]
    decision: Decision
    provenance: Provenance
    expired_waivers: tuple[Waiver, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, whatever their status, in conversation and turn order."""
        return tuple(f for c in self.conversations for f in c.findings)
