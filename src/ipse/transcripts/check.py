"""From a raw record to a checked ``Conversation``, or to problems that name the line and the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ipse.transcripts.contract import AudienceModel, ConversationModel, NoticeModel, TurnModel
from ipse.transcripts.record import FileNotes, Record
from ipse.types import Conversation, Problem, Role, SendMode, Turn, UiNotice

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_ERRORS = 5  # per conversation; more of the same help nobody
ROLE_HINTS = {
    "user": "fan", "follower": "fan", "customer": "fan", "member": "fan", "abonné": "fan", "abonnée": "fan",
    "assistant": "clone", "ai": "clone", "ia": "clone", "bot": "clone", "model": "clone", "avatar": "clone",
    "creator": "human", "agent": "human", "operator": "human", "team": "human", "humain": "human", "équipe": "human",
}  # fmt: skip
_CONTEXT = ("creator", "platform", "channel", "language", "jurisdictions", "send_mode")


def check(record: Record, notes: FileNotes, default_creator: str | None = None) -> Iterator[Conversation | Problem]:
    """The conversation of a record with notes about it, or its problems; never both a loss and silence."""
    from pydantic import ValidationError

    try:
        model = ConversationModel.model_validate(record.data)
    except ValidationError as error:
        yield from _problems(error.errors(include_url=False), record, notes.path)
        return
    repeated = _repeated_turn(model.turns)
    if repeated is not None:
        message = f"turn number {model.turns[repeated].turn} comes twice"
        yield _problem(record, notes.path, ("turns", repeated, "turn"), message, "number each turn once")
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
    return stated.replace("_", "-").split("-")[0].casefold() if stated else None


def _repeated_turn(turns: list[TurnModel]) -> int | None:
    seen: set[int] = set()
    for position, model in enumerate(turns):
        number = position if model.turn is None else model.turn
        if number in seen:
            return position
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
    for position, turn in enumerate(model.turns):
        for key in turn.model_extra or {}:
            yield from _unknown(f"turns[].{key}", {}, record.line, notes)
        if turn.ts and datetime.fromisoformat(turn.ts).tzinfo is None:
            line = record.turn_lines[position] if record.turn_lines else record.line
            message = "timestamps without an offset are read as UTC"
            yield from notes.once("naive_timestamp", message, 'write "2026-10-02T18:41:00Z"', field="ts", line=line)


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
        message, remedy = _explain(error, record)
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


def _explain(error: ErrorDetails, record: Record) -> tuple[str, str]:
    kind, given = error["type"], error.get("input")
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return "this field is required", _missing_remedy(name, record.data)
    if kind == "literal_error":
        return _unknown_value(name, given, str(error.get("ctx", {}).get("expected", "")))
    if name == "ts":
        return f"not a timestamp: {given!r:.60}", 'write ISO 8601, such as "2026-10-02T18:41:00Z"'
    if name == "turns" and kind == "too_short":
        return "the conversation has no turns", "leave it out, or add its messages"
    return f"{error['msg']}: {given!r:.60}", "see the transcript contract in the documentation"


def _unknown_value(name: str, given: object, expected: str) -> tuple[str, str]:
    choices = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    near = ROLE_HINTS.get(str(given).casefold()) if name == "role" else None
    if not near:
        from rapidfuzz import fuzz, process

        found = process.extractOne(str(given).casefold(), choices, scorer=fuzz.ratio, score_cutoff=60)
        near = found[0] if found else None
    hint = f"; did you mean {near!r}?" if near else ""
    return f"unknown {name} {given!r:.60}", f"use one of {', '.join(choices)}{hint}"


def _missing_remedy(name: str, data: Mapping[str, Any]) -> str:
    from rapidfuzz import fuzz, process

    names = [str(key) for key in data if key not in ConversationModel.model_fields]
    found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=60) if names else None
    return f"rename {found[0]!r} to {name!r}" if found else f"add {name!r}"
