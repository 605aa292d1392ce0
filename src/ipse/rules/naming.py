"""How a corpus writes its words, and so which of them are names of brands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from ipse.rules.lexicon import folded
from ipse.types import Passage

_PAIR = regex.compile(r"(?<!\w)(?=\w++ [A-ZÀ-Þ]|[A-ZÀ-Þ])(\w++) (?=(\w++))")
_CODE = regex.compile(r"\b(?=[A-Z0-9]*[A-Z]{3})[A-Z][A-Z0-9]{3,19}\b")
_ARTICLE_WORDS = "the a an my our their this le la les un une des mon ma mes notre au aux chez"
_COMMON_WORDS = (
    "the this that these it i we he they she my our his her a an and but so if when since on in at no not new "
    "yes all any le la les un une des ce cette ces il elle on je tu nous vous mon ma mes et mais si quand "
    "depuis en au aux non oui ad pub publicité publicite note ps update affiliate sponsor sponsored "
    "collaboration commerciale partenariat sponsorisé sponsorship sponsors partenaires partenaire who what "
    "where why how qui quoi combien comment pourquoi mis code codes lien link links thanks merci every each "
    "pour moi toi ancien ancienne former until jusqu paid payé partner partners youtube instagram tiktok "
    "twitch discord patreon substack facebook twitter x podcast newsletter blog affiliation terminé termine "
    "jamais never ended terminées always toujours avant après before after now maintenant brand marque january "
    "february march april may june july august september october november december janvier février mars avril "
    "mai juin juillet août septembre octobre novembre décembre "
)
ARTICLES = frozenset(_ARTICLE_WORDS.split())
_WHERE = ("in", "near", "à", "vers")
_PLACES = ("in", "near", "to", "from", "à", "de", "en", "vers")
COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True)
class Usage:
    """How the corpus writes words: small, and with a capital inside a sentence; and names that are not brands."""

    small: Counter[str]
    inside: Counter[str]
    pairs: Counter[tuple[str, str]]  # two words in a row, one of them with a capital
    own: frozenset[str]
    lower: bool  # sentences, and so names, begin without a capital

    def is_name(self, name: str) -> bool:
        """The corpus writes the words of ``name`` as a name."""
        words = [word for word in regex.split(r"[\s&+]+", name) if word[:1].isupper()]
        if not words or name_key(name) in self.own or _CODE.fullmatch(name) or len(name) < 3:
            return False
        if self.lower:
            return any(word.casefold() not in COMMON for word in words)
        if len(words) == 1 or all(word.casefold() in COMMON for word in words):
            word = words[0].casefold()
            return word not in COMMON and (self.small[word] == 0 or self.inside[word] > self.small[word])
        return any(word.casefold() not in COMMON for word in words)

    def is_alone(self, words: Sequence[str]) -> bool:
        """The first of ``words`` also stands without the second, and never as a place."""
        first, second = words
        if any(self.pairs[lead, first] for lead in _PLACES):
            return False
        return any(before == first and after != second for before, after in self.pairs)

    def is_place(self, word: str) -> bool:
        """The corpus says where: in ``word``."""
        return any(self.pairs[lead, word] for lead in _WHERE)

    def is_rare(self, word: str) -> bool:
        """The corpus never writes ``word``, or its singular or plural, as an ordinary word."""
        plain = word.casefold()
        return not any(self.small[form] for form in (plain, f"{plain}s", plain.removesuffix("s")))


def read_usage(passages: Sequence[Passage], own: Sequence[str]) -> Usage:
    """What the passages show; ``own``: names of the creator, the shop and the helpers, which are no brands."""
    small: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    begun: Counter[bool] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        small.update(regex.findall(r"(?<![\w@#/.])[a-zß-ÿ][\w’'-]*+(?!\.\w)", passage.text))
        inside.update(word.casefold() for word in regex.findall(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][\w’'-]*\w", passage.text))
        pairs.update(_PAIR.findall(passage.text))
        begun.update(first.isupper() for first in regex.findall(r"(?<=[a-zß-ÿ]{2}[.!?] )[a-zA-ZÀ-ÿ]", passage.text))
    people = {passage.speaker for passage in passages if passage.speaker}
    names = {part for name in (*own, *people) for part in (name, *(name.split() if len(name.split()) < 3 else ()))}
    lower = begun[False] > 4 * begun[True]
    return Usage(small, inside, pairs, frozenset(name_key(name) for name in names if len(name) > 2), lower)


def name_key(name: str) -> str:
    """A name without case, accents, marks and "and": the same for every way to write it."""
    text = folded(name).text
    return regex.sub(r"\s+", " ", regex.sub(r"\b(?:and|et)\b|&|[^\w ]", " ", text)).strip()
