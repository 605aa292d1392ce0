"""The transcript contract, version 1: what one conversation may hold, checked at the edge.

The JSON Schema of this contract is ``ipse/schemas/transcript.schema.json``.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from ipse.fields import Channel, Jurisdiction, Minor
from ipse.types import platform_name

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def _timestamp(value: str) -> str:
    """An ISO 8601 moment, as written."""
    datetime.fromisoformat(value)
    return value


def _language(value: str) -> str:
    """A language code, as written: two letters (or three, where a language has no two), with a region or without."""
    if value.strip() and not _LANGUAGE.fullmatch(value.strip()):
        raise ValueError("not a language code")
    return value


def _identifier(value: Any) -> Any:
    """Exports write ids as numbers or as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Timestamp = Annotated[str, AfterValidator(_timestamp)]
Identifier = Annotated[
    str,
    Field(min_length=1),
    BeforeValidator(_identifier),
    WithJsonSchema({"type": ["string", "integer"], "minLength": 1}),
]
Language = Annotated[str, AfterValidator(_language)]
Platform = Annotated[str, AfterValidator(platform_name)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class TurnModel(_Part):
    """One message. Only ``role`` and ``text`` are required."""

    turn: int | None = Field(None, description="Number in the conversation; the position from 0 when absent.")
    role: Literal["fan", "clone", "human"] = Field(description="Who wrote it.")
    text: str = Field(description="The message, as written.")
    ts: Timestamp | None = Field(None, description="ISO 8601; without an offset it is read as UTC.")
    status: Literal["draft", "sent"] | None = Field(None, description="Whether it has reached the fan.")
    labels: list[str] | None = Field(None, description="Labels that the platform shows on this message.")


class NoticeModel(_Part):
    """A notice that the interface shows outside the messages."""

    text: str = Field(description="Its words.")
    persistent: bool | None = Field(None, description="Whether it stays in view during the whole conversation.")


class AudienceModel(_Part):
    """What is known of the reader."""

    minor: Minor | None = Field(None, description="Whether the reader is a minor.")


class ConversationModel(_Part):
    """One conversation: one line of a transcript."""

    conversation_id: Identifier = Field(description="Unique in the transcript.")
    creator: str | None = Field(None, description="Whose clone it is: the creator's slug or name.")
    platform: Platform | None = Field(None, description="Where it took place, such as instagram.")
    channel: Channel | None = Field(None, description="The kind of exchange.")
    language: Language | None = Field(None, description="Main language, two letters.")
    jurisdictions: list[Jurisdiction] | None = Field(None, description="Whose law applies: EU, FR, US-CA…")
    send_mode: Literal["auto", "human_reviewed"] | None = Field(None, description="Who presses send.")
    ui_notice: NoticeModel | None = Field(
        None, description="The notice beside the messages. null: there was none. Absent: not known."
    )
    audience: AudienceModel | None = Field(None, description="What is known of the reader.")
    turns: list[TurnModel] = Field(min_length=1, description="The messages, in order.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of one conversation (draft 2020-12)."""
    schema = ConversationModel.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://ipse.example/schemas/transcript-1.0.json",
        **schema,
        "title": "Ipse transcript, one conversation (one line of a JSON Lines file)",
    }
