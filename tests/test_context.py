"""What a caller of the library says about a reply is checked as a transcript's context is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ipse
from ipse.auditor import Auditor, Context
from ipse.config import load_config
from ipse.errors import TranscriptError, UsageError
from ipse.pytest_plugin import Grounding
from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Role, SendMode, Turn, UiNotice
from tiny_rooms import make_project, tiny_auditor

DENIAL = "Of course I'm real, no bot here!"


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    """The tiny rooms, with the shipped rules of the core and the EU."""
    make_project(tmp_path)
    found = tiny_auditor(load_config(tmp_path / "ipse.toml"))
    found.rooms = replace(found.rooms, engine=RuleEngine(load_rules(("core", "eu"))))
    return found


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({"send_mode": "auto"}, {"send_mode": SendMode.AUTO}),
        ({"jurisdictions": "EU"}, {"jurisdictions": ("EU",)}),
        ({"jurisdictions": ["eu", "us-ca"]}, {"jurisdictions": ("EU", "US-CA")}),
        ({"ui_notice": "An AI"}, {"ui_notice": UiNotice("An AI")}),
        ({"ts": datetime(2026, 1, 1)}, {"ts": datetime(2026, 1, 1, tzinfo=UTC)}),
        ({"language": "fr-FR"}, {"language": "fr"}),
        ({"platform": " Instagram"}, {"platform": "instagram"}),
        ({"question": None}, {"question": ""}),
    ],
)
def test_what_can_be_meant_is_taken_as_it_is_meant(given: dict[str, Any], same: dict[str, Any]) -> None:
    """Plain text for an enumeration, one code for a list of one, words for a notice."""
    assert Context(**given) == Context(**same)
    (name,) = same
    assert getattr(Context(**given), name) == same[name]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"send_mode": "autoo"}, "did you mean 'auto'"),
        ({"jurisdictions": ("Europe",)}, "US-CA"),
        ({"jurisdictions": "EU,FR"}, "not a code"),
        ({"channel": "Instagram DM"}, "public_comment"),
        ({"language": "english"}, "did you mean 'en'"),
        ({"ui_notice": 3}, "not a notice"),
        ({"question": 3}, "question: this is not text"),
        ({"ts": 5}, "ISO 8601"),
    ],
)
def test_what_no_transcript_may_have_is_refused(given: dict[str, Any], said: str) -> None:
    """The error names the field and what to write; nothing is audited under a wrong place or channel."""
    with pytest.raises(UsageError, match=r"Context: ") as caught:
        Context(**given)
    assert said in str(caught.value)


def test_plain_text_is_audited_as_the_values_it_names(auditor: Auditor) -> None:
    """No crashed check, no rule out of scope that the enumeration would bring in."""
    plain = auditor.check(DENIAL, Context("are you a bot?", send_mode="auto", jurisdictions="EU"))  # type: ignore[arg-type]
    named = auditor.check(DENIAL, Context("are you a bot?", send_mode=SendMode.AUTO, jurisdictions=("EU",)))
    assert plain == named
    assert not plain.errors
    assert any(rule.startswith("eu-") for finding in plain.findings for rule in finding.rule_ids)


def test_a_reply_that_is_no_text_is_named(auditor: Auditor) -> None:
    """An error with a remedy, for the library and in a test."""
    with pytest.raises(UsageError, match="a reply is text, not NoneType"):
        auditor.check(None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="a reply is text"):
        Grounding(auditor).assert_grounded(None)  # type: ignore[arg-type]


def test_two_replies_of_one_conversation_are_refused_by_their_column(auditor: Auditor) -> None:
    """The error speaks of the column and the rows that the caller wrote."""
    frame = pd.DataFrame({"reply": ["Hi", "Ho"], "conversation_id": ["c", "c"]}, index=["x", "y"])
    with pytest.raises(TranscriptError, match=r"conversation_id: 'c' stands in rows 'x' and 'y'"):
        ipse.audit_frame(frame, auditor)


@pytest.mark.parametrize("reply", ["", "  \n"])
def test_a_reply_without_words_is_not_grounded(auditor: Auditor, reply: str) -> None:
    """Nothing was checked: a pipeline that returns nothing fails its test."""
    with pytest.raises(AssertionError, match="no words of the clone"):
        Grounding(auditor).assert_grounded(reply)


def test_a_conversation_without_a_reply_is_not_grounded(auditor: Auditor) -> None:
    """A fan alone proves nothing of the clone."""
    talk = Conversation("c", (Turn(0, Role.FAN, "Hello?"),))
    with pytest.raises(AssertionError, match="no words of the clone"):
        Grounding(auditor).assert_conversation(talk)


def test_rules_that_lack_context_are_a_warning_or_fail(auditor: Auditor) -> None:
    """A denial without a send mode is decided by nobody: the warning names rule and field, ``strict`` fails."""
    grounding = Grounding(auditor)
    with pytest.warns(UserWarning, match=r"not decided.*core-ai-denial \(needs send_mode") as caught:
        grounding.assert_grounded("Hello there.", question="are you a bot?")
    assert caught[0].filename == __file__
    with pytest.raises(AssertionError, match=r"not decided.*core-ai-denial"):
        grounding.assert_grounded("Hello there.", question="are you a bot?", strict=True)
    with pytest.raises(AssertionError, match="not grounded"):
        grounding.assert_grounded(DENIAL, question="are you a bot?", send_mode="auto", jurisdictions="EU")
