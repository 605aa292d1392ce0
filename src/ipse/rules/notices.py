"""What a message discloses about its sender: elements, strength, defects, and where.

Elements: A (artificial intelligence), N (not human), B (bot or automated), P (for whom), S (sent
automatically), K (take a break), G (generated). Strength: sufficient, weak, void or none. What defeats a
notice follows 16 CFR 255.0(f), AI Act Article 50(5) and the Commission's Guidelines C(2026) 5054, pt 142.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from ipse.rules.lexicon import (
    Span,
    find,
    folded,
    has,
    known_languages,
    lexicon_language,
    principal_pattern,
)
from ipse.text.language import detect
from ipse.text.sentences import sentence_spans

IDENTITY = ("A", "B", "N")
ELEMENTS = ("A", "N", "B", "P", "S", "K", "G")
FIRST_SCREEN = 120  # characters that every reader sees without scrolling
LATE = 240  # characters before a notice that make it late in a long message
_MASK = regex.compile(r'"[^"\n]{2,200}"|https?://\S+|(?<![^\s"])[^\s@"]++@[^\s"]+\.\w+|[#@][\w.]+')
_HASHTAG = regex.compile(r"#[\w]+")
_DISGUISED = regex.compile(
    r"(?<![\w])(?:(?!\d+(?!\w))[il1|]\s?[.\-_*/·]?\s?[a4@](?![\w@'])"
    r"|[a4@]\s?[.\-_*/·]\s?[i1l|!](?![\w'])|(?!\d)[a4@][1l|!](?![\w'])"
    r"|(?:r[o0]|ch[a4]t ?)?b[0ø]ts?|r0b[o0]ts?|r[o0]b0ts?|(?:[a-z0][.\-_*]){4,}[a-z0]?"
    r"|b\s?[.\-_*]\s?o\s?[.\-_*]\s?t|\w*artif[il1]c[il1]e[il1]\w*|\w*art[il1]f[il1]c[il1]a[il1]\w*)(?![\w])"
)
_PLAIN_WORD = regex.compile(r"(?=\w*artifici[ae]l)\w++|\d+|ia|a")
_SPELLED = regex.compile(r"(?<![\w])(?:a\s?\.\s?i\s?\.?|i\s?\.\s?a\s?\.?)(?![\w])")


@dataclass(frozen=True, slots=True)
class Notice:
    """What one message says of its sender. ``quote == text[start:end]``; empty when nothing is said."""

    elements: frozenset[str] = frozenset()
    strength: str = "none"  # sufficient | weak | void | none
    defects: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    language: str = "en"
    principal: bool = False  # the principal is named near the notice, in any construction

    def tells(self, elements: Sequence[str] = IDENTITY) -> bool:
        """A usable notice that carries at least one of ``elements``."""
        return self.strength == "sufficient" and bool(self.elements & set(elements))


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    text: str  # quotations, links and hashtags blanked


def detect_notice(text: str, languages: Sequence[str], names: Sequence[str] = (), *, interface: bool = False) -> Notice:
    """The notice in ``text`` for a reader of ``languages``, sent for the principal called ``names``.

    The first language is the conversation's. A notice in another language is void (wrong_language).
    An ``interface`` notice or label speaks of the account it stands on, whatever its wording.
    """
    known = tuple(dict.fromkeys(lexicon_language(code) for code in languages))
    notice = _detect(text, known, principal_pattern(names))
    if interface and set(notice.defects) & {"other_referent", "scope_some_messages"} and notice.strength == "void":
        return replace(notice, strength="sufficient", defects=())
    return notice


@lru_cache(maxsize=8192)
def _detect(text: str, languages: tuple[str, ...], principal: str) -> Notice:
    own = [_in_language(text, code, principal) for code in languages]
    best = max(own, key=_rank)
    if best.strength == "sufficient":
        return best
    others = [code for code in known_languages() if code not in languages]
    foreign = [_in_language(text, code, principal) for code in others]
    strong = next((notice for notice in foreign if notice.strength == "sufficient"), None)
    if strong and best.strength in {"none", "weak"} and not _reads_as(text[strong.start : strong.end], languages):
        return Notice(
            strong.elements, "void", ("wrong_language",), strong.start, strong.end, strong.language, strong.principal
        )
    return best


def _rank(notice: Notice) -> int:
    return ("none", "weak", "void", "sufficient").index(notice.strength)


def _reads_as(text: str, languages: Sequence[str]) -> bool:
    """The words are short enough to be read in any of the languages."""
    return len(text.split()) < 3 and detect(text, languages[0]) in languages


def _in_language(text: str, language: str, principal: str) -> Notice:
    masked = _mask(text)
    elements: set[str] = set()
    defects: set[str] = set()
    good: list[Span] = []
    bad: list[Span] = []
    for start, end in sentence_spans(text, language):
        sentence = _Sentence(start, end, masked[start:end])
        spans = _elements(sentence, language, principal)
        identity = [span for span in spans if span.name in IDENTITY]
        if not identity:
            elements.update(span.name for span in spans if span.name in "KG")
            continue
        elements.update(span.name for span in spans)
        defect = _defect(sentence, identity, language, principal)
        place = Span(start, end)
        if defect:
            defects.add(defect)
            bad.append(place)
        else:
            good.append(place)
    return _judge(text, masked, language, principal, elements, defects, good, bad)


def _elements(sentence: _Sentence, language: str, principal: str) -> list[Span]:
    spans: list[Span] = []
    for element in "ANBSGK":
        found = find(sentence.text, language, f"element_{element}", principal=principal)
        spans.extend(Span(span.start, span.end, element) for span in found)
    if find(sentence.text, language, "principal_frame", principal=principal):
        spans.append(Span(0, 0, "P"))
    return spans


def _defect(sentence: _Sentence, identity: list[Span], language: str, principal: str) -> str | None:
    """Why the identity words of a sentence do not make a notice; None when they do."""
    text = sentence.text
    terms = [span for span in identity if span.name in "AB"]
    if has(text, language, "double_negation", principal=principal):
        return "negated"
    negated = find(text, language, "negated_label", principal=principal)
    open_terms = [t for t in terms if not any(n.start <= t.start and t.end <= n.end for n in negated)]
    if terms and not open_terms:
        return "negated"
    if has(text, language, "joke_label", principal=principal):
        return "joke"
    if has(text, language, "modal_scope", principal=principal):
        return "scope_some_messages"
    human = any(span.name == "N" for span in identity)
    framed = has(text, language, "self_frame", principal=principal)
    if terms and not framed and not human:
        return "other_referent"
    if terms and has(text, language, "other_referent", principal=principal) and not human:
        others = find(text, language, "other_referent", principal=principal)
        if all(any(o.start <= t.start and t.end <= o.end for o in others) for t in open_terms):
            return "other_referent"
    return None


def _judge(
    text: str,
    masked: str,
    language: str,
    principal: str,
    elements: set[str],
    defects: set[str],
    good: list[Span],
    bad: list[Span],
) -> Notice:
    if good:
        return _with_notice(text, masked, language, principal, elements, defects, good)
    if bad:
        return Notice(frozenset(elements), "void", tuple(sorted(defects)), bad[0].start, bad[0].end, language)
    hidden = _hidden(text, language, principal)
    if hidden:
        return hidden
    weak = find(masked, language, "weak_label", "emoji_label", principal=principal)
    if weak:
        decorative = all(span.name == "emoji_label" for span in weak)
        return Notice(
            frozenset(elements),
            "weak",
            ("decorative_only",) if decorative else (),
            weak[0].start,
            weak[0].end,
            language,
        )
    return Notice(frozenset(elements & {"K"}), "none", (), 0, 0, language)


def _with_notice(
    text: str,
    masked: str,
    language: str,
    principal: str,
    elements: set[str],
    defects: set[str],
    good: list[Span],
) -> Notice:
    place = good[0]
    named = has(_around(text, place), language, "principal_frame", principal=principal) or bool(
        principal != "(?!)" and regex.search(rf"\b(?:{principal})\b", folded(_around(text, place)).text)
    )
    if _taken_back(masked, place, language, principal):
        return Notice(
            frozenset(elements), "void", ("contradicted_later_in_text",), place.start, place.end, language, named
        )
    late = place.start > LATE
    return Notice(
        frozenset(elements),
        "sufficient",
        tuple(sorted({*defects, *(("late_position",) if late else ())})),
        place.start,
        place.end,
        language,
        named,
    )


def _around(text: str, place: Span) -> str:
    return text[max(0, place.start - 100) : place.end + 100]


def _taken_back(masked: str, place: Span, language: str, principal: str) -> bool:
    later = [span for span in find(masked, language, "takes_back", principal=principal) if span.start >= place.start]
    kept = find(masked, language, "self_frame", "element_N", principal=principal)
    return any(not any(k.start <= span.start < k.end and k.start > place.start for k in kept) for span in later)


def _hidden(text: str, language: str, principal: str) -> Notice | None:
    """A notice that only stands in hashtags, quotations or disguised spelling."""
    view = folded(text)
    tags = [view.span(m.start(), m.end()) for m in _HASHTAG.finditer(view.text)]
    for start, end in tags:
        name = text[start + 1 : end]
        spaced = f"it's {name}. {name}"
        if has(spaced, language, "element_A", "element_B") or regex.search(
            r"^(?:ai|ia|bot|robot|auto)|(?:ai|ia|bot|reply|reponseauto|artificielle?)$", folded(name).text
        ):
            return Notice(frozenset("A"), "void", ("hashtag_only",), start, end, language)
    disguised = _DISGUISED.search(view.text)
    if disguised and not _SPELLED.fullmatch(disguised[0]) and not _PLAIN_WORD.fullmatch(disguised[0]):
        start, end = view.span(disguised.start(), disguised.end())
        return Notice(frozenset("A"), "void", ("disguised",), start, end, language)
    for quoted in regex.finditer(r'"[^"\n]{2,200}"', view.text):
        if has(quoted[0].strip('"'), language, "element_A", "element_B", principal=principal):
            start, end = view.span(quoted.start(), quoted.end())
            return Notice(frozenset("A"), "void", ("quoted",), start, end, language)
    return None


@lru_cache(maxsize=4096)
def _mask(text: str) -> str:
    """The text with quotations, links, addresses and hashtags blanked, same length."""
    view = folded(text)
    chars = list(text)
    for match in _MASK.finditer(view.text):
        start, end = view.span(match.start(), match.end())
        chars[start:end] = " " * (end - start)
    return "".join(chars)
