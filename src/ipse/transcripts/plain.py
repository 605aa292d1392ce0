"""Plain text: "fan: …" and "clone: …" lines; a blank line or "---" between conversations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipse.transcripts.check import MAX_ERRORS, ROLE_HINTS
from ipse.transcripts.files import encoding
from ipse.transcripts.record import Record
from ipse.transcripts.tables import CONTEXT_FIELDS, column_name, nested
from ipse.transcripts.tags import decorated_role
from ipse.types import Problem

_ROLE = re.compile(r"(?P<name>fan|clone|human)\s{0,3}[:\uff1a]", re.IGNORECASE)
_TAG = re.compile(r"(?P<name>[^\W\d][\w .-]{0,30}?)[ \u00a0\u202f]?:(?:[ \u00a0\u202f]+|$)")
_RULE = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,})\s*")
_CONTEXT = frozenset({"conversation_id", *CONTEXT_FIELDS})


@dataclass(slots=True)
class _Draft:
    """The conversation being read. ``shared`` is what the head of the file says of every conversation.

    ``messages`` counts the lines that open a message, those with a wrong tag too; ``wrong`` the wrong tags. A
    conversation with one is refused: what the clone answered cannot be judged without the message that was lost.
    """

    line: int = 0
    shared: dict[str, str] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    turns: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    messages: int = 0
    wrong: int = 0


def read(path: Path, name: str) -> Iterator[Record | Problem]:
    """Each conversation with its lines. Context may stand above its turns: "send_mode: auto".

    Context that a "---" parts from the first turn, such as front matter, holds for every conversation of the file.
    In a file with "---" lines only these part conversations, so that a message may hold blank lines; in a
    file where every turn stands alone between blank lines, nothing parts them: it is one conversation.
    Without an id a conversation is named after the file and its place in it. A tag that is no role, or a role that
    is not written as a tag, is a problem, and its conversation is left out.
    """
    found, note = encoding(path, name)
    if note:
        yield note
    parted = _parted(path, found)
    draft, count, blank = _Draft(), 0, False
    with path.open(encoding=found, errors="replace") as stream:
        for number, raw in enumerate(stream, start=1):
            line = raw.strip()
            rule = parted == "rules" and _RULE.fullmatch(line) is not None
            opens = parted == "blanks" and blank and bool(draft.messages) and _opens(line)
            if rule or opens:
                count += bool(draft.messages)
                yield from _finished(draft, path.stem, count, name)
                draft = _next(draft, head=not count)
            blank = not line
            if blank and parted == "blanks" and not draft.messages:
                draft.wrong = 0  # a title above the first conversation is none of its messages
            if not rule:
                yield from _add(draft, line, number, name)
    yield from _finished(draft, path.stem, count + 1, name)


def _next(draft: _Draft, *, head: bool) -> _Draft:
    """An empty conversation; what the head of the file says is kept, and an id there is the first conversation's."""
    if not head:
        return _Draft(shared=draft.shared, context=dict(draft.shared))
    shared = {key: value for key, value in draft.context.items() if key != "conversation_id"}
    return _Draft(draft.line, shared, draft.context)


def _parted(path: Path, found: str) -> str:
    """What parts conversations: "rules", "blanks", or "nothing" when blank lines stand between all turns."""
    together, turns_in_block = False, 0
    with path.open(encoding=found, errors="replace") as stream:
        for raw in stream:
            line = raw.strip()
            if _RULE.fullmatch(line):
                return "rules"
            turns_in_block = turns_in_block + (_ROLE.match(line) is not None) if line else 0
            together = together or turns_in_block > 1
    return "blanks" if together else "nothing"


def _opens(line: str) -> bool:
    """Whether a line after a blank one begins a conversation: with a message, with a wrong tag, or with context."""
    return bool(_ROLE.match(line) or _foreign_role(line) or decorated_role(line) or _context(line))


def _add(draft: _Draft, line: str, number: int, name: str) -> Iterator[Problem]:
    """One line into the conversation: a turn, context, more of the last message, or an error."""
    draft.line = draft.line or (number if line else 0)
    context = None if draft.messages else _context(line)
    if role := _ROLE.match(line):
        draft.turns.append({"role": role["name"].casefold(), "text": line[role.end() :].strip()})
        draft.lines.append(number)
        draft.messages += 1
    elif context:
        draft.context[context[0]] = context[1]
    elif wrong := _wrong_tag(line, number, name, first=not draft.messages):
        draft.wrong += 1
        draft.messages += _opens(line)
        yield from [wrong] if draft.wrong <= MAX_ERRORS else []
    elif draft.turns:
        draft.turns[-1]["text"] = f"{draft.turns[-1]['text']}\n{line}"
    elif line and not draft.wrong:
        message = "text before the first turn belongs to nobody"
        yield Problem("bad_record", name, message, 'open each message with "fan:" or "clone:"', number, "role")


def _finished(draft: _Draft, stem: str, count: int, name: str) -> Iterator[Record | Problem]:
    """The conversation, if it has turns; context that belongs to none is a problem (``count`` 0: they may follow)."""
    if count and not draft.messages and draft.context != draft.shared:
        message = "the conversation has no turns"
        yield Problem("bad_record", name, message, "leave it out, or add its messages", draft.line, "turns")
    if draft.turns and not draft.wrong:
        for turn in draft.turns:
            turn["text"] = turn["text"].strip()
        data = {"conversation_id": f"{stem}-{count}"} | nested(draft.context) | {"turns": draft.turns}
        yield Record(data, draft.line, tuple(draft.lines))


def _context(line: str) -> tuple[str, str] | None:
    found = _TAG.match(line)
    key = column_name(found["name"]) if found else ""
    return (key, line[found.end() :].strip()) if found and key in _CONTEXT else None


def _wrong_tag(line: str, number: int, name: str, *, first: bool) -> Problem | None:
    """The problem of a line that opens a message in another way than the format has."""
    if role := _foreign_role(line) or (_tag_name(line) if first else None):
        near = ROLE_HINTS.get(role.casefold())
        hint = f"; did you mean {near!r}?" if near else ""
        return Problem("bad_record", name, f"unknown role {role!r}", f"use fan, clone or human{hint}", number, "role")
    if tag := decorated_role(line):
        remedy = f'open the message with "{tag.role}:" and nothing before it, or keep the word out of the line\'s start'
        message = f"a message seems to open here, but its tag is not read: {tag.written!r:.60}"
        return Problem("bad_record", name, message, remedy, number, "role")
    return None


def _foreign_role(line: str) -> str | None:
    """A tag that other tools use for a role; "Price: 8" inside a message is text."""
    role = _tag_name(line)
    return role if role and role.casefold() in ROLE_HINTS else None


def _tag_name(line: str) -> str | None:
    found = _TAG.match(line)
    return found["name"].strip() if found else None
