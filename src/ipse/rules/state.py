"""The state of a conversation at a clone turn: what was shown, asked and said before it, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ipse.rules.lexicon import Span, known_languages, principal_pattern
from ipse.rules.notices import Notice, detect_notice
from ipse.rules.probes import asks
from ipse.text.language import detect
from ipse.types import CheckedClaim, Conversation, Creator, Role, Turn

IDLE_MINUTES = 30.0  # a longer silence ends a continuing interaction; no statute defines it


@dataclass(frozen=True)
class View:
    """A conversation as the rules see it: the creator's names, the checked claims by turn, the date that counts."""

    conversation: Conversation
    creator: Creator
    checked: Mapping[int, tuple[CheckedClaim, ...]]
    as_of: date | None = None
    idle_minutes: float = IDLE_MINUTES

    @property
    def names(self) -> tuple[str, ...]:
        """The principal's names."""
        return (self.creator.name, *self.creator.aliases) if self.creator.name else self.creator.aliases

    @property
    def principal(self) -> str:
        """The pattern of the principal's names."""
        return principal_pattern(self.names)

    @property
    def default_language(self) -> str:
        """The conversation's language: given, the creator's, else English."""
        return (self.conversation.language or self.creator.language or "en").split("-")[0].lower()

    def clone_turns(self) -> tuple[int, ...]:
        """Positions of the clone's turns."""
        return tuple(i for i, turn in enumerate(self.conversation.turns) if turn.role is Role.CLONE)

    def notices(self, turn: Turn, languages: Sequence[str]) -> Notice:
        """The notice in a message."""
        return detect_notice(turn.text, languages, self.names)


@dataclass(frozen=True)
class Moment:
    """One clone turn in its conversation: what conditions are evaluated against."""

    view: View
    index: int
    cache: dict[str, tuple[Span, ...]] = field(default_factory=dict, compare=False)

    @property
    def turn(self) -> Turn:
        """The clone's turn."""
        return self.view.conversation.turns[self.index]

    @property
    def text(self) -> str:
        """The clone's words."""
        return self.turn.text

    @property
    def before(self) -> tuple[Turn, ...]:
        """The turns before this one."""
        return self.view.conversation.turns[: self.index]

    @property
    def fan(self) -> str:
        """What the fan wrote since the last answer; empty when the clone speaks first."""
        words: list[str] = []
        for turn in reversed(self.before):
            if turn.role is not Role.FAN:
                break
            words.append(turn.text)
        return "\n".join(reversed(words))

    @property
    def fan_history(self) -> str:
        """Everything the fan wrote before this turn."""
        return "\n".join(turn.text for turn in self.before if turn.role is Role.FAN)

    @property
    def clone_history(self) -> tuple[Turn, ...]:
        """The clone's earlier turns."""
        return tuple(turn for turn in self.before if turn.role is Role.CLONE)

    @property
    def language(self) -> str:
        """The language that the clone's message is read in: its own, else the conversation's, else English."""
        spoken = (detect(self.text, self.view.default_language), self.view.default_language)
        return next((language for language in spoken if language in known_languages()), "en")

    @property
    def reader_languages(self) -> tuple[str, ...]:
        """The languages in which a notice is understood: the conversation's, and the fan's own words'."""
        given = self.view.default_language
        spoken = detect(self.fan, given) if len(self.fan.split()) > 2 else given
        return tuple(dict.fromkeys((given, spoken))) if self.view.conversation.language else (spoken,)

    @property
    def asked(self) -> bool:
        """The fan's last words ask who, or what, answers."""
        return asks(self.fan, self.view.default_language, (), self.view.principal)

    @property
    def notice(self) -> Notice:
        """What this message discloses."""
        return self.view.notices(self.turn, self.reader_languages)

    @property
    def earlier_notices(self) -> tuple[tuple[Turn, Notice], ...]:
        """What the clone's earlier messages disclosed."""
        return tuple((turn, self.view.notices(turn, self.reader_languages)) for turn in self.clone_history)

    def day(self, zone: str | None = None) -> date | None:
        """The given day, else the turn's in ``zone``, or as the transcript writes it; None when neither is known."""
        if self.view.as_of or self.turn.ts is None:
            return self.view.as_of
        return self.turn.ts.astimezone(ZoneInfo(zone)).date() if zone else self.turn.ts.date()

    @property
    def date(self) -> date | None:
        """The day that decides what is in force."""
        return self.day()

    def session_start(self) -> datetime | None:
        """When the continuing interaction that this turn belongs to began."""
        now = self.turn.ts
        start = now
        for turn in reversed(self.before):
            if turn.ts is None or start is None or start - turn.ts > timedelta(minutes=self.view.idle_minutes):
                break
            start = turn.ts
        return start

    def since_previous(self) -> timedelta | None:
        """Time since the clone's previous message; None when there is none or a time is missing."""
        last = self.clone_history[-1].ts if self.clone_history else None
        return self.turn.ts - last if last is not None and self.turn.ts is not None else None

    def new_day(self, zone: str) -> bool:
        """No earlier clone message on this turn's day in ``zone``."""
        if self.turn.ts is None:
            return False
        place = ZoneInfo(zone)
        today = self.turn.ts.astimezone(place).date()
        return all(t.ts is None or t.ts.astimezone(place).date() != today for t in self.clone_history)

    def after_handback(self) -> bool:
        """A human wrote after the clone's previous message."""
        for turn in reversed(self.before):
            if turn.role is Role.CLONE:
                return False
            if turn.role is Role.HUMAN:
                return True
        return False
