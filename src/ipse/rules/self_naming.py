"""Names by which a message introduces whoever sends it: "It's me, Taylor", "Salut, ici Marco".

Read on the text as it is written: folded text has lost the capital that makes a name.
"""

from __future__ import annotations

from collections.abc import Mapping

import regex

from ipse.rules.lexicon import Span, folded, has, lexicon_language
from ipse.rules.state import Moment

_NAME = r"(?P<name>\p{Lu}[\p{L}'’-]{1,30}(?: \p{Lu}[\p{L}'’-]{1,30})?)"
_END = r"(?= ?(?:[,.!?…(\n]|$| here\b| from\b| ici\b| au clavier\b| à l['’]appareil\b))"
_HELLO = r"(?:^|[.!?…\n] ?)(?:[Hh]i|[Hh]ey|[Hh]ello|[Ss]alut|[Cc]oucou|[Bb]onjour|[Bb]onsoir)[ ,!]{1,3}"
_DAYS = regex.compile(  # "Hi! It's Monday" names nobody
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|christmas|easter|halloween|noel|paques|toussaint"
)
_PATTERNS: Mapping[str, tuple[regex.Pattern[str], ...]] = {
    "en": (
        regex.compile(rf"\b[Ii]t['’]?s (?:really |just )?me[,:]? {_NAME}{_END}"),
        regex.compile(rf"{_HELLO}(?:(?:[Ii]t['’]?s|[Tt]his is|I['’]m|I am) )?{_NAME} here\b"),
        regex.compile(rf"{_HELLO}(?:[Ii]t['’]?s|[Tt]his is|I['’]m|I am) {_NAME}{_END}"),
    ),
    "fr": (
        regex.compile(rf"\b[Cc]['’]est (?:bien )?moi[,:]? {_NAME}{_END}"),
        regex.compile(rf"\b[Mm]oi,? c['’]est {_NAME}{_END}"),
        regex.compile(rf"{_HELLO}(?:c['’]est|[Ii]ci|moi c['’]est|je suis) {_NAME}{_END}"),
    ),
}


def speaks_as_other(moment: Moment) -> tuple[Span, ...]:
    """Places where the message introduces its sender by a name that is not the principal's.

    Empty when no principal is known: then nobody is another.
    """
    known = {part for name in moment.view.names for part in (folded(name).text, *folded(name).text.split())}
    if not known:
        return ()
    found = []
    for pattern in _PATTERNS.get(lexicon_language(moment.language), ()):
        for match in pattern.finditer(moment.text):
            words = folded(match["name"]).text.split()
            nobody = has(match["name"], moment.language, "element_A", "element_B") or _DAYS.fullmatch(words[0])
            if not nobody and not known & {*words, " ".join(words)}:
                found.append(Span(match.start("name"), match.end("name"), "impersonation"))
    return tuple(found)
