"""``ipse model``: the cards of the shipped models."""

from __future__ import annotations

import click

from ipse.errors import ModelError
from ipse.resources import models_folder

MODELS = ("verifier", "nearest", "clauses")


@click.group(name="model")
def command() -> None:
    """Show the cards of the shipped models."""


@command.command()
@click.argument("name", type=click.Choice(MODELS), default=MODELS[0])
def show(name: str) -> None:
    """Print a model's card: data, licences, figures, limits. NAME: verifier (the default), nearest or clauses."""
    card = models_folder() / name / "CARD.md"
    if not card.is_file():
        raise ModelError("no model card", remedy="install Ipse again", path=str(card))
    click.echo(card.read_text(encoding="utf-8"))
