"""Word lists of a language, compiled for one pass over the tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from ipse.claims.tokens import LEXICONS, Token, tokenize
from ipse.errors import LexiconError
from ipse.text.data import language_data

_LONGEST_PHRASE = 4
_REMEMBERED = 50_000


@dataclass(slots=True)
class Lexicon:
    """Phrases to groups. ``match`` costs a few dictionary look-ups per token, whatever the list's size."""

    phrases: dict[str, list[str]] = field(default_factory=dict)
    openings: dict[str, list[str]] = field(default_factory=dict)
    prefixes: dict[str, list[str]] = field(default_factory=dict)
    suffixes: dict[str, list[str]] = field(default_factory=dict)
    opening_prefixes: dict[str, list[str]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)  # first words of entries of several words
    known: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)

    def add(self, entry: str, group: str, language: str) -> None:
        """Add one entry of the YAML: "word", "two words", "prefix*", "*suffix", "^ at the start"."""
        opening = entry.startswith("^ ")
        body = entry.removeprefix("^ ")
        words = _normal(body.strip("*"), language)
        if body.startswith("*"):
            target = self.suffixes
        elif body.endswith("*"):
            target = self.opening_prefixes if opening else self.prefixes
        else:
            target = self.openings if opening else self.phrases
        target.setdefault(words, []).append(group)
        if " " in words:
            self.heads.add(words.split(" ")[0])

    def match(self, tokens: Sequence[Token], opening: int = 0) -> dict[str, str]:
        """Groups found in ``tokens`` with the first words that showed each; ``opening`` is where it starts."""
        norms = [token.norm for token in tokens]
        found: dict[str, str] = {}
        for place, word in enumerate(norms):
            opens = place in (0, opening)
            for group in self._single(word, opens):
                found.setdefault(group, word)
            if word in self.heads:
                self._match_phrases(norms, place, opens, found)
        return found

    def _single(self, word: str, opens: bool) -> tuple[str, ...]:
        """The groups that one word shows; remembered, as chat repeats its words."""
        known = self.known.get((word, opens))
        if known is None:
            known = tuple(dict.fromkeys(self._groups(word, word, opens)))
            self.known[word, opens] = known
            if len(self.known) > _REMEMBERED:
                self.known.clear()
        return known

    def _groups(self, phrase: str, last: str, opens: bool) -> Iterator[str]:
        yield from self.phrases.get(phrase, ())
        if opens:
            yield from self.openings.get(phrase, ())
        for cut in range(len(phrase) - len(last) + 1, len(phrase) + 1):
            yield from self.prefixes.get(phrase[:cut], ())
            if opens:
                yield from self.opening_prefixes.get(phrase[:cut], ())
        if phrase == last:
            for size in range(3, min(6, len(last)) + 1):
                yield from self.suffixes.get(last[-size:], ())

    def _match_phrases(self, norms: list[str], place: int, opens: bool, found: dict[str, str]) -> None:
        phrase = norms[place]
        for word in norms[place + 1 : place + _LONGEST_PHRASE]:
            phrase = f"{phrase} {word}"
            for group in self._groups(phrase, word, opens):
                found.setdefault(group, phrase)

    def openers(self, tokens: Sequence[Token], opening: int) -> tuple[str, str] | None:
        """The group and words of the longest entry that stands at ``opening``, whatever its kind."""
        phrase, best = "", None
        for token in tokens[opening : opening + _LONGEST_PHRASE]:
            phrase = f"{phrase} {token.norm}" if phrase else token.norm
            groups = self.phrases.get(phrase)
            for cut in range(len(phrase), max(2, len(phrase) - len(token.norm)), -1):
                groups = groups or self.prefixes.get(phrase[:cut])
            if groups:
                best = (groups[0], phrase)
        return best


def _normal(entry: str, language: str) -> str:
    """The entry as its tokens' norms; an elision ("qu'") is completed so that it is read as one."""
    elided = entry.endswith("'")
    tokens = tokenize(f"{entry}x" if elided else entry, language)
    return " ".join(token.norm for token in (tokens[:-1] if elided else tokens))


@cache
def lexicon(language: str, section: str) -> Lexicon:
    """The compiled ``section`` ("cues" or "kinds") of a language's data.

    Raises ``LexiconError`` when the section is missing.
    """
    data = language_data(LEXICONS, language)
    if section not in data:
        raise LexiconError(f"no section {section!r}", path=f"{LEXICONS}/{language}.yaml", remedy="add it")
    compiled = Lexicon()
    for group, entries in data[section].items():
        for entry in entries:
            compiled.add(str(entry), str(group), language)
    return compiled


@cache
def word_classes(language: str) -> dict[str, str]:
    """Word to its closed classes joined by "+" ("finite+subject"), from the ``clause`` section."""
    classes: dict[str, list[str]] = {}
    for name, words in language_data(LEXICONS, language)["clause"].items():
        for word in words:
            classes.setdefault(_normal(str(word), language), []).append(str(name)[:3])
    return {word: "+".join(sorted(set(names))) for word, names in classes.items()}
