"""Does a clause do the fan a favour: put something aside, in the parcel, on the house, or somebody on the telephone?

A clone has no hands, no till and no diary, so whatever it gives there and then is nearly always made up: of the
clauses of sixteen labelled creators that this finds, four in five were wrong (``training/LOG.md``). A published
condition ("if fewer than half come up, we post you another") and a refusal are no favours.
"""

from __future__ import annotations

import re
from functools import cache

from ipse.text.data import language_data, supported
from ipse.text.fold import fold, strip_accents
from ipse.text.language import LEXICONS


def favour(text: str, language: str) -> bool:
    """Whether the speaker gives, keeps, sends, books or has done something for this very fan."""
    words = strip_accents(fold(text).text)
    gives, receives, given, never = _patterns(supported(LEXICONS, language))
    if never.search(words):
        return False
    return bool(given.search(words)) or bool(gives.search(words) and receives.search(words))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Somebody gives; the fan receives; it is said in set words; and what makes it no favour."""
    data = language_data(LEXICONS, language)["favour"]
    giver, verbs = "|".join(data["giver"]), "|".join(data["gives"])
    gives = re.compile(rf"(?<![\w'])(?:{giver})(?:\W+\w+){{0,4}}?\W*(?<!\w)(?:{verbs})(?!\w)")
    return gives, *(re.compile(rf"(?<!\w)(?:{'|'.join(data[name])})(?!\w)") for name in ("receives", "given", "never"))
