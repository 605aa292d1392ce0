"""What the context fields of a conversation may hold: one vocabulary for transcripts and for rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

Channel = Literal["dm", "public_comment", "group_post", "stream_chat", "email", "voice"]
Jurisdiction = Annotated[str, Field(pattern=r"^[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?$")]


def _yes_or_no(value: Any) -> Any:
    """A plain true or false says what the contract's "yes" or "no" says."""
    return ("no", "yes")[value] if isinstance(value, bool) else value


Minor = Annotated[
    Literal["unknown", "yes", "no"],
    BeforeValidator(_yes_or_no),
    WithJsonSchema({"enum": ["unknown", "yes", "no", True, False]}),
]
