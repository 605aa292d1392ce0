"""What could never fire, or would always, is refused when the rule is loaded, with its place and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipse.errors import RuleError
from ipse.rules import RuleEngine
from ipse.rules.selftest import run_self_tests
from ipse.types import Conversation, Creator, Role, Turn
from own_rule import EXAMPLES, FORBID, own_rule

CASES = "good: {en: [Hello.], fr: [Bonjour.]}\n  bad: {fr: [Dernier appel !], en: ["


def _refused(folder: Path, **parts: str) -> RuleError:
    with pytest.raises(RuleError) as caught:
        own_rule(folder, **parts)
    assert caught.value.path
    assert caught.value.line
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("forbid: {answer: [denail]}", "forbid.answer.0"),
        ("forbid: {defect: [hashtags_only]}", "forbid.defect.0"),
        ("forbid: {detect: []}", "forbid.detect"),
        ("forbid: {all: []}", "forbid.all"),
        ("when: {context: {jurisdictions: [FR]}}\n" + FORBID, "when.context.jurisdictions"),
        ("when: {context: {send_moed: [auto]}}\n" + FORBID, "when.context.send_moed"),
        ("when: {context: {send_mode: [automatic]}}\n" + FORBID, "when.context.send_mode"),
        ("when: {context: {platform: []}}\n" + FORBID, "when.context.platform"),
        ("when: {new_day: {zone: America/NewYork}}\n" + FORBID, "when.new_day.zone"),
        ("when: {after: {when: {pattern: [medicla]}}}\n" + FORBID, "when.after.when.pattern"),
        ("when: {after: {when: {regex: {any: {en: ['(a'], fr: [b]}}}}}\n" + FORBID, "when.after.when.regex"),
        (FORBID + "\n" + FORBID, "forbid"),
        ("forbid:\n  phrase:\n    any: {en: [a], fr: [b], en: [c]}", "forbid.phrase.any.en"),
    ],
)
def test_conditions_that_could_never_or_would_always_hold_are_refused(tmp_path: Path, body: str, field: str) -> None:
    """Misspelt values, unknown fields, empty lists, keys given twice, at any depth."""
    assert _refused(tmp_path, body=body).field == field


@pytest.mark.parametrize(
    ("applies", "field", "remedy"),
    [
        ("{channels: [DM]}", "applies.channels.0", "'dm'"),
        ("{jurisdictions: [California]}", "applies.jurisdictions.0", "US-CA"),
        ("{from: 2026-13-01}", "applies.from", "2026-12-31"),
        ("{zone: Amerika/Wien}", "applies.zone", "America/New_York"),
    ],
)
def test_scopes_that_no_conversation_is_in_are_refused(tmp_path: Path, applies: str, field: str, remedy: str) -> None:
    """A channel, a country, a day or a zone that does not exist: the remedy names one that does."""
    error = _refused(tmp_path, applies=applies)
    assert error.field == field
    assert remedy in error.remedy


def test_a_misspelt_value_names_what_was_meant(tmp_path: Path) -> None:
    """The nearest value is the remedy."""
    assert "'denial'" in _refused(tmp_path, body="forbid: {answer: [denail]}").remedy


def test_a_field_that_needs_declares_may_be_asked_for(tmp_path: Path) -> None:
    """A further field of one's own transcripts is known by its place in `needs`."""
    assert own_rule(tmp_path, "needs: [mood]\nwhen: {context: {mood: [dark]}}\n" + FORBID).spec.needs == ["mood"]


@pytest.mark.parametrize(("rule", "place"), [("UK", "GB"), ("GB", "UK"), ("uk", "GB-SCT"), ("gb", "uk")])
def test_the_united_kingdom_has_two_codes_and_is_one_place(tmp_path: Path, rule: str, place: str) -> None:
    """UK and GB mean the same in a rule and in a transcript."""
    found = own_rule(tmp_path, applies=f"{{jurisdictions: [{rule}]}}")
    turns = (Turn(0, Role.CLONE, "Last call!"),)
    talk = Conversation("c", turns, language="en", jurisdictions=(place,), given=frozenset({"jurisdictions"}))
    assert RuleEngine([found]).evaluate(talk, Creator("Ada Quill"), ()).matches


@pytest.mark.parametrize(
    ("example", "field"),
    [
        ("{turn: [{fan: hi}]}", "examples.bad.en.0.turn"),
        ("{turns: [{fan: hi}, {labels: []}]}", "examples.bad.en.0.turns.1"),
        ("{turns: [{fan: hi, clone: Last call!}]}", "examples.bad.en.0.turns.0"),
        ("{turns: [{fan: hi, ts: yesterday}, {clone: a}]}", "examples.bad.en.0.turns.0.ts"),
        ("{turns: [{clone: a}], context: {as_of: tomorrow}}", "examples.bad.en.0.context.as_of"),
        ("{turns: [{clone: a}], context: {sponsors: [Brisemar]}}", "examples.bad.en.0.context.sponsors.0"),
        ("{turns: [{clone: a}], context: {send_mode: automatic}}", "examples.bad.en.0.context.send_mode"),
        ("{turns: [{clone: a}], claims: [{quote: b, kind: price}]}", "examples.bad.en.0"),
    ],
)
def test_examples_are_checked_when_the_rule_is_loaded(tmp_path: Path, example: str, field: str) -> None:
    """Not when they are run: file, line and field of what is wrong in one."""
    assert _refused(tmp_path, examples=CASES + example + "]}").field == field


def test_a_rule_on_claims_is_tried_with_the_claims_of_its_examples(tmp_path: Path) -> None:
    """An example may state what the audit would have read; without that the self-test says that it cannot try."""
    body = "forbid: {claim: {kind: [price], verdict: [unsupported]}}"
    claim = "{turns: [{clone: It costs 12 euros.}], claims: [{quote: 12 euros, kind: price, verdict: unsupported}]}"
    examples = f"bad: {{en: [{claim}], fr: [{claim}]}}\n  good: {{en: [Hello.], fr: [Bonjour.]}}"
    (table,) = run_self_tests([own_rule(tmp_path, body, examples=examples)])
    assert table.passed
    assert [r.quote for r in table.results if r.fired] == ["12 euros", "12 euros"]
    with pytest.raises(RuleError, match="states none") as caught:
        run_self_tests([own_rule(tmp_path, body, examples=EXAMPLES)])
    assert "claims:" in caught.value.remedy


@pytest.mark.parametrize("body", [FORBID, "forbid: {regex: {any: {en: [last], fr: [dernier]}}}"])
def test_a_finding_of_ones_own_rule_has_no_subcategory_of_ours(tmp_path: Path, body: str) -> None:
    """How a place was found is no kind of finding."""
    talk = Conversation("c", (Turn(0, Role.CLONE, "Last call!"),), language="en")
    (match,) = RuleEngine([own_rule(tmp_path, body)]).evaluate(talk, Creator("Ada Quill"), ()).matches
    assert match.subcategory is None


def test_a_defect_is_named_as_the_one_that_was_asked_for(tmp_path: Path) -> None:
    """A notice with several defects is told by the rule's."""
    text = "Some replies here may be written by an AI. I'm not an AI, haha, just joking, I'm an AI!"
    talk = Conversation("c", (Turn(0, Role.CLONE, text),), language="en")
    engine = RuleEngine([own_rule(tmp_path, "forbid: {defect: [negated, scope_some_messages, joke]}")])
    (match,) = engine.evaluate(talk, Creator("Ada Quill"), ()).matches
    asked = RuleEngine([own_rule(tmp_path, "forbid: {defect: [scope_some_messages]}")])
    (other,) = asked.evaluate(talk, Creator("Ada Quill"), ()).matches
    assert match.subcategory == "joke"
    assert other.subcategory == "scope_some_messages"
