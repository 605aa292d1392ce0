"""On which day a dated rule is in force: where the law is, and never on a day that nobody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ipse.auditor import Auditor, Context
from ipse.config import Config
from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, SendMode, Transcript, Turn
from own_rule import own_rule

CREATOR = Creator("Ada Quill", slug="ada", language="en")
SHOWER = "Just got out of the shower, what's up?"
GIVEN = frozenset({"send_mode", "ui_notice", "jurisdictions", "platform"})
TODAY = datetime.now(UTC).date()


def _talk(ts: datetime | None, *areas: str, status: str | None = None, text: str = SHOWER) -> Conversation:
    turns = (Turn(0, Role.FAN, "hi", ts), Turn(1, Role.CLONE, text, ts, status))
    return Conversation("c", turns, language="en", jurisdictions=areas, send_mode=SendMode.AUTO, given=GIVEN)


def test_a_dated_rule_needs_a_day() -> None:
    """Without a time and without a day given, Oregon's rule of 2027 neither fires nor passes."""
    engine = RuleEngine(load_rules(["us/or"]))
    outcome = engine.evaluate(_talk(None, "US-OR"), CREATOR, ())
    assert [(n.rule_id, n.needs) for n in outcome.not_evaluated] == [("us-or-natural-person", ("ts",))]
    assert outcome.matches == outcome.evaluated == ()
    given = engine.evaluate(_talk(None, "US-OR"), CREATOR, (), as_of=date(2027, 1, 1))
    assert [m.rule_id for m in given.matches] == ["us-or-natural-person"]
    assert engine.evaluate(_talk(None, "US-OR"), CREATOR, (), as_of=date(2026, 12, 31)).out_of_scope


@pytest.mark.parametrize(("clock", "fires"), [("2027-01-01T04:31Z", False), ("2027-01-01T08:01Z", True)])
def test_a_rule_begins_at_midnight_where_it_applies(clock: str, fires: bool) -> None:
    """Half past four in Greenwich is still the last evening of the year in Oregon."""
    outcome = RuleEngine(load_rules(["us/or"])).evaluate(_talk(datetime.fromisoformat(clock), "US-OR"), CREATOR, ())
    assert bool(outcome.matches) is fires


def test_every_dated_rule_of_a_place_says_where_its_day_begins() -> None:
    """A state's first day is that state's, not Greenwich's."""
    dated = [rule for rule in load_rules(["all"]) if rule.spec.applies.dated and rule.spec.applies.jurisdictions]
    assert dated
    assert [rule.id for rule in dated if rule.spec.applies.zone is None] == []


@pytest.mark.parametrize(("days", "fires"), [(-1, True), (0, True), (1, False)])
def test_a_draft_without_a_time_is_one_of_today(tmp_path: Path, days: int, fires: bool) -> None:
    """`Auditor.check`, and a draft of a transcript, are judged by the rules in force now."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "about.md").write_text("I bind books in Ghent.\n")
    own_rule(tmp_path, applies=f"{{from: {TODAY + timedelta(days=days)}}}")
    config = Config(creator=CREATOR, sources=(tmp_path / "sources",), rulesets=("./own-rule.yaml",), root=tmp_path,
                    verifier="none")  # fmt: skip
    auditor = Auditor.build(config)
    checked = auditor.check("Last call!", Context())
    assert ("own-rule" in {rule for f in checked.findings for rule in f.rule_ids}) is fires
    assert not checked.not_evaluated
    draft = auditor.audit(Transcript((_talk(None, status="draft", text="Last call!"),), ()))
    assert ("own-rule" in {rule for f in draft.findings for rule in f.rule_ids}) is fires
    sent = auditor.audit(Transcript((_talk(None, status="sent", text="Last call!"),), ())).conversations[0]
    assert [n.needs for n in sent.not_evaluated] == [("ts",)]


def test_a_silence_that_cannot_be_measured_is_not_evaluated() -> None:
    """Messenger's notice after a long gap needs times; the one at the start is asked for without them."""
    engine = RuleEngine(load_rules(["platforms/meta"]))
    texts = ("Salma's AI here, I'm a bot.", "Heyy, where were we?")
    turns = tuple(Turn(i, role, text) for i, (role, text) in enumerate(
        ((Role.FAN, "hi"), (Role.CLONE, texts[0]), (Role.FAN, "re"), (Role.CLONE, texts[1]))))  # fmt: skip
    talk = Conversation("c", turns, platform="messenger", language="en", send_mode=SendMode.AUTO, given=GIVEN)
    outcome = engine.evaluate(talk, CREATOR, ())
    assert ("meta-messenger-events", ("ts",)) in [(n.rule_id, n.needs) for n in outcome.not_evaluated]
    start = Conversation("c", turns[2:], platform="messenger", language="en", send_mode=SendMode.AUTO, given=GIVEN)
    assert "meta-messenger-events" in {m.rule_id for m in engine.evaluate(start, CREATOR, ()).matches}
