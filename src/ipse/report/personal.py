"""Finds what identifies a fan in the messages of one conversation: names, handles, e-mails, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ipse.text.data import language_data, supported
from ipse.text.nlp import parse_many
from ipse.types import Corpus, Creator

NAMES = "ipse.report.names"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++\s?@\s?[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w.@])@[^\W_][\w.]{0,40}[\w]")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00|\(?0)\d?(?:[\s.()/-]{0,3}\d){7,14}(?!\w)")
_WORD = r"[^\W\d_][\w'’-]*"
_PATTERNS = (("email", _EMAIL), ("handle", _HANDLE), ("phone", _PHONE))


@dataclass(frozen=True, slots=True)
class Public:
    """What the creator published or declared: these names and addresses are not a fan's."""

    words: frozenset[str]
    text: str

    @classmethod
    def of(cls, creator: Creator, corpus: Corpus) -> Public:
        """The creator's own names, sponsors and offers, and the text of all sources, folded."""
        names = [creator.name, creator.slug, *creator.aliases]
        names += [n for s in creator.sponsors for n in (s.name, *s.aliases, *s.codes)] + [
            o.name for o in creator.offers
        ]
        words = frozenset(w.casefold() for name in names for w in re.findall(r"\w+", name))
        return cls(words, "\n".join(s.text for s in corpus.sources).casefold())

    def declares(self, found: str) -> bool:
        """Whether every word of ``found`` is part of a declared name."""
        return all(w.casefold() in self.words for w in re.findall(r"\w+", found))

    def holds(self, found: str) -> bool:
        """Whether the sources hold ``found``."""
        return found.casefold() in self.text


def personal_strings(texts: Sequence[str], language: str, public: Public) -> dict[str, str]:
    """What to replace in one conversation: each string, as written, with its sort (name, handle, email, phone)."""
    found: dict[str, str] = {}
    for text in texts:
        for sort, pattern in _PATTERNS:
            for hit in pattern.finditer(text):
                if not public.declares(hit[0]) and not public.holds(hit[0]):
                    found.setdefault(hit[0], sort)
    for name in _names(texts, language, public):
        found.setdefault(name, "name")
    return found


def _names(texts: Sequence[str], language: str, public: Public) -> Iterator[str]:
    data = language_data(NAMES, supported(NAMES, language))
    never = frozenset(data["never"])
    for text in texts:
        yield from (n for n in _spoken_names(text, language) if _is_name(n, never) and not public.declares(n))
    for name in _entities(texts, language, frozenset(data["person"])):
        if _is_name(name, never) and not public.declares(name) and not public.holds(name):
            yield name


def _is_name(name: str, never: Iterable[str]) -> bool:
    return len(name) > 1 and name.casefold().replace("’", "'") not in never


def _spoken_names(text: str, language: str) -> Iterator[str]:
    sure, perhaps = _openers(supported(NAMES, language))
    yield from (hit[1] for hit in sure.finditer(text))
    yield from (hit[1] for hit in perhaps.finditer(text) if hit[1][0].isupper())


def _entities(texts: Sequence[str], language: str, labels: Iterable[str]) -> Iterator[str]:
    """Persons that the language's spaCy pipeline sees, each whole and by its parts."""
    for document in parse_many(texts, language):
        for entity in document.ents:
            words = re.findall(_WORD, entity.text)
            if entity.label_ in labels and words and all(w[0].isupper() for w in words):
                yield " ".join(words) if " ".join(words) in entity.text else words[0]
                yield from (w for w in words if len(w) > 2)


@lru_cache(maxsize=8)
def _openers(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data: Mapping[str, Any] = language_data(NAMES, language)
    return (
        re.compile(rf"(?i)\b(?:{_either(data['introductions'])})[\s:,]+({_WORD})"),
        re.compile(rf"(?i)\b(?:{_either(data['greetings'])})[\s,]+({_WORD})(?=\s*(?:[!,.:;?)\n–—-]|$|[^\w\s]))"),
    )


def _either(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(p).replace("'", "['’]").replace(r"\ ", r"\s+") for p in phrases)
