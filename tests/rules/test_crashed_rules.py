"""A rule that crashes loses its own findings, and nobody else's."""

from __future__ import annotations

from pathlib import Path

from ipse.auditor import Auditor
from ipse.config import Config
from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Outcome, Role, SendMode, Transcript, Turn
from own_rule import own_rule

CREATOR = Creator("Nadia Ferrand", slug="nadia", language="en")
ENDLESS = "forbid: {regex: {any: {en: ['(?:a|aa|a+)+$'], fr: [x]}}}"
MEETING = "Come over tonight, my place is above the shop. " + "a" * 60 + "!"


def _conversation(text: str) -> Conversation:
    turns = (Turn(0, Role.FAN, "hi"), Turn(1, Role.CLONE, text))
    given = frozenset({"send_mode", "ui_notice"})
    return Conversation("c1", turns, language="en", send_mode=SendMode.AUTO, given=given)


def test_a_rule_that_crashes_leaves_the_others_their_findings(tmp_path: Path) -> None:
    """A pattern that never ends costs that rule alone, whose id and file the error names with a remedy."""
    core = load_rules(["core"])
    alone = RuleEngine(core).evaluate(_conversation(MEETING), CREATOR, ())
    outcome = RuleEngine([*core, own_rule(tmp_path, ENDLESS)]).evaluate(_conversation(MEETING), CREATOR, ())
    assert outcome.matches == alone.matches != ()
    assert outcome.evaluated == alone.evaluated
    (error,) = outcome.errors
    assert (error.check, error.conversation_id) == ("rules", "c1")
    assert "own-rule" in error.error
    assert "own-rule.yaml" in error.error
    assert "simplify" in error.remedy


def test_a_run_with_a_crashed_rule_is_incomplete(tmp_path: Path) -> None:
    """What a crashed rule would have found is not known: no pass, and the findings of the others are kept."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "about.md").write_text("I bind books in Ghent.\n")
    own_rule(tmp_path, ENDLESS)
    config = Config(creator=CREATOR, sources=(tmp_path / "sources",), rulesets=("core", "./own-rule.yaml"),
                    root=tmp_path, verifier="none")  # fmt: skip
    auditor = Auditor.build(config)
    quiet = "I'm an AI answering for Nadia Ferrand, not a human. " + "a" * 60 + "!"
    result = auditor.audit(Transcript((_conversation(quiet),), ()))
    assert result.decision.outcome is Outcome.INCOMPLETE
    assert [e.check for e in result.conversations[0].errors] == ["rules"]
    blocked = auditor.audit(Transcript((_conversation(MEETING),), ()))
    assert "core-private-meeting" in {f.rule_id for f in blocked.findings}
