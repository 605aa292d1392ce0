"""The summary on the terminal: in English, as all that the command line says."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ipse.report.harmless import harmless
from ipse.report.json_report import is_actionable
from ipse.report.repeats import times, without_repeats
from ipse.report.statistics import Rate, Summary, hidden_statuses, summarise, told, undecided, worst_first
from ipse.report.visible import visible
from ipse.report.wording import MACHINE, told_in
from ipse.types import AuditResult, Finding, Outcome

_COLOURS = {Outcome.PASS: "green", Outcome.BLOCK: "red", Outcome.EMPTY: "yellow", Outcome.INCOMPLETE: "yellow"}
_MARKS = {"block": "[red]block[/]", "review": "[yellow]review[/]", "note": "note"}


def print_summary(result: AuditResult, console: Console, *, worst: int = 10) -> None:
    """Print the decision, the counts and the ``worst`` findings, each with its evidence.

    The same words under the same rule are shown once. On GitHub's runner no draft can command it.
    """
    with console.capture() as shown:
        _print(result, console, worst)
    console.file.write(harmless(shown.get()))


def _print(result: AuditResult, console: Console, worst: int) -> None:
    result = told_in(result, MACHINE)
    summary = summarise(result)
    console.print(_headline(result))
    console.print(_counts(summary))
    findings = sorted((f for f in result.findings if is_actionable(f)), key=worst_first)
    shown = without_repeats(findings)[:worst]
    for finding, number in shown:
        console.print(_finding(finding, number))
    rest = len(findings) - sum(number for _, number in shown)
    if rest:
        console.print(f"… and {rest} more: --html FILE shows them all", style="dim")
    console.print(_hidden(summary), style="dim")
    for note in _warnings(result, summary):
        console.print(note, style="yellow", markup=False)


def _headline(result: AuditResult) -> Text:
    decision = result.decision
    line = Text(f"{decision.outcome.value.upper()}", style=f"bold {_COLOURS[decision.outcome]}")
    return line.append(f"{undecided(result)}  {result.creator.name}: {'; '.join(decision.reasons)}", style="default")


def _counts(summary: Summary) -> RenderableType:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row(
        "clone turns", f"{summary.clone_turns} in {told(summary.conversations, 'conversation', 'conversations')}"
    )
    table.add_row("claims", f"{summary.claims}, of which {summary.checked} checked against the sources")
    table.add_row("turns to block", _share(summary.blocking))
    table.add_row("turns flagged", _share(summary.flagged))
    for category, number in summary.by_category.items():
        table.add_row(f"  {category.value}", str(number))
    return table


def _share(rate: Rate) -> str:
    return f"{rate.hits} of {rate.total} ({rate.value:.1%}, 95 % interval {rate.low:.1%} to {rate.high:.1%})"


def _finding(finding: Finding, number: int) -> RenderableType:
    place = f"{visible(finding.conversation_id)} turn {finding.turn}{times(number)}"
    quote = f"“{visible(finding.quote.strip())}”" if finding.quote else "(something is absent)"
    head = Text.from_markup(
        f"\n{_MARKS[finding.disposition.value]} {finding.category.value} [dim]{escape(place)}[/]  {escape(quote)}"
    )
    lines = [head, Text(f"   {visible(finding.message)}")]
    for citation in finding.evidence[:1]:
        where = " · ".join(str(p) for p in (citation.source, citation.locator, citation.date) if p)
        lines.append(Text(f"   {citation.relation}: {visible(where)}", style="dim"))
    if finding.also:
        others = f"   other rules concerned: {', '.join(finding.other_rules)}"
        lines.append(Text(others, style="dim", no_wrap=True, overflow="ellipsis"))
    return Group(*lines, Text(f"   fix: {visible(finding.fix)}", style="cyan"))


def _hidden(summary: Summary) -> str:
    listed = hidden_statuses(summary.by_status)
    return f"\nkept and counted in the HTML and JSON: {listed}" if listed else ""


def _warnings(result: AuditResult, summary: Summary) -> list[str]:
    lines = [f"not evaluated: {rule} needs {', '.join(n)} ({told(c, 'conversation', 'conversations')})"
             for rule, (c, n) in summary.not_evaluated.items()]  # fmt: skip
    lines += [f"{'unread' if p.fatal else 'note'}: {p.path}{f':{p.line}' if p.line else ''}: {p.message}; {p.remedy}"
              for p in result.problems[:20]]  # fmt: skip
    if len(result.problems) > 20:
        lines.append(f"… and {len(result.problems) - 20} more problems: --json FILE lists them all")
    lines += [f"check crashed: {e.check} on {e.conversation_id}: {e.error}; {e.remedy}"
              for c in result.conversations for e in c.errors]  # fmt: skip
    lines += [f"expired waiver ({w.expires}): {w.rule or w.fingerprint}: {w.reason}" for w in result.expired_waivers]
    lines += [f"unused waiver: {w.rule or w.fingerprint}: {w.reason}" for w in result.unused_waivers]
    return lines
