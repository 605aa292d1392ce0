"""Conversation state: timers, days, gaps, hand-back, dates in force, send mode, missing context."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, SendMode, Turn, UiNotice

CREATOR = Creator("Salma Rivoire", language="en")
START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
NOTICE = "No human here, I'm Salma's AI."
GIVEN = frozenset({"send_mode", "ui_notice", "jurisdictions", "platform", "language"})


def _chat(
    *turns: tuple[float, Role, str], areas: tuple[str, ...], mode: SendMode = SendMode.AUTO, **more
) -> Conversation:
    made = tuple(Turn(i, role, text, START + timedelta(minutes=at)) for i, (at, role, text) in enumerate(turns))
    return Conversation(
        "c", made, language="en", jurisdictions=areas, send_mode=mode, given=more.pop("given", GIVEN), **more
    )


def _session(minutes: float) -> tuple[tuple[float, Role, str], ...]:
    """A continuing interaction that opens with a notice and whose last clone turn comes after ``minutes``."""
    steps = [(0.0, Role.CLONE, NOTICE)]
    at = 25.0  # the last of these replies comes well before three hours
    while at < minutes:
        steps += [(at - 1, Role.FAN, "and then?"), (at, Role.CLONE, "Next row.")]
        at += 25.0
    return (*steps, (minutes - 0.5, Role.FAN, "go on"), (minutes, Role.CLONE, "Cast off now."))


def _fired(pack: str, conversation: Conversation, *, as_of: date | None = None) -> set[tuple[str, int]]:
    outcome = RuleEngine(load_rules([pack])).evaluate(conversation, CREATOR, (), as_of=as_of)
    return {(match.rule_id, match.turn) for match in outcome.matches}


@pytest.mark.parametrize(("minutes", "due"), [(179, False), (180, True), (181, True)])
def test_three_hour_clock_turns_at_180_minutes(minutes: float, due: bool) -> None:
    """New York's notice is due again at three hours, not a minute before."""
    conversation = _chat(*_session(minutes), areas=("US-NY",))
    fired = {rule for rule, turn in _fired("us/ny", conversation) if turn == conversation.turns[-1].turn}
    assert ("us-ny-three-hours" in fired) is due


def test_a_pause_ends_the_continuing_interaction() -> None:
    """After a silence longer than the idle limit the clock starts again."""
    conversation = _chat(
        (0, Role.CLONE, NOTICE), (199, Role.FAN, "back"), (200, Role.CLONE, "Cast off now."), areas=("US-NY",)
    )
    assert not any(rule == "us-ny-three-hours" for rule, _ in _fired("us/ny", conversation))


def test_new_york_day_changes_at_midnight_in_new_york() -> None:
    """05:30 UTC is a new day in New York in November, 04:30 UTC is not."""
    for hour, due in ((13.5 * 60, False), (14.5 * 60, True)):
        conversation = _chat(
            (0, Role.CLONE, NOTICE), (hour - 1, Role.FAN, "hi"), (hour, Role.CLONE, "Morning!"), areas=("US-NY",)
        )
        assert (("us-ny-daily-notice", 2) in _fired("us/ny", conversation)) is due


@pytest.mark.parametrize("pack", ["us/wa", "us/or"])
def test_2027_packs_appear_on_their_day(pack: str) -> None:
    """Washington and Oregon are silent on 31 December 2026 and speak on 1 January 2027."""
    area = "US-WA" if pack == "us/wa" else "US-OR"
    text = "Just got out of the shower, what's up?"
    conversation = _chat((0, Role.FAN, "hi"), (1, Role.CLONE, text), areas=(area,))
    assert _fired(pack, conversation, as_of=date(2026, 12, 31)) == set()
    assert _fired(pack, conversation, as_of=date(2027, 1, 1)) != set()


@pytest.mark.parametrize(("pack", "area"), [("eu", "FR"), ("de", "DE")])
def test_send_mode_flips_eu_and_germany(pack: str, area: str) -> None:
    """The same reply is owed a notice when sent automatically, and none when a human reviewed and sent it."""
    turns = ((0, Role.FAN, "hi"), (1, Role.CLONE, "The class is full, see you in May."))
    assert _fired(pack, _chat(*turns, areas=(area,)))
    assert _fired(pack, _chat(*turns, areas=(area,), mode=SendMode.HUMAN_REVIEWED)) == set()


def test_hand_back_from_a_human_asks_for_a_notice_again() -> None:
    """On Messenger the first automated message after a human's carries the notice."""
    turns = (
        (0.0, Role.FAN, "hi"),
        (1.0, Role.CLONE, NOTICE),
        (2.0, Role.HUMAN, "Salma here."),
        (3.0, Role.FAN, "thanks"),
        (4.0, Role.CLONE, "Anyway, as I was saying, Friday works."),
    )
    conversation = _chat(*turns, areas=("FR",), platform="messenger")
    assert ("meta-messenger-events", 4) in _fired("platforms/meta", conversation)


def test_missing_context_is_not_evaluated_never_passed() -> None:
    """Without send_mode and ui_notice the label rule says what it needs."""
    conversation = Conversation("c", (Turn(0, Role.CLONE, "Hi!"),), given=frozenset())
    outcome = RuleEngine(load_rules(["core"])).evaluate(conversation, CREATOR, ())
    needs = {item.rule_id: item.needs for item in outcome.not_evaluated}
    assert set(needs["core-missing-ai-label"]) == {"send_mode", "ui_notice"}
    assert "core-missing-ai-label" not in outcome.evaluated


def test_every_rule_was_evaluated_or_lacked_context_or_was_out_of_scope() -> None:
    """Each rule is in exactly one of the three; another place and a day before its first one are out of scope."""
    rules = load_rules(["all"])
    conversation = _chat((0, Role.FAN, "hi"), (1, Role.CLONE, "Hi!"), areas=("US-WA",))
    outcome = RuleEngine(rules).evaluate(conversation, CREATOR, (), as_of=date(2026, 12, 31))
    missing = [item.rule_id for item in outcome.not_evaluated]
    assert sorted((*outcome.evaluated, *missing, *outcome.out_of_scope)) == sorted(rule.id for rule in rules)
    outside = {rule.pack for rule in rules if rule.id in outcome.out_of_scope}
    assert {"eu", "us/wa"} <= outside
    later = RuleEngine(rules).evaluate(conversation, CREATOR, (), as_of=date(2027, 1, 1))
    assert "us/wa" not in {rule.pack for rule in rules if rule.id in later.out_of_scope}


def test_persistent_interface_notice_counts_and_a_fleeting_one_does_not() -> None:
    """A notice that stays above the chat informs; one that may scroll away does not."""
    turns = ((0, Role.FAN, "hi"), (1, Role.CLONE, "The class is full."))
    for persistent, expected in ((True, False), (False, True)):
        notice = UiNotice("AI assistant · answers for Salma Rivoire", persistent)
        fired = _fired("core", _chat(*turns, areas=("US",), ui_notice=notice))
        assert (("core-missing-ai-label", 1) in fired) is expected


def test_remedy_names_the_principal_in_the_conversations_language() -> None:
    """The proposed sentence has every element, and the creator's name."""
    turns = (Turn(0, Role.FAN, "bonjour", START), Turn(1, Role.CLONE, "Le cours est complet.", START))
    conversation = Conversation("c", turns, language="fr", send_mode=SendMode.AUTO, given=GIVEN)
    outcome = RuleEngine(load_rules(["core"])).evaluate(conversation, CREATOR, ())
    (match,) = [m for m in outcome.matches if m.rule_id == "core-missing-ai-label"]
    assert "une IA qui répond pour Salma Rivoire" in match.fix
    assert match.start == match.end
    assert match.quote == ""
