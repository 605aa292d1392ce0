"""``ipse gate``: an audit that a pipeline can trust: one line that says why, and the exit code."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from ipse.baseline import DEFAULT_BASELINE, found_baseline
from ipse.commands.options import Inputs, Outputs, run_options, write_files
from ipse.commands.rates import RateLimit, rate_lines, with_rate
from ipse.commands.running import Run, audited
from ipse.config import Config
from ipse.errors import UsageError
from ipse.policy import Policy, counted, fails, waived_notes
from ipse.release.turns import read_labels
from ipse.report.harmless import harmless
from ipse.report.repeats import times, without_repeats
from ipse.report.statistics import complete, undecided
from ipse.types import AuditResult, Disposition, Finding, Outcome, Severity

_FILE = click.Path(path_type=Path)
_RATE = click.FloatRange(0, 1, min_open=True, max_open=True)
_SEVERITY = click.Choice([s.value for s in Severity])
SHOWN = 10
_WORSE = " (the baseline holds it as something lighter)"
_CONFIDENCE = 0.95


@click.command(name="gate")
@run_options
@click.option("--baseline", type=_FILE, help=f"Known findings (default: {DEFAULT_BASELINE} beside ipse.toml, if any).")
@click.option("--no-baseline", is_flag=True, help="Every finding counts as new.")
@click.option(
    "--fail-on", type=click.Choice([d.value for d in Disposition]), help="What fails (default: the policy's)."
)
@click.option("--max-rate", type=_RATE, help="Decide on the rate of violating turns: 0.005 is 0.5 %.")
@click.option("--confidence", type=_RATE, help=f"For --max-rate (default: {_CONFIDENCE}).")
@click.option("--severity", type=_SEVERITY, help="For --max-rate: at least so bad (default: note).")
@click.option("--labels", type=_FILE, help="For --max-rate: a person's labels, to correct the rate (JSON Lines).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Apply the rules in force on this day.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day on which waivers are read (default: today).")
def command(
    inputs: Inputs,
    outputs: Outputs,
    baseline: Path | None,
    no_baseline: bool,
    fail_on: str | None,
    max_rate: float | None,
    confidence: float | None,
    severity: str | None,
    labels: Path | None,
    as_of: datetime | None,
    today: datetime | None,
) -> None:
    """Audit TRANSCRIPTS and pass or block, with the reason in one line.

    With --max-rate the rate of violating turns decides: pass, block, or not enough turns (4).

    Exit codes: 0 pass, 1 block, 2 usage or configuration, 3 nothing audited, 4 incomplete.
    """
    _check_rate_options(max_rate, {"--confidence": confidence, "--severity": severity, "--labels": labels})
    config = inputs.config
    if fail_on:
        config = replace(config, policy=replace(config.policy, fail_on=Disposition(fail_on)))
    known = None if no_baseline else baseline or found_baseline(config.root)
    inputs.check_apart(outputs, baseline=known, labels=labels)
    outputs.check_writable()
    judged = read_labels(labels) if labels else None
    run = audited(config, inputs.transcripts, inputs.cache, known, _day(as_of), quiet=True, today=_day(today),
                  redact=outputs.redact)  # fmt: skip
    more: list[str] = []
    if max_rate is not None:
        limit = RateLimit(max_rate, confidence or _CONFIDENCE, Severity(severity or "note"), judged)
        result, rate = with_rate(run.result, limit, config.policy)
        run, more = replace(run, result=_with_waived(result)), list(rate_lines(result, rate, limit))
    for line in report_lines(run, known, config, more):
        click.echo(harmless(line))
    outputs = replace(outputs, fail_on=config.policy.fail_on, root=config.root, by_rate=max_rate is not None)
    write_files(outputs, run.result, run.corpus, inputs.transcripts)
    sys.exit(run.result.decision.exit_code)


def _check_rate_options(max_rate: float | None, given: Mapping[str, object]) -> None:
    """Refuse options that would do nothing."""
    idle = [name for name, value in given.items() if value is not None]
    if max_rate is None and idle:
        remedy = "add --max-rate, such as --max-rate 0.005, or leave it out"
        raise UsageError(f"{', '.join(idle)}: of use with --max-rate only", remedy=remedy)


def _with_waived(result: AuditResult) -> AuditResult:
    """The result of which the decision tells how many findings waivers cover."""
    notes = waived_notes(sum(f.status == "waived" for f in result.findings))
    return replace(result, decision=replace(result.decision, reasons=(*result.decision.reasons, *notes)))


def report_lines(run: Run, baseline: Path | None, config: Config, more: Sequence[str] = ()) -> Iterator[str]:
    """The decision in one line, then what blocks, then what to do about baseline and waivers."""
    failing = failing_findings(run.result, config.policy.fail_on)
    yield decision_line(run.result, [] if more else failing)
    yield from more
    shown = without_repeats(failing)[:SHOWN]
    accepted = {f.fingerprint for f in run.worse}
    yield from (f"  {_one_line(f)}{times(n)}{_WORSE if f.fingerprint in accepted else ''}" for f, n in shown)
    rest = len(failing) - sum(number for _, number in shown)
    if rest:
        yield f"  … and {rest} more: --json FILE lists them all"
    yield from _gone_lines(run, baseline)
    yield from _waiver_lines(run.result)
    yield from _incomplete_lines(run.result)


def decision_line(result: AuditResult, failing: Sequence[Finding]) -> str:
    """Such as ``BLOCK: 2 findings block (invented_offer 2)``: the decision, and which categories decide.

    A pass names the number of rules that lacked their context somewhere: it does not speak for them.
    """
    decision = result.decision
    reasons = list(decision.reasons)
    if decision.outcome is Outcome.BLOCK and failing and reasons:
        counts = Counter(f.category.value for f in failing).most_common()
        reasons[0] += f" ({', '.join(f'{category} {number}' for category, number in counts)})"
    return f"{decision.outcome.value.upper()}{undecided(result)}: {'; '.join(reasons)}"


def failing_findings(result: AuditResult, fail_on: Disposition) -> list[Finding]:
    """The active findings that make the run fail, worst first."""
    from ipse.report.statistics import worst_first

    policy = Policy(fail_on=fail_on)
    return sorted((f for f in result.findings if fails(f, policy)), key=worst_first)


def _one_line(finding: Finding) -> str:
    from ipse.report.visible import visible

    quote = " ".join(visible(finding.quote).split())
    said = f"“{quote[:80]}{'…' if len(quote) > 80 else ''}”" if quote else "(something is absent)"
    place = f"{visible(finding.conversation_id)} turn {finding.turn}"
    return f"{finding.category.value} ({finding.severity.value}) {place}: {said} [{finding.fingerprint}]"


def _gone_lines(run: Run, baseline: Path | None) -> Iterator[str]:
    if run.gone and not complete(run.result):
        were = counted(len(run.gone), "baseline finding was", "baseline findings were")
        yield f"{were} not seen: this run is not complete, prune nothing"
    elif run.gone:
        are = counted(len(run.gone), "baseline finding is", "baseline findings are")
        yield f"fixed: {are} gone: ipse baseline prune {baseline} RESULT.json"
    if run.undecided:
        number = counted(len(run.undecided), "baseline finding", "baseline findings")
        yield f"not decided: {number} in conversations in which a rule lacked its context"
    if run.absent:
        number = counted(len(run.absent), "baseline finding", "baseline findings")
        yield f"not audited: {number} in conversations that are not in these transcripts"


def _waiver_lines(result: AuditResult) -> Iterator[str]:
    for waiver in result.expired_waivers:
        yield f"expired waiver ({waiver.expires}, {waiver.owner}): {waiver.rule or waiver.fingerprint}: {waiver.reason}"
    for waiver in result.unused_waivers:
        yield f"unused waiver ({waiver.owner}): {waiver.rule or waiver.fingerprint}: {waiver.reason}"


def _incomplete_lines(result: AuditResult) -> Iterator[str]:
    for problem in (p for p in result.problems if p.fatal):
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        yield f"unread: {place}: {problem.message}; {problem.remedy}"
    for error in (e for c in result.conversations for e in c.errors):
        yield f"crashed: {error.check} on {error.conversation_id}: {error.error}"
    needs = Counter((n.rule_id, ", ".join(n.needs)) for c in result.conversations for n in c.not_evaluated)
    for (rule, fields), number in sorted(needs.items()):
        yield f"not evaluated: {rule} needs {fields} ({counted(number, 'conversation', 'conversations')})"


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
