"""What a message discloses about its sender: elements, strength, defects, and where.

Elements: A (artificial intelligence), N (not human), B (bot or automated), P (for whom), S (sent
automatically), K (take a break), G (generated). That the principal is away, or does not write here, says N only
beside a notice: somebody else might write. Strength: sufficient, weak, void or none. What defeats a
notice follows 16 CFR 255.0(f), AI Act Article 50(5) and the Commission's Guidelines C(2026) 5054, pt 142.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from ipse.rules.lexicon import (
    NOBODY,
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
FIRST_SCREEN = 120  # characters that every reader sees at once: a notice that begins beyond them is late
_MASK = regex.compile(r'"[^"\n]{2,200}"|https?://\S+|(?<![^\s"])[^\s@"]++@[^\s"]+\.\w+|[#@][\w.]+')
_QUOTED = regex.compile(r'"[^"\n]{2,200}"')
_CLAUSE = regex.compile(r"[,;:()–—]")
_NEAR = 100  # characters around a notice in which the principal may be named


@dataclass(frozen=True, slots=True)
class Notice:
    """What one message says of its sender. ``quote == text[start:end]``; empty when nothing is said."""

    elements: frozenset[str] = frozenset()
    strength: str = "none"  # sufficient | weak | void | none
    defects: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    language: str = "en"
    principal: bool = False  # the principal is named near the notice, in any construction, or has no known name

    def tells(self, elements: Sequence[str] = IDENTITY) -> bool:
        """A usable notice that carries at least one of ``elements``."""
        return self.strength == "sufficient" and bool(self.elements & set(elements))


@dataclass(frozen=True, slots=True)
class _Message:
    """A message and how it is read."""

    text: str
    masked: str  # quotations, links and hashtags blanked, same length
    language: str
    principal: str

    def find(self, text: str, *names: str) -> tuple[Span, ...]:
        """Every match of the named lists in ``text``."""
        return find(text, self.language, *names, principal=self.principal)

    def has(self, text: str, *names: str) -> bool:
        """Whether any of the named lists matches ``text``."""
        return has(text, self.language, *names, principal=self.principal)

    def around(self, place: Span) -> str:
        """The words near a place."""
        return self.text[max(0, place.start - _NEAR) : place.end + _NEAR]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The elements and defects read in a message, with the sentences that inform and those that are defeated."""

    elements: frozenset[str]
    defects: frozenset[str]
    good: tuple[Span, ...]
    bad: tuple[Span, ...]


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
    message = _Message(text, _mask(text), language, principal)
    return _judge(message, _read(message))


def _read(message: _Message) -> _Reading:
    """What each sentence says of the sender, the good and the defeated apart."""
    elements: set[str] = set()
    defects: set[str] = set()
    good: list[Span] = []
    bad: list[Span] = []
    for start, end in sentence_spans(message.text, message.language):
        sentence = message.masked[start:end]
        spans = [] if gives_back(sentence, message.masked[end:], message.language) else _elements(sentence, message)
        identity = [span for span in spans if span.name in IDENTITY]
        if not identity:
            elements.update(span.name for span in spans if span.name in "KG")
            continue
        elements.update(span.name for span in spans)
        defect = _defect(sentence, identity, message)
        if defect:
            defects.add(defect)
        (bad if defect else good).append(Span(start, end))
    if good and message.has(message.masked, "principal_absent"):
        elements.add("N")
    return _Reading(frozenset(elements), frozenset(defects), tuple(good), tuple(bad))


def _elements(sentence: str, message: _Message) -> list[Span]:
    spans = [
        Span(span.start, span.end, element)
        for element in "ANBSGK"
        for span in message.find(sentence, f"element_{element}")
    ]
    if any(span.name == "N" for span in spans) or message.has(sentence, "principal_absent"):
        machines = message.find(sentence, "machine_word")  # beside "no person", "a program" is who writes
        spans.extend(Span(span.start, span.end, "B") for span in machines)
    if message.has(sentence, "principal_frame"):
        spans.append(Span(0, 0, "P"))
    return spans


def gives_back(sentence: str, after: str, language: str) -> bool:
    """The sentence only gives the fan's word back, "A bot?", and no yes follows."""
    return has(sentence, language, "echoed_question") and not has(after, language, "affirms")


def _unsaid(sentence: str, identity: list[Span], message: _Message) -> bool:
    """The identity words are what the sender will not, or cannot, say; "I can't say when" leaves them standing."""
    refused = message.find(sentence, "double_negation")
    return any(
        refusal.end <= span.start and not _CLAUSE.search(sentence, refusal.end, span.start)
        for refusal in refused
        for span in identity
    )


def _defect(sentence: str, identity: list[Span], message: _Message) -> str | None:
    """Why the identity words of a sentence do not make a notice; None when they do."""
    terms = [span for span in identity if span.name in "AB"]
    if _unsaid(sentence, identity, message):
        return "negated"
    negated = message.find(sentence, "negated_label")
    open_terms = [t for t in terms if not any(n.start < t.end <= n.end for n in negated)]
    if terms and not open_terms:
        return "negated"
    if message.has(sentence, "joke_label"):
        return "joke"
    if message.has(sentence, "modal_scope"):
        return "scope_some_messages"
    if not terms or any(span.name == "N" for span in identity) or message.has(sentence, "principal_absent"):
        return None
    others = message.find(sentence, "other_referent")
    elsewhere = bool(others) and all(any(o.start <= t.start and t.end <= o.end for o in others) for t in open_terms)
    return "other_referent" if elsewhere or not message.has(sentence, "self_frame") else None


def _judge(message: _Message, reading: _Reading) -> Notice:
    if reading.good:
        return _with_notice(message, reading)
    if reading.bad:
        place = reading.bad[0]
        return Notice(
            reading.elements, "void", tuple(sorted(reading.defects)), place.start, place.end, message.language
        )
    hidden = _hidden(message)
    if hidden:
        return hidden
    weak = message.find(message.masked, "weak_label", "emoji_label")
    if weak:
        defects = ("decorative_only",) if all(span.name == "emoji_label" for span in weak) else ()
        return Notice(reading.elements, "weak", defects, weak[0].start, weak[0].end, message.language)
    return Notice(reading.elements & {"K"}, "none", (), 0, 0, message.language)


def _with_notice(message: _Message, reading: _Reading) -> Notice:
    place = reading.good[0]
    near = message.around(place)
    named = message.principal == NOBODY or message.has(near, "principal_frame", "principal_named")
    if _taken_back(message, place):
        strength, defects = "void", {"contradicted_later_in_text"}
    else:
        late = {"late_position"} if place.start >= FIRST_SCREEN else set()
        strength, defects = "sufficient", {*reading.defects, *late}
    return Notice(reading.elements, strength, tuple(sorted(defects)), place.start, place.end, message.language, named)


def _taken_back(message: _Message, place: Span) -> bool:
    own = message.find(message.masked, "machine_is_me")  # "the bot here, that's me" takes nothing back
    later = [
        span
        for span in message.find(message.masked, "takes_back")
        if span.start >= place.start and not any(o.start <= span.start < o.end for o in own)
    ]
    kept = message.find(message.masked, "self_frame", "element_N", "principal_absent")
    return any(not any(k.start <= span.start < k.end and k.start > place.start for k in kept) for span in later)


def _hidden(message: _Message) -> Notice | None:
    """A notice that only stands in hashtags, disguised spelling or quotations."""
    for defect, lists in (("hashtag_only", "hashtag_label"), ("disguised", "disguised")):
        found = [span for code in known_languages() for span in find(message.text, code, lists)]
        if found:
            return Notice(frozenset("A"), "void", (defect,), found[0].start, found[0].end, message.language)
    view = folded(message.text)
    for quoted in _QUOTED.finditer(view.text):
        if message.has(quoted[0].strip('"'), "element_A", "element_B"):
            start, end = view.span(quoted.start(), quoted.end())
            return Notice(frozenset("A"), "void", ("quoted",), start, end, message.language)
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
