"""What a well-formed rule must also satisfy: examples, translations, reachable conditions, known names."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import get_args

from ipse.errors import RuleError
from ipse.fields import Channel
from ipse.rules.lexicon import compile_pattern, pattern_names
from ipse.rules.schema import Condition, RuleModel
from ipse.types import SendMode

LANGUAGES = ("en", "fr")
KNOWN: Mapping[str, frozenset[object]] = {  # fields that a condition may ask for, and the values they can have
    "platform": frozenset(),
    "language": frozenset(),
    "channel": frozenset(get_args(Channel)),
    "send_mode": frozenset(mode.value for mode in SendMode),
    "minor": frozenset({"yes", "no", "unknown", True, False}),
    "ui_notice": frozenset({True, False}),
}
Line = Callable[[Sequence[object]], int]
Problem = tuple[str, str, Sequence[object]]  # what is amiss, the remedy, the field


def check_rule(spec: RuleModel, path: str, line: Line) -> None:
    """Raise :class:`RuleError` for the first thing amiss."""
    for problem, remedy, field in _problems(spec):
        raise RuleError(problem, remedy=remedy, path=path, line=line(field), field=".".join(map(str, field)))


def _problems(spec: RuleModel) -> Iterator[Problem]:
    if (spec.forbid is None) == (spec.require is None):
        yield "a rule either forbids or requires something", "give exactly one of forbid and require", ("id",)
    for name in ("message", "fix"):
        missing = [code for code in LANGUAGES if not getattr(spec, name).get(code)]
        if missing:
            yield f"no {name} in {', '.join(missing)}", f"add {name}.{missing[0]}", (name,)
    for side in ("bad", "good"):
        missing = [code for code in LANGUAGES if not getattr(spec.examples, side).get(code)]
        if missing:
            yield f"no {side} example in {', '.join(missing)}", "add at least one", ("examples", side)
    applies = spec.applies
    if applies.since and applies.until and applies.until < applies.since:
        yield "the rule ends before it begins", "correct from and until", ("applies", "until")
    for part in ("when", "forbid", "require"):
        condition = getattr(spec, part)
        if condition is not None:
            yield from _condition(condition, (part,), spec)


def _condition(condition: Condition, where: tuple[object, ...], spec: RuleModel) -> Iterator[Problem]:
    if where[0] != "when" and not condition.model_fields_set:
        yield "this condition holds always", "say what to look for", where
    yield from _names(condition, where)
    yield from _context(condition, where, spec)
    yield from _unreachable(condition, where)
    for child, place in parts(condition):
        yield from _condition(child, (*where, *place), spec)


def parts(condition: Condition) -> Iterator[tuple[Condition, tuple[object, ...]]]:
    """The conditions that a condition is made of, each with its place in it."""
    for name in ("all", "any"):
        yield from ((child, (name, index)) for index, child in enumerate(getattr(condition, name)))
    if condition.no is not None:
        yield condition.no, ("not",)
    if condition.after is not None:
        yield condition.after.when, ("after", "when")


def _context(condition: Condition, where: tuple[object, ...], spec: RuleModel) -> Iterator[Problem]:
    for name, values in (condition.context or {}).items():
        place = (*where, "context", name)
        if name == "jurisdictions":
            yield "no condition reads jurisdictions", "write them into applies.jurisdictions", place
        elif name not in KNOWN and name not in spec.needs:
            yield f"no context field is called {name!r}", _named(name), place
        wrong = [value for value in values if value not in tuple(KNOWN[name])] if KNOWN.get(name) else []
        if wrong:
            known = ", ".join(sorted({str(value) for value in KNOWN[name]}))
            yield f"{name} is never {wrong[0]!r}", f"use one of: {known}", place


def _named(name: str) -> str:
    near = difflib.get_close_matches(name, KNOWN, n=1)
    return f"did you mean {near[0]!r}?" if near else f"add {name} to needs when your transcripts hold it"


def _names(condition: Condition, where: tuple[object, ...]) -> Iterator[Problem]:
    if condition.pattern is not None:
        unknown = [name for name in condition.pattern.any if name not in pattern_names()]
        if unknown:
            yield f"no pattern list called {unknown[0]!r}", "use a list of the lexicon", (*where, "pattern")
    if condition.regex is not None:
        for sources in condition.regex.any.values():
            for source in sources:
                try:
                    compile_pattern(source)
                except RuleError as error:
                    yield error.message, error.remedy, (*where, "regex")
    for name in ("phrase", "regex", "like"):
        leaf = getattr(condition, name)
        missing = [code for code in LANGUAGES if leaf is not None and not leaf.any.get(code)]
        if missing:
            yield f"{name} has nothing in {', '.join(missing)}", "add that language", (*where, name)


def _unreachable(condition: Condition, where: tuple[object, ...]) -> Iterator[Problem]:
    if condition.turn == "first_clone" and condition.elapsed is not None and condition.elapsed.notice is not None:
        yield "no time has elapsed at the first clone turn", "remove turn or elapsed", (*where, "turn")
    if condition.turn == "first_clone" and (condition.handback or condition.gap is not None):
        yield "nothing came before the first clone turn", "remove turn, gap or handback", (*where, "turn")
    if condition.no is not None and condition.no == condition.model_copy(update={"no": None}):
        yield "the condition contradicts itself", "remove one side", (*where, "not")
