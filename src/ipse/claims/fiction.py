"""Stories and poems that a fan asks for: what happens in them is no claim about the creator's world.

The exemption is narrow on purpose, as whatever it lets pass is checked by nobody: the request must be plain and the
only question, and a clause about the creator, in the first or second person (the pronoun left out too), with a price, a
date, a time or an address, or with words of trade is checked as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from ipse.claims.attribution import mentions, names_of, opener
from ipse.claims.classify import DEMANDING, Reading
from ipse.claims.lexicon import lexicon
from ipse.claims.segment import Clause
from ipse.claims.tokens import LEXICONS, Token, tokenize
from ipse.text.data import language_data, supported
from ipse.text.language import detect
from ipse.text.values import ValueType, find_values
from ipse.types import Act, Creator, Kind

_SPEAKS = frozenset({"first_person", "first_plural", "second_person", "assistant"})
_TRADE = frozenset(
    {"price", "discount", "stock", "shipping", "policy_refund", "sponsor", "contact", "statistic", "credential"}
)
_HOMONYMS = frozenset({"ship"})  # of a trade's word: the captain's, not the parcel's
_TRADED = frozenset({Kind.SPONSOR, Kind.CONTACT, Kind.PRICE, Kind.DISCOUNT, Kind.STOCK, Kind.POLICY_REFUND})
_TELLING = frozenset(
    {ValueType.MONEY, ValueType.DATE, ValueType.TIME, ValueType.PERCENT, ValueType.URL, ValueType.EMAIL,
     ValueType.PHONE, ValueType.CODE}
)  # fmt: skip
_NEAR = 6  # words between the request and what is asked for
_PAIRS = re.compile(r"“[^”\n]{1,300}”|«[^»\n]{1,300}»|(?<!\d)\"[^\"\n]{1,300}\"")
_ENDS = frozenset(".!?")
_CALLED = 3  # words at the start of a message in which a name calls somebody, and is not what the story is about
_LEFT_OUT = ("states", "present_states", "deeds")


def told(
    runs: Sequence[Clause],
    readings: Sequence[Reading],
    text: str,
    asked: str,
    creator: Creator,
    language: str,
) -> list[Reading]:
    """The readings of a reply ``text`` to ``asked``; what is plainly invented on request needs no proof."""
    why = asks_for_fiction(asked, creator, language) if asked else ""
    if not why:
        return list(readings)
    names = names_of(creator, language)
    quoted = [found.span() for found in _PAIRS.finditer(text)]
    named = any(mentions(run, names) for run in runs)
    found: list[Reading] = []
    for run, reading in zip(runs, readings, strict=True):
        said = any(start <= _first(run).start < end for start, end in quoted)
        whose = mentions(run, names) or (named and _of_another(run, language))
        free = not whose and (said or not _spoken(run, language)) and not _tells(run, reading, text, language)
        found.append(_as_fiction(reading, why) if free else reading)
    return found


def asks_for_fiction(asked: str, creator: Creator, language: str = "en") -> str:
    """The words with which a fan asks for something invented.

    Empty when nothing invented is asked for, when a true story is, or when another question stands beside the request.
    """
    spoken = supported(LEXICONS, detect(asked, language))
    names = names_of(creator, spoken)
    found = ""
    for sentence in _sentences(tokenize(asked, spoken)):
        request = "" if mentions(sentence[_CALLED:], names) else _request(sentence, spoken)
        if not request and sentence[-1].norm == "?":
            return ""
        found = found or request
    return found


def _sentences(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    starts = [0]
    for at, (token, following) in enumerate(pairwise(tokens), start=1):
        if (token.norm in _ENDS and following.norm not in _ENDS) or following.gap:
            starts.append(at)
    for start, end in pairwise([*starts, len(tokens)]):
        if start < end:
            yield tuple(tokens[start:end])


def _request(sentence: Sequence[Token], language: str) -> str:
    words = lexicon(language, "fiction")
    found = words.match(sentence)
    if "own" in found:
        return ""
    if "supposes" in found and _plain(sentence):
        return found["supposes"]
    if "alone" in found:
        return found["alone"]
    if {"asks", "works"} <= found.keys():
        norms = [token.norm for token in sentence]
        asks, works = (norms.index(found[group].split(" ")[0]) for group in ("asks", "works"))
        if asks < works <= asks + _NEAR:
            return f"{found['asks']} … {found['works']}"
    return ""


def _plain(sentence: Sequence[Token]) -> bool:
    """A scene to imagine, and no exclamation or question: a word follows, and no "?", ":" or "!" stands in it."""
    follows = sentence[1].shape in "aA9" if len(sentence) > 1 else False
    return follows and not any(token.norm in {"?", ":", "!"} for token in sentence)


def _first(run: Clause) -> Token:
    return next((token for token in run if token.shape in "aA9"), run[0])


def _of_another(run: Clause, language: str) -> bool:
    """Whether a clause has a pronoun of the third person."""
    return "third_person" in lexicon(language, "cues").match(run)


def _spoken(run: Clause, language: str) -> bool:
    """Whether a clause is in the first or second person; "Born in Oslo" leaves the pronoun out."""
    if not _SPEAKS.isdisjoint(lexicon(language, "cues").match(run)):
        return True
    unsaid = lexicon(language, "fiction").match((_first(run),))
    return opener(run, language) in _left_out(language) or "unsaid" in unsaid


@cache
def _left_out(language: str) -> frozenset[str]:
    """The verbs before which a first person is left out."""
    resolve = language_data(LEXICONS, language)["resolve"]
    return frozenset(str(word) for group in _LEFT_OUT for word in resolve[group])


def _tells(run: Clause, reading: Reading, text: str, language: str) -> bool:
    """Whether a clause needs no exemption, decides a finding by itself, or speaks of trade, of a day or an address."""
    if not reading.needs_proof or reading.act is Act.OFFER_PROMISE or reading.kind in DEMANDING:
        return True
    strong = lexicon(language, "strong").match(run)
    trade = any(group in _TRADE and word not in _HOMONYMS for group, word in strong.items())
    if trade or (reading.kind in _TRADED and strong.get(reading.kind.value, "") not in _HOMONYMS):
        return True
    quote = text[run[0].start : run[-1].end]
    return any(value.type in _TELLING for value in find_values(quote, language))


def _as_fiction(reading: Reading, why: str) -> Reading:
    reasons = (*reading.reasons, f"rule: a story ({why})")
    return replace(reading, act=Act.HYPOTHETICAL, needs_proof=False, proof=0.0, reasons=reasons)
