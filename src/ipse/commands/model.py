"""``ipse model``: the shipped verifier's card."""

from __future__ import annotations

import click

from ipse.errors import ModelError
from ipse.resources import models_folder


@click.group(name="model")
def command() -> None:
    """Show the shipped verifier's card."""


@command.command()
def show() -> None:
    """Print the model card: data, licences, figures, limits."""
    card = models_folder() / "verifier" / "CARD.md"
    if not card.is_file():
        raise ModelError("no model card", remedy="install Ipse again", path=str(card))
    click.echo(card.read_text(encoding="utf-8"))
