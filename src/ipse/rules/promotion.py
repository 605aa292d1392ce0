"""Recommendations of paid brands and whether they carry a plain label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from ipse.rules.features import BRAND
from ipse.rules.lexicon import Span, find, folded, has, known_languages, lexicon_language, search
from ipse.rules.notices import FIRST_SCREEN
from ipse.rules.state import Moment
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans
from ipse.types import Sponsor

PLAIN = 0.95  # how sure it is when the words themselves praise the brand or tell the reader to buy
ADMITTED = 0.7  # … when they are about a brand that only the fan, or half a label, points to
PRAISED, HINTED = 0.65, 0.25  # chance from which the sentences around a brand recommend it; beside praising words
DENIED = 0.85  # … against words that advise against something
DOUBTED = 0.1  # below this even praise in the brand's own sentence is about something else
SHARPNESS = 1.5  # makes the classifier's probability the share that is right, on niches it was not taught
CODE = "Promocode"  # stands in for a promotion code, as BRAND for a name
SOME_BRAND = {"en": "[brand]", "fr": "[marque]", "de": "[Marke]"}


@dataclass(frozen=True, slots=True)
class Promotion:
    """A paid brand recommended at ``span``, whose confidence says how sure that is.

    ``label``: ok, late (behind the first lines and the sentence that names the brand), wrong_language, ambiguous
    (half a label, such as "gifted") or missing. Without a known brand the sponsor's name is a placeholder.
    """

    sponsor: Sponsor
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class _Mention:
    sponsor: Sponsor
    start: int
    end: int
    stand_in: str


def promotions(moment: Moment) -> tuple[Promotion, ...]:
    """The recommendations of active sponsors in the clone's message, each with the state of its label."""
    paying = _paying(moment)
    named = [mention for sponsor in paying for mention in _mentions(sponsor, moment.text)]
    if not named:
        return _unnamed(moment, paying)
    sure = max(_sureness(moment, mention, named) for mention in named)
    if not sure:
        return ()
    first = min(mention.start for mention in named)
    place = _place(moment, named, sure)
    label = _label(moment, first)
    return tuple({m.sponsor.name: Promotion(m.sponsor, place, label) for m in named}.values())


def _paying(moment: Moment) -> list[Sponsor]:
    """The relations that hold when the message is sent: on its own day, else on the conversation's."""
    sponsors = moment.view.creator.sponsors
    known = [turn.ts.date() for turn in moment.before if turn.ts]
    day = moment.turn.ts.date() if moment.turn.ts else max(known, default=moment.date)
    told = max((sponsor.since for sponsor in sponsors if sponsor.since), default=date.min)
    return [sponsor for sponsor in sponsors if active(sponsor, day, told)]


def active(sponsor: Sponsor, day: date | None, told: date = date.min) -> bool:
    """The relation holds on ``day``; an unknown day counts as inside, except when it was over by ``told``.

    ``told`` is a day on which the list of relations was surely up to date: when the newest of them began.
    """
    if day is None:
        return sponsor.until is None or sponsor.until > told
    return (sponsor.since is None or sponsor.since <= day) and (sponsor.until is None or day <= sponsor.until)


def _mentions(sponsor: Sponsor, text: str) -> Iterator[_Mention]:
    lower = text == text.lower()
    for name in (sponsor.name, *sponsor.aliases):
        for place in _places(name, text):
            if lower or name == sponsor.name or " " in name or text[place.start].isupper():
                yield _Mention(sponsor, place.start, place.end, BRAND)  # a "Crane" for sale is not every crane
    for code in sponsor.codes:
        for place in _places(code, text):
            if _is_code(code, text, place):
                yield _Mention(sponsor, place.start, place.end, CODE)


def _places(name: str, text: str) -> Iterator[Span]:
    view = folded(text)
    key = regex.escape(folded(name).text).replace(r"\ ", r"\s+")
    for start, end in search(regex.compile(rf"(?<!\w){key}(?:s|'s)?(?!\w)"), view.text):
        yield Span(*view.span(start, end))


def _is_code(code: str, text: str, place: Span) -> bool:
    """Codes are typed in any case; one that is also a word needs capitals, or the word "code" before it."""
    before = folded(text[max(0, place.start - 20) : place.start]).text
    return (
        any(char.isdigit() for char in code)
        or text[place.start : place.end].isupper()
        or regex.search(r"\bcode\W{0,6}$", before) is not None
    )


def _sureness(moment: Moment, mention: _Mention, named: Sequence[_Mention]) -> float:
    """How sure it is that the words around ``mention`` recommend it; 0 when they do not."""
    sentences = sentence_spans(moment.text, moment.language)
    at = next((n for n, (start, end) in enumerate(sentences) if start <= mention.start < end), 0)
    told = _with_stand_ins(moment.text, sentences[at], named)
    advised = not _discouraged(told, moment.language)
    if advised and has(told, moment.language, "recommend_brand"):
        return PLAIN
    first, last = sentences[max(0, at - 1)][0], sentences[min(len(sentences) - 1, at + 1)][1]
    said = moment.text[first : mention.start] + BRAND + moment.text[min(mention.end, last) : last]
    chance = _chance(said, moment)
    here = _praises(told, moment.language)
    after = [moment.text[slice(*span)] for span in sentences[at + 1 : at + 2]]
    hinted = here or (advised and any(_praises(words, moment.language) for words in after))
    if advised and chance >= HINTED and ((hinted and _asked(moment)) or _admits(moment)):
        return max(chance, PLAIN if hinted else ADMITTED)
    if here and chance >= DOUBTED:
        return max(chance, ADMITTED)
    return chance if chance >= (PRAISED if advised else DENIED) else 0.0


def _asked(moment: Moment) -> bool:
    return has(moment.fan, moment.view.default_language, "asks_recommendation")


def _admits(moment: Moment) -> bool:
    """The message bears half a label, or denies that an active sponsor pays."""
    languages = dict.fromkeys((moment.language, *moment.reader_languages))
    return any(has(moment.text, language, "admits_connection", "ad_label_negated") for language in languages)


def _praises(words: str, language: str) -> bool:
    return has(words, language, "recommend") and not _discouraged(words, language)


def _with_stand_ins(text: str, place: tuple[int, int], named: Sequence[_Mention]) -> str:
    """A sentence with its brands and codes replaced by words that the lexicon knows."""
    start, end = place
    parts = []
    for mention in sorted(named, key=lambda m: (m.start, -m.end)):
        if start <= mention.start < end:
            parts += [text[start : mention.start], mention.stand_in]
            start = min(mention.end, end)
    return "".join((*parts, text[start:end]))


def _discouraged(words: str, language: str) -> bool:
    """The words advise against something; "you won't regret it" does not."""
    turned = find(words, language, "not_discouraging")
    return any(
        not any(t.start < span.end and span.start < t.end for t in turned)
        for span in find(words, language, "not_recommending")
    )


def _chance(said: str, moment: Moment) -> float:
    """The chance that ``said``, with BRAND for the brand's name, recommends it."""
    from ipse.rules.features import promotion_features
    from ipse.rules.linear import load_model

    fan_language = lexicon_language(detect(moment.fan, moment.view.default_language))
    signs = promotion_features(said, moment.fan, (moment.language, fan_language))
    told = load_model("promotion").probabilities(said, signs)
    liked, named = told["recommends"] ** SHARPNESS, told["mentions"] ** SHARPNESS
    return float(liked / (liked + named))


def _unnamed(moment: Moment, paying: Sequence[Sponsor]) -> tuple[Promotion, ...]:
    """A recommendation without the brand's name: the fan named it, or half a label admits that somebody pays."""
    asked = [sponsor for sponsor in paying if any(True for _ in _mentions(sponsor, moment.fan))]
    languages = dict.fromkeys((moment.language, *moment.reader_languages))
    if not asked and not any(has(moment.text, language, "admits_connection") for language in languages):
        return ()
    sentences = sentence_spans(moment.text, moment.language)
    told = [(start, end) for start, end in sentences if _praises(moment.text[start:end], moment.language)]
    if not told or (asked and _chance(f"{BRAND}. {moment.text[: told[0][1]]}", moment) < HINTED):
        return ()
    sponsor = asked[0] if asked else Sponsor(SOME_BRAND.get(moment.view.default_language, SOME_BRAND["en"]))
    span = Span(told[0][0], told[-1][1], "promotion", ADMITTED)
    return (Promotion(sponsor, span, _label(moment, span.start)),)


def _place(moment: Moment, mentions: Sequence[_Mention], sure: float) -> Span:
    """From the first sentence that names a brand to the last that praises it."""
    first = min(mention.start for mention in mentions)
    telling = [
        (start, end)
        for start, end in sentence_spans(moment.text, moment.language)
        if any(start <= m.start < end for m in mentions)
        or (start > first and has(moment.text[start:end], moment.language, "recommend"))
    ]
    places = telling or [(first, mentions[0].end)]
    return Span(places[0][0], places[-1][1], "promotion", sure)


def _label(moment: Moment, brand: int) -> str:
    """The state of the label of a message that names the brand at ``brand``."""
    languages = moment.reader_languages
    labels = [start for language in languages for start in _labels(moment, language)]
    if labels:
        return "ok" if min(labels) < max(FIRST_SCREEN, _sentence_end(moment, brand)) else "late"
    if any(_labels(moment, language) for language in known_languages() if language not in languages):
        return "wrong_language"
    return "ambiguous" if any(has(moment.text, language, "weak_ad_label") for language in languages) else "missing"


def _sentence_end(moment: Moment, place: int) -> int:
    return next((end for start, end in sentence_spans(moment.text, moment.language) if start <= place < end), place)


def _labels(moment: Moment, language: str) -> list[int]:
    """Where plain labels stand that no word before them takes back."""
    principal = moment.view.principal
    denied = find(moment.text, language, "ad_label_negated", principal=principal)
    labels = find(moment.text, language, "ad_label", principal=principal)
    return [label.start for label in labels if not any(d.start < label.end and label.start < d.end for d in denied)]
