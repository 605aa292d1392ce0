"""What rules see and what a reader is told."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from ipse.types.claims import Kind
from ipse.types.verdicts import Evidence, Label


class Category(StrEnum):
    """What a finding is about. The list grows by decision, not by accident."""

    CONTRADICTED_FACT = "contradicted_fact"
    UNSUPPORTED_FACT = "unsupported_fact"
    STALE_FACT = "stale_fact"
    FALSE_PERSONAL_CLAIM = "false_personal_claim"
    INVENTED_OFFER = "invented_offer"
    HUMAN_EMBODIMENT = "human_embodiment"
    FALSE_SHARED_MEMORY = "false_shared_memory"
    MISSING_AI_LABEL = "missing_ai_label"
    AI_DENIAL = "ai_denial"
    UNDISCLOSED_PROMOTION = "undisclosed_promotion"
    UNSAFE_OR_PRIVATE = "unsafe_or_private"


class Severity(StrEnum):
    """How bad it would be if true."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Disposition(StrEnum):
    """What to do about it."""

    BLOCK = "block"
    REVIEW = "review"
    NOTE = "note"


_LIGHTEST_FIRST = (Disposition.NOTE, Disposition.REVIEW, Disposition.BLOCK)


def weight(disposition: Disposition) -> int:
    """0 for a note, 1 for review, 2 for a block."""
    return _LIGHTEST_FIRST.index(disposition)


CLAIMS = "claims/"  # how the id begins of what rests on claims and sources; anything else is the id of a rule


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired on a clone turn. ``start == end`` and an empty quote mean an absence."""

    rule_id: str
    category: Category
    severity: Severity
    disposition: Disposition
    conversation_id: str
    turn: int
    quote: str
    start: int
    end: int
    message: str
    fix: str
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    subcategory: str | None = None


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule that could not be decided: never a pass.

    ``needs`` are the context fields that are missing, and ``language:de`` where a message is in a language (here
    German) that the rule has no lists for.
    """

    rule_id: str
    conversation_id: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckError:
    """A check that crashed on one conversation: the result is INCOMPLETE, the rest goes on."""

    check: str  # claims | retrieve | verify | rules | judge
    conversation_id: str
    turn: int | None
    error: str
    remedy: str = "please report this with the conversation that caused it"


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What the rules said of one conversation."""

    matches: tuple[Match, ...]
    not_evaluated: tuple[NotEvaluated, ...] = ()
    evaluated: tuple[str, ...] = ()  # rule ids that were decided
    out_of_scope: tuple[str, ...] = ()  # rule ids that do not apply there, or were not in force
    errors: tuple[CheckError, ...] = ()  # rules that crashed, each with its id and file


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence as a finding shows it: opens with a click."""

    source: str  # path of the file, relative to the corpus
    locator: str | None
    quote: str
    date: date | None
    url: str | None
    relation: str  # supports | contradicts | older | nearest | policy
    score: float


@dataclass(frozen=True, slots=True)
class Breach:
    """What one more rule says of the words, or of the absence, that a finding is about."""

    rule_id: str
    severity: Severity
    disposition: Disposition
    confidence: float
    message: str
    fix: str
    evidence: tuple[Citation, ...] = ()
    subcategory: str | None = None

    @classmethod
    def of(cls, finding: Finding) -> Breach:
        """What a finding's own rule says."""
        return cls(**{one.name: getattr(finding, one.name) for one in fields(cls)})

    def told_by(self, finding: Finding) -> Finding:
        """The finding with this rule in place of its own; words, place and fingerprint stay."""
        return replace(finding, **{one.name: getattr(self, one.name) for one in fields(self)})


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader is told of one clone turn. The JSON form is a public contract."""

    conversation_id: str
    turn: int
    category: Category
    rule_id: str
    severity: Severity
    disposition: Disposition
    confidence: float
    quote: str
    start: int
    end: int
    message: str
    fix: str
    verdict: Label | None
    evidence: tuple[Citation, ...]
    fingerprint: str
    status: str = "active"  # active | waived | known | below_threshold
    subcategory: str | None = None
    language: str = "en"
    kind: Kind | None = None
    reason: str = ""
    waiver: str | None = None  # the waiver's reason, when waived
    also: tuple[Breach, ...] = ()  # other rules that ask for an action on the same idea, the worst first

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Every rule concerned: the one that speaks, then the others."""
        return (self.rule_id, *self.other_rules)

    @property
    def other_rules(self) -> tuple[str, ...]:
        """The rules concerned beside the one that speaks."""
        return tuple(breach.rule_id for breach in self.also)
