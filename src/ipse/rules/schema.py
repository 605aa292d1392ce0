"""The rule language: what a rule file may say, checked at load. ``rule.schema.json`` is made from these models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from ipse.fields import Channel, Jurisdiction, Minor
from ipse.rules.vocabulary import Answer, Defect, Detector, Element, Place
from ipse.types import Act, Category, Disposition, Kind, Label, Role, Severity, Subject, platform_name

Texts = dict[str, list[str]]  # language -> texts
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")]


class Strict(BaseModel):
    """A model that refuses unknown keys and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _area(written: str) -> str:
    """A jurisdiction in the one spelling: capitals, and GB for the United Kingdom."""
    area = written.upper()
    return "GB" + area[2:] if area[:2] == "UK" else area


def _zone(name: str) -> str:
    """A time zone that is known here."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no known time zone: write a name such as America/New_York") from error
    return name


Area = Annotated[Jurisdiction, AfterValidator(_area)]
Zone = Annotated[str, AfterValidator(_zone)]


def _as_patterns(value: Any) -> Any:
    if isinstance(value, str):
        return {"any": [value]}
    return {"any": value} if isinstance(value, list) else value


class PatternLeaf(Strict):
    """Named pattern lists of the lexicon; ``unsupported`` drops places that the sources bear out."""

    any: list[str] = Field(min_length=1)
    place: Place = Field("clone", alias="in")
    unsupported: bool = False


class PhraseLeaf(Strict):
    """Phrases, compared after folding; ``likeness`` below 100 allows small spelling differences."""

    any: Texts
    place: Place = Field("clone", alias="in")
    likeness: int = Field(100, ge=70, le=100)


class RegexLeaf(Strict):
    """Regular expressions on folded text (lower case, no accents), with a time limit."""

    any: Texts
    place: Place = Field("clone", alias="in")


class TokensLeaf(Strict):
    """spaCy token patterns (lemma, part of speech, dependency), one list a language."""

    any: dict[str, list[list[dict[str, Any]]]]
    place: Place = Field("clone", alias="in")


class LikeLeaf(Strict):
    """Sentences whose meaning is near to one of the examples (cosine of sentence vectors)."""

    any: Texts
    threshold: float = Field(0.75, ge=0.3, le=1.0)
    place: Place = Field("clone", alias="in")


class ClaimLeaf(Strict):
    """Claims of the turn, by kind, subject, act and verdict; empty means any."""

    kind: list[Kind] = []
    subject: list[Subject] = []
    act: list[Act] = []
    verdict: list[Label] = []
    confidence: float = Field(0.0, ge=0.0, le=1.0)


class NoticeLeaf(Strict):
    """A notice with one of ``any`` and all of ``all``; ``where`` says which notices count."""

    any: list[Element] = []
    all: list[Element] = []
    where: list[Literal["message", "earlier", "ui", "ui_persistent", "labels"]] = Field(["message"], min_length=1)
    first_screen: bool = False
    any_language: bool = False


class ElapsedLeaf(Strict):
    """Minutes of continuing interaction since it began or since the last such notice, whichever is later.

    It holds at the first reply past each such stretch: one omission counts once. ``every_reply``: at each later one
    too. Notices are looked for in earlier replies, and in their labels where ``notice.where`` names labels.
    """

    minutes: float = Field(gt=0)
    notice: NoticeLeaf | None = None
    every_reply: bool = False


class GapLeaf(Strict):
    """Time since the previous message of the clone."""

    minutes: float = Field(gt=0)


class NewDayLeaf(Strict):
    """The first clone message of a day in a time zone."""

    zone: Zone


class PromotionLeaf(Strict):
    """A recommendation of a paid brand whose label is one of ``label``; by default any that is not a plain one."""

    label: list[Literal["missing", "ambiguous", "late", "wrong_language"]] = Field(
        ["missing", "ambiguous", "late", "wrong_language"], min_length=1
    )


class AfterLeaf(Strict):
    """Something that happened in an earlier turn, at most ``within`` clone turns ago."""

    when: Condition
    within: int = Field(1, ge=1, le=1000)


def _one_spelling(wanted: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The context that a condition asks for, with platforms spelled as conversations spell them."""
    names = [platform_name(name) if isinstance(name, str) else name for name in wanted.get("platform", ())]
    return {**wanted, "platform": names} if names else wanted


Values = Annotated[list[Any], Field(min_length=1)]
Wanted = Annotated[dict[str, Values], Field(min_length=1), AfterValidator(_one_spelling)]


class Condition(Strict):
    """What must hold at a clone turn: every key given must hold."""

    all: list[Condition] = Field([], min_length=1)
    any: list[Condition] = Field([], min_length=1)
    no: Condition | None = Field(None, alias="not")
    turn: Literal["first_clone", "later_clone", "second_clone", "any"] | None = None
    pattern: (
        Annotated[PatternLeaf, BeforeValidator(_as_patterns, json_schema_input_type=PatternLeaf | str | list[str])]
        | None
    ) = None
    phrase: PhraseLeaf | None = None
    regex: RegexLeaf | None = None
    tokens: TokensLeaf | None = None
    like: LikeLeaf | None = None
    claim: ClaimLeaf | None = None
    notice: NoticeLeaf | None = None
    defect: list[Defect] | None = Field(None, min_length=1)
    probe: list[Literal["asks", "ambiguous", "other"]] | None = Field(None, min_length=1)
    answer: list[Answer] | None = Field(None, min_length=1)
    detect: list[Detector] | None = Field(None, min_length=1)
    promotion: PromotionLeaf | None = None
    elapsed: ElapsedLeaf | None = None
    gap: GapLeaf | None = None
    new_day: NewDayLeaf | None = None
    handback: bool | None = None
    context: Wanted | None = None
    after: AfterLeaf | None = None


class Applies(Strict):
    """Where and when a rule is in force; empty lists mean everywhere.

    Its days are those of ``zone``; without one, those of the times as the transcript writes them.
    """

    jurisdictions: list[Area] = []
    platforms: list[Annotated[str, AfterValidator(platform_name)]] = []
    channels: list[Channel] = []
    send_mode: list[Literal["auto", "human_reviewed"]] = []
    since: date | None = Field(None, alias="from")
    until: date | None = None
    zone: Zone | None = None

    @property
    def dated(self) -> bool:
        """The rule is not in force on every day."""
        return self.since is not None or self.until is not None


class Cite(Strict):
    """A source: what it is called, where it is, when it was read."""

    cite: str
    url: str | None = None
    read: date | None = None


class Message(Strict):
    """One message of an example: exactly one of fan, clone, human; ``at`` counts minutes from the first."""

    fan: str | None = None
    clone: str | None = None
    human: str | None = None
    at: float | None = None
    ts: AwareDatetime | None = None
    labels: list[str] = []

    @model_validator(mode="after")
    def _one_role(self) -> Self:
        if sum(getattr(self, role.value) is not None for role in Role) != 1:
            raise ValueError("a message is written by exactly one of fan, clone and human")
        return self

    @property
    def role(self) -> Role:
        """Who wrote it."""
        return next(role for role in Role if getattr(self, role.value) is not None)

    @property
    def text(self) -> str:
        """What was written."""
        written: str = getattr(self, self.role.value)
        return written


class SponsorModel(Strict):
    """A paid relation of an example's creator, as in ``ipse.toml``."""

    name: str
    aliases: list[str] = []
    codes: list[str] = []
    relation: Literal["sponsor", "affiliate", "gifted"] = "sponsor"
    since: date | None = None
    until: date | None = None


class ExampleNotice(Strict):
    """The notice that the interface of an example shows."""

    text: str
    persistent: bool | None = None


class ExampleAudience(Strict):
    """What is known of an example's reader."""

    minor: Minor | None = None


class Context(BaseModel):
    """What surrounds an example: fields of a transcript, the creator, the day. Other keys are further fields."""

    model_config = ConfigDict(extra="allow", frozen=True)

    creator: str = "Nadia Ferrand"
    sponsors: list[SponsorModel] = []
    as_of: date | None = None
    start: AwareDatetime | None = None
    platform: Annotated[str, AfterValidator(platform_name)] | None = None
    channel: Channel | None = None
    language: str | None = None
    jurisdictions: list[Area] | None = None
    send_mode: Literal["auto", "human_reviewed"] | None = None
    ui_notice: ExampleNotice | None = None
    audience: ExampleAudience | None = None

    def but(self, other: Context) -> Context:
        """This context with what ``other`` says instead."""
        return Context.model_validate({**self._said(), **other._said()})

    def _said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class Stated(Strict):
    """A claim of an example's last message, as the audit would have read and checked it."""

    quote: str = Field(min_length=1)
    kind: Kind
    subject: Subject = Subject.CREATOR
    act: Act = Act.ASSERTION
    verdict: Label = Label.NOT_CHECKABLE
    confidence: float = Field(1.0, ge=0.0, le=1.0)


def _nothing() -> Context:
    return Context()


class Case(Strict):
    """An example: a conversation, with the context that differs from the rule's.

    ``claims`` are those of the last message: rules on claims and verdicts are tried with them.
    """

    turns: list[Message] = Field(min_length=1)
    context: Context = Field(default_factory=_nothing)
    claims: list[Stated] = []
    note: str = ""

    @model_validator(mode="after")
    def _quoted(self) -> Self:
        missing = [claim.quote for claim in self.claims if claim.quote not in self.turns[-1].text]
        if missing:
            raise ValueError(f"the last message does not hold the claim {missing[0]!r}")
        return self


def _form(example: Any) -> str:
    return "text" if isinstance(example, str) else "case"


Example = Annotated[Annotated[str, Tag("text")] | Annotated[Case, Tag("case")], Discriminator(_form)]


class Examples(Strict):
    """Cases on which the rule fires (bad) and does not (good), per language."""

    context: Context = Field(default_factory=_nothing)
    bad: dict[str, list[Example]]
    good: dict[str, list[Example]]


class RuleModel(Strict):
    """A rule file."""

    id: Slug
    title: str
    category: Category
    subcategory: str | None = None
    severity: Severity
    disposition: Disposition | None = None
    certainty: Literal["R1", "R2", "S", "M", "design"]
    why: str
    duties: list[str] = []
    sources: list[Cite] = Field(min_length=1)
    applies: Applies = Field(default_factory=lambda: Applies.model_validate({}))
    needs: list[str] = []
    when: Condition = Field(default_factory=lambda: Condition.model_validate({}))
    forbid: Condition | None = None
    require: Condition | None = None
    once: bool = False
    confidence: float = Field(1.0, ge=0.0, le=1.0)
    message: dict[str, str]
    fix: dict[str, str]
    known_false_alarms: list[str] = []
    examples: Examples


class NoteModel(Strict):
    """A documented duty that text and context cannot decide: shown, never fired."""

    id: Slug
    note: Literal[True]
    title: str
    why: str
    duties: list[str]
    needs: list[str] = []
    certainty: Literal["R1", "R2", "S", "M", "design"]
    sources: list[Cite] = []
    reach: Literal["partly", "out_of_reach"] = "out_of_reach"


Condition.model_rebuild()
AfterLeaf.model_rebuild()
