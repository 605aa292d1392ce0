"""``ipse compare``: is the new release better or worse than the old one?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipse.release.turns import violates
from ipse.types import EXIT_CODES, Finding, Outcome, Severity

if TYPE_CHECKING:
    from ipse.history import KeptRun
    from ipse.release import Paired, Unpaired
    from ipse.release.turns import Comparable
    from ipse.release.verdict import Verdict

_FILE = click.Path(path_type=Path)


@click.command(name="compare")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--severity", type=click.Choice([s.value for s in Severity]), default="note", show_default=True,
              help="Count turns with a blocking finding at least so bad.")  # fmt: skip
@click.option("--paired/--unpaired", default=None, help="Same prompts or not (default: found out).")
@click.option("--confidence", type=click.FloatRange(0.5, 0.9999), default=0.95, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option(
    "--fail-on", type=click.Choice(["worse"]), help="Exit with 1 when worse, with 4 when there is no verdict."
)
def command(
    old: Path,
    new: Path,
    severity: str,
    paired: bool | None,
    confidence: float,
    as_json: bool,
    fail_on: str | None,
) -> None:
    """Compare two results made with `ipse audit --json`.

    Both must be complete runs of one creator, and have decided the same rules: what was not audited is not better.

    On the same prompts the comparison is paired (McNemar's exact test), otherwise two samples (Fisher's exact test).
    Turns that only one result holds are counted; where they could turn the verdict, there is none.

    Exit codes: 0 whatever the verdict; with --fail-on worse, 1 worse and 4 no verdict.
    """
    from ipse.errors import UsageError
    from ipse.release import verdict
    from ipse.release.turns import check_complete, join, read_turns

    for path in (old, new):
        check_complete(path)
    _check_alike(old, new, Severity(severity))
    both = join(read_turns(old, Severity(severity)), read_turns(new, Severity(severity)))
    if paired and not both.pairs:
        remedy = "audit the same conversations with both releases, or compare with --unpaired"
        raise UsageError("the two results share no prompt", remedy=remedy, path=str(new))
    figures: Paired | Unpaired
    if both.same_prompts if paired is None else paired:
        figures, said = verdict.paired(both, confidence), verdict.verdict_on_pairs(both, confidence)
    else:
        figures = verdict.unpaired(both, confidence)
        said = verdict.verdict_on_samples(both, confidence, random=paired is False)
    click.echo(_json(figures, both, said) if as_json else _text(figures, both, said, confidence))
    sys.exit(_FAILING.get(said.value, 0) if fail_on else 0)


def _check_alike(old: Path, new: Path, at_least: Severity) -> None:
    """Refuse two results of two creators, or when a rule found something in one and was not decided in the other."""
    from ipse.errors import UsageError
    from ipse.history.difference import check_same_creator
    from ipse.history.open import read_result

    runs = {path: read_result(path) for path in (old, new)}
    check_same_creator(runs[old], runs[new], "compare two releases of one creator's clone")
    for found, other in ((old, new), (new, old)):
        rules = _undecided(runs[found], runs[other], at_least)
        if rules:
            remedy = "give both transcripts the same context fields, and audit both with the same rules"
            what = f"rules that found something in {found} are not known to have been decided here: {', '.join(rules)}"
            raise UsageError(what, remedy=remedy, path=str(other))


def _undecided(found: KeptRun, other: KeptRun, at_least: Severity) -> list[str]:
    """The rules whose findings could not be found again: in a conversation of both runs, or in none of the other."""
    from ipse.history.looked import Looked

    own, again = Looked.again(found, found), Looked.again(found, other)
    names = {turn.conversation_id for turn in other.turns}
    shared = names & {turn.conversation_id for turn in found.turns}
    rules = {rule for kept in found.findings for rule in _violated(kept.finding, at_least)}
    return sorted(
        rule
        for rule in rules
        if not any(again.ran([rule], name) for name in names)
        or any(own.ran([rule], name) and not again.ran([rule], name) for name in shared)
    )


def _violated(finding: Finding, at_least: Severity) -> frozenset[str]:
    """The rules by which a finding makes its turn violate: not those that only ride along, as a note does."""
    from ipse.history.looked import rules_of

    if not violates(finding, at_least):
        return frozenset()
    alone = (replace(finding, severity=b.severity, disposition=b.disposition, rule_id=b.rule_id) for b in finding.also)
    light = {each.rule_id for each in alone if not violates(each, at_least)}
    return rules_of(finding) - (light - {finding.rule_id})


def _json(figures: Paired | Unpaired, both: Comparable, said: Verdict) -> str:
    left_out = {"old": asdict(both.left_out_old), "new": asdict(both.left_out_new)}
    return json.dumps({**asdict(figures), "without_counterpart": left_out, "verdict": said.value}, indent=1)


def _text(figures: Paired | Unpaired, both: Comparable, said: Verdict, confidence: float) -> str:
    from ipse.release import Paired

    if isinstance(figures, Paired):
        head = (
            f"same prompts, {figures.total} turns: {figures.only_old} violate in the old release only, "
            f"{figures.only_new} in the new one only, {figures.both} in both"
        )
        test = "McNemar's exact test"
    else:
        head = (
            f"different prompts: old {figures.old_hits} of {figures.old_total}, "
            f"new {figures.new_hits} of {figures.new_total} turns violate"
        )
        test = "Fisher's exact test"
    low, high = figures.interval.low, figures.interval.high
    lines = [
        head,
        *_left_out_lines(both, counted=not isinstance(figures, Paired)),
        f"change of the rate: {figures.difference:+.3%} ({confidence:.0%} interval {low:+.3%} to {high:+.3%})",
        f"{test}: p = {figures.p_value:.4g}",
        _VERDICTS[said.value],
    ]
    return "\n".join(lines)


def _left_out_lines(both: Comparable, *, counted: bool) -> Iterator[str]:
    """The turns that only one run holds; nothing of two runs that share no prompt, as the first line says it."""
    if not both.pairs:
        return
    for name, other, left in (("old", "new", both.left_out_old), ("new", "old", both.left_out_new)):
        if left.turns:
            what = "not in" if counted else "left out, as not in"
            yield f"{left.turns} of the {name} release's turns are {what} the {other} result: {left.violate} violate"


_FAILING = {"worse": EXIT_CODES[Outcome.BLOCK], "no_verdict": EXIT_CODES[Outcome.INCOMPLETE]}
_VERDICTS = {
    "better": "BETTER: the new release violates less",
    "worse": "WORSE: the new release violates more",
    "no_clear_change": "NO CLEAR CHANGE: the interval holds zero; `ipse plan` says how many turns a decision needs",
    "no_verdict": (
        "NO VERDICT: turns that only one result holds could turn it; audit the same conversations with both releases"
    ),
}
