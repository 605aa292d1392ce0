"""``ipse explain``: why a draft gets the findings it gets, in a minute."""

from __future__ import annotations

from pathlib import Path

import click

from ipse.commands.options import cache_folder, resolve_config, source_options
from ipse.types import CheckedClaim, SendMode


@click.command(name="explain")
@click.argument("draft")
@click.option("--question", default="", help="The fan's message that the draft answers.")
@click.option("--send-mode", type=click.Choice([m.value for m in SendMode]), help="Who presses send.")
@source_options
def command(
    draft: str,
    question: str,
    send_mode: str | None,
    config_path: Path | None,
    corpus: tuple[Path, ...],
    creator: Path | None,
    ruleset: str | None,
    cache: Path | None,
    no_cache: bool,
) -> None:
    """Show each clause of DRAFT: act, subject, kind, passages, what each tier saw, and the verdict."""
    from rich.console import Console

    from ipse.auditor import Auditor, Context

    config = resolve_config(config_path, corpus, creator, ruleset)
    auditor = Auditor.build(config, cache=cache_folder(config, cache, no_cache))
    mode = SendMode(send_mode) if send_mode else None
    result = auditor.check(draft, Context(question=question, send_mode=mode))
    console = Console(soft_wrap=True, highlight=False)
    for checked in result.claims:
        _print_claim(console, checked)
    for finding in result.findings:
        text = f"\nfinding: {finding.disposition.value} {finding.category.value} ({finding.rule_id}, {finding.status})"
        console.print(text, style="bold", markup=False)
        console.print(f"  {finding.message}\n  fix: {finding.fix}", markup=False)
        if finding.also:
            console.print(f"  other rules concerned: {', '.join(finding.other_rules)}", style="dim", markup=False)
    for item in result.not_evaluated:
        console.print(f"not evaluated: {item.rule_id} needs {', '.join(item.needs)}", style="yellow", markup=False)
    for error in result.errors:
        console.print(f"check crashed: {error.check}: {error.error}", style="red", markup=False)


def _print_claim(console: object, checked: CheckedClaim) -> None:
    from rich.console import Console

    assert isinstance(console, Console)
    claim, verdict = checked.claim, checked.verdict
    console.print(f"\n“{claim.quote.strip()}”  [{claim.start}, {claim.end})", style="bold", markup=False)
    console.print(f"  act {claim.act.value} · subject {claim.subject.value} · kind {claim.kind.value}", markup=False)
    if claim.reasons:
        console.print(f"  because {'; '.join(claim.reasons)}", style="dim", markup=False)
    if not claim.needs_proof:
        console.print("  needs no proof", style="dim")
        return
    console.print(f"  checked as: {claim.resolved or claim.quote}", markup=False)
    sure = "" if verdict.sure else ", not sure"
    line = f"  verdict {verdict.label.value} ({verdict.confidence:.2f}{sure}): {verdict.reason} {verdict.explanation}"
    console.print(line.rstrip(), style="cyan", markup=False)
    for signal in verdict.signals:
        console.print(f"    {signal.tier}/{signal.name} = {signal.value:.2f}  {signal.note}", style="dim", markup=False)
    for evidence in checked.evidence[:5]:
        mark = "→" if verdict.passage and evidence.passage.passage_id == verdict.passage.passage_id else " "
        where = " · ".join(
            str(p) for p in (evidence.passage.path, evidence.passage.locator, evidence.passage.date) if p
        )
        console.print(f"  {mark} {evidence.score:.2f} {where}: {evidence.passage.text[:160]!r}", markup=False)
