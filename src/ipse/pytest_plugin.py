"""The pytest plugin: a persona's replies as tests, with the evidence in the assertion message."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ipse.auditor import Auditor
    from ipse.types import Conversation, ConversationResult, Finding, Problem

MARK = "ipse_transcript"


class Grounding:
    """What the ``ipse_audit`` fixture gives: checks replies and whole conversations, and fails with the evidence."""

    def __init__(self, auditor: Auditor) -> None:
        self.auditor = auditor

    def check(self, reply: str, **context: Any) -> ConversationResult:
        """Check one reply; ``context`` takes the fields of :class:`ipse.Context`, such as ``question``."""
        from ipse.auditor import Context

        return self.auditor.check(reply, Context(**context))

    def assert_grounded(self, reply: str, *, review: bool = False, **context: Any) -> ConversationResult:
        """Fail when the reply has a finding to block (with ``review``: or to review); returns the result otherwise.

        An unreadable source and a crashed check fail too: what was not checked is not grounded.
        """
        __tracebackhide__ = True
        return self._asserted(self.check(reply, **context), review)

    def assert_conversation(self, conversation: Conversation, *, review: bool = False) -> ConversationResult:
        """The same for every clone turn of a conversation."""
        __tracebackhide__ = True
        [result] = self.auditor.stream(iter([conversation]))
        return self._asserted(result, review)

    def _asserted(self, result: ConversationResult, review: bool) -> ConversationResult:
        __tracebackhide__ = True
        levels = ("block", "review") if review else ("block",)
        found = [f for f in result.findings if f.status == "active" and f.disposition.value in levels]
        unread = [p for p in self.auditor.problems if p.fatal]
        if found or result.errors or unread:
            raise AssertionError(_message(found, [e.error for e in result.errors], unread))
        return result


def _message(found: Sequence[Finding], errors: Sequence[str], unread: Sequence[Problem]) -> str:
    from ipse.report.junit import finding_text
    from ipse.report.visible import visible

    parts = [f"turn {f.turn}: {finding_text(f)}" for f in found]
    parts += [f"a check crashed: {error}" for error in errors]
    parts += [f"{p.path}: {p.message}; {p.remedy}" for p in unread]
    head = f"not grounded: {len(found)} finding{'' if len(found) == 1 else 's'}" if found else "could not be checked"
    return visible("\n\n".join([head, *parts]))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--ipse-config`` and the ini value ``ipse_config``: which ipse.toml to use."""
    parser.getgroup("ipse").addoption("--ipse-config", help="ipse.toml (default: the nearest one above rootdir)")
    parser.addini("ipse_config", "ipse.toml, relative to rootdir", default="ipse.toml")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    line = f"{MARK}(path, …): run the test once for each conversation, as the argument ipse_conversation"
    config.addinivalue_line("markers", line)


@pytest.fixture(scope="session")
def ipse_audit(pytestconfig: pytest.Config) -> Grounding:
    """An auditor loaded once a session, on the configured ipse.toml."""
    from ipse.auditor import Auditor
    from ipse.config import load_config

    path = pytestconfig.getoption("--ipse-config") or pytestconfig.rootpath / pytestconfig.getini("ipse_config")
    config = load_config(Path(path))
    return Grounding(Auditor.build(config, cache=config.cache))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a conversation of the transcripts that the mark names."""
    mark = metafunc.definition.get_closest_marker(MARK)
    if mark is None or "ipse_conversation" not in metafunc.fixturenames:
        return
    from ipse.transcripts import load_transcripts

    paths = [metafunc.config.rootpath / str(path) for path in mark.args]
    transcript = load_transcripts(paths)
    unread = [p for p in transcript.problems if p.fatal]
    if unread or not transcript.conversations:
        what = f"{unread[0].path}: {unread[0].message}; {unread[0].remedy}" if unread else "no conversation"
        raise pytest.UsageError(f"{MARK}: {what}")
    talks = transcript.conversations
    metafunc.parametrize("ipse_conversation", talks, ids=[t.conversation_id for t in talks])
