"""Writes the generated docs: ``python -m ipse.commands.reference docs`` (commands.md and one page a rule)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ipse.cli import COMMANDS, cli


def reference() -> str:
    """The help of every command and sub-command, as Markdown."""
    parts = ["# Commands", "", "Made from `--help` by `python -m ipse.commands.reference docs`.", ""]
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


def rule_pages() -> dict[str, str]:
    """File name to Markdown, one page for each rule of every pack."""
    from ipse.commands.rules import describe
    from ipse.rules import load_rules, pack_names

    return {f"{rule.id}.md": describe(rule) + "\n" for rule in load_rules(pack_names())}


def write(docs: Path) -> None:
    """Write everything that is generated into the docs folder."""
    (docs / "commands.md").write_text(reference(), encoding="utf-8")
    folder = docs / "rules"
    folder.mkdir(exist_ok=True)
    for name, text in rule_pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
