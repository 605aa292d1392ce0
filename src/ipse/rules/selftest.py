"""Running a rule's own examples: a confusion table per rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ipse.errors import RuleError
from ipse.rules.checks import parts
from ipse.rules.engine import RuleEngine
from ipse.rules.model import Rule
from ipse.rules.schema import Case, Context, Example, Message, SponsorModel, Stated
from ipse.types import (
    CheckedClaim,
    Claim,
    Conversation,
    Creator,
    Label,
    SendMode,
    Sponsor,
    Turn,
    UiNotice,
    Verdict,
    platform_name,
)

_START = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
_NAME = "example"
_FIELDS = frozenset({"platform", "channel", "language", "jurisdictions", "send_mode", "ui_notice", "audience"})


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One example of one rule and what the rule did with it."""

    rule_id: str
    side: str  # bad | good
    language: str
    text: str
    fired: bool
    quote: str = ""

    @property
    def right(self) -> bool:
        """Fired on a bad example, silent on a good one."""
        return self.fired == (self.side == "bad")


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The confusion table of one rule."""

    rule_id: str
    results: tuple[CaseResult, ...] = field(default=())

    def count(self, side: str, fired: bool) -> int:
        """How many examples of a side fired, or did not."""
        return sum(1 for r in self.results if r.side == side and r.fired is fired)

    @property
    def passed(self) -> bool:
        """Every example was decided right."""
        return all(result.right for result in self.results)


def run_self_tests(rules: Sequence[Rule]) -> tuple[SelfTest, ...]:
    """Run each rule on its own examples."""
    return tuple(SelfTest(rule.id, tuple(_results(rule))) for rule in rules)


def _results(rule: Rule) -> Iterator[CaseResult]:
    engine = RuleEngine([rule])
    for side in ("bad", "good"):
        cases: Mapping[str, Sequence[Example]] = getattr(rule.spec.examples, side)
        for language, examples in cases.items():
            for example in examples:
                yield _run_case(engine, rule, side, language, example)


def _run_case(engine: RuleEngine, rule: Rule, side: str, language: str, example: Example) -> CaseResult:
    trial = build_case(rule, language, example)
    outcome = engine.evaluate(trial.conversation, trial.creator, trial.checked, as_of=trial.as_of)
    where = f"examples.{side}.{language}"
    if outcome.errors:
        raise RuleError(outcome.errors[0].error, remedy=outcome.errors[0].remedy, path=rule.path, field=where)
    if outcome.not_evaluated:
        needs = ", ".join(outcome.not_evaluated[0].needs)
        raise RuleError(
            f"an example gives no {needs}", remedy="add it to examples.context", path=rule.path, field=where
        )
    last = trial.conversation.turns[-1]
    found = [match for match in outcome.matches if match.turn == last.turn or rule.spec.once]
    if side == "bad" and not found and not trial.checked and _reads_claims(rule):
        raise RuleError(
            f"cannot be tried: the rule reads claims, and this example states none: {last.text[:60]!r}",
            remedy="state them: {turns: [{clone: …}], claims: [{quote: …, kind: price, verdict: unsupported}]}",
            path=rule.path,
            field=where,
        )
    return CaseResult(rule.id, side, language, last.text, bool(found), found[0].quote if found else "")


def _reads_claims(rule: Rule) -> bool:
    """A condition of the rule asks for claims, which an example has none of unless it states them."""
    waiting = [part for part in (rule.spec.when, rule.spec.forbid, rule.spec.require) if part is not None]
    while waiting:
        condition = waiting.pop()
        if condition.claim is not None:
            return True
        waiting += [child for child, _ in parts(condition)]
    return False


@dataclass(frozen=True, slots=True)
class Trial:
    """An example as a conversation with its creator, its claims and the day that counts."""

    conversation: Conversation
    creator: Creator
    checked: tuple[CheckedClaim, ...]
    as_of: date | None


def build_case(rule: Rule, language: str, example: Example) -> Trial:
    """An example, ready to be evaluated."""
    case = example if isinstance(example, Case) else Case(turns=[Message(fan="…"), Message(clone=example)])
    context = Context(language=language).but(rule.spec.examples.context).but(case.context)
    start = context.start or _START
    turns = tuple(_turn(number, message, start) for number, message in enumerate(case.turns))
    creator = Creator(
        context.creator, language=context.language, sponsors=tuple(_sponsor(item) for item in context.sponsors)
    )
    fields = context.model_dump(exclude_unset=True, exclude={"creator", "sponsors", "as_of", "start"})
    checked = tuple(_checked(claim, turns[-1], context.language or language) for claim in case.claims)
    return Trial(build_conversation(turns, fields), creator, checked, context.as_of)


def _checked(stated: Stated, turn: Turn, language: str) -> CheckedClaim:
    start = turn.text.index(stated.quote)
    claim = Claim(
        conversation_id=_NAME,
        turn=turn.turn,
        quote=stated.quote,
        start=start,
        end=start + len(stated.quote),
        act=stated.act,
        subject=stated.subject,
        kind=stated.kind,
        needs_proof=stated.verdict is not Label.NOT_CHECKABLE,
        language=language,
        ts=turn.ts,
    )
    return CheckedClaim(claim, (), Verdict(stated.verdict, stated.confidence, "stated"))


def build_conversation(turns: tuple[Turn, ...], context: Mapping[str, Any], name: str = _NAME) -> Conversation:
    """A conversation from turns and a mapping of context fields, as a transcript gives them."""
    notice = context.get("ui_notice")
    mode = context.get("send_mode")
    return Conversation(
        conversation_id=name,
        turns=turns,
        platform=platform_name(context.get("platform")),
        channel=context.get("channel"),
        language=context.get("language"),
        jurisdictions=tuple(context.get("jurisdictions") or ()),
        send_mode=SendMode(mode) if mode else None,
        ui_notice=UiNotice(notice["text"], notice.get("persistent")) if notice else None,
        minor=(context.get("audience") or {}).get("minor"),
        given=frozenset(context),
        extra={key: value for key, value in context.items() if key not in _FIELDS},
    )


def _turn(number: int, message: Message, start: datetime) -> Turn:
    minutes = number * 0.5 if message.at is None else message.at
    moment = message.ts or start + timedelta(minutes=minutes)
    return Turn(number, message.role, message.text, moment, labels=tuple(message.labels))


def _sponsor(item: SponsorModel) -> Sponsor:
    return Sponsor(item.name, tuple(item.aliases), tuple(item.codes), item.relation, item.since, item.until)
