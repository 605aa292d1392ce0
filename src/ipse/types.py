"""Every value that flows through the pipeline: frozen, typed, without I/O.

The road: ``Source`` and ``Passage`` (what the creator really said), ``Conversation`` and ``Turn`` (what the
clone drafted), ``Claim`` (what a draft asserts), ``Evidence`` and ``Verdict`` (what the sources say of it),
``Match`` (what a rule saw), ``Finding`` (what a reader is told), ``Decision`` (what a pipeline does).
All offsets are half-open ``[start, end)`` character positions in the original text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

SCHEMA_VERSION = "1.0"


# --- sources ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One published item of the creator: a post, a page, a video's captions, an episode.

    ``text`` is the canonical extracted text; every passage is a slice of it.
    """

    source_id: str  # stable: relative path, plus "#id" for one record of a JSONL or CSV export
    path: str  # relative to the corpus folder, "/" separators
    format: str  # importer name: markdown, text, html, webvtt, srt, jsonl, csv, pdf, docx
    text: str
    sha256: str  # of the file's bytes
    title: str | None = None
    url: str | None = None
    date: date | None = None
    language: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a source, small enough to read at once: ``text == source.text[start:end]``."""

    passage_id: str  # source_id + "@" + start
    source_id: str
    path: str
    text: str
    start: int
    end: int
    locator: str | None = None  # heading, "00:01:02.300", "page 3", "line 12", record id: what opens the place
    title: str | None = None
    url: str | None = None
    date: date | None = None
    speaker: str | None = None
    language: str | None = None
    kind: str | None = None  # "video", "post", "newsletter", "faq"…: shown to the verifier with the date


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: named, located, with a remedy. The rest goes on."""

    slug: str  # unreadable, empty, binary, wrong_encoding, too_large, duplicate, symlink_loop, bad_record, …
    path: str
    message: str
    remedy: str
    line: int | None = None
    field: str | None = None
    fatal: bool = True  # False: a note (a duplicate file); True: the result is INCOMPLETE


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the creator published, as read: sources, passages, and what could not be read."""

    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]
    problems: tuple[Problem, ...] = ()
    digest: str = ""  # sha256 over the sorted source hashes


# --- drafts ----------------------------------------------------------------------------------------------


class Role(StrEnum):
    """Who wrote a turn."""

    FAN = "fan"
    CLONE = "clone"
    HUMAN = "human"


class SendMode(StrEnum):
    """Who pressed send."""

    AUTO = "auto"
    HUMAN_REVIEWED = "human_reviewed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. ``turn`` is its number in the conversation, as the transcript gives it."""

    turn: int
    role: Role
    text: str
    ts: datetime | None = None  # timezone-aware
    status: str | None = None  # draft | sent
    labels: tuple[str, ...] = ()  # platform labels shown on this message


@dataclass(frozen=True, slots=True)
class UiNotice:
    """A notice shown by the interface, outside the messages."""

    text: str
    persistent: bool | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A dialogue with its context. ``given`` names the context fields that the transcript held:

    ``ui_notice`` absent (unknown) and ``ui_notice: null`` (there was none) are different things.
    """

    conversation_id: str
    turns: tuple[Turn, ...]
    creator: str | None = None
    platform: str | None = None
    channel: str | None = None
    language: str | None = None
    jurisdictions: tuple[str, ...] = ()
    send_mode: SendMode | None = None
    ui_notice: UiNotice | None = None
    minor: str | None = None  # unknown | yes | no
    given: frozenset[str] = frozenset()
    extra: Mapping[str, object] = field(default_factory=dict)  # further context fields, for rules that need them


@dataclass(frozen=True, slots=True)
class Transcript:
    """Conversations as read, and what could not be read."""

    conversations: tuple[Conversation, ...]
    problems: tuple[Problem, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A paid or affiliate relation of the creator."""

    name: str
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    relation: str = "sponsor"  # sponsor | affiliate | gifted
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the clone may truly offer."""

    name: str
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Creator:
    """The person whose clone is audited."""

    name: str
    slug: str = ""
    aliases: tuple[str, ...] = ()
    pronouns: str | None = None
    language: str | None = None
    sponsors: tuple[Sponsor, ...] = ()
    offers: tuple[Offer, ...] = ()


# --- claims ----------------------------------------------------------------------------------------------


class Act(StrEnum):
    """What a clause does. Assertions, answer fragments and offers need proof; the others do not."""

    ASSERTION = "assertion"
    ANSWER_FRAGMENT = "answer_fragment"
    OFFER_PROMISE = "offer_promise"
    ADVICE_INSTRUCTION = "advice_instruction"
    OPINION = "opinion"
    QUESTION = "question"
    THANKS_GREETING = "thanks_greeting"
    WISH = "wish"
    HYPOTHETICAL = "hypothetical"
    REFUSAL_UNKNOWN = "refusal_unknown"
    QUOTATION_REPORT = "quotation_report"
    JOKE = "joke"
    AI_NOTICE = "ai_notice"


class Subject(StrEnum):
    """Whom a clause is about."""

    CREATOR = "creator"
    CLONE = "clone"
    FAN = "fan"
    THIRD_PARTY = "third_party"
    WORLD = "world"
    NONE = "none"


class Kind(StrEnum):
    """What a clause is about."""

    FAMILY = "family"
    RELATIONSHIP = "relationship"
    RESIDENCE = "residence"
    ORIGIN = "origin"
    AGE_DATE = "age_date"
    BODY_HEALTH = "body_health"
    PREGNANCY = "pregnancy"
    WORK = "work"
    CREDENTIAL = "credential"
    EDUCATION = "education"
    POSSESSION = "possession"
    PURCHASE = "purchase"
    EVENT_EXPERIENCE = "event_experience"
    TRAVEL = "travel"
    HABIT_DIET = "habit_diet"
    PREFERENCE = "preference"
    BELIEF = "belief"
    MONEY = "money"
    CONTACT = "contact"
    PRODUCT = "product"
    PRICE = "price"
    DISCOUNT = "discount"
    STOCK = "stock"
    SHIPPING = "shipping"
    POLICY_REFUND = "policy_refund"
    SCHEDULE = "schedule"
    SPONSOR = "sponsor"
    COLLABORATION = "collaboration"
    STATISTIC = "statistic"
    QUOTATION = "quotation"
    SHARED_MEMORY = "shared_memory"
    TOOL_ACTION = "tool_action"
    EMBODIMENT_NOW = "embodiment_now"
    CONTACT_PROMISE = "contact_promise"
    MEETING = "meeting"
    AI_STATUS = "ai_status"
    GENERAL_KNOWLEDGE = "general_knowledge"
    NONE = "none"


PERSONAL_KINDS = frozenset(
    {
        Kind.FAMILY, Kind.RELATIONSHIP, Kind.RESIDENCE, Kind.ORIGIN, Kind.AGE_DATE, Kind.BODY_HEALTH,
        Kind.PREGNANCY, Kind.WORK, Kind.CREDENTIAL, Kind.EDUCATION, Kind.POSSESSION, Kind.PURCHASE,
        Kind.EVENT_EXPERIENCE, Kind.TRAVEL, Kind.HABIT_DIET, Kind.PREFERENCE, Kind.BELIEF, Kind.MONEY,
    }
)  # fmt: skip
BUSINESS_KINDS = frozenset(
    {
        Kind.PRODUCT, Kind.PRICE, Kind.DISCOUNT, Kind.STOCK, Kind.SHIPPING, Kind.POLICY_REFUND, Kind.SCHEDULE,
        Kind.SPONSOR, Kind.COLLABORATION, Kind.STATISTIC, Kind.QUOTATION, Kind.CONTACT,
    }
)  # fmt: skip
EXCHANGE_KINDS = frozenset(
    {Kind.SHARED_MEMORY, Kind.TOOL_ACTION, Kind.EMBODIMENT_NOW, Kind.CONTACT_PROMISE, Kind.MEETING}
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A minimal clause of a clone turn, with what it does, whom and what it is about.

    ``quote == turn.text[start:end]``. ``resolved`` is the clause made self-contained for verification
    (fragments completed from the fan's question, pronouns resolved); None when nothing needs proof.
    """

    conversation_id: str
    turn: int
    quote: str
    start: int
    end: int
    act: Act
    subject: Subject
    kind: Kind
    needs_proof: bool
    resolved: str | None = None
    question: str | None = None  # the fan's message that this clause answers
    language: str = "en"
    ts: datetime | None = None  # when the draft was written: relative dates count from here
    reasons: tuple[str, ...] = ()  # why act, subject and kind were chosen, for `ipse explain`


# --- evidence and verdicts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage retrieved for a claim; ``score`` in [0, 1], higher is nearer; ``rank`` from 0."""

    passage: Passage
    score: float
    rank: int


class Label(StrEnum):
    """What the sources say of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Signal:
    """One observation that moved a verdict, for the explanation: a tier, a name, a value, plain words."""

    tier: str  # values | lexical | nli | time | attribution
    name: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one claim: one label, one reason, one cited passage.

    SUPPORTED and CONTRADICTED always name a passage and the quoted span in it.
    ``confidence`` is the calibrated probability of ``label``; ``sure`` is False inside the "not sure" band.
    """

    label: Label
    confidence: float
    reason: str  # slug: number_mismatch, entailed, contradicted_by_newest, no_relevant_passage, …
    passage: Passage | None = None
    quote: str = ""  # the part of the passage that decides
    explanation: str = ""
    stale: bool = False  # an older source says so, a newer one says otherwise
    sure: bool = True
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with what was retrieved for it and the verdict."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    verdict: Verdict


# --- rules and findings ----------------------------------------------------------------------------------


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
    """A rule that could not be decided because context is missing: never a pass."""

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


EXIT_CODES: Mapping[Outcome, int] = {Outcome.PASS: 0, Outcome.BLOCK: 1, Outcome.EMPTY: 3, Outcome.INCOMPLETE: 4}
USAGE_EXIT_CODE = 2


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
    """Everything the audit says of one conversation."""

    conversation: Conversation
    claims: tuple[CheckedClaim, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...] = ()
    evaluated: tuple[str, ...] = ()
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


# --- rooms that the pipeline plugs together --------------------------------------------------------------


class Extractor(Protocol):
    """Cuts a conversation's clone turns into claims."""

    def extract(self, conversation: Conversation, creator: Creator) -> tuple[Claim, ...]:
        """All clauses of all clone turns, in order, those that need no proof included."""
        ...


class Retriever(Protocol):
    """Finds the passages nearest to a query."""

    def search(self, queries: Sequence[str], k: int = 8) -> list[tuple[Evidence, ...]]:
        """The best ``k`` passages for each query, best first, newest first among equals."""
        ...


class Verifier(Protocol):
    """Judges claims against evidence."""

    @property
    def name(self) -> str:
        """Name and content hash, for provenance."""
        ...

    def verify(self, items: Sequence[tuple[Claim, Sequence[Evidence]]]) -> list[Verdict]:
        """One verdict per item, in order."""
        ...
