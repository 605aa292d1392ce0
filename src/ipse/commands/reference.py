"""Writes docs/commands.md from the commands' own help: ``python -m ipse.commands.reference``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipse.cli import COMMANDS, cli


def reference() -> str:
    """The help of every command and sub-command, as Markdown."""
    parts = ["# Commands", "", "Made from `--help` by `python -m ipse.commands.reference docs/commands.md`.", ""]
    root = click.Context(
        cli, info_name="ipse", terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"]
    )
    parts += _section(cli, root)
    for name in sorted(COMMANDS):
        command = cli.get_command(root, name)
        if command is not None:
            parts += _with_children(command, click.Context(command, info_name=name, parent=root))
    return "\n".join(parts).rstrip() + "\n"


def _with_children(command: click.Command, context: click.Context) -> list[str]:
    parts = _section(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                parts += _with_children(child, click.Context(child, info_name=name, parent=context))
    return parts


def _section(command: click.Command, context: click.Context) -> list[str]:
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return [f"## {context.command_path}", "", "```", *lines, "```", ""]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
