"""Which duties the packs decide, which they only document, and what each rule needs to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipse.rules.loader import load_notes, load_rules
from ipse.rules.model import Rule
from ipse.types import Severity


@dataclass(frozen=True, slots=True)
class DutyCoverage:
    """One duty: ``reach`` is decided, partly or out_of_reach; ``needs`` are context fields."""

    duty: str
    packs: tuple[str, ...]
    reach: str
    rules: tuple[str, ...]
    needs: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one rule, or one note, says of one duty."""

    duty: str
    pack: str
    reach: str
    rule: str | None
    needs: tuple[str, ...]
    certainty: str


def coverage(
    names: Sequence[str] = ("all",), extra: Sequence[Path] = (), *, root: Path | None = None
) -> tuple[DutyCoverage, ...]:
    """The duties of the named packs, with the rules that decide them and the input that each needs."""
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for rule in load_rules(names, extra, root=root):
        for entry in _of_rule(rule):
            entries[entry.duty].append(entry)
    for note in load_notes(names, extra, root=root):
        for duty in note.spec.duties:
            spec = note.spec
            entries[duty].append(_Entry(duty, note.pack, spec.reach, None, tuple(spec.needs), spec.certainty))
    return tuple(_together(duty, entries[duty]) for duty in sorted(entries))


def _of_rule(rule: Rule) -> Iterator[_Entry]:
    needs = context_needs(rule.spec.needs, rule.spec.applies.model_dump(by_alias=True))
    reach = "partly" if rule.severity is Severity.NOTE else "decided"
    for duty in rule.spec.duties:
        yield _Entry(duty, rule.pack, reach, rule.id, needs, rule.spec.certainty)


def _together(duty: str, entries: Sequence[_Entry]) -> DutyCoverage:
    """One row of the table: a rule that decides the duty counts before the others, rules before notes."""
    reaches = [entry.reach for entry in entries]
    return DutyCoverage(
        duty,
        tuple(sorted({entry.pack for entry in entries})),
        "decided" if "decided" in reaches else reaches[0],
        tuple(entry.rule for entry in entries if entry.rule is not None),
        tuple(sorted({field for entry in entries for field in entry.needs})),
        entries[0].certainty,
    )


def context_needs(needs: Sequence[str], applies: dict[str, object]) -> tuple[str, ...]:
    """The context fields of a rule: those it names, and those that its scope reads."""
    scope = ["jurisdictions", "send_mode"]
    named = [field for field in scope if applies.get(field)]
    named += ["platform"] if applies.get("platforms") else []
    named += ["channel"] if applies.get("channels") else []
    return tuple(dict.fromkeys((*needs, *named)))
