"""The command line: thin click commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import sys
import traceback

import click

from ipse import __version__
from ipse.commands.pipes import outlive_readers
from ipse.errors import IpseError
from ipse.types import EXIT_CODES, INTERRUPTED_EXIT_CODE, USAGE_EXIT_CODE, Outcome

COMMANDS = {
    "audit": "Audit transcripts against a creator's sources.",
    "baseline": "Accept today's findings, so that later runs fail only on new ones.",
    "bench": "Measure quality and speed on labelled files.",
    "calibrate": "Refit thresholds on your own labels.",
    "compare": "Compare two releases: better, worse, or no clear change.",
    "demo": "Audit the two bundled creators and write their reports.",
    "diff": "Show what changed between two kept runs.",
    "explain": "Show how a draft is cut into claims, and why each got its verdict.",
    "gate": "Audit, then pass or block: one line that says why, and the exit code.",
    "history": "List and export the kept runs.",
    "init": "Write an ipse.toml and a sources folder here.",
    "model": "Show the shipped verifier's card.",
    "plan": "How many turns a release decision needs.",
    "rules": "List, show, test and scaffold disclosure rules.",
    "weekly": "Write the creator's weekly page from the kept runs.",
}


class LazyGroup(click.Group):
    """Imports a command's module when it is called: `ipse --help` stays fast."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C ends with a code of its own, as 1 would say that something blocks."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nstopped", err=True)
            sys.exit(INTERRUPTED_EXIT_CODE)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"ipse.commands.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command when the word is off."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message}{_nearest(args[0])}", ctx) from error


def _nearest(word: str) -> str:
    from rapidfuzz import process

    hit = process.extractOne(word, list(COMMANDS), score_cutoff=60)
    return f" Did you mean '{hit[0]}'?" if hit else ""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ipse")
def cli() -> None:
    """Audits what a creator's AI clone says: did the creator really say that, does the reader know it is an AI?

    Exit codes: 0 pass, 1 block, 2 usage or configuration, 3 nothing audited, 4 incomplete,
    130 stopped.
    """


def main() -> None:
    """Run the command line; an error the user can mend is printed with its remedy, exit code 2.

    Any other error ends with the code of an incomplete run: Python's own, 1, would say that something blocks. A reader
    who closes the pipe early changes nothing: neither the files that are written nor the code.
    """
    outlive_readers()
    try:
        cli()
    except IpseError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(USAGE_EXIT_CODE)
    except Exception:
        traceback.print_exc()
        click.echo("error: Ipse failed; nothing was decided\n  remedy: please report the lines above", err=True)
        sys.exit(EXIT_CODES[Outcome.INCOMPLETE])
