"""Sponsors and affiliates, read from the creator's own pages.

Two places are trusted: an item (paragraph, list line, table row, heading) of a page that tells who pays, which begins
with a name and says that it pays; and a set phrase anywhere ("sponsored by X"). A name must look like one in this very
corpus: written with a capital inside sentences, or never written without one.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import regex

from ipse.rules.lexicon import TIME_LIMIT, folded, known_languages, lexicon
from ipse.rules.naming import ARTICLES, COMMON, Usage, name_key, read_usage
from ipse.text.language import detect
from ipse.types import Passage, Sponsor

_WORD = r"(?:[dl][’'](?=[A-ZÀ-Þ]))?[A-ZÀ-Þ0-9][\w’'.-]{0,40}\w"
_LINK = r"(?:&|\+|and|et|of|the|de|du|des|la|le|les|à|au|aux|en|d[’'](?=[A-ZÀ-Þ])|l[’'](?=[A-ZÀ-Þ]))"
_BRAND = rf"(?P<b>(?<!\w)(?=[A-ZÀ-Þ]){_WORD}(?:(?: {_LINK}){{0,2}} {_WORD}){{0,3}})"
_HEAD = regex.compile(
    rf"^[^\w\n]{{0,6}}(?:(?P<column>[\w ]{{2,20}}): )?{_BRAND}(?P<after>\s*(?:[,:;(\[|–—-]|\n|$)|\s+\w)"
)
_KIND = regex.compile(r"^(?i:les?|la|une?|mes|mon|ma|the|my) (?:[a-zß-ÿ]{2,20}+ ){1,2}(?=[A-ZÀ-Þ])")
_SMALL_HEAD = regex.compile(r"(?m)^([^\w\n]{0,6})([a-zß-ÿ][\w’&-]{3,24}+(?: [a-zß-ÿ][\w’&-]{2,24}+)?)(?=:|\s[–—-]\s)")
_LINKED = regex.compile(r" (?:of|de|du|des|d[’']|à|au|aux) ?")
_MARK = regex.compile(r"^\s*(?:[,:;(\[|–—-]|\n|$)")
_GIVEN_CODE = regex.compile(r"\b[Cc]odes?\b[^.\n]{0,25}?[:\"'“«\s]\s*(?P<c>[A-Z][A-Z0-9]{3,19})\b")
_MIXED_CODE = regex.compile(r"\b(?=[A-Z]*\d)(?=\d*[A-Z]{2})[A-Z][A-Z0-9]{3,19}\b")
_ACRONYMS = frozenset(
    {"HTTP", "HTTPS", "NOTE", "COLLABORATION", "COMMERCIALE", "PUBLICITE", "PUBLICITÉ", "SPONSORISE", "TODO"}
)


@dataclass
class _Seen:
    """What has been read of one brand so far."""

    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    codes: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)
    affiliate: bool = False
    paying: bool = False
    since: date | None = None
    until: date | None = None
    until_read: date = date.min


def infer_sponsors(passages: Sequence[Passage], own: Sequence[str] = ()) -> tuple[Sponsor, ...]:
    """Paid and affiliate brands, with codes, product names and end dates, from a creator's own pages.

    ``own``: names of the creator, the shop and the helpers, which are never sponsors. Later pages win over earlier
    ones on the end of a relation. Used when no configuration names sponsors.
    """
    usage = read_usage(passages, own)
    brands: dict[str, _Seen] = {}
    for passage in passages:
        data = _section(_language(passage))
        telling = _matches(data["page"], " ".join((passage.title or "", passage.locator or "", passage.path)))
        for item, heading, above in _items(passage, data, usage):
            trusted = telling or _matches(data["page"], heading) or _tells_at_once(item, data)
            found = _headed(item, heading, data, usage) if trusted else None
            if trusted and above and not found:
                found = _headed(f"{above}\n{item}", heading, data, usage)
            names = [found] if found else _named(item, data, usage)
            for name in names:
                seen = brands.setdefault(name_key(name), _Seen())
                seen.names[name] += 1
                _read_terms(item, heading, data, passage, seen, alone=len(names) == 1)
    brands = _joined(brands)
    _read_codes(passages, brands, usage)
    _read_products(passages, brands, usage)
    return tuple(_sponsor(seen, usage) for _, seen in sorted(brands.items()))


def _joined(brands: Mapping[str, _Seen]) -> dict[str, _Seen]:
    """The same, a name and the longer one that it begins or ends as one brand: "Brandling" and "Brandling Tools"."""
    joined = dict(brands)
    for key in sorted(brands, key=len):
        longer = [other for other in joined if other.startswith(f"{key} ") or other.endswith(f" {key}")]
        if len(longer) == 1:
            joined[longer[0]] = _both(joined[longer[0]], joined.pop(key))
    return joined


def _both(full: _Seen, short: _Seen) -> _Seen:
    """What was read of a brand under two names; the page that was written last tells when the relation ends."""
    last, first = (short, full) if short.until_read > full.until_read and short.until else (full, short)
    names = defaultdict(int, full.names)
    for name, count in short.names.items():
        names[name] += count
    return _Seen(
        names=names,
        codes=full.codes | short.codes,
        products=full.products | short.products,
        affiliate=full.affiliate or short.affiliate,
        paying=full.paying or short.paying,
        since=min((day for day in (full.since, short.since) if day), default=None),
        until=last.until or first.until,
        until_read=last.until_read if last.until else first.until_read,
    )


def _read_codes(passages: Sequence[Passage], brands: Mapping[str, _Seen], usage: Usage) -> None:
    """Codes in lines about one brand that do not begin with its name: "The Brandling code is TAM10"."""
    known = {key: _any_name(seen, usage) for key, seen in brands.items()}
    for passage in passages:
        data = _section(_language(passage))
        if not _matches(data["page"], " ".join((passage.title or "", passage.locator or "", passage.path))):
            continue
        for item, heading, _ in _items(passage, data, usage):
            said = [key for key, names in known.items() if names.search(item, timeout=TIME_LIMIT)]
            if len(said) == 1 and not _under(data["never"], heading):
                brands[said[0]].codes.update(_given_codes(item))


def _given_codes(item: str) -> set[str]:
    return {match["c"] for match in _GIVEN_CODE.finditer(item)} - _ACRONYMS


def _any_name(seen: _Seen, usage: Usage) -> regex.Pattern[str]:
    names = {form for name in seen.names for form in (*_variants(name), *_short_forms(name, usage))}
    return regex.compile(rf"(?<!\w)(?:{'|'.join(map(regex.escape, sorted(names, key=len, reverse=True)))})(?!\w)")


def _language(passage: Passage) -> str:
    known = (passage.language or "")[:2]
    return known if known in known_languages() else detect(passage.text, "en")


def _section(language: str) -> Mapping[str, Any]:
    """A language's words of sponsorship; the English ones stand in for lists that it does not have."""
    return {**lexicon("en")["sponsors"], **lexicon(language)["sponsors"]}


def _matches(source: str, text: str) -> bool:
    view = folded(text).text if source.isascii() else text.replace("’", "'")
    return bool(regex.search(source, view, flags=regex.IGNORECASE, timeout=TIME_LIMIT))


def _items(passage: Passage, data: Mapping[str, Any], usage: Usage) -> Iterator[tuple[str, str, str]]:
    """Paragraphs and lines, the heading they stand under, and that heading again when it may be a brand."""
    heading = passage.locator or ""
    text = passage.text[:100_000].replace("**", "").replace("__", "").replace("\u00a0", " ")
    if usage.lower:  # who writes without capitals sets a name apart by its place alone
        text = _SMALL_HEAD.sub(lambda match: match[1] + match[2].title(), text)
    pending = ""
    for part in regex.split(r"\n\s*\n", text):
        lines = part.strip().splitlines()
        short = len(lines) == 1 and len(lines[0].split()) <= 6 and not regex.search(r"[.!?]$", lines[0].strip())
        if short and not (regex.search(r"\d", lines[0]) and _matches(data["cue"], lines[0])):
            heading, pending = f"{passage.locator or ''} › {lines[0]}", lines[0]
            continue
        for item in _lines(lines):
            yield item, heading, "" if _listed(pending, data) else pending
        pending = pending if len(part.split()) < 4 else ""


def _under(source: str, heading: str) -> bool:
    """One of the headings above begins as ``source`` says."""
    return any(_matches(source, part) for part in heading.split(" › "))


def _listed(heading: str, data: Mapping[str, Any]) -> bool:
    """The heading names a section, not a brand."""
    return any(_matches(data[name], heading) for name in ("page", "never", "before"))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        if held and (regex.match(r"\s*(?:[-*•–]|\d+[.)])\s", line) or _HEAD.match(line)):
            yield "\n".join(held)
            held = []
        held.append(line)
    if held:
        yield "\n".join(held)


def _headed(item: str, heading: str, data: Mapping[str, Any], usage: Usage) -> str | None:
    """The brand that an item of a page about payments begins with."""
    text = regex.sub(r"^[^\w\n]*", "", item)
    section = regex.match(r"(?P<s>[\w’' ]{3,24})\s?:\s*(?=[A-ZÀ-Þ])", text)
    past = section is not None and _matches(data["before"], section["s"])
    if past and section is not None:
        text = text[section.end() :]
    if _under(data["never"], heading) or (section is not None and _matches(data["never"], section["s"])):
        return None
    kind = _KIND.match(text)
    if kind and _marked(text[kind.end() :]):
        text = text[kind.end() :]  # "Les liseuses Ombelle : …"
    match = _HEAD.match(text)
    if match is None or _refused(text, data):
        return None
    name = _trimmed(match["b"], marked=_marked(text))
    told = _matches(data["cue"], text) or past or _matches(data["page"], heading) or _under(data["before"], heading)
    marked = _marked(text) or past
    stated = text if marked else regex.split(r"[?!(«\"]", text[match.end("b") :])[0]
    plain = _matches(data["strong"], stated) or _matches(data["ended"], stated)
    return name if name and (told or plain) and usage.is_name(name) and (marked or plain) else None


def _marked(text: str) -> bool:
    """The text begins with a name, and a sign sets the name apart."""
    match = _HEAD.match(text)
    return match is not None and bool(_MARK.match(text[match.end("b") :]))


def _tells_at_once(item: str, data: Mapping[str, Any]) -> bool:
    """The item opens with a name set apart, and its first sentence speaks of payment: trusted on any page."""
    text = regex.sub(r"^[^\w\n]*", "", item)
    match = _HEAD.match(text)
    if match is None or not regex.match(r"\s*[,(:|–—]", text[match.end("b") :]):
        return False
    return _matches(data["strong"], regex.split(r"(?<=[.!?])\s", text)[0])


def _refused(text: str, data: Mapping[str, Any]) -> bool:
    """The first sentences say that nobody pays, and no plain word of payment stands before that."""
    first = " ".join(regex.split(r"(?<=[.!?])\s", text)[:2])
    found = regex.search(data["negated"], first.casefold(), timeout=TIME_LIMIT)
    paid = regex.search(data["paying"], first, flags=regex.IGNORECASE, timeout=TIME_LIMIT)
    return found is not None and (paid is None or paid.start() >= found.start())


def _trimmed(name: str, *, marked: bool) -> str:
    words = name.strip(" .'’").split()
    while len(words) > 1 and words[0].casefold() in COMMON and not (marked and words[0].casefold() in ARTICLES):
        words = words[1:]
        while words and not words[0][:1].isupper():
            words = words[1:]
    return " ".join(words)


def _named(item: str, data: Mapping[str, Any], usage: Usage) -> list[str]:
    """Brands in a set phrase of payment."""
    found: dict[str, str] = {}
    for source in data["named"]:
        pattern = regex.compile(source.replace("{B}", _BRAND), flags=regex.MULTILINE)
        for match in pattern.finditer(item, timeout=TIME_LIMIT):
            name = _trimmed(match["b"], marked=False)
            if name and usage.is_name(name) and not _negated(item, match.start("b"), data):
                found.setdefault(name_key(name), name)
    return list(found.values())


def _negated(text: str, at: int, data: Mapping[str, Any]) -> bool:
    start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1
    stop = regex.search(r"[.\n]", text[at:])
    sentence = text[start : at + stop.start() if stop else len(text)]
    return "?" in sentence or bool(regex.search(data["negated"], sentence.casefold(), timeout=TIME_LIMIT))


def _read_terms(
    item: str, heading: str, data: Mapping[str, Any], passage: Passage, seen: _Seen, *, alone: bool
) -> None:
    seen.affiliate = seen.affiliate or _matches(data["affiliate"], item)
    seen.paying = seen.paying or _matches(data["paying"], item)
    bare = {match.group() for match in _MIXED_CODE.finditer(item)} if alone else set()
    seen.codes.update(_given_codes(item) | (bare - _ACRONYMS))
    if not alone:
        return
    plain = folded(item).text
    since = _date_after(plain, folded(data["since"]).text, data["months"], last=False)
    if since and (seen.since is None or since < seen.since):
        seen.since = since
    read = passage.date or date.min
    if read < seen.until_read:
        return
    past = _under(data["before"], heading) or _matches(data["before"], item) or _matches(data["ended"], item)
    until = _date_after(plain, folded(data["until"]).text, data["months"], last=True)
    if past and until is None:
        until = _date_after(plain, r"\b", data["months"], last=True) or passage.date or date.min
    if until and (past or until != since):
        seen.until, seen.until_read = until, read


def _date_after(text: str, lead: str, months: Sequence[str], *, last: bool) -> date | None:
    names = "|".join(months)
    pattern = regex.compile(
        rf"(?:{lead})(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?(?: of)?\s+)?(?:(?P<m>{names})\s+)?"
        rf"(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<y>20\d\d)(?:-(?P<mn>\d\d)(?:-(?P<dn>\d\d))?)?"
        rf"|(?:{lead})(?P<ds>\d{{1,2}})[/.](?P<ms>\d{{1,2}})[/.](?P<ys>20\d\d)"
    )
    found = None
    for match in pattern.finditer(text, timeout=TIME_LIMIT):
        read = _as_date(match, months, last=last)
        if read and not (found and not last):
            found = read
    return found


def _as_date(match: regex.Match[str], months: Sequence[str], *, last: bool) -> date | None:
    year = int(match["y"] or match["ys"])
    numbered = match["mn"] or match["ms"]
    month = list(months).index(match["m"]) + 1 if match["m"] else int(numbered) if numbered else (12 if last else 1)
    if not 1 <= month <= 12:
        return None
    day = int(match["d"] or match["d2"] or 0) if match["m"] else int(match["dn"] or match["ds"] or 0)
    days = calendar.monthrange(year, month)[1]
    return date(year, month, min(day or (days if last else 1), days))


def _read_products(passages: Sequence[Passage], brands: dict[str, _Seen], usage: Usage) -> None:
    for passage in passages:
        text = passage.text.replace("**", "")
        view = folded(text).text
        for seen in brands.values():
            if any(max(name_key(name).split(), key=len) in view for name in seen.names):
                _products(text, _section(_language(passage)), seen, usage, set(brands))


def _products(text: str, data: Mapping[str, Any], seen: _Seen, usage: Usage, brands: set[str]) -> None:
    names = "|".join(sorted({regex.escape(v) for n in seen.names for v in _variants(n)}, key=len, reverse=True))
    for source in data["product"]:
        pattern = regex.compile(source.replace("{brand}", f"(?:{names})"))
        for match in pattern.finditer(text, timeout=TIME_LIMIT):
            product = match["p"].strip()
            acronym = product.isalpha() and product.isupper() and len(product) < 5  # "LED" is a kind, not a product
            if usage.is_name(product) and not acronym and name_key(product) not in brands and product not in names:
                seen.products.add(product)


def _variants(name: str) -> tuple[str, ...]:
    swapped = [name.replace(a, b) for a in (" & ", " and ", " et ") for b in (" & ", " and ", " et ") if a in name]
    return tuple(dict.fromkeys((name, *swapped)))


def _short_forms(name: str, usage: Usage) -> Iterator[str]:
    """What people write for short: without the article, or the one rare word of a longer name."""
    words = name.split()
    if len(words) > 1 and words[0].casefold() in ARTICLES:
        yield " ".join(words[1:])
    if {"&", "and", "et", "+"} & set(words):
        return
    rare = [w for w in words if w[:1].isupper() and len(w) >= 6 and usage.is_rare(w)]
    if len(words) > 2:
        yield from rare[-1:] if _LINKED.search(name) else rare[:1]
    elif len(words) == 2 and rare[:1] == words[:1] and (not usage.is_rare(words[1]) or usage.is_alone(words)):
        yield words[0]  # "Brandling" of "Brandling Tools", since tools are also written small here
    elif len(words) == 2 and rare == words[1:] and not usage.is_place(words[1]):
        yield words[1]  # "Brandelle" of "Outils Brandelle", in the order of French


def _sponsor(seen: _Seen, usage: Usage) -> Sponsor:
    name = max(seen.names, key=lambda n: (seen.names[n], len(n)))
    short = {form for n in seen.names for form in _short_forms(n, usage)}
    aliases = {*seen.products, *short, *(v for n in seen.names for v in _variants(n))} - {name}
    return Sponsor(
        name=name,
        aliases=tuple(sorted(aliases)),
        codes=tuple(sorted(seen.codes)),
        relation="affiliate" if seen.affiliate and not seen.paying else "sponsor",
        since=seen.since,
        until=seen.until,
    )
