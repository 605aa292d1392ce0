"""What a draft asserts, about whom and about what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    proof: float = 1.0  # estimated probability that the clause needs proof
