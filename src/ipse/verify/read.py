"""One claim against one window of a passage: every tier looks, then a stance is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ipse.text.language import detect
from ipse.types import Claim, Passage
from ipse.verify.analysis import Analysis, analyse
from ipse.verify.attribution import attribute
from ipse.verify.base import PairModel, Reading, Scores, Stance
from ipse.verify.features import Observation
from ipse.verify.lexical import align
from ipse.verify.nearest import NearestReader, Question
from ipse.verify.quotations import read_quotations
from ipse.verify.stack import Stack
from ipse.verify.texts import hypothesis
from ipse.verify.values import read_values
from ipse.verify.words import plain

SUPPORT_AT = 0.5
CONTRADICT_AT = 0.4
_RELEVANT_FOCUS = 0.2
_RELEVANT_MODEL = 0.5
_RULE_CONFIDENCE = 0.9
_SAME_WORDS = Scores(0.98, 0.01, 0.01)
_WORD = re.compile(r"\w+")
_CLOSING = " \n\t\"'”’»)"


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a passage: ``text == passage.text[start:end]``."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """What the window shows."""
        return self.passage.text[self.start : self.end]

    @property
    def language(self) -> str:
        """The passage's language, detected when nobody said it."""
        return language_of(self.passage)


def language_of(passage: Passage) -> str:
    """The language a passage is read in: as declared, else as its words tell."""
    return passage.language or _detected(passage.text)


@lru_cache(maxsize=8192)
def _detected(text: str) -> str:
    return detect(text)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability a passage supports, and from which it contradicts."""

    support: float = SUPPORT_AT
    contradict: float = CONTRADICT_AT


def observe(claim: Claim, window: Window) -> Observation:
    """What every tier but the model's sees. The fan's question gives context to an answer, never evidence."""
    mine = analyse(claim_text(claim), claim.language)
    theirs = analyse(window.text, window.language)
    asked = claim.question if _fragment(claim) else None
    alignment = align(mine, theirs, analyse(asked, claim.language) if asked else None)
    return Observation(
        values=read_values(mine, theirs, claim_ref=_day(claim), passage_ref=window.passage.date, question=asked or ""),
        quotations=read_quotations(mine.text, theirs.text),
        alignment=alignment,
        attribution=attribute(mine, theirs, alignment),
        dialogue=bool(asked),
        words=len(mine.text.split()),
        window_words=len(theirs.text.split()),
        french=claim.language == "fr",
        verbatim=_verbatim(mine, theirs),
    )


def observe_all(
    asked: Sequence[tuple[Claim, Window]], model: PairModel | None, nearest: NearestReader | None = None
) -> list[Observation]:
    """What every tier sees of each claim and window; the models, if any, are asked in one go, once a distinct pair."""
    seen = [observe(claim, window) for claim, window in asked]
    if nearest is not None:
        questions = [Question(_sentences(window), hypothesis(claim)) for claim, window in asked]
        once = list(dict.fromkeys(questions))
        told = dict(zip(once, nearest.read(once), strict=True))
        seen = [replace(one, nearest=told[question]) for one, question in zip(seen, questions, strict=True)]
    if model is None:
        return seen
    pairs = [(window.text, hypothesis(claim)) for claim, window in asked]
    distinct = list(dict.fromkeys(pairs))
    said = dict(zip(distinct, model.score(distinct), strict=True))
    return [replace(one, said=said[pair]) for one, pair in zip(seen, pairs, strict=True)]


def _sentences(window: Window) -> tuple[str, ...]:
    """The window cut into sentences, for the tier of sentence vectors."""
    found = analyse(window.text, window.language).sentences
    return tuple(window.text[sentence.start : sentence.end] for sentence in found)


def claim_text(claim: Claim) -> str:
    """The words of the clone that are checked: the resolved claim, or the clause as written."""
    return claim.resolved or claim.quote


def take_stance(window: Window, seen: Observation, stack: Stack, thresholds: Thresholds) -> Reading:
    """The reading of one window. A settled mismatch contradicts, the same words support, whatever the model says."""
    scores = _SAME_WORDS if seen.verbatim else stack.score(seen)
    settled = seen.values.settled
    if settled:
        scores = _overruled(scores)
    stance = _stance(scores, settled, thresholds)
    return Reading(
        passage=window.passage,
        stance=stance,
        scores=scores,
        relevant=_relevant(seen, stance),
        nearness=seen.alignment.focus,
        settled=settled,
        reason=_reason(seen, stance),
        quote=_quote(window, seen),
        explanation=_explanation(seen, stance),
        signals=(*seen.signals, *stack.moves(seen)),
    )


def _stance(scores: Scores, settled: bool, thresholds: Thresholds) -> Stance:
    likeliest = max(scores.vector)
    if settled or (scores.contradiction == likeliest and scores.contradiction >= thresholds.contradict):
        return Stance.CONTRADICTS
    supports = scores.entailment == likeliest and scores.entailment >= thresholds.support
    return Stance.SUPPORTS if supports else Stance.SILENT


def _overruled(scores: Scores) -> Scores:
    """A rule's word: at least `_RULE_CONFIDENCE` for contradiction, the rest in the model's proportions."""
    if scores.contradiction >= _RULE_CONFIDENCE:
        return scores
    rest = (1 - _RULE_CONFIDENCE) / max(1e-9, scores.entailment + scores.neutral)
    return Scores(scores.entailment * rest, scores.neutral * rest, _RULE_CONFIDENCE)


def _verbatim(claim: Analysis, passage: Analysis) -> bool:
    """Whether a sentence of the passage is the claim, marks and case aside; of a single word that says nothing."""
    said = _WORD.findall(plain(claim.text))
    return len(said) > 1 and any(said == _WORD.findall(sentence.plain) for sentence in passage.sentences)


def _relevant(seen: Observation, stance: Stance) -> bool:
    by_words = seen.alignment.focus >= _RELEVANT_FOCUS
    by_model = seen.said is not None and 1 - seen.said.neutral >= _RELEVANT_MODEL
    return stance is not Stance.SILENT or by_words or by_model


def _reason(seen: Observation, stance: Stance) -> str:
    mismatch = seen.values.mismatch
    if stance is Stance.CONTRADICTS:
        if mismatch is not None:
            return f"{mismatch.value.type.value}_mismatch"
        if any(q.altered for q in seen.quotations):
            return "quotation_altered"
        if seen.attribution.clash == 1.0:
            return "another_person"
        if seen.alignment.polarity_clash:
            return "opposite_polarity"
        return "contradicted"
    if stance is Stance.SUPPORTS:
        return "values_agree" if seen.values.match and seen.values.match.strength >= 0.5 else "entailed"
    return "not_stated"


def _quote(window: Window, seen: Observation) -> str:
    """The sentence around the deciding value, else the best aligned one; a question comes with its answer."""
    sentences = analyse(window.text, window.language).sentences
    best = min(seen.alignment.best, len(sentences) - 1)
    deciding = seen.values.mismatch or seen.values.match
    if deciding and deciding.other:
        place = deciding.other.start
        best = next((n for n, sentence in enumerate(sentences) if sentence.start <= place < sentence.end), best)
    asks = window.text[sentences[best].start : sentences[best].end].rstrip(_CLOSING).endswith("?")
    last = min(best + 1, len(sentences) - 1) if asks else best
    return window.text[sentences[best].start : sentences[last].end]


def _explanation(seen: Observation, stance: Stance) -> str:
    mismatch, match = seen.values.mismatch, seen.values.match
    if stance is Stance.CONTRADICTS and mismatch is not None:
        return mismatch.note
    if stance is Stance.CONTRADICTS and seen.attribution.clash == 1.0:
        return seen.attribution.signals()[0].note
    if stance is Stance.SUPPORTS and match is not None:
        return match.note
    missing: list[str] = list(seen.alignment.missing_names) or list(seen.alignment.missing)
    return f"not found in the passage: {', '.join(missing)}" if missing else ""


def _fragment(claim: Claim) -> bool:
    """Whether the claim needs its question to be understood."""
    return bool(claim.question) and not (claim.resolved and claim.resolved != claim.quote)


def _day(claim: Claim) -> date | None:
    return claim.ts.date() if claim.ts else None
