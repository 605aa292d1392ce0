"""``ipse plan``: how many turns to audit before a release can pass."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

_RATE = click.FloatRange(0, 1, min_open=True, max_open=True)


@click.command(name="plan")
@click.option("--max-rate", type=_RATE, required=True, help="The highest violation rate you accept: 0.005 is 0.5 %.")
@click.option("--confidence", type=_RATE, default=0.95, show_default=True, help="How sure the gate must be.")
@click.option("--true-rate", type=_RATE, help="The rate you believe in (default: a fifth of --max-rate).")
@click.option("--power", type=_RATE, default=0.8, show_default=True, help="The chance to pass that you want.")
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON.")
def command(max_rate: float, confidence: float, true_rate: float | None, power: float, as_json: bool) -> None:
    """How many turns `ipse gate --max-rate` needs: by violations allowed, with the chance to pass.

    The more turns, the more violations are allowed, and the smaller the risk to block a persona that is good enough.
    """
    from ipse.release import make_plan

    plan = make_plan(max_rate, confidence, true_rate=true_rate, power=power)
    if as_json:
        click.echo(json.dumps(asdict(plan), indent=1))
        return
    click.echo(f"to show a rate below {max_rate:.3%} at {confidence:.0%} confidence:")
    click.echo(f"{'turns':>9}  {'violations allowed':>18}  chance to pass at a true rate of {plan.true_rate:.3%}")
    for row in plan.rows:
        mark = "  <- the plan" if row == plan.chosen else ""
        click.echo(f"{row.turns:>9,}  {row.allowed:>18}  {row.chance:>6.1%}{mark}")
    if plan.chosen is None:
        click.echo(f"no sample gives a {power:.0%} chance: the true rate is too near to the limit")
