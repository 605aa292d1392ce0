"""Tags that are almost right: "[10:03] clone: …", "**fan:** …", "Clone (AI): …"; never ordinary sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipse.transcripts.check import ROLE_HINTS
from ipse.types import Role

_ROLES = frozenset(role.value for role in Role)
_UNMISTAKABLE = frozenset(
    {"user", "utilisateur", "utilisatrice", "abonné", "abonnée", "assistant", "assistante", "bot", "ai", "ia", "humain"}
)  # "- Team: Anna" and "**Model:** X2" are lists in a message, so further words of ROLE_HINTS are not taken
_ORNAMENT = re.compile(
    r"[^\w\[(:\uff1a]{1,12}|_{1,3}|\[[^\]]{0,40}\]|\([^)]{0,40}\)"
    r"|\d[\d.,/hTZ+-]{0,30}(?::\d{1,4}){0,3}Z?(?:\s?[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_MOST_ORNAMENTS = 8
_WORD = re.compile(r"[^\W\d_]{2,20}")
_COLON = re.compile(r"[:\uff1a]")
_NAMED = re.compile(r"[^\W\d_][\w'’.@-]{0,20}(?: [^\W\d_][\w'’.-]{0,20})?\s?[(\[](?P<name>[^\W\d_]{3,5})[)\]]\W{0,3}$")


@dataclass(frozen=True, slots=True)
class WrongTag:
    """A tag as it stands in the file, and the role that it seems to mean."""

    written: str
    role: str


def decorated_role(line: str) -> WrongTag | None:
    """The tag of a line on which nothing but marks, numbers and brackets stands around a role before the colon.

    A name with the role in brackets counts as well: "June (clone): …". Words before the role make a sentence.
    """
    start = _after_ornaments(line, 0)
    word = _WORD.match(line, start)
    if not word:
        return None
    colon = _COLON.match(line, _after_ornaments(line, word.end()))
    role = _meant(word[0])
    if role and colon:
        return WrongTag(line[: colon.end()], role)
    return _named_role(line)


def _after_ornaments(line: str, position: int) -> int:
    for _ in range(_MOST_ORNAMENTS):
        found = _ORNAMENT.match(line, position)
        if not found:
            break
        position = found.end()
    return position


def _meant(word: str) -> str | None:
    folded = word.casefold()
    if folded in _ROLES:
        return folded
    return ROLE_HINTS[folded] if folded in _UNMISTAKABLE else None


def _named_role(line: str) -> WrongTag | None:
    colon = _COLON.search(line, 0, 60)
    found = _NAMED.match(line[: colon.start()]) if colon else None
    role = found["name"].casefold() if found else ""
    return WrongTag(line[: colon.end()], role) if colon and role in _ROLES else None
