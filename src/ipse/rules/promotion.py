"""Recommendations of paid brands and whether they carry a plain label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import regex

from ipse.rules.lexicon import Span, find, folded, has, known_languages, lexicon_language, search
from ipse.rules.state import Moment
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans
from ipse.types import Sponsor

PRAISED, ASKED = 0.85, 0.7  # probability from which the sentences around a brand recommend it; when the fan asks


@dataclass(frozen=True, slots=True)
class Promotion:
    """A paid brand recommended at ``span``; ``label``: ok, missing, ambiguous, late or wrong_language."""

    sponsor: Sponsor
    span: Span
    label: str


def promotions(moment: Moment) -> tuple[Promotion, ...]:
    """The recommendations of active sponsors in the clone's message, each with the state of its label."""
    named = [(s, m) for s in _paying(moment) for m in _mentions(s, moment)]
    if not named or has(moment.text, moment.language, "not_recommending"):
        return ()
    spans = [span for _, span in named]
    if not _recommends(moment, spans):
        return ()
    place = _place(moment, spans)
    label = _label(moment, place)
    return tuple({s.name: Promotion(s, place, label) for s, _ in named}.values())


def _paying(moment: Moment) -> list[Sponsor]:
    """The relations that hold when the message is sent."""
    sponsors = moment.view.creator.sponsors
    day = moment.date or max((turn.ts.date() for turn in moment.before if turn.ts), default=None)
    told = max((sponsor.since for sponsor in sponsors if sponsor.since), default=date.min)
    return [sponsor for sponsor in sponsors if active(sponsor, day, told)]


def active(sponsor: Sponsor, day: date | None, told: date = date.min) -> bool:
    """The relation holds on ``day``; an unknown day counts as inside, except when it was over by ``told``.

    ``told`` is a day on which the list of relations was surely up to date: when the newest of them began.
    """
    if day is None:
        return sponsor.until is None or sponsor.until > told
    return (sponsor.since is None or sponsor.since <= day) and (sponsor.until is None or day <= sponsor.until)


def _mentions(sponsor: Sponsor, moment: Moment) -> Iterator[Span]:
    view = folded(moment.text)
    lower = moment.text == moment.text.lower()
    for name in (sponsor.name, *sponsor.aliases, *sponsor.codes):
        key = regex.escape(folded(name).text).replace(r"\ ", r"\s+")
        pattern = regex.compile(rf"(?<!\w){key}(?:s|'s)?(?!\w)")
        for start, end in search(pattern, view.text):
            place = Span(*view.span(start, end), sponsor.name)
            if lower or name == sponsor.name or " " in name or moment.text[place.start].isupper():
                yield place  # a product called "Crane" is not every crane


def _recommends(moment: Moment, mentions: list[Span]) -> bool:
    """The words say so, or the classifier reads it in the sentences around the brand."""
    if has(moment.text, moment.language, "recommend"):
        return True
    asked = has(moment.fan, moment.view.default_language, "asks_recommendation")
    return any(_praise(moment, span) >= (ASKED if asked else PRAISED) for span in mentions)


def _praise(moment: Moment, mention: Span) -> float:
    """The probability that the sentence which names the brand, between its neighbours, recommends it."""
    from ipse.rules.features import BRAND, promotion_features
    from ipse.rules.linear import load_model

    sentences = sentence_spans(moment.text, moment.language)
    at = next((n for n, (start, end) in enumerate(sentences) if start <= mention.start < end), 0)
    first, last = sentences[max(0, at - 1)][0], sentences[min(len(sentences) - 1, at + 1)][1]
    said = moment.text[first : mention.start] + BRAND + moment.text[min(mention.end, last) : last]
    fan_language = lexicon_language(detect(moment.fan, moment.view.default_language))
    signs = promotion_features(said, moment.fan, (moment.language, fan_language))
    return load_model("promotion").probabilities(said, signs)["recommends"]


def _place(moment: Moment, mentions: list[Span]) -> Span:
    """From the first sentence that names a brand to the last that praises it."""
    sentences = sentence_spans(moment.text, moment.language)
    telling = [
        (start, end)
        for start, end in sentences
        if any(start <= m.start < end for m in mentions)
        or (start > mentions[0].start and has(moment.text[start:end], moment.language, "recommend"))
    ]
    return Span(telling[0][0], telling[-1][1], "promotion") if telling else mentions[0]


def _label(moment: Moment, place: Span) -> str:
    languages = moment.reader_languages
    if any(_labelled(moment, language) for language in languages):
        return "ok"
    if any(_labelled(moment, language) for language in known_languages() if language not in languages):
        return "wrong_language"
    return "ambiguous" if any(has(moment.text, language, "weak_ad_label") for language in languages) else "missing"


def _labelled(moment: Moment, language: str) -> bool:
    principal = moment.view.principal
    denied = find(moment.text, language, "ad_label_negated", principal=principal)
    labels = find(moment.text, language, "ad_label", principal=principal)
    return any(not any(d.start <= label.start < d.end for d in denied) for label in labels)
