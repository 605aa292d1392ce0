"""Typography of the texts that Ipse writes itself: never for what a clone, a fan or a source said."""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_SIGN = re.compile(r" (?=[:;?!%»])|(?<=«) ")


def typeset(text: str, language: str) -> str:
    """Curly apostrophes, and spaces at which a line must not break.

    French puts a space before : ; ? ! % and inside guillemets; "95 %" stays together in every language.
    """
    text = _APOSTROPHE.sub("’", text).replace("95 %", "95\u00a0%")
    return _BEFORE_SIGN.sub("\u00a0", text) if language == "fr" else text
