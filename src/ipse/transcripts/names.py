"""Which field another tool's name means: "messages" is "turns", "author" is "role", "texte" is "text"."""

from __future__ import annotations

from collections.abc import Sequence

_OTHER_NAMES = {
    "conversation_id": ("id", "conversation", "thread", "thread_id", "chat_id", "session", "session_id", "dialogue_id"),
    "turns": ("messages", "message", "dialogue", "dialog", "exchanges", "history", "tours", "échanges", "historique"),
    "role": ("author", "speaker", "sender", "from", "who", "auteur", "rôle", "qui", "expéditeur"),
    "text": ("message", "content", "body", "texte", "contenu", "draft", "reply"),
}
_ALIKE = 60  # of 100


def meant_field(field: str, names: Sequence[str]) -> str | None:
    """The one of ``names`` that most likely stands for ``field``: by what other tools call it, or by its letters."""
    others = _OTHER_NAMES.get(field, ())
    for other in others:
        for name in names:
            if name.casefold() == other:
                return name
    from rapidfuzz import fuzz, process

    long = [name for name in names if len(name) >= len(field) - 1]
    near = process.extractOne(field, long, scorer=fuzz.ratio, score_cutoff=_ALIKE) if long else None
    return near[0] if near else None
