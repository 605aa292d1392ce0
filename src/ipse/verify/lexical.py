"""The lexical tier: which content words of a claim a passage holds, where, and with what polarity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.analysis import Analysis, Sentence
from ipse.verify.words import exclusive_groups

_FUZZY_LENGTH = 5
_FUZZY_SCORE = 84.0
_NEIGHBOUR = 0.5
_QUESTION = 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a claim lies on a passage; shares in [0, 1].

    ``coverage`` counts claim words found anywhere, ``focus`` those found in the best sentence (half for its
    neighbours); ``best`` is that sentence's index, ``density`` the share of its words that the claim has too.
    """

    coverage: float
    focus: float
    best: int
    aligned: tuple[str, ...]
    missing: tuple[str, ...]
    missing_names: tuple[str, ...]
    polarity_clash: bool
    extreme_clash: bool
    rival: tuple[str, str] | None
    same_language: bool
    names_found: int = 0
    claim_negated: bool = False
    claim_extreme: bool = False
    density: float = 0.0

    def signals(self) -> tuple[Signal, ...]:
        """What the lexical tier has to say, in plain words."""
        found = [Signal("lexical", "coverage", round(self.coverage, 3), f"found: {', '.join(self.aligned)}")]
        if self.missing:
            found.append(Signal("lexical", "missing", len(self.missing), f"not found: {', '.join(self.missing)}"))
        if self.missing_names:
            found.append(Signal("lexical", "missing_names", len(self.missing_names), ", ".join(self.missing_names)))
        if self.polarity_clash:
            found.append(Signal("lexical", "polarity", 1.0, "one side is negated, the other is not"))
        if self.extreme_clash:
            found.append(Signal("lexical", "extreme", 1.0, "all against none"))
        if self.rival:
            found.append(Signal("lexical", "rival", 1.0, f"“{self.rival[0]}” against “{self.rival[1]}”"))
        return tuple(found)


def align(claim: Analysis, passage: Analysis, question: Analysis | None = None) -> Alignment:
    """Lay a claim (and, at half weight, the question it answers) on a passage."""
    words = dict.fromkeys(sorted(claim.stems), 1.0)
    if question is not None:
        words |= dict.fromkeys(sorted(question.stems - claim.stems), _QUESTION)
    matches = met_words(words, passage.stems)
    best, focus = _best_sentence(words, matches, passage)
    own = {stem for stem in words if stem in claim.stems}
    missing = tuple(sorted(own - matches.keys()))
    sentence = passage.sentences[best]
    return Alignment(
        coverage=_share(words, matches),
        focus=focus,
        best=best,
        aligned=tuple(sorted(own & matches.keys())),
        missing=missing,
        missing_names=tuple(sorted(_absent_names(claim, passage))),
        polarity_clash=_negated(claim) != sentence.negated,
        extreme_clash=_extremes(claim) * sentence.extreme < 0,
        rival=_rival(claim, passage, best),
        same_language=claim.language[:2] == passage.language[:2],
        names_found=len(claim.names & passage.names),
        claim_negated=any(s.negated for s in claim.sentences),
        claim_extreme=any(s.extreme for s in claim.sentences),
        density=len(sentence.stems & claim.stems) / max(1, len(sentence.stems)),
    )


def met_words(words: Iterable[str], stems: frozenset[str]) -> dict[str, str]:
    """For each claim word (a stem) the passage's that it meets: the same one, or a close spelling (cognates)."""
    from rapidfuzz import fuzz, process

    found = {word: word for word in words if word in stems}
    long = sorted(stem for stem in stems if len(stem) >= _FUZZY_LENGTH)
    for word in words:
        if word in found or len(word) < _FUZZY_LENGTH or word[:1].isdigit():
            continue
        near = process.extractOne(word, long, scorer=fuzz.ratio, score_cutoff=_FUZZY_SCORE)
        if near:
            found[word] = near[0]
    return found


def _share(words: dict[str, float], matches: dict[str, str]) -> float:
    total = sum(words.values())
    return sum(weight for word, weight in words.items() if word in matches) / total if total else 0.0


def _best_sentence(words: dict[str, float], matches: dict[str, str], passage: Analysis) -> tuple[int, float]:
    total = sum(words.values()) or 1.0
    best, most = 0, -1.0
    for index, sentence in enumerate(passage.sentences):
        near = _neighbours(passage, index)
        value = 0.0
        for word, met in matches.items():
            if met in sentence.stems:
                value += words[word]
            elif any(met in other.stems for other in near):
                value += words[word] * _NEIGHBOUR
        if value > most + 1e-9:
            best, most = index, value
    return best, max(0.0, most) / total


def _neighbours(passage: Analysis, index: int) -> tuple[Sentence, ...]:
    return passage.sentences[max(0, index - 1) : index] + passage.sentences[index + 1 : index + 2]


def _absent_names(claim: Analysis, passage: Analysis) -> set[str]:
    from rapidfuzz import fuzz

    present = {word for s in passage.sentences for word in s.plain.replace("'", " ").replace("-", " ").split()}
    present |= passage.names
    whole = " ".join(s.plain for s in passage.sentences)
    return {
        name
        for name in claim.names
        if name not in whole and not any(fuzz.ratio(name, word) >= _FUZZY_SCORE for word in present)
    }


def _negated(claim: Analysis) -> bool:
    return sum(s.negated for s in claim.sentences) % 2 == 1


def _extremes(claim: Analysis) -> int:
    return sum(s.extreme for s in claim.sentences)


def _rival(claim: Analysis, passage: Analysis, best: int) -> tuple[str, str] | None:
    """A claim word whose exclusive sibling stands in the aligned sentence while the word itself does not."""
    near = passage.sentences[best].plain
    own = set().union(*(s.plain.replace("-", " ").split() for s in claim.sentences)) if claim.sentences else set()
    said = {word.strip(".,;:!?()\"'«»") for word in own}
    there = {word.strip(".,;:!?()\"'«»") for word in near.split()}
    if claim.language[:2] != passage.language[:2]:
        return None
    for group in exclusive_groups(claim.language):
        mine, theirs = said & group, there & group
        if mine and theirs and not mine & theirs:
            return min(mine), min(theirs)
    return None
