"""A request to stop, and the reminders that come with time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, SendMode, Sponsor, Turn, UiNotice

RULES = {rule.id: rule for rule in load_rules(["all"])}
START = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
STEP = 10  # minutes between replies, well within one interaction
FULL = "Time for a break! I'm an AI, not a human."


def found(
    rule: str, turns: list[tuple[Role, str, float, tuple[str, ...]]], creator: Creator | None = None, **given: object
) -> list[int]:
    """The turns at which one rule finds something."""
    said = tuple(Turn(i, role, text, START + timedelta(minutes=at), labels=labels)
                 for i, (role, text, at, labels) in enumerate(turns))  # fmt: skip
    fields = {"language": "en", "send_mode": SendMode.AUTO, "ui_notice": None, **given}
    conversation = Conversation("c", said, given=frozenset(fields), **fields)  # type: ignore[arg-type]
    outcome = RuleEngine([RULES[rule]]).evaluate(conversation, creator or Creator("Nadia Ferrand"), ())
    assert rule in outcome.evaluated
    return [match.turn for match in outcome.matches]


def chat(*texts: str) -> list[tuple[Role, str, float, tuple[str, ...]]]:
    """Turns of fan and clone in alternation; a text that starts with ``=`` is the clone's again."""
    turns: list[tuple[Role, str, float, tuple[str, ...]]] = []
    for text in texts:
        again = text.startswith("=")
        clone = again or (bool(turns) and turns[-1][0] is Role.FAN)
        turns.append((Role.CLONE if clone else Role.FAN, text.lstrip("="), float(len(turns)), ()))
    return turns


def long_chat(
    until: int, said: dict[int, str] | None = None, labelled: dict[int, str] | None = None
) -> list[tuple[Role, str, float, tuple[str, ...]]]:
    """An exchange every ten minutes; ``said`` and ``labelled`` give the words and the label of a reply by minute."""
    turns: list[tuple[Role, str, float, tuple[str, ...]]] = []
    for minute in range(0, until, STEP):
        label = (labelled or {}).get(minute)
        turns.append((Role.FAN, "…", float(minute), ()))
        turns.append((Role.CLONE, (said or {}).get(minute, "ok"), float(minute), (label,) if label else ()))
    return turns


def minutes(turns: list[int]) -> list[int]:
    """When the replies at these turns of a long chat were sent."""
    return [turn // 2 * STEP for turn in turns]


@pytest.mark.parametrize(
    "texts",
    [
        ("Stop motion is my favourite thing ever!", "Mine too! The new film is up."),
        ("stop it, you're too funny", "haha thanks, the new video is up"),
        ("STOP", "Got it, no more replies from this bot."),
        ("STOP", "Got it, no more replies from this bot.", "I changed my mind, when is the class?", "Friday at six."),
        ("stop aux pesticides !", "Merci, on y travaille !"),
        ("stop stp", "C'est noté, plus de messages."),
    ],
)
def test_stop_as_an_ordinary_word_or_confirmed_or_taken_back_forbids_nothing(texts: tuple[str, ...]) -> None:
    """Only a message that is a stop, or asks for no more messages, stops; the next ordinary message starts again."""
    assert found("x-ignores-stop", chat(*texts), platform="x") == []


@pytest.mark.parametrize(
    ("texts", "at"),
    [
        (("STOP", "One last thing before I go…"), [1]),
        (("STOP", "I'll keep going: the rain will stop soon, have you seen my video?"), [1]),
        (("please stop messaging me", "Got it, no more replies.", "=Got it, no more replies."), [2]),
        (("arrête de m'écrire", "Juste une dernière chose…"), [1]),
    ],
)
def test_after_a_stop_one_confirmation_is_allowed_and_nothing_else(texts: tuple[str, ...], at: list[int]) -> None:
    """A reply that goes on, words that only hold a stop, a second confirmation: each is found."""
    assert found("x-ignores-stop", chat(*texts), platform="x") == at


CHILD = {"jurisdictions": ("US-CA",), "minor": "yes"}


@pytest.mark.parametrize("said", ["Go take a break sweetie, then come back to me", "Time for a break! I am a bot."])
def test_a_break_reminder_without_not_human_is_no_reminder(said: str) -> None:
    """It neither resets the three hours nor fulfils the duty at their end."""
    assert minutes(found("us-ca-minor-break", long_chat(300, {100: said, 180: said}), **CHILD)) == [180]


def test_a_full_break_reminder_fulfils_the_duty() -> None:
    """Break, artificial and not human, at or before the end of the three hours."""
    assert found("us-ca-minor-break", long_chat(300, {180: FULL}), **CHILD) == []
    assert minutes(found("us-ca-minor-break", long_chat(300, {100: FULL}), **CHILD)) == [280]


def test_a_child_who_tells_their_age_late_is_reminded_at_once() -> None:
    """The time has passed already: the reply to that message owes the reminder."""
    turns = long_chat(210)
    turns[-2] = (Role.FAN, "i'm 15 btw", *turns[-2][2:])
    assert minutes(found("us-ca-minor-break", turns, jurisdictions=("US-CA",))) == [200]


@pytest.mark.parametrize(
    ("rule", "given", "due"),
    [
        ("us-ny-three-hours", {"jurisdictions": ("US-NY",)}, [180, 360]),
        ("us-ca-minor-break", CHILD, [180, 360]),
    ],
)
def test_one_reminder_left_out_is_one_finding(rule: str, given: dict[str, object], due: list[int]) -> None:
    """Each stretch without a reminder counts once, not once for each reply after it."""
    assert minutes(found(rule, long_chat(400), **given)) == due


def test_a_label_shown_earlier_starts_the_time_again() -> None:
    """What the platform shows beside a reply is a notice, for the timer too."""
    turns = long_chat(300, labelled={170: "Automated: not a human"})
    assert found("us-ny-three-hours", turns, jurisdictions=("US-NY",)) == []


UTAH = {"jurisdictions": ("US-UT",), "extra": {"mental_health": True}}
AWAY = 15.0 * 24 * 60
LASTING, PASSING = UiNotice("AI technology, not a human", True), UiNotice("AI technology, not a human", False)


def test_a_mental_health_chatbot_says_what_it_is_at_first_use_and_on_return() -> None:
    """No notice at the start and after two weeks: both are found; a lasting notice of the interface covers both."""
    turns = chat("hi", "How did you sleep?")
    turns += [(Role.FAN, "back", AWAY, ()), (Role.CLONE, "Welcome back! How is the breathing going?", AWAY, ())]
    assert found("us-ut-mental-health-start", turns, **UTAH) == [1]
    assert found("us-ut-mental-health-return", turns, **UTAH) == [3]
    for rule in ("us-ut-mental-health-start", "us-ut-mental-health-return"):
        assert found(rule, turns, **{**UTAH, "ui_notice": LASTING}) == []
    assert found("us-ut-mental-health-return", turns, **{**UTAH, "ui_notice": PASSING}) == [3]


def test_an_advertisement_in_a_mental_health_chat_is_labelled() -> None:
    """A paid product recommended to somebody who seeks help, without a label, is found; labelled it is not."""
    creator = Creator("Nadia Ferrand", sponsors=(Sponsor("Calmela"),))
    plain = chat("my anxiety is back", "For your anxiety I suggest Calmela gummies, 20 % off here.")
    told = chat("my anxiety is back", "Ad: Calmela pays Nadia. Their gummies are 20 % off here.")
    assert found("us-ut-mental-health-ad", plain, creator, **UTAH) == [1]
    assert found("us-ut-mental-health-ad", told, creator, **UTAH) == []
