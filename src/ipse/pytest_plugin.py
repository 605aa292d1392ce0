"""The pytest plugin: a persona's replies as tests, with the evidence in the assertion message."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ipse.auditor import Auditor
    from ipse.baseline import BaselineEntry
    from ipse.policy import Policy
    from ipse.types import Conversation, ConversationResult, Finding, Problem, Transcript

MARK = "ipse_transcript"


class Grounding:
    """What the ``ipse_audit`` fixture gives: checks replies and whole conversations, and fails with the evidence."""

    def __init__(self, auditor: Auditor, baseline: Sequence[BaselineEntry] = ()) -> None:
        """``baseline`` holds the findings that are known: they fail no test."""
        self.auditor = auditor
        self.baseline = tuple(baseline)

    def check(self, reply: str, **context: Any) -> ConversationResult:
        """Check one reply; ``context`` takes the fields of :class:`ipse.Context`, such as ``question``."""
        from ipse.auditor import Context

        return self.auditor.check(reply, Context(**context))

    def assert_grounded(
        self, reply: str, *, review: bool = False, strict: bool = False, **context: Any
    ) -> ConversationResult:
        """Fail when the reply has a finding that fails a run; with ``review``, one to review too. Returns the result.

        The policy's ``fail_on``, the waivers in force and the baseline decide, as they do for ``ipse gate``. An
        unreadable source, a crashed check and a reply without words fail too: what was not checked is not grounded.
        Rules that lack context, such as ``send_mode``, are a warning; with ``strict`` they fail.
        """
        __tracebackhide__ = True
        return self._asserted(self.check(reply, **context), review, strict)

    def assert_conversation(
        self, conversation: Conversation, *, review: bool = False, strict: bool = False
    ) -> ConversationResult:
        """The same for every clone turn of a conversation."""
        __tracebackhide__ = True
        [result] = self.auditor.stream(iter([conversation]))
        return self._asserted(result, review, strict)

    def _asserted(self, result: ConversationResult, review: bool, strict: bool) -> ConversationResult:
        __tracebackhide__ = True
        from ipse.baseline import compare
        from ipse.policy import apply_waivers, fails

        config = self.auditor.config
        policy = _with_review(config.policy) if review else config.policy
        waived = apply_waivers(result.findings, config.waivers, datetime.now(UTC).date())
        result = replace(result, findings=compare(waived.findings, self.baseline).findings)
        found = [f for f in result.findings if fails(f, policy)]
        unread = [p for p in self.auditor.problems if p.fatal]
        if found or result.errors or unread:
            raise AssertionError(_message(found, [e.error for e in result.errors], unread))
        if not _has_words(result.conversation):
            raise AssertionError("could not be checked: there are no words of the clone")
        if result.not_evaluated:
            told = _undecided(result)
            if strict:
                raise AssertionError(told)
            warnings.warn(told, stacklevel=3)  # at the line of the test
        return result


def _has_words(conversation: Conversation) -> bool:
    from ipse.types import Role

    return any(turn.role is Role.CLONE and turn.text.strip() for turn in conversation.turns)


def _undecided(result: ConversationResult) -> str:
    """Which rules lacked which context: what they look for may be there."""
    rules = ", ".join(f"{n.rule_id} (needs {', '.join(n.needs)})" for n in result.not_evaluated)
    return f"not decided, for want of context: {rules}"


def _with_review(policy: Policy) -> Policy:
    from ipse.types import Disposition

    return replace(policy, fail_on=Disposition.REVIEW) if policy.fail_on is Disposition.BLOCK else policy


def _message(found: Sequence[Finding], errors: Sequence[str], unread: Sequence[Problem]) -> str:
    from ipse.report.junit import finding_text
    from ipse.report.visible import visible

    parts = [f"turn {f.turn}: {finding_text(f)}" for f in found]
    parts += [f"a check crashed: {error}" for error in errors]
    parts += [f"{p.path}: {p.message}; {p.remedy}" for p in unread]
    head = f"not grounded: {len(found)} finding{'' if len(found) == 1 else 's'}" if found else "could not be checked"
    return visible("\n\n".join([head, *parts]))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which ``ipse.toml`` and which baseline to use: options, and ini values with the same names."""
    group = parser.getgroup("ipse")
    words = "ipse.toml (default: the ini value ipse_config, else ipse.toml in rootdir)"
    group.addoption("--ipse-config", help=words)
    parser.addini("ipse_config", "ipse.toml, relative to rootdir", default="ipse.toml")
    words = "known findings (default: the ini value ipse_baseline, else ipse-baseline.json beside ipse.toml, if any)"
    group.addoption("--ipse-baseline", help=words)
    parser.addini("ipse_baseline", "known findings: a file that `ipse baseline write` made, relative to rootdir")
    group.addoption("--ipse-no-baseline", action="store_true", help="every finding counts as new")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    line = f"{MARK}(path, …): run the test once for each conversation, as the argument ipse_conversation"
    config.addinivalue_line("markers", line)


@pytest.fixture(scope="session")
def ipse_audit(pytestconfig: pytest.Config) -> Grounding:
    """An auditor loaded once a session, on the configured ipse.toml and baseline."""
    from ipse.auditor import Auditor
    from ipse.config import load_config

    config = load_config(_config_path(pytestconfig))
    baseline = _baseline(pytestconfig, config.root)
    return Grounding(Auditor.build(config, cache=config.cache), baseline)


def _baseline(config: pytest.Config, root: Path) -> tuple[BaselineEntry, ...]:
    """The findings that are known; ``root`` is the folder of ipse.toml."""
    from ipse.baseline import found_baseline, read_baseline

    if config.getoption("--ipse-no-baseline"):
        return ()
    option, value = config.getoption("--ipse-baseline"), config.getini("ipse_baseline")
    named = Path(option) if option else config.rootpath / value if value else None
    path = named or found_baseline(root)
    return read_baseline(path) if path else ()


def _config_path(config: pytest.Config) -> Path:
    return Path(config.getoption("--ipse-config") or config.rootpath / config.getini("ipse_config"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a conversation of the transcripts that the mark names."""
    mark = metafunc.definition.get_closest_marker(MARK)
    if mark is None or "ipse_conversation" not in metafunc.fixturenames:
        return
    transcript = _transcript(metafunc.config, mark.args)
    talks = transcript.conversations
    metafunc.parametrize("ipse_conversation", talks, ids=[t.conversation_id for t in talks])


def _transcript(config: pytest.Config, names: Sequence[object]) -> Transcript:
    """The conversations of the files; those that name no creator are the configured creator's, as in an audit."""
    from ipse.config import load_config
    from ipse.errors import IpseError
    from ipse.transcripts import load_transcripts

    path = _config_path(config)
    try:
        creator = load_config(path).creator.slug or None if path.is_file() else None
        transcript = load_transcripts([config.rootpath / str(name) for name in names], creator)
    except IpseError as error:
        raise pytest.UsageError(f"{MARK}: {error}") from error
    unread = [p for p in transcript.problems if p.fatal]
    if unread or not transcript.conversations:
        what = f"{unread[0].path}: {unread[0].message}; {unread[0].remedy}" if unread else "no conversation"
        raise pytest.UsageError(f"{MARK}: {what}")
    return transcript
