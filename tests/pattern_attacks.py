"""Texts made to trip a regular expression: what its own repeats repeat, many times over, then something that breaks."""

from __future__ import annotations

import re
import signal
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

AnyPattern = re.Pattern[Any] | regex.Pattern[Any]

ALPHABET = "a1 .-,:A\n\"'@/<>()[]{}_!?#*+&=|%$~;é’«»“”–…€\u00a0\t"
BREAKER = "\x00"
LONG = 8  # a repeat of at least so many may cost
PUMPS = 4
ATTACKS = 30
SMALL, LARGE = 2_000, 8_000
SUSPECT = 0.0015  # seconds on a small text: only then the large one is tried
HARD_LIMIT = 0.3
GROWTH = 9.0  # a text four times as long: linear work takes 4 times as long, quadratic 16 times

Nodes = Sequence[tuple[Any, Any]]
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}


def parsed(source: str, flags: int) -> Nodes:
    """The pattern's parts; what only the ``regex`` package knows is written in the standard way first."""
    plain = re.sub(r"\\p\{(?:Lu|Han|Hangul)\}", "[A-Z]", source)
    plain = re.sub(r"\\p\{(\w+)\}", "[a-z]", plain)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nodes: Nodes = list(parser.parse(plain, flags))
    return nodes


def attacks(source: str, flags: int, size: int) -> Iterator[str]:
    """Texts of about ``size`` characters, each built on one repeat of the pattern; every one only once."""
    nodes = parsed(source, flags)
    breakers = (BREAKER, BREAKER + _sample(nodes, 0))  # with all that the pattern needs, else engines give up at once
    in_turn = zip_longest(*(_plans(start, body, breakers) for start, body in _repeats(nodes, "")))
    plans = dict.fromkeys(plan for plans in in_turn for plan in plans if plan)
    for start, pump, breaker in islice(plans, ATTACKS):
        yield start + pump * max(2, (size - len(start)) // len(pump)) + breaker


def _plans(start: str, body: Nodes, breakers: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Ways to trip one repeat: what it repeats, over and over, alone or with what leads up to it."""
    for breaker in breakers:
        for pump in _samples(body):
            yield start, pump, breaker
            if start:
                yield "", start + pump, breaker
        if start:
            yield "", start, breaker


def _repeats(nodes: Nodes, start: str) -> Iterator[tuple[str, Nodes]]:
    """Every long repeat, with words that lead up to it."""
    for kind, value in nodes:
        if kind in REPEATS:
            least, most, body = value
            if most is op.MAXREPEAT or most >= LONG:
                yield start, body
            yield from _repeats(body, start)
            start += _sample(body, 0) * least
            continue
        for inner in _inner(kind, value):
            yield from _repeats(inner, start)
        start += _sample([(kind, value)], 0)


def _inner(kind: Any, value: Any) -> list[Nodes]:
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is op.ATOMIC_GROUP else []


def _samples(body: Nodes) -> list[str]:
    found = dict.fromkeys(_sample(body, n) for n in range(2 * PUMPS))
    return [text for text in found if text][:PUMPS]


def _sample(nodes: Nodes, choice: int) -> str:
    return "".join(_one(kind, value, choice) for kind, value in nodes)


def _one(kind: Any, value: Any, choice: int) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind in (op.NOT_LITERAL, op.ANY, op.IN):
        fits = [c for c in ALPHABET if _fits(kind, value, c)]
        return fits[choice % len(fits)] if fits else _first(value)
    if kind in REPEATS:
        return _sample(value[2], choice) * max(value[0], choice % 2)
    if kind is op.BRANCH:
        return _sample(value[1][choice % len(value[1])], choice)
    inner = [] if kind in (op.ASSERT, op.ASSERT_NOT) else _inner(kind, value)
    return "".join(_sample(nodes, choice) for nodes in inner)


def _first(value: Any) -> str:
    kind, wanted = value[0]
    return chr(wanted if kind is op.LITERAL else wanted[0]) if kind in (op.LITERAL, op.RANGE) else ""


def _fits(kind: Any, value: Any, char: str) -> bool:
    if kind is op.ANY:
        return char != "\n"
    if kind is op.NOT_LITERAL:
        return chr(value) != char
    negated = value[0][0] is op.NEGATE
    return negated != any(_in_class(part, wanted, char) for part, wanted in value)


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _in_class(part: Any, wanted: Any, char: str) -> bool:
    if part is op.LITERAL:
        return chr(wanted) == char
    if part is op.RANGE:
        return bool(wanted[0] <= ord(char) <= wanted[1])
    return part is op.CATEGORY and re.match(_CATEGORIES[wanted], char) is not None


class TooSlow(Exception):
    """A search passed the hard limit."""


@contextmanager
def hard_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`TooSlow` inside the block after so many seconds of work: both engines look for signals."""

    def stop(signum: int, frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A pattern as the package uses it: ``anchored`` when it is only ever tried at one place of a text."""

    pattern: AnyPattern
    anchored: bool
    where: str


def cost(shipped: Shipped, text: str, times: int = 1) -> float:
    """Seconds of work to match ``text``, the best of ``times``; infinite past the hard limit."""
    hostile: Any = text.encode() if isinstance(shipped.pattern.pattern, bytes) else text
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        try:
            with hard_limit(HARD_LIMIT):
                _matched(shipped, hostile)
        except TooSlow:
            return float("inf")
        best = min(best, time.process_time() - began)
    return best


def _matched(shipped: Shipped, text: Any) -> None:
    if shipped.anchored:
        shipped.pattern.match(text)
        shipped.pattern.fullmatch(text)
    else:
        deque(shipped.pattern.finditer(text), maxlen=0)


def worst_growth(shipped: Shipped) -> tuple[float, str]:
    """How much longer a text four times as long takes, at worst, and how that text begins."""
    source = shipped.pattern.pattern
    source = source.decode("latin-1") if isinstance(source, bytes) else source
    flags = re.VERBOSE if shipped.pattern.flags & _VERBOSE[type(shipped.pattern)] else 0
    worst = (0.0, "")
    for small, large in zip(attacks(source, flags, SMALL), attacks(source, flags, LARGE), strict=True):
        if cost(shipped, small) <= SUSPECT or (short := cost(shipped, small, 3)) <= SUSPECT:
            continue
        worst = max(worst, (cost(shipped, large, 2) / short if short < float("inf") else short, large[:60]))
        if worst[0] > GROWTH:
            break
    return worst


_VERBOSE = {re.Pattern: int(re.VERBOSE), regex.Pattern: int(regex.VERBOSE)}
