"""What changed between two runs."""

from __future__ import annotations

from dataclasses import dataclass

from ipse.errors import UsageError
from ipse.history.looked import Looked
from ipse.history.model import OPEN, KeptFinding, KeptRun


@dataclass(frozen=True, slots=True)
class Difference:
    """Findings of two runs, by fingerprint.

    A finding whose turn the later run did not audit is not fixed: nobody looked. The same holds when a check crashed on
    its conversation, when its rule lacked context there or was not part of that run, and when a source that it cites
    could not be read. It is ``not_audited``. One that is found again, but waived, below the threshold or a note now, is
    not fixed either: the clone says it still. It is ``set_aside``, as the later run has it.
    """

    new: tuple[KeptFinding, ...]
    fixed: tuple[KeptFinding, ...]
    still: tuple[KeptFinding, ...]
    not_audited: tuple[KeptFinding, ...]
    set_aside: tuple[KeptFinding, ...]


def compare_runs(before: KeptRun, after: KeptRun) -> Difference:
    """What is new, fixed and still there in ``after``. Active and known findings count, notes and waived do not."""
    old, new = _open(before), _open(after)
    looked = Looked.again(before, after)
    found = {f.finding.fingerprint: f for f in after.findings}
    gone = [f for key, f in old.items() if key not in found]
    return Difference(
        new=tuple(f for key, f in new.items() if key not in old),
        fixed=tuple(f for f in gone if looked.at(f.finding)),
        still=tuple(f for key, f in new.items() if key in old),
        not_audited=tuple(f for f in gone if not looked.at(f.finding)),
        set_aside=tuple(found[key] for key in old if key in found and key not in new),
    )


def check_same_creator(before: KeptRun, after: KeptRun, remedy: str) -> None:
    """Refuse the runs of two creators: what one's clone says is neither new nor fixed in the other's.

    Raises:
        UsageError: they are two creators'.
    """
    slugs = before.run.slug, after.run.slug
    if slugs[0] != slugs[1]:
        raise UsageError(f"these are runs of two creators, {slugs[0]} and {slugs[1]}", remedy=remedy)


def is_open(kept: KeptFinding) -> bool:
    """Whether somebody still has to act: active or in a baseline, to block or to review."""
    return kept.finding.status in OPEN and kept.finding.disposition.value != "note"


def _open(run: KeptRun) -> dict[str, KeptFinding]:
    return {f.finding.fingerprint: f for f in run.findings if is_open(f)}
