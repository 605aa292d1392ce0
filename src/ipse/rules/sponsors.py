"""Sponsors and affiliates, read from the creator's own pages."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import regex

from ipse.rules.lexicon import TIME_LIMIT, folded, known_languages, lexicon
from ipse.text.language import detect
from ipse.types import Passage, Sponsor

_WORD = r"[A-ZÀ-Þ][\w’'.-]*[\w]"
_BRAND = rf"(?P<b>{_WORD}(?:(?:\s(?:&|and|et|of|de|du|d’|d')\s?|\s){_WORD}){{0,3}})"
_GIVEN_CODE = regex.compile(r"\b[Cc]odes?\s*(?:promo\s*)?[:\"'“«]?\s*(?P<c>[A-Z][A-Z0-9]{3,19})\b")
_CODE = regex.compile(r"\b(?=[A-Z0-9]*[A-Z]{3})[A-Z][A-Z0-9]{3,19}\b")
_COMMON = frozenset(
    "the this that these it i we he she they my our his her a an and but so if when since on in at no not new yes all any"
    " le la les un une des ce cette ces il elle on je tu nous vous mon ma mes et mais si quand depuis en au aux non oui"
    " ad pub publicité publicite note ps update affiliate sponsor sponsored collaboration commerciale partenariat sponsorisé"
    " sponsorship sponsors partenaires who what where qui quoi mis code lien link thanks merci every each pour moi toi"
    " youtube instagram tiktok twitch discord patreon substack facebook twitter x podcast newsletter blog affiliation"
    " terminé termine jamais never ended terminées".split()
)
_ACRONYMS = frozenset({"HTTP", "HTTPS", "NOTE", "COLLABORATION", "COMMERCIALE", "PUBLICITE", "PUBLICITÉ", "SPONSORISE"})


@dataclass
class _Seen:
    """What has been read of one brand so far."""

    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    codes: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)
    affiliate: bool = False
    since: date | None = None
    until: date | None = None
    until_read: date = date.min
    ended: bool = False


def infer_sponsors(passages: Sequence[Passage]) -> tuple[Sponsor, ...]:
    """Paid and affiliate brands, with codes, product names and end dates, from a creator's own pages.

    Later pages win over earlier ones on the end of a relation. Used when no configuration names sponsors.
    """
    brands: dict[str, _Seen] = {}
    for passage in passages:
        language = _language(passage)
        for paragraph in _paragraphs(passage.text):
            _read_paragraph(paragraph, language, passage, brands)
    _read_products(passages, brands)
    return tuple(_sponsor(seen) for _, seen in sorted(brands.items()))


def _language(passage: Passage) -> str:
    known = (passage.language or "")[:2]
    return known if known in known_languages() else detect(passage.text, "en")


def _section(language: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = lexicon(language)["sponsors"]
    return data


def _paragraphs(text: str) -> Iterator[str]:
    for part in regex.split(r"\n\s*\n", text[:100_000]):
        if part.strip():
            yield part.replace("**", "").replace("__", "")


def _read_paragraph(paragraph: str, language: str, passage: Passage, brands: dict[str, _Seen]) -> None:
    data = _section(language)
    if not regex.search(data["cue"], paragraph, flags=regex.IGNORECASE, timeout=TIME_LIMIT):
        return
    names = _brands(paragraph, data)
    for name in names:
        seen = brands.setdefault(_key(name), _Seen())
        seen.names[name] += 1
        _read_terms(paragraph, data, passage, seen, alone=len(names) == 1)


def _brands(paragraph: str, data: Mapping[str, Any]) -> list[str]:
    found: dict[str, str] = {}
    for source in data["named"]:
        pattern = regex.compile(source.replace("{B}", _BRAND), flags=regex.MULTILINE)
        for match in pattern.finditer(paragraph, timeout=TIME_LIMIT):
            name = match["b"].strip(" .'’")
            if _negated(paragraph, match.start("b"), data) or not _is_brand(name):
                continue
            found.setdefault(_key(name), name)
    return list(found.values())


def _negated(paragraph: str, at: int, data: Mapping[str, Any]) -> bool:
    start = max(paragraph.rfind(".", 0, at), paragraph.rfind("\n", 0, at)) + 1
    stop = regex.search(r"[.\n]", paragraph[at:])
    sentence = paragraph[start : at + stop.start() if stop else len(paragraph)]
    return bool(regex.search(data["negated"], sentence.casefold(), timeout=TIME_LIMIT))


def _is_brand(name: str) -> bool:
    words = [word.casefold() for word in regex.split(r"[\s&]+", name) if word]
    return bool(words) and words[0] not in _COMMON and len(name) > 2 and not _CODE.fullmatch(name)


def _key(name: str) -> str:
    text = folded(name).text
    return regex.sub(r"\s+", " ", regex.sub(r"\b(?:and|et)\b|&|[^\w ]", " ", text)).strip()


def _read_terms(paragraph: str, data: Mapping[str, Any], passage: Passage, seen: _Seen, *, alone: bool) -> None:
    if regex.search(data["affiliate"], paragraph, flags=regex.IGNORECASE):
        seen.affiliate = True
    seen.codes.update(match["c"] for match in _GIVEN_CODE.finditer(paragraph) if match["c"] not in _ACRONYMS)
    plain = folded(paragraph).text
    since = _date_after(plain, folded(data["since"]).text, data["months"], last=False)
    if since and (seen.since is None or since < seen.since):
        seen.since = since
    read = passage.date or date.min
    if read < seen.until_read:
        return
    until = _date_after(plain, folded(data["until"]).text, data["months"], last=True)
    if until:
        seen.until, seen.until_read = until, read
    elif regex.search(data["ended"], paragraph, flags=regex.IGNORECASE) and alone and not since and passage.date:
        seen.until, seen.until_read = passage.date, read


def _date_after(text: str, lead: str, months: Sequence[str], *, last: bool) -> date | None:
    names = "|".join(months)
    pattern = regex.compile(
        rf"(?:{lead})(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?\s+)?(?:(?P<m>{names})\s+)?(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<y>20\d\d)"
    )
    found = None
    for match in pattern.finditer(text, timeout=TIME_LIMIT):
        found = _as_date(match, months, last=last)
    return found


def _as_date(match: regex.Match[str], months: Sequence[str], *, last: bool) -> date | None:
    year = int(match["y"])
    month = list(months).index(match["m"]) + 1 if match["m"] else (12 if last else 1)
    day = int(match["d"] or match["d2"] or 0) if match["m"] else 0
    days = calendar.monthrange(year, month)[1]
    return date(year, month, min(day or (days if last else 1), days))


def _read_products(passages: Sequence[Passage], brands: dict[str, _Seen]) -> None:
    for passage in passages:
        text = passage.text.replace("**", "")
        view = folded(text).text
        for key, seen in brands.items():
            if key.split()[0] in view:
                _products(text, _section(_language(passage)), seen)


def _products(text: str, data: Mapping[str, Any], seen: _Seen) -> None:
    names = "|".join(sorted({regex.escape(v) for n in seen.names for v in _variants(n)}, key=len, reverse=True))
    for source in data["product"]:
        pattern = regex.compile(source.replace("{brand}", f"(?:{names})"))
        for match in pattern.finditer(text, timeout=TIME_LIMIT):
            product = match["p"].strip()
            if product.casefold() not in _COMMON and not _CODE.fullmatch(product) and product not in names:
                seen.products.add(product)


def _variants(name: str) -> tuple[str, ...]:
    swapped = [name.replace(a, b) for a in (" & ", " and ", " et ") for b in (" & ", " and ", " et ") if a in name]
    return tuple(dict.fromkeys((name, *swapped)))


def _sponsor(seen: _Seen) -> Sponsor:
    name = max(seen.names, key=lambda n: (seen.names[n], len(n)))
    aliases = {*seen.products, *(v for n in seen.names for v in _variants(n))} - {name}
    return Sponsor(
        name=name,
        aliases=tuple(sorted(aliases)),
        codes=tuple(sorted(seen.codes)),
        relation="affiliate" if seen.affiliate else "sponsor",
        since=seen.since,
        until=seen.until,
    )
