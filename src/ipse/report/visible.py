"""Makes hidden characters visible: a draft may hold bidi controls and zero-width tricks."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with each control, bidi or zero-width character written as ⟦U+202E⟧.

    The zero-width joiner stays: emoji are built with it.
    """
    return _HIDDEN.sub(lambda hit: f"⟦U+{ord(hit[0]):04X}⟧", text)
