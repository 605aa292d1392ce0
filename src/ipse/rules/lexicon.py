"""Per-language word lists and patterns, matched on folded text, with offsets of the original text.

Patterns are written in lower case, without accents, with straight apostrophes: they are matched on text
folded by :func:`ipse.text.fold.fold`. Every search has a time limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import regex

from ipse.errors import LexiconError, RuleError
from ipse.text.data import language_data, languages
from ipse.text.fold import Folded, fold

PACKAGE = "ipse.rules.lexicons"
TIME_LIMIT = 0.25  # seconds for one search in one message
FAST_CHARACTERS = 2_000  # up to here the standard engine runs: every pattern is bounded, see the adversarial test
NOBODY = "(?!)"  # matches nothing: no principal is known
SHORT_NAME = 2  # letters of a name that is also a syllable of other words: it counts with its capital only
_ARTICLES = frozenset(["la", "le", "un", "el", "il", "lo", "da", "de", "di", "du", "st", "my", "mr", "dr"])
MAX_CHARACTERS = 20_000  # longer messages are searched in their first part only


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the original text, with the name of what was seen there and how sure that is."""

    start: int
    end: int
    name: str = ""
    confidence: float = 1.0


@lru_cache(maxsize=4096)
def folded(text: str) -> Folded:
    """The text folded for matching: case, accents, apostrophes, hidden characters."""
    return fold(text[:MAX_CHARACTERS], accents=True)


@lru_cache(maxsize=1)
def known_languages() -> tuple[str, ...]:
    """The languages that have a rules lexicon."""
    return tuple(languages(PACKAGE))


def lexicon_language(language: str | None) -> str:
    """The language whose lexicon is used for ``language``: itself when known, else English."""
    short = (language or "en").split("-")[0].lower()
    return short if short in known_languages() else "en"


@lru_cache(maxsize=16)
def lexicon(language: str) -> Mapping[str, Any]:
    """The lexicon of a language.

    Raises :class:`LexiconError` when a section is missing.
    """
    data = language_data(PACKAGE, language)
    for section in ("macros", "patterns", "sponsors"):
        if section not in data:
            raise LexiconError(
                f"section {section!r} is missing", remedy="add the section", path=f"{language}.yaml", field=section
            )
    return data


def _expand(pattern: str, macros: Mapping[str, str]) -> str:
    for _ in range(4):
        if "{" not in pattern:
            break
        for name, value in macros.items():
            pattern = pattern.replace("{" + name + "}", "(?:" + value + ")")
    return pattern


def compile_pattern(source: str, where: str = "") -> regex.Pattern[str]:
    """Compile one pattern; raises :class:`RuleError` naming the pattern when it is malformed."""
    try:
        return regex.compile(source, flags=regex.MULTILINE)
    except regex.error as error:
        raise RuleError(
            f"malformed pattern {source!r}: {error}", remedy="correct the regular expression", path=where or None
        ) from error


def principal_pattern(names: Sequence[str]) -> str:
    """A pattern for any of the principal's names (full, first, last, aliases); matches nothing without names.

    Names of two letters keep their capital in it, and match only where the text has it: "Jo", not "jo".
    """
    wanted = {_written(part) for name in names for part in (name, *name.split()) if _tells(part, name)}
    return "|".join(regex.escape(name) for name in sorted(wanted, key=len, reverse=True)) or NOBODY


def _written(name: str) -> str:
    lower = folded(name.strip()).text
    return lower.title() if len(lower) == SHORT_NAME else lower


def _tells(part: str, name: str) -> bool:
    """Enough to know the principal by; of two letters only a whole name, or a first name that is no article."""
    if len(part) != SHORT_NAME:
        return len(part) > SHORT_NAME
    return part == name or (name.startswith(part) and part[0].isupper() and part.lower() not in _ARTICLES)


@lru_cache(maxsize=4096)
def _view(text: str, principal: str) -> Folded:
    """The folded text, with the capital of the principal's short names where the text has it."""
    view = folded(text)
    short = re.findall(r"(?<![^|])[A-Z]\w(?![^|])", principal)
    if not short:
        return view
    chars = list(view.text)
    for match in re.finditer(rf"\b(?:{'|'.join(short).lower()})\b", view.text):
        if text[view.offsets[match.start()]].isupper():
            chars[match.start()] = chars[match.start()].upper()
    return replace(view, text="".join(chars))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of the lexicon: the fast engine for chat-sized text, the one with a time limit beyond."""

    source: str
    where: str

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Non-empty matches in folded text."""
        if len(text) > FAST_CHARACTERS:
            yield from search(_limited(self.source, self.where), text)
            return
        for match in _fast(self.source, self.where).finditer(text):
            if match.end() > match.start():
                yield match.start(), match.end()


@lru_cache(maxsize=4096)
def _fast(source: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(source, flags=re.MULTILINE)
    except re.error as error:
        raise LexiconError(f"malformed pattern {source[:60]!r}: {error}", remedy="correct it", path=where) from error


@lru_cache(maxsize=4096)
def _limited(source: str, where: str) -> regex.Pattern[str]:
    return compile_pattern(source, where)


@lru_cache(maxsize=2048)
def patterns(language: str, name: str, principal: str = NOBODY) -> tuple[Pattern, ...]:
    """The patterns of one named list, empty when the language has none of that name."""
    data = lexicon(language)
    macros: dict[str, str] = {**data["macros"], "principal": principal}
    listed: Sequence[str] = data["patterns"].get(name) or ()
    return tuple(Pattern(_expand(p, macros), f"lexicons/{language}.yaml") for p in listed)


def pattern_names() -> frozenset[str]:
    """Every list name that at least one language defines."""
    return frozenset(n for language in known_languages() for n in lexicon(language)["patterns"])


def search(pattern: regex.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Non-empty matches of a pattern; raises :class:`RuleError` when the time limit is passed."""
    try:
        for match in pattern.finditer(text, timeout=TIME_LIMIT):
            if match.end() > match.start():
                yield match.start(), match.end()
    except TimeoutError as error:
        raise RuleError(
            f"pattern {pattern.pattern[:60]!r} took longer than {TIME_LIMIT} s on one message",
            remedy="simplify the pattern: avoid nested repetition",
        ) from error


def find(text: str, language: str, *names: str, principal: str = NOBODY) -> tuple[Span, ...]:
    """Every match of the named lists in ``text``, in order, with offsets of the original text."""
    chosen = lexicon_language(language)
    view = _view(text, principal)
    found: list[Span] = []
    for name in names:
        for pattern in patterns(chosen, name, principal):
            found.extend(Span(*view.span(s, e), name) for s, e in pattern.matches(view.text))
    return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


def has(text: str, language: str, *names: str, principal: str = NOBODY) -> bool:
    """Whether any of the named lists matches ``text``."""
    chosen = lexicon_language(language)
    view = _view(text, principal)
    return any(
        next(pattern.matches(view.text), None) is not None
        for name in names
        for pattern in patterns(chosen, name, principal)
    )
