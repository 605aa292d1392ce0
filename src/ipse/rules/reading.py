"""In which languages a message is read, and what cannot be known of one in a language without lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import regex

from ipse.rules.lexicon import known_languages, patterns
from ipse.text.data import languages
from ipse.text.language import LEXICONS, detect

READ = frozenset(languages(LEXICONS))  # what the classifiers, the detectors and the claims are made for
SURE = 1.0  # margin of a language that nobody here reads: one stray word leaves no message unread
WITHIN = 1.5  # margin of another language in a part of a message: "on Friday" is not French
FEW = 3  # words from which a part of a message shows a language of its own
_PART = regex.compile(r"[^.!?,;:…\n—–]+")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A condition that could not be decided, for want of ``needs``: neither true nor false."""

    needs: frozenset[str]

    @classmethod
    def of(cls, *needs: str) -> Unknown:
        """What the named things would have decided."""
        return cls(frozenset(needs))

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.needs | other.needs)


def unread(text: str, default: str, read: Collection[str]) -> Unknown | None:
    """What is unknown of a text whose language is none of ``read``; None when it is one of them, or nothing is said."""
    if not text.strip() or detect(text, default) in read:
        return None
    spoken = detect(text, default, SURE)
    return None if spoken in read else Unknown.of(f"language:{spoken}")


@lru_cache(maxsize=8192)
def stretches(text: str, default: str, known: frozenset[str]) -> tuple[tuple[str, int, int], ...]:
    """The parts of ``text`` with the language of ``known`` that each is read in.

    The whole is read in its main language, else in ``default``, else in English; parts between commas or stops that
    show another language are read in that one too.
    """
    main = next((code for code in (detect(text, default), default, "en") if code in known), "en")
    parts = [(m.start(), m.end()) for m in _PART.finditer(text) if len(m[0].split()) >= FEW]
    spoken = [(detect(text[start:end], main, WITHIN), start, end) for start, end in parts]
    return ((main, 0, len(text)), *(part for part in spoken if part[0] != main and part[0] in known))


@lru_cache(maxsize=512)
def list_languages(names: tuple[str, ...]) -> frozenset[str]:
    """The languages whose lexicon has something in one of the named lists."""
    return frozenset(code for code in known_languages() if any(patterns(code, name) for name in names))
