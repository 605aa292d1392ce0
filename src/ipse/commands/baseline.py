"""``ipse baseline``: accept today's findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipse.policy import counted

if TYPE_CHECKING:
    from ipse.baseline import BaselineEntry
    from ipse.types import Finding

_FILE = click.Path(path_type=Path)
SHOWN = 10


@click.group(name="baseline")
def command() -> None:
    """Accept today's findings, so that later runs fail only on new ones."""


@command.command()
@click.argument("result", type=_FILE)
@click.option("--output", "-o", type=_FILE, help="Default: ipse-baseline.json beside ipse.toml, where the gate looks.")
@click.option("--config", "config_path", type=_FILE, help="ipse.toml (default: the nearest one above).")
@click.option("--add", is_flag=True, help="Keep what the baseline holds already.")
@click.option("--only", multiple=True, metavar="FINGERPRINT", help="Accept only this finding (may be repeated): --add.")
def write(result: Path, output: Path | None, config_path: Path | None, add: bool, only: tuple[str, ...]) -> None:
    """Write a baseline from RESULT, a file made with `ipse audit --json`.

    A finding is accepted as it is: when it becomes worse, such as a finding for review that blocks, it is new again.

    An older baseline is replaced, and what it loses is named; with --add or --only it is added to. A RESULT of which
    something was not audited takes nothing out: what was not audited is not gone.
    """
    from ipse.baseline import entries_of, write_entries
    from ipse.report.json_reader import read_findings

    usual = _usual_place(config_path)
    path = output or usual
    old = _older(path)
    new = entries_of(_chosen(read_findings(result), only, result))
    dropped = [] if add or only else _missing(old, new)
    _check_complete(result, dropped)
    kept = _missing(old, new) if add or only else []
    write_entries(path, [*kept, *new])
    also = f", {len(kept):,} kept" if kept else ""
    _say(f"wrote {path}: {counted(len(new), 'finding', 'findings')} accepted{also}")
    _tell_dropped(dropped)
    if output and output.resolve() != usual.resolve():
        _say(f"the gate looks for {usual}: give it --baseline {output}")


def _usual_place(config_path: Path | None) -> Path:
    """Where the gate looks: beside ``ipse.toml``; without one, here."""
    from ipse.baseline import DEFAULT_BASELINE
    from ipse.config import find_config

    found = config_path or find_config(Path.cwd())
    folder = found.resolve().parent if found else Path.cwd()
    return Path(DEFAULT_BASELINE) if folder == Path.cwd().resolve() else folder / DEFAULT_BASELINE


def _older(path: Path) -> tuple[BaselineEntry, ...]:
    """The baseline that is about to be replaced; nothing when there is none.

    Raises:
        UsageError: there is a file that is no baseline.
    """
    from ipse.baseline import read_baseline
    from ipse.commands.apart import check_named
    from ipse.errors import ConfigError, UsageError

    check_named(path, "--output")
    if not path.exists():
        return ()
    try:
        return read_baseline(path)
    except ConfigError as error:
        what = f"would be overwritten, and is no baseline of this version ({error.message})"
        remedy = "name another file with --output, or remove this one first"
        raise UsageError(what, remedy=remedy, path=str(path)) from error


def _chosen(findings: Sequence[Finding], only: Collection[str], result: Path) -> Iterable[Finding]:
    """All findings, or those that ``only`` names.

    Raises:
        UsageError: it names one that may not be accepted, for it is not there, or is waived or below its threshold.
    """
    from ipse.errors import UsageError

    there = {f.fingerprint for f in findings if f.status in ("active", "known")}
    unknown = [fingerprint for fingerprint in only if fingerprint not in there]
    if unknown:
        remedy = "take the fingerprints from `ipse gate`, which prints them in brackets, or from RESULT"
        what = f"holds no active finding {', '.join(unknown)}"
        raise UsageError(what, remedy=remedy, path=str(result))
    return [f for f in findings if not only or f.fingerprint in only]


def _missing(old: Iterable[BaselineEntry], new: Iterable[BaselineEntry]) -> list[BaselineEntry]:
    held = {entry.fingerprint for entry in new}
    return [entry for entry in old if entry.fingerprint not in held]


def _check_complete(result: Path, dropped: Sequence[BaselineEntry]) -> None:
    """Warn of a result of which something was not audited; refuse it when entries would fall out by it.

    Raises:
        UsageError: they would.
    """
    from ipse.errors import UsageError
    from ipse.release.turns import check_complete

    try:
        check_complete(result)
    except UsageError as error:
        if dropped:
            would = f"{counted(len(dropped), 'finding', 'findings')} would be dropped from the baseline"
            remedy = f"{error.remedy}, or keep them with --add"
            raise UsageError(f"{error.message}; {would}", remedy=remedy, path=str(result)) from error
        _say(f"warning: {result}: {error.message}: what was not audited is not accepted", err=True)


def _tell_dropped(dropped: Sequence[BaselineEntry]) -> None:
    if not dropped:
        return
    _say(f"dropped: {counted(len(dropped), 'finding', 'findings')} of the older baseline (--add keeps them)")
    for entry in dropped[:SHOWN]:
        quote = " ".join(entry.quote.split())
        said = f"“{quote[:80]}{'…' if len(quote) > 80 else ''}”" if quote else "(something is absent)"
        _say(f"  {entry.category} {entry.conversation_id}: {said} [{entry.fingerprint}]")
    if len(dropped) > SHOWN:
        _say(f"  … and {len(dropped) - SHOWN} more")


def _say(line: str, *, err: bool = False) -> None:
    from ipse.report.harmless import harmless
    from ipse.report.visible import visible

    click.echo(harmless(visible(line)), err=err)


@command.command()
@click.argument("baseline", type=_FILE)
@click.argument("result", type=_FILE)
def prune(baseline: Path, result: Path) -> None:
    """Take the findings that are gone from RESULT (made with `ipse audit --json`) out of BASELINE.

    RESULT must be a complete run: what was not audited is not gone. What belongs to a conversation that RESULT does
    not hold, or in which a rule lacked its context, stays.
    """
    from ipse.baseline import compare, read_baseline, write_entries
    from ipse.release.turns import check_complete, read_decided
    from ipse.report.json_reader import read_findings

    entries, found = read_baseline(baseline), read_findings(result)
    check_complete(result)
    decided = read_decided(result)
    gone = {entry for entry in compare(found, entries).gone if entry.conversation_id in decided}
    write_entries(baseline, [e for e in entries if e not in gone])
    _say(f"{baseline}: {counted(len(gone), 'gone finding', 'gone findings')} removed, {len(entries) - len(gone)} kept")
