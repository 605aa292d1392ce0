"""Which paid relations count for a reply: dated, undated, over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, Sponsor, Turn

RUNNING = Sponsor("Brisemar", since=date(2026, 1, 12), until=date(2026, 12, 31))
OVER = Sponsor("Korvel", since=date(2023, 3, 1), until=date(2025, 2, 28))
REPLIES = {"en": "I recommend the {} wheel, go for it.", "fr": "Je te conseille le tour {}, fonce."}


def flagged(brand: str, language: str, sponsors: tuple[Sponsor, ...], fan_on: datetime | None = None) -> bool:
    """An unlabelled recommendation of ``brand`` in an undated reply is a finding."""
    turns = (Turn(0, Role.FAN, "…", fan_on), Turn(1, Role.CLONE, REPLIES[language].format(brand)))
    engine = RuleEngine([rule for rule in load_rules(["core"]) if rule.id == "core-undisclosed-promotion"])
    conversation = Conversation("c", turns, language=language, given=frozenset({"language"}))
    return bool(engine.evaluate(conversation, Creator("Nadia Ferrand", sponsors=sponsors), ()).matches)


@pytest.mark.parametrize("language", REPLIES)
def test_an_undated_reply_is_held_to_a_contract_with_an_end(language: str) -> None:
    """A relation that ends some day counts for a reply without a date; one that was over before it began does not."""
    assert flagged("Brisemar", language, (RUNNING, OVER))
    assert not flagged("Korvel", language, (RUNNING, OVER))


def test_a_relation_whose_end_is_not_known_to_be_ahead_is_over() -> None:
    """A page that only says "former sponsor" gives no day: its brand is not held against an undated reply."""
    assert not flagged("Tidewick", "en", (Sponsor("Tidewick", until=date.min),))


@pytest.mark.parametrize(("year", "found"), [(2026, True), (2027, False)])
def test_the_fans_date_stands_in_for_the_replys(year: int, found: bool) -> None:
    """Without a date of its own a reply was written when the conversation was."""
    assert flagged("Brisemar", "en", (RUNNING,), datetime(year, 6, 1, tzinfo=UTC)) is found


@pytest.mark.parametrize(("sent", "counts"), [(date(2026, 11, 20), True), (date(2027, 3, 1), False), (None, False)])
def test_the_day_of_the_message_decides_not_the_day_of_the_rules(sent: date | None, counts: bool) -> None:
    """``as_of`` says which rules are in force; a relation counts when the message was sent, and on it without a day."""
    at = datetime(sent.year, sent.month, sent.day, 10, tzinfo=UTC) if sent else None
    turns = (Turn(0, Role.FAN, "…", at), Turn(1, Role.CLONE, REPLIES["en"].format("Brisemar"), at))
    engine = RuleEngine([rule for rule in load_rules(["core"]) if rule.id == "core-undisclosed-promotion"])
    conversation = Conversation("c", turns, language="en", given=frozenset({"language"}))
    creator = Creator("Nadia Ferrand", sponsors=(RUNNING,))
    assert bool(engine.evaluate(conversation, creator, (), as_of=date(2027, 1, 1)).matches) is counts
