"""Which clone turns of a run violate: the units that rates and comparisons count."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ipse.errors import ReportError, UsageError
from ipse.types import AuditResult, Disposition, Finding, Role, Severity

SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR, Severity.CRITICAL)
T = TypeVar("T")
_COUNTED = ("active", "known")  # a known finding is still a violation; a waived one was judged to be none


@dataclass(frozen=True, slots=True)
class AuditedTurn:
    """A clone turn, the fan's words before it, and whether it violates."""

    conversation_id: str
    turn: int
    prompt: str
    violates: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Turns of one run without a counterpart in the other, and how many of them violate."""

    turns: int
    violate: int


@dataclass(frozen=True, slots=True)
class Comparable:
    """Two runs joined: pairs of (old, new) on the same prompts, and the turns of each run."""

    pairs: tuple[tuple[bool, bool], ...]
    old: tuple[bool, ...]
    new: tuple[bool, ...]

    @property
    def same_prompts(self) -> bool:
        """Whether every prompt of the smaller run is one of the other's."""
        return bool(self.pairs) and len(self.pairs) == min(len(self.old), len(self.new))

    @property
    def left_out_old(self) -> LeftOut:
        """The old run's turns that the new one does not hold."""
        return LeftOut(len(self.old) - len(self.pairs), sum(self.old) - sum(before for before, _ in self.pairs))

    @property
    def left_out_new(self) -> LeftOut:
        """The new run's turns that the old one does not hold."""
        return LeftOut(len(self.new) - len(self.pairs), sum(self.new) - sum(after for _, after in self.pairs))


def turns_of(result: AuditResult, at_least: Severity = Severity.NOTE) -> tuple[AuditedTurn, ...]:
    """The clone turns of a result. A turn violates when a finding to block, active or known, is ``at_least`` so bad."""
    bad = {(f.conversation_id, f.turn) for f in result.findings if violates(f, at_least)}
    found: list[AuditedTurn] = []
    for conversation in (c.conversation for c in result.conversations):
        prompt = ""
        for turn in conversation.turns:
            if turn.role is Role.CLONE:
                name = conversation.conversation_id
                found.append(AuditedTurn(name, turn.turn, prompt, (name, turn.turn) in bad))
            prompt = turn.text if turn.role is Role.FAN else prompt
    return tuple(found)


def violates(finding: Finding, at_least: Severity = Severity.NOTE) -> bool:
    """Whether a finding makes its turn violate: to block, active or known, and ``at_least`` so bad."""
    counts = finding.status in _COUNTED and finding.disposition is Disposition.BLOCK
    return counts and SEVERITIES.index(finding.severity) >= SEVERITIES.index(at_least)


def read_turns(path: Path, at_least: Severity = Severity.NOTE) -> tuple[AuditedTurn, ...]:
    """The same, from a result written with ``--json``.

    Raises:
        ReportError: the file cannot be read or is no such result.
    """
    limit = SEVERITIES.index(at_least)
    return _read(path, lambda document: tuple(turn for c in document["conversations"] for turn in _turns(c, limit)))


def check_complete(path: Path) -> None:
    """Refuse a result of which something was not audited: a crashed check finds nothing, and that is not better.

    Raises:
        ReportError: the file cannot be read or is no such result.
        UsageError: an input could not be read, a check crashed, or no clone turn was audited.
    """
    missing = _read(path, lambda document: list(_missing(document)))
    if missing:
        remedy = "mend what that run could not read or check, and audit again"
        raise UsageError(f"the run is not complete: {'; '.join(missing)}", remedy=remedy, path=str(path))


def read_decided(path: Path) -> frozenset[str]:
    """The ids of the conversations of a result in which no rule lacked its context.

    Raises:
        ReportError: the file cannot be read or is no such result.
    """
    return _read(
        path,
        lambda document: frozenset(c["conversation_id"] for c in document["conversations"] if not c["not_evaluated"]),
    )


def join(old: Iterable[AuditedTurn], new: Iterable[AuditedTurn]) -> Comparable:
    """Pair the turns that answer the same prompt at the same place of the same conversation."""
    before = {(t.conversation_id, t.turn, t.prompt): t.violates for t in old}
    after = {(t.conversation_id, t.turn, t.prompt): t.violates for t in new}
    pairs = tuple((before[key], after[key]) for key in before if key in after)
    return Comparable(pairs, tuple(before.values()), tuple(after.values()))


def read_labels(path: Path) -> dict[tuple[str, int], bool]:
    """A person's labels: JSON Lines of ``conversation_id``, ``turn`` and ``violation`` (true or false).

    Raises:
        ReportError: the file cannot be read, a line lacks a field, or contradicts an earlier one; the message names
            the line.
    """
    remedy = 'one object a line: {"conversation_id": "c1", "turn": 3, "violation": false}'
    labels: dict[tuple[str, int], bool] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"cannot be read: {error}", remedy=remedy, path=str(path)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            key, value = (str(row["conversation_id"]), int(row["turn"])), row["violation"]
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise ReportError(f"is no label: {error!r}", remedy=remedy, path=str(path), line=number) from error
        if not isinstance(value, bool):
            raise ReportError("is neither true nor false", remedy=remedy, path=str(path), line=number,
                              field="violation")  # fmt: skip
        if labels.setdefault(key, value) is not value:
            raise ReportError("contradicts an earlier label of this turn", remedy="keep one of the two",
                              path=str(path), line=number)  # fmt: skip
    return labels


def _read(path: Path, what: Callable[[Mapping[str, Any]], T]) -> T:
    try:
        return what(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        remedy = "write it again with `ipse audit … --json FILE`"
        raise ReportError(f"is no audit result: {error!r}", remedy=remedy, path=str(path)) from error


def _missing(document: Mapping[str, Any]) -> Iterator[str]:
    """What was not audited. The outcome alone does not say it: a run with a blocking finding is a block first."""
    talks = document["conversations"]
    unread = sum(bool(p["fatal"]) for p in document["problems"])
    crashed = sum(bool(c["errors"]) for c in talks)
    if unread:
        yield f"inputs that could not be read: {unread}"
    if crashed:
        yield f"conversations on which a check crashed: {crashed}"
    if not any(t["role"] == "clone" for c in talks for t in c["turns"]):
        yield "no clone turn was audited"


def _turns(conversation: Mapping[str, Any], limit: int) -> Iterable[AuditedTurn]:
    bad = {
        f["turn"]
        for f in conversation["findings"]
        if f["status"] in _COUNTED
        and f["disposition"] == "block"
        and SEVERITIES.index(Severity(f["severity"])) >= limit
    }
    prompt = ""
    for turn in conversation["turns"]:
        if turn["role"] == "clone":
            yield AuditedTurn(conversation["conversation_id"], turn["turn"], prompt, turn["turn"] in bad)
        prompt = turn["text"] if turn["role"] == "fan" else prompt
