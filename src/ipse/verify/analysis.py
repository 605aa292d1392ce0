"""A text read once for all tiers: its sentences, their words, names, negations and people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ipse.text.nlp import content_words
from ipse.text.sentences import sentence_spans
from ipse.verify.words import kin_patterns, opposites, phrases, plain

_WORD = re.compile(r"[\w]+", re.UNICODE)
_NAME = re.compile(r"(?<![\w@#])(?:[A-ZÀ-ÖØ-Þ][\w’'-]*\w|[A-Z]{2,})(?!\w)")
_CONTRACTED = re.compile(r"n't(?!\w)")
SELF, GROUP, OTHER, NOBODY = "self", "group", "other", ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with what the tiers ask of it; offsets are those of the whole text."""

    start: int
    end: int
    stems: frozenset[str]
    words: tuple[tuple[str, int, int], ...]
    names: frozenset[str]
    negated: bool
    extreme: int  # 1 all, -1 none, 0 neither
    plain: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text's sentences and the stems of the whole."""

    text: str
    language: str
    sentences: tuple[Sentence, ...]

    @property
    def stems(self) -> frozenset[str]:
        """Every content stem of the text."""
        return frozenset().union(*(s.stems for s in self.sentences))

    @property
    def names(self) -> frozenset[str]:
        """Every capitalised word that looks like a name, plain."""
        return frozenset().union(*(s.names for s in self.sentences))


@lru_cache(maxsize=8192)
def analyse(text: str, language: str) -> Analysis:
    """Read a text once; the result is kept for the next claim about the same passage."""
    spans = sentence_spans(text, language) or ((0, len(text)),)
    starts = {start for start, _ in spans}
    words = content_words(text, language)
    sentences = tuple(_sentence(text, span, words, language, starts) for span in spans)
    return Analysis(text, language, sentences)


def _sentence(
    text: str,
    span: tuple[int, int],
    words: tuple[tuple[str, int, int], ...],
    language: str,
    starts: set[int],
) -> Sentence:
    start, end = span
    own = tuple(w for w in words if start <= w[1] < end)
    folded = plain(text[start:end])
    return Sentence(
        start=start,
        end=end,
        stems=frozenset(stem for stem, _, _ in own),
        words=own,
        names=_names(text, start, end, own),
        negated=negated(folded, language),
        extreme=_extreme(folded, language),
        plain=folded,
    )


def _names(text: str, start: int, end: int, words: tuple[tuple[str, int, int], ...]) -> frozenset[str]:
    """Capitalised content words; the first word of a sentence counts when a mark or a name surrounds it."""
    content = {at for _, at, _ in words}
    found = set()
    for match in _NAME.finditer(text, start, end):
        if match.start() not in content or _opens(text, start, match.start()):
            continue
        found.add(plain(match[0]))
    return frozenset(found)


def _opens(text: str, start: int, at: int) -> bool:
    """Whether a word starts its sentence, a quotation, a list item or a question in the text."""
    before = text[start:at].rstrip()
    return not before or before[-1] in "«“\"':—–-•*([!?.…"


def negated(folded: str, language: str) -> bool:
    """Whether a plain text carries an odd number of negations (French "ne … pas" counts as one)."""
    text = phrases(language, "not_negations").sub(" ", folded)
    hits = len(phrases(language, "negations").findall(text)) + len(_CONTRACTED.findall(text))
    if language.startswith("fr"):
        hits -= len(re.findall(r"(?<!\w)n(?:e\s|')", text)) if hits > 1 else 0
        hits = max(hits, 1 if re.search(r"(?<!\w)n(?:e\s|')", text) else 0)
    return hits % 2 == 1


def _extreme(folded: str, language: str) -> int:
    every, none = (bool(pattern.search(folded)) for pattern in opposites(language))
    return int(every) - int(none)


def people(folded: str, language: str) -> tuple[tuple[int, str], ...]:
    """Who is mentioned where in a plain text: self, group, other, or a kind of relative; by position."""
    found = [
        (match.start(), name) for name in (SELF, GROUP, OTHER) for match in phrases(language, name).finditer(folded)
    ]
    for kin, pattern in kin_patterns(language).items():
        found += [(match.start(), kin) for match in pattern.finditer(folded)]
    return tuple(sorted(found))
