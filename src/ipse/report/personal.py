"""Finds what identifies a fan in the messages of one conversation: names, handles, e-mails, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ipse.report.phones import phone_numbers
from ipse.text.data import language_data, languages, supported
from ipse.text.nlp import parse_many
from ipse.types import Corpus, Creator

if TYPE_CHECKING:
    from spacy.tokens import Doc

NAMES = "ipse.report.names"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++\s?@\s?[\w-]+(?:\.[\w-]+)+")
_PROFILE = re.compile(
    r"(?i)(?<![\w.-])(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|wa\.me|m\.me|fb\.me|signal\.me|ig\.me|instagr\.am"
    r"|(?:instagram|facebook|fb|tiktok|twitter|x|snapchat|threads|youtube|linkedin|twitch|reddit|pinterest|onlyfans|fansly"
    r"|patreon|discord|vk|bsky)\.(?:com|net|tv|gg|app)|discord\.gg|linktr\.ee)"
    r"/(?:(?:add|in|user|users|u|c|profile)/)?[@+]?[\w.-]{1,60}(?<![.-])"
)
_HANDLE = re.compile(r"(?<![\w.@])@[^\W_][\w.]{0,40}[\w]")
_NETWORK = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|telegram|tiktok|twitter|discord|facebook|threads|twitch|bluesky|whatsapp"
    r"|signal)"
)
_ACCOUNT = r"[^\W\d_](?=[^\W_]{0,40}[\d_.][\w.]{0,40}[^\W_])[\w.]{1,80}(?<!\.)"  # "ada.q", "ada_q" or "ada92": no word
_BESIDE_NETWORK = re.compile(
    rf"(?i)\b{_NETWORK}\b[\s:=,-]{{1,3}}"
    r"(?:(?:handle|username|user|name|account|pseudo|compte|is|at|as|est|c['’]est)\b[\s:=-]{1,3}){0,3}"
    rf"({_ACCOUNT})|(?<![\w.@/])({_ACCOUNT})\s(?:on|over on|sur)\s{_NETWORK}\b"
)
_WORD = r"[^\W\d_][\w'’-]*"
_BELONGING = re.compile(r"['’]s?$")
_ACCOUNT_LIKE = re.compile(r"\w+")
_PATTERNS = (("email", _EMAIL), ("handle", _PROFILE), ("handle", _HANDLE), ("handle", _BESIDE_NETWORK))
_SHORTEST = 4  # letters of a name that is looked for inside an account


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
        for string, sort in _addresses(text):
            if not public.declares(string) and not public.holds(string):
                found.setdefault(string, sort)
    for name in _names(texts, language, public):
        found.setdefault(name, "name")
    names = frozenset(n.casefold() for n, sort in found.items() if sort == "name" and len(n) >= _SHORTEST)
    for account in _accounts(texts, names):
        if not public.declares(account) and not public.holds(account):
            found.setdefault(account, "handle")
    return found


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    """Where somebody can be reached: each address with its sort."""
    for sort, pattern in _PATTERNS:
        yield from ((next(filter(None, reversed((hit[0], *hit.groups())))), sort) for hit in pattern.finditer(text))
    yield from ((number, "phone") for number in phone_numbers(text))


def _accounts(texts: Iterable[str], names: frozenset[str]) -> Iterator[str]:
    """Words such as "ada_q" and "ada92" that hold one of the names (in small letters)."""
    for word in (hit[0] for text in texts if names for hit in _ACCOUNT_LIKE.finditer(text)):
        parts = re.findall(r"[^\W\d_]+", word)
        if parts != [word] and any(part.casefold() in names for part in parts):
            yield word


def _names(texts: Sequence[str], language: str, public: Public) -> Iterator[str]:
    data = language_data(NAMES, supported(NAMES, language))
    never = frozenset(data["never"]) | _in_all_languages("status")
    documents = parse_many(texts, language)
    for document in documents:
        said = (*_spoken_names(document.text, language), *_self_names(document, language))
        yield from (n for n in map(_bare, said) if _is_name(n, never) and not public.declares(n))
    for name in _entities(documents, frozenset(data["person"]), never | _in_all_languages("salutations")):
        if _is_name(name, never) and not public.declares(name) and not public.holds(name):
            yield name


@lru_cache(maxsize=8)
def _in_all_languages(key: str) -> frozenset[str]:
    return frozenset(word for language in languages(NAMES) for word in language_data(NAMES, language)[key])


def _is_name(name: str, never: Iterable[str]) -> bool:
    return len(name) > 1 and _plain(name) not in never


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _bare(word: str) -> str:
    """The name alone: "Ada's" is Ada's."""
    return _BELONGING.sub("", word)


def _spoken_names(text: str, language: str) -> Iterator[str]:
    sure, perhaps, _ = _openers(supported(NAMES, language))
    yield from (hit[1] for hit in sure.finditer(text))
    yield from (hit[1] for hit in perhaps.finditer(text) if hit[1][0].isupper())


def _self_names(document: Doc, language: str) -> Iterator[str]:
    """Names after "I'm" and the like, where an adjective stands as often: a proper noun, and not all in capitals."""
    *_, selves = _openers(supported(NAMES, language))
    proper = {token.idx for token in document if token.pos_ == "PROPN"}
    for hit in selves.finditer(document.text):
        if hit.start(1) in proper and hit[1][0].isupper() and not hit[1].isupper():
            yield hit[1]


def _entities(documents: Iterable[Doc], labels: Iterable[str], others: frozenset[str]) -> Iterator[str]:
    """Persons that the language's spaCy pipeline sees, each whole and by its parts.

    ``others`` are words that belong to no name: what an entity has of them at its ends is left out.
    """
    for document in documents:
        for entity in document.ents:
            if entity.label_ not in labels:
                continue
            name = _within(entity.text, others)
            words = [_bare(w) for w in re.findall(_WORD, name)]
            if words and all(w[0].isupper() for w in words):
                yield " ".join(words) if " ".join(words) in name else words[0]
                yield from (w for w in words if len(w) > 2)


def _within(entity: str, others: frozenset[str]) -> str:
    """The entity without the words at its ends that belong to no name."""
    words = list(re.finditer(_WORD, entity))
    while words and _plain(words[0][0]) in others:
        del words[0]
    while words and _plain(words[-1][0]) in others:
        del words[-1]
    return entity[words[0].start() : words[-1].end()] if words else ""


@lru_cache(maxsize=8)
def _openers(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data: Mapping[str, Any] = language_data(NAMES, language)
    ending = r"(?=\s*(?:[!,.:;?)\n–—-]|$|[^\w\s]))"
    return (
        re.compile(rf"(?i)\b(?:{_either(data['introductions'])})[\s:,]+({_WORD})"),
        re.compile(rf"(?i)\b(?:{_either(data['greetings'])})[\s,]+({_WORD}){ending}"),
        re.compile(rf"(?i)\b(?:{_either(data['selves'])})[\s,]+({_WORD}){ending}"),
    )


def _either(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(p).replace("'", "['’]").replace(r"\ ", r"\s+") for p in phrases)
