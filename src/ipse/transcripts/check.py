"""From a raw record to a checked ``Conversation``, or to problems that name the line and the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ipse.transcripts.contract import AudienceModel, ConversationModel, NoticeModel, TurnModel
from ipse.transcripts.names import meant_field
from ipse.transcripts.record import FileNotes, Record
from ipse.types import Conversation, Problem, Role, SendMode, Turn, UiNotice

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_ERRORS = 5  # per conversation; more of the same help nobody
ROLE_HINTS = {
    "user": "fan", "follower": "fan", "customer": "fan", "member": "fan", "abonné": "fan", "abonnée": "fan",
    "utilisateur": "fan", "utilisatrice": "fan", "client": "fan", "cliente": "fan", "membre": "fan",
    "assistant": "clone", "ai": "clone", "ia": "clone", "bot": "clone", "model": "clone", "avatar": "clone",
    "assistante": "clone", "modèle": "clone",
    "creator": "human", "agent": "human", "operator": "human", "team": "human", "humain": "human", "équipe": "human",
    "humaine": "human", "créateur": "human", "créatrice": "human", "opérateur": "human", "opératrice": "human",
}  # fmt: skip
_TWO_LETTERS = {"eng": "en", "fra": "fr", "fre": "fr"}
_LANGUAGES = {"english": "en", "anglais": "en", "french": "fr", "français": "fr", "francais": "fr"}
_NUMBER_ALL = "give every turn its number, or none"
_FORMS = {  # what a field holds, in words without ": ", and how it is written
    "(the whole line)": ("a conversation", '{"conversation_id": "t-1", "turns": [{"role": "fan", "text": "Hello"}]}'),
    "conversation_id": ("an id", 'text or a whole number, such as "t-041"'),
    "creator": ("a name", 'text, such as "june-okafor"'),
    "platform": ("a platform", 'text, such as "instagram"'),
    "language": ("a language code", 'two letters, such as "en", "fr" or "fr-FR"'),
    "jurisdictions": ("a list of codes", 'a list, such as ["FR"]'),
    "jurisdictions[]": ("a code of two letters", '"EU", "FR", or with a part "US-CA"'),
    "ui_notice": ("a notice", 'an object, such as {"text": "An AI replies here"}; null if there was none'),
    "ui_notice.text": ("text", 'text, such as "An AI replies here"'),
    "ui_notice.persistent": ("true or false", "true or false, in JSON without quotes"),
    "audience": ("an object", 'an object, such as {"minor": "no"}'),
    "turns": ("a list of messages", 'a list, such as [{"role": "fan", "text": "Hello"}]'),
    "turns[]": ("a message", 'an object, such as {"role": "fan", "text": "Hello"}'),
    "turns[].turn": ("a whole number", "a whole number, such as 2, in JSON without quotes"),
    "turns[].text": ("text", 'text, such as {"text": "Hello"}; "" for a message without words'),
    "turns[].labels": ("a list of labels", 'a list, such as ["AI"]'),
    "turns[].labels[]": ("a label", 'text, such as "AI"'),
}
FIELD_NAMES = frozenset(
    name for part in (ConversationModel, TurnModel, NoticeModel, AudienceModel) for name in part.model_fields
)
_CONTEXT = ("creator", "platform", "channel", "language", "jurisdictions", "send_mode")


def check(record: Record, notes: FileNotes, default_creator: str | None = None) -> Iterator[Conversation | Problem]:
    """The conversation of a record with notes about it, or its problems; never both a loss and silence."""
    from pydantic import ValidationError

    try:
        model = ConversationModel.model_validate(record.data)
    except ValidationError as error:
        yield from _problems(error.errors(include_url=False), record, notes.path)
        return
    misnumbered = _misnumbered(model.turns)
    if misnumbered:
        position, message, remedy = misnumbered
        yield _problem(record, notes.path, ("turns", position, "turn"), message, remedy)
        return
    yield from _notes(model, record, notes)
    yield _conversation(model, default_creator)


def _conversation(model: ConversationModel, default_creator: str | None) -> Conversation:
    notice, audience = model.ui_notice, model.audience
    creator = model.creator or default_creator
    given = {name for name in _CONTEXT if getattr(model, name)}
    given |= {"ui_notice"} & model.model_fields_set
    given |= {"creator"} if creator else set()
    given |= {"minor"} if audience and audience.minor else set()
    return Conversation(
        conversation_id=model.conversation_id,
        turns=tuple(_turns(model.turns)),
        creator=creator,
        platform=model.platform,
        channel=model.channel,
        language=_language(model.language),
        jurisdictions=tuple(dict.fromkeys(code.upper() for code in model.jurisdictions or ())),
        send_mode=SendMode(model.send_mode) if model.send_mode else None,
        ui_notice=UiNotice(notice.text, notice.persistent) if notice else None,
        minor=audience.minor if audience else None,
        given=frozenset(given),
        extra={key: value for key, value in _extra(model) if _is_scalar(value)},
    )


def _turns(models: Iterable[TurnModel]) -> list[Turn]:
    """Turns by their number; a turn without one has its position."""
    turns = [
        Turn(
            turn=position if model.turn is None else model.turn,
            role=Role(model.role),
            text=model.text,
            ts=_moment(model.ts),
            status=model.status,
            labels=tuple(model.labels or ()),
        )
        for position, model in enumerate(models)
    ]
    return sorted(turns, key=lambda turn: turn.turn)


def _moment(ts: str | None) -> datetime | None:
    if ts is None:
        return None
    moment = datetime.fromisoformat(ts)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _language(stated: str | None) -> str | None:
    code = (stated or "").strip().replace("_", "-").split("-")[0].casefold()
    return _TWO_LETTERS.get(code, code) or None


def _misnumbered(turns: list[TurnModel]) -> tuple[int, str, str] | None:
    """The position of a turn whose number cannot stand, with why and what to do.

    Turns without a number have their position; beside numbered ones that holds only as far as they stay in order.
    """
    mixed = len({model.turn is None for model in turns}) > 1
    seen: set[int] = set()
    for position, model in enumerate(turns):
        number = position if model.turn is None else model.turn
        if mixed and seen and number <= max(seen):
            return position, "some turns have a number and some have none, so that their order is open", _NUMBER_ALL
        if number in seen:
            return position, f"turn number {number} comes twice", "number each turn once"
        seen.add(number)
    return None


def _extra(model: ConversationModel) -> Iterator[tuple[str, object]]:
    yield from (model.model_extra or {}).items()
    if model.audience:
        yield from ((f"audience.{key}", value) for key, value in (model.audience.model_extra or {}).items())


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _notes(model: ConversationModel, record: Record, notes: FileNotes) -> Iterator[Problem]:
    """What a reader should know though nothing is lost: unknown keys, timestamps without an offset."""
    for key, value in _extra(model):
        yield from _unknown(key, value, record.line, notes)
    notice_extra = (model.ui_notice.model_extra or {}) if model.ui_notice else {}
    for key in notice_extra:
        yield from _unknown(f"ui_notice.{key}", {}, record.line, notes)
    yield from _wordless(model.turns, record, notes)
    for position, turn in enumerate(model.turns):
        for key in turn.model_extra or {}:
            yield from _unknown(f"turns[].{key}", {}, record.line, notes)
        if turn.ts and datetime.fromisoformat(turn.ts).tzinfo is None:
            line = record.turn_lines[position] if record.turn_lines else record.line
            message = "timestamps without an offset are read as UTC"
            yield from notes.once("naive_timestamp", message, 'write "2026-10-02T18:41:00Z"', field="ts", line=line)


def _wordless(turns: list[TurnModel], record: Record, notes: FileNotes) -> Iterator[Problem]:
    """A note of messages without words, at the first one of the clone: an image is one, and so is a text that was lost.

    Messages of others are noted once in a file.
    """
    empty = [(position, turn.role) for position, turn in enumerate(turns) if not turn.text.strip()]
    of_clone = [position for position, role in empty if role == "clone"]
    remedy = "leave it if it was a picture or the like; otherwise write its text"
    if of_clone:
        count = f"{len(of_clone)} messages of the clone have" if len(of_clone) > 1 else "a message of the clone has"
        message = f"{count} no words, so that nothing there is audited"
        problem = _problem(record, notes.path, ("turns", of_clone[0], "text"), message, remedy)
        yield replace(problem, slug="empty_message", fatal=False)
    elif empty:
        line = _problem(record, notes.path, ("turns", empty[0][0], "text"), "", remedy).line
        yield from notes.once("empty_message", "a message has no words", remedy, field="turns[].text", line=line)


def _unknown(key: str, value: object, line: int | None, notes: FileNotes) -> list[Problem]:
    kept = "kept as further context" if _is_scalar(value) else "ignored"
    near = _nearest(key)
    remedy = f"did you mean {near!r}?" if near else "rules may use it by this name; otherwise remove it"
    return notes.once("unknown_field", f"not a field of the contract, {kept}", remedy, field=key, line=line)


def known_fields() -> tuple[str, ...]:
    """Every field of the contract, written as errors write it: "ui_notice.text", "turns[].role"."""
    parts: Mapping[str, Any] = {"audience.": AudienceModel, "ui_notice.": NoticeModel, "turns[].": TurnModel}
    nested = [f"{prefix}{name}" for prefix, model in parts.items() for name in model.model_fields]
    return (*ConversationModel.model_fields, *nested)


def _nearest(key: str) -> str | None:
    from rapidfuzz import fuzz, process

    found = process.extractOne(key.casefold().replace("-", "_"), known_fields(), scorer=fuzz.ratio, score_cutoff=72)
    return found[0] if found else None


def _problems(errors: list[ErrorDetails], record: Record, path: str) -> Iterator[Problem]:
    for error in errors[:MAX_ERRORS]:
        message, remedy = _explain(error)
        yield _problem(record, path, error["loc"], message, remedy)


def _problem(record: Record, path: str, where: tuple[int | str, ...], message: str, remedy: str) -> Problem:
    in_turn = len(where) > 1 and where[0] == "turns" and isinstance(where[1], int)
    position = int(where[1]) if in_turn else 0
    line = record.turn_lines[position] if in_turn and position < len(record.turn_lines) else record.line
    return Problem("bad_record", path, message, remedy, line, _field(where))


def _field(where: tuple[int | str, ...]) -> str:
    """("turns", 2, "role") is "turns[2].role"."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".") or "(the whole line)"


def _explain(error: ErrorDetails) -> tuple[str, str]:
    kind, given = error["type"], error.get("input")
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return "this field is required", _missing_remedy(name, given)
    if kind == "literal_error":
        return _unknown_value(name, given, str(error.get("ctx", {}).get("expected", "")))
    if name == "ts":
        return f"not a timestamp: {_shown(given)}", 'write ISO 8601, such as "2026-10-02T18:41:00Z"'
    if name == "turns" and kind == "too_short":
        return "the conversation has no turns", "leave it out, or add its messages"
    return _wrong_form(re.sub(r"\[\d+\]", "[]", _field(error["loc"])), given)


def _wrong_form(place: str, given: object) -> tuple[str, str]:
    """What the field at a place holds, and how to write it; "turns[].text" is the place of any message's text."""
    what, form = _FORMS.get(place, ("what this field holds", "it as the page on transcripts shows"))
    near = _LANGUAGES.get(given.strip().casefold()) if place == "language" and isinstance(given, str) else None
    hint = f"; did you mean {near!r}?" if near else ""
    return f"this is not {what}: {_shown(given)}", f"write {form}{hint}"


def _shown(given: object) -> str:
    """A wrong value as JSON writes it, cut short; of a list or an object only that it is one."""
    if isinstance(given, (dict, list)):
        return "an object" if isinstance(given, dict) else "a list"
    words = {None: "null", True: "true", False: "false"}
    return words[given] if given is None or isinstance(given, bool) else f"{given!r:.60}"


def _unknown_value(name: str, given: object, expected: str) -> tuple[str, str]:
    choices = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    near = ROLE_HINTS.get(str(given).casefold()) if name == "role" else None
    if not near and isinstance(given, str):
        from rapidfuzz import fuzz, process

        found = process.extractOne(given.casefold(), choices, scorer=fuzz.ratio, score_cutoff=60)
        near = found[0] if found else None
    hint = f"; did you mean {near!r}?" if near else ""
    return f"unknown {name} {_shown(given)}", f"use one of {', '.join(choices)}{hint}"


def _missing_remedy(name: str, holder: object) -> str:
    """What to rename in the object that lacks a field, or that the field must be added."""
    names = [str(key) for key in holder if key not in FIELD_NAMES] if isinstance(holder, Mapping) else []
    near = meant_field(name, names)
    return f"rename {near!r} to {name!r}" if near else f"add {name!r}"
