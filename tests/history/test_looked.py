"""A finding that is gone is fixed only where the later run could have found it again."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builders import make_breach, make_finding
from ipse.history import Difference, Gaps, History, KeptFinding, KeptRun, KeptTurn, Run, compare_runs, open_runs
from ipse.history.model import kept_gaps
from ipse.history.open import read_result
from ipse.report.json_report import render_json
from ipse.rules import RuleEngine, load_rules
from ipse.types import (
    AuditResult,
    Citation,
    Conversation,
    ConversationResult,
    Creator,
    Finding,
    NotEvaluated,
    Problem,
    Role,
    SendMode,
    Turn,
)
from report_sample import sample_result

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DENIAL = make_finding(rule_id="core-ai-denial")
CITED = make_finding(evidence=(Citation("posts/may.md", None, "It costs 49 euros", None, None, "contradicts", 0.9),))


def kept(*findings: Finding, ruleset: str = "core 0", gaps: Gaps | None = None) -> KeptRun:
    """A run on one reply of the conversation c1."""
    run = Run("a", "Ada Quill", "ada-quill", "en", NOW, NOW, ruleset=ruleset)
    found = tuple(KeptFinding(f, "", "It costs 12 euros", None) for f in findings)
    return KeptRun(run, (KeptTurn("c1", 1, None),), found, gaps or Gaps())


def is_fixed(change: Difference) -> bool:
    """Whether the one finding that is gone is fixed; else nobody looked."""
    assert len(change.fixed) + len(change.not_audited) == 1
    return bool(change.fixed)


@pytest.mark.parametrize(
    ("missing", "fixed"),
    [({}, True), ({"c1": {"core-ai-denial"}}, False), ({"c1": {"core-x"}}, True), ({"c2": {"core-ai-denial"}}, True)],
)
def test_a_rule_that_lacked_its_context_fixed_nothing(missing: dict[str, Any], fixed: bool) -> None:
    """It is the rule of the finding and the conversation of the finding that count."""
    after = kept(gaps=Gaps({name: frozenset(rules) for name, rules in missing.items()}))
    assert is_fixed(compare_runs(kept(DENIAL), after)) is fixed


@pytest.mark.parametrize(("areas", "fixed"), [(("FR",), True), (("US",), False)])
def test_a_rule_that_was_out_of_scope_fixed_nothing(areas: tuple[str, ...], fixed: bool) -> None:
    """The reply is mended in both runs; in the second one the rule of the place no longer applied to it."""
    rules = load_rules(["eu"])
    given = frozenset({"jurisdictions", "send_mode", "ui_notice", "platform", "channel", "audience", "ts"})
    turn = Turn(1, Role.CLONE, "An AI answers here for Ada Quill.", NOW)
    talk = Conversation("c1", (turn,), jurisdictions=areas, send_mode=SendMode.AUTO, given=given)
    outcome = RuleEngine(rules).evaluate(talk, Creator("Ada Quill"), ())
    done = ConversationResult(talk, (), (), outcome.not_evaluated, outcome.evaluated, outcome.out_of_scope)
    after = kept(gaps=Gaps.of([kept_gaps(done)], ()))
    assert is_fixed(compare_runs(kept(make_finding(rule_id="eu-first-contact-notice")), after)) is fixed


def test_each_rule_that_a_finding_concerns_must_have_run() -> None:
    """A second rule on the same words, which lacked its context later, might still be broken."""
    both = replace(DENIAL, also=(make_breach("eu-notice-manner"),))
    after = kept(gaps=Gaps({"c1": frozenset({"eu-notice-manner"})}))
    assert not is_fixed(compare_runs(kept(both), after))


@pytest.mark.parametrize(
    ("rule", "ruleset", "fixed"),
    [
        ("core-ai-denial", "core 0", True),
        ("core-ai-denial", "core,eu 1", True),
        ("core-ai-denial", "all 1", True),
        ("core-ai-denial", "eu,fr 1", False),
        ("us-ftc-clear-label", "core,us 1", True),
        ("us-ftc-clear-label", "us/federal/ 1", True),
        ("us-ftc-clear-label", "us/ca 1", False),
        ("core-that-was-removed", "core 1", False),
        ("my-pack-rule", "./my-pack 0", False),
        ("claims/contradicted-fact", "eu 1", True),
    ],
)
def test_a_rule_that_the_later_run_did_not_have_fixed_nothing(rule: str, ruleset: str, fixed: bool) -> None:
    """The same rules are named by the same hash; of others, the shipped packs that were asked for are known."""
    change = compare_runs(kept(make_finding(rule_id=rule)), kept(ruleset=ruleset))
    assert is_fixed(change) is fixed


def test_a_rule_that_the_later_run_names_was_part_of_it() -> None:
    """It fired or lacked context elsewhere: so it was looked for here too, also in a pack of one's own that changed."""
    mine = make_finding(rule_id="my-pack-rule")
    other = replace(mine, conversation_id="c2", fingerprint="f" * 16)
    assert is_fixed(compare_runs(kept(mine, ruleset="./my-pack 0"), kept(other, ruleset="./my-pack 1")))
    missing = Gaps({"c2": frozenset({"my-pack-rule"})})
    assert is_fixed(compare_runs(kept(mine, ruleset="./my-pack 0"), kept(ruleset="./my-pack 1", gaps=missing)))


@pytest.mark.parametrize(
    ("unread", "fixed"),
    [((), True), (("posts/may.md",), False), (("posts",), False), (("",), False), (("post", "talks.jsonl"), True)],
)
def test_a_source_that_could_not_be_read_fixed_nothing(unread: tuple[str, ...], fixed: bool) -> None:
    """The cited file, a folder above it, or every source: what cannot be read contradicts nobody."""
    assert is_fixed(compare_runs(kept(CITED), kept(gaps=Gaps(unread=frozenset(unread))))) is fixed


@pytest.mark.parametrize("finding", [DENIAL, CITED])
def test_a_run_of_which_the_gaps_are_not_known_fixed_nothing(finding: Finding) -> None:
    """A run that was cut off, or kept before they were written down."""
    assert not is_fixed(compare_runs(kept(finding), replace(kept(), gaps=None)))


def gappy_result() -> AuditResult:
    """A result of which a source and a line of the transcript could not be read, and some rules did not run."""
    result = sample_result(extra=40)
    problems = (Problem("unreadable", "posts", "m", "r"), Problem("duplicate", "x.md", "m", "r", fatal=False))
    first, *rest = result.conversations
    name = first.conversation.conversation_id
    lacking = (*first.not_evaluated, NotEvaluated("core/y", name, ("ts",)))
    first = replace(first, not_evaluated=lacking, out_of_scope=("us/z",))
    whole = replace(rest[0], not_evaluated=())
    return replace(result, conversations=(first, whole, *rest[1:]), problems=problems)


def test_gaps_come_back_as_they_were_kept(tmp_path: Path) -> None:
    """From the history file and from a JSON result alike; a run that was cut off does not pretend to have none."""
    result = gappy_result()
    path, names = tmp_path / "h.sqlite", [c.conversation.conversation_id for c in result.conversations]
    with History(path) as history:
        with history.recording(result.creator, result.provenance) as recorder:
            recorder.add(result.conversations[0])
        with history.recording(result.creator, result.provenance) as recorder:
            recorder.finish(result)
    (tmp_path / "r.json").write_text(render_json(result), encoding="utf-8")
    cut, whole = open_runs(path)
    assert cut.gaps is None
    assert whole.gaps == read_result(tmp_path / "r.json").gaps
    undecided = {n: frozenset({"eu/x"}) for n in names if n != names[1]} | {names[0]: frozenset({"eu/x", "core/y"})}
    missing = undecided | {names[0]: frozenset({"eu/x", "core/y", "us/z"})}
    assert whole.gaps == Gaps(missing, frozenset({"posts"}), undecided)


def test_of_a_run_of_the_third_version_it_is_not_known_why_a_rule_did_not_run(tmp_path: Path) -> None:
    """Out of scope or without context: both may be, so each of its rules is taken for undecided."""
    result, path = gappy_result(), tmp_path / "h.sqlite"
    with History(path) as history, history.recording(result.creator, result.provenance) as recorder:
        recorder.finish(result)
    with sqlite3.connect(path) as old:
        old.executescript("ALTER TABLE not_evaluated DROP COLUMN undecided; PRAGMA user_version = 3")
    (run,) = open_runs(path)
    assert run.gaps
    assert run.gaps.rules
    assert run.gaps.undecided == run.gaps.rules


def test_a_run_kept_by_an_earlier_version_has_unknown_gaps(tmp_path: Path) -> None:
    """Its turns and findings are read as before; a run that is kept afterwards has its own gaps."""
    result, path = gappy_result(), tmp_path / "h.sqlite"
    for _ in range(2):
        with History(path) as history, history.recording(result.creator, result.provenance) as recorder:
            recorder.finish(result)
        if len(open_runs(path)) == 1:
            with sqlite3.connect(path) as old:
                dropped = "".join(f"DROP TABLE {name};" for name in ("not_evaluated", "unread", "runs_before_gaps"))
                old.executescript(f"{dropped} PRAGMA user_version = 2")
    first, second = open_runs(path)
    assert (first.turns, first.findings) == (second.turns, second.findings)
    assert first.gaps is None
    assert second.gaps is not None
    assert second.gaps.unread == {"posts"}


def test_a_result_without_gaps_is_refused_as_damaged(tmp_path: Path) -> None:
    """A file that lost the list of rules that were not evaluated is no result, rather than one without gaps."""
    document = json.loads(render_json(sample_result()))
    del document["conversations"][0]["not_evaluated"]
    (tmp_path / "r.json").write_text(json.dumps(document))
    with pytest.raises(Exception, match="is no audit result"):
        read_result(tmp_path / "r.json")
