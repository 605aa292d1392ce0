"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ipse.config import Config, find_config, load_config, load_creator
from ipse.errors import ReportError, UsageError
from ipse.types import AuditResult, Corpus

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that a run writes."""

    html: Path | None = None
    json: Path | None = None
    jsonl: Path | None = None
    everything: bool = False
    quiet: bool = False
    language: str | None = None

    def check_writable(self) -> None:
        """Fail before the work, not after it.

        Raises:
            ReportError: a folder is missing or read-only.
        """
        for path in (self.html, self.json, self.jsonl):
            if path is not None:
                _check_writable(path)


def _check_writable(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        remedy = "choose a folder that exists and can be written"
        raise ReportError(f"cannot be written: {error.strerror}", remedy=remedy, path=str(path)) from error


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--config``, ``--corpus``, ``--creator``, ``--ruleset``, ``--cache``, ``--no-cache``."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Keep nothing on disk."),
        click.option("--cache", type=_FILE, help="Cache folder (default: .ipse/cache beside ipse.toml)."),
        click.option("--ruleset", help="Rule packs, comma-separated: core,eu,fr,platforms/meta."),
        click.option("--creator", type=_FILE, help="creator.json, when there is no ipse.toml."),
        click.option("--corpus", multiple=True, type=_FILE, help="Folder of sources, when there is no ipse.toml."),
        click.option("--config", "config_path", type=_FILE, help="ipse.toml (default: the nearest one above)."),
    ):
        function = option(function)
    return function


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--html``, ``--json``, ``--jsonl``, ``--all``, ``--language``: passed on as one ``outputs`` value."""

    @wraps(function)
    def wrapped(*args: Any, html: Path, json: Path, jsonl: Path, everything: bool, language: str, **kw: Any) -> Any:
        return function(*args, outputs=Outputs(html, json, jsonl, everything, language=language), **kw)

    run: Callable[..., Any] = wrapped
    for option in (
        click.option("--language", help="Language of the HTML report: en or fr (default: the creator's)."),
        click.option("--all", "everything", is_flag=True, help="In --jsonl: notes, waived and known findings too."),
        click.option("--jsonl", type=_FILE, help="Write the findings, one JSON object a line."),
        click.option("--json", type=_FILE, help="Write the whole result as JSON."),
        click.option("--html", type=_FILE, help="Write the report as one self-contained HTML file."),
    ):
        run = option(run)
    return run


def resolve_config(
    config_path: Path | None, corpus: tuple[Path, ...], creator: Path | None, ruleset: str | None
) -> Config:
    """The configuration that a command line names.

    Raises:
        UsageError: neither an ipse.toml nor --corpus and --creator.
        ConfigError: a file is wrong.
    """
    path = config_path or (None if corpus or creator else find_config(Path.cwd()))
    if path is not None:
        config = load_config(path)
        config = replace(config, sources=tuple(corpus)) if corpus else config
    elif corpus and creator:
        config = Config(creator=load_creator(creator), sources=tuple(corpus))
    else:
        remedy = "run `ipse init`, or give both --corpus DIR and --creator creator.json"
        raise UsageError("no ipse.toml here or above", remedy=remedy)
    _check_sources(config)
    return replace(config, rulesets=tuple(ruleset.split(","))) if ruleset else config


def _check_sources(config: Config) -> None:
    for folder in config.sources:
        if not folder.exists():
            raise UsageError("no such folder of sources", remedy="create it, or mend the path", path=str(folder))


def cache_folder(config: Config, cache: Path | None, no_cache: bool) -> Path | None:
    """Where caches live; None for none."""
    return None if no_cache else cache or config.cache


def write_outputs(outputs: Outputs, result: AuditResult, corpus: Corpus) -> int:
    """Print the summary, write the files that were asked for; returns the exit code."""
    from rich.console import Console

    from ipse.report.json_report import render_json, render_jsonl
    from ipse.report.terminal import print_summary

    console = Console(soft_wrap=True)
    if outputs.quiet:
        console.print(f"{result.decision.outcome.value}: {'; '.join(result.decision.reasons)}", markup=False)
    else:
        print_summary(result, console)
    if outputs.jsonl:
        _write(outputs.jsonl, render_jsonl(result.findings, everything=outputs.everything), console, outputs.quiet)
    if outputs.json:
        _write(outputs.json, render_json(result), console, outputs.quiet)
    if outputs.html:
        from ipse.report.html import render_html

        _write(outputs.html, render_html(result, corpus, language=outputs.language), console, outputs.quiet)
    return result.decision.exit_code


def _write(path: Path, text: str, console: Any, quiet: bool) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(f"cannot be written: {error.strerror}", remedy="free space or choose another folder",
                          path=str(path)) from error  # fmt: skip
    if not quiet:
        console.print(f"wrote {path}", markup=False, highlight=False)
