"""Options that several commands share, and what they stand for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from ipse.commands.apart import Read, check_apart, check_named
from ipse.commands.pipes import is_output
from ipse.config import CONFIG_NAME, Config, find_config, load_config, load_creator
from ipse.errors import ReportError, UsageError
from ipse.report.i18n import languages
from ipse.types import AuditResult, Corpus, Disposition

if TYPE_CHECKING:
    from ipse.report.positions import Place

LANGUAGE = click.Choice(languages(), case_sensitive=False)
_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that a run writes."""

    html: Path | None = None
    json: Path | None = None
    jsonl: Path | None = None
    junit: Path | None = None
    sarif: Path | None = None
    gitlab: Path | None = None
    markdown: Path | None = None
    github: bool = False
    everything: bool = False
    quiet: bool = False
    language: str | None = None
    fail_on: Disposition = Disposition.BLOCK
    redact: bool = False
    root: Path | None = None  # the folder that paths of rule packs start from
    by_rate: bool = False  # the rate decides, no single finding does

    @property
    def files(self) -> tuple[tuple[str, Path], ...]:
        """Each file that was asked for, with its option."""
        given = ((f"--{name}", getattr(self, name)) for name in _FILE_NAMES)
        return tuple((option, path) for option, path in given if path is not None)

    def check_writable(self) -> None:
        """Fail before the work, not after it.

        Raises:
            ReportError: a folder is missing or read-only.
        """
        for _, path in self.files:
            _check_writable(path)


def _check_writable(path: Path) -> None:
    if path.is_fifo():  # opened for a test, its reader would take the end of the test for the end of the file
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        with path.open("ab"):
            pass
        if new:
            path.resolve().unlink()  # behind a link, the file and not the link
    except OSError as error:
        remedy = "choose a folder that exists and can be written"
        raise ReportError(f"cannot be written: {error.strerror}", remedy=remedy, path=str(path)) from error


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--config``, ``--corpus``, ``--creator``, ``--ruleset``, ``--cache``, ``--no-cache``."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Keep nothing on disk."),
        click.option("--cache", type=_FILE, help="Cache folder (default: .ipse/cache beside ipse.toml)."),
        click.option("--ruleset", help="Rule packs, comma-separated: core,eu,platforms/meta,./my-pack."),
        click.option("--creator", type=_FILE, help="creator.json, when there is no ipse.toml."),
        click.option("--corpus", multiple=True, type=_FILE, help="Folder of sources, when there is no ipse.toml."),
        click.option("--config", "config_path", type=_FILE, help="ipse.toml (default: the nearest one above)."),
    ):
        function = option(function)
    return function


_FILE_NAMES = ("html", "json", "jsonl", "junit", "sarif", "gitlab", "markdown")
_OUTPUT_NAMES = (*_FILE_NAMES, "github", "everything", "language", "redact")


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--html``, ``--json``, ``--junit`` and the other files a run writes: passed on as one ``outputs`` value."""

    @wraps(function)
    def wrapped(*args: Any, **kw: Any) -> Any:
        given = {name: kw.pop(name) for name in _OUTPUT_NAMES}
        return function(*args, outputs=Outputs(**given), **kw)

    run: Callable[..., Any] = wrapped
    for option in (
        click.option("--redact", is_flag=True, help="Take fans' names, handles, e-mails and phones out."),
        click.option("--github", is_flag=True, help="Print GitHub annotations and write the job summary."),
        click.option("--gitlab", type=_FILE, help="Write a GitLab code-quality report (JSON)."),
        click.option("--sarif", type=_FILE, help="Write SARIF 2.1.0, for code scanning."),
        click.option("--junit", type=_FILE, help="Write JUnit XML: one test case a clone turn."),
        click.option("--markdown", type=_FILE, help="Write a summary in Markdown."),
        click.option(
            "--language",
            type=LANGUAGE,
            help="Language of the HTML report and the Markdown, messages and fixes included (default: the creator's).",
        ),
        click.option("--all", "everything", is_flag=True, help="In --jsonl: notes, waived and known findings too."),
        click.option("--jsonl", type=_FILE, help="Write the findings, one JSON object a line."),
        click.option("--json", type=_FILE, help="Write the whole result as JSON."),
        click.option("--html", type=_FILE, help="Write the report as one self-contained HTML file."),
    ):
        run = option(run)
    return run


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads, and where it may keep something: the arguments that ``audit`` and ``gate`` share.

    ``cache`` is None for no cache. ``own`` says that the project is this folder's: no bare folder, nothing forbidden.
    ``settings`` are the files that say whose clone is audited, and how.
    """

    transcripts: tuple[Path, ...]
    config: Config
    cache: Path | None
    own: bool
    settings: tuple[Path, ...] = ()

    def check_apart(self, outputs: Outputs, *more: tuple[str, Path | None], baseline: Path | None = None,
                    labels: Path | None = None) -> None:  # fmt: skip
        """Refuse outputs, and ``more`` files that are written, that would replace what is read or each other.

        Raises:
            UsageError: one of them would.
        """
        written = [*outputs.files, *((option, path) for option, path in more if path is not None)]
        check_apart(written, [*self._read(), *_named("the baseline", baseline), *_named("the labels", labels)])

    def _read(self) -> Iterator[Read]:
        from ipse.baseline import DEFAULT_BASELINE
        from ipse.importers import known_suffixes
        from ipse.transcripts.load import READERS

        yield from (Read("the configuration", path) for path in self.settings)
        yield Read("the baseline", self.config.root / DEFAULT_BASELINE)
        yield from (Read("a transcript", path, READERS.keys()) for path in self.transcripts)
        yield from (Read("a source", path, known_suffixes()) for path in self.config.sources)


def _named(what: str, path: Path | None) -> Iterator[Read]:
    if path is not None:
        yield Read(what, path)


_SOURCE_NAMES = ("config_path", "corpus", "creator", "ruleset")


def run_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``TRANSCRIPTS`` with the source options, passed on as one ``inputs`` value, and the output options."""

    @wraps(function)
    def wrapped(*args: Any, transcripts: tuple[Path, ...], cache: Path | None, no_cache: bool, **kw: Any) -> Any:
        named = {name: kw.pop(name) for name in _SOURCE_NAMES}
        config = resolve_config(**named)
        own = not (no_cache or named["creator"]) and (config.root / CONFIG_NAME).is_file()
        given = (named["config_path"], named["creator"], find_config(Path.cwd()), config.root / CONFIG_NAME)
        settings = tuple(path for path in given if path is not None)
        inputs = Inputs(transcripts, config, cache_folder(config, cache, no_cache), own, settings)
        return function(*args, inputs=inputs, **kw)

    words = click.argument("transcripts", nargs=-1, required=True, type=_FILE)
    return words(source_options(output_options(wrapped)))


def resolve_config(
    config_path: Path | None, corpus: tuple[Path, ...], creator: Path | None, ruleset: str | None
) -> Config:
    """The configuration that a command line names.

    Raises:
        UsageError: neither an ipse.toml nor --corpus and --creator, or a creator beside --config.
        ConfigError: a file is wrong.
    """
    if config_path and creator:
        remedy = "leave --creator out, for the ipse.toml names the creator; or give --corpus DIR instead of --config"
        raise UsageError("--creator does not go with --config", remedy=remedy)
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
    return replace(config, rulesets=tuple(_rulesets(ruleset, config.root))) if ruleset else config


def _rulesets(words: str, root: Path) -> Iterator[str]:
    """The packs that ``--ruleset`` names; paths start from the working folder there, and from ``root`` here."""
    from ipse.rules import own_pack

    here = Path.cwd()
    for name in words.split(","):
        away = here != root and own_pack(name, here) is not None and not Path(name).is_absolute()
        yield f"./{Path(os.path.relpath(name, root)).as_posix()}" if away else name


def _check_sources(config: Config) -> None:
    for folder in config.sources:
        if not folder.exists():
            raise UsageError("no such folder of sources", remedy="create it, or mend the path", path=str(folder))


def cache_folder(config: Config, cache: Path | None, no_cache: bool) -> Path | None:
    """Where caches live; None for none."""
    return None if no_cache else cache or config.cache


def history_file(config: Config | None = None) -> Path:
    """The history of the project: beside ``ipse.toml``, else here."""
    found = find_config(Path.cwd())
    root = config.root if config else found.parent if found else Path.cwd()
    return root / ".ipse" / "history.sqlite"


def write_outputs(outputs: Outputs, result: AuditResult, corpus: Corpus, transcripts: Sequence[Path] = ()) -> int:
    """Print the summary, write the files that were asked for; returns the exit code."""
    from rich.console import Console

    from ipse.report.harmless import harmless
    from ipse.report.statistics import undecided
    from ipse.report.terminal import print_summary

    if outputs.quiet:
        reasons = "; ".join(result.decision.reasons)
        click.echo(harmless(f"{result.decision.outcome.value.upper()}{undecided(result)}: {reasons}"))
    else:
        print_summary(result, Console(soft_wrap=True))
    write_files(outputs, result, corpus, transcripts)
    return result.decision.exit_code


def write_files(outputs: Outputs, result: AuditResult, corpus: Corpus, transcripts: Sequence[Path] = ()) -> None:
    """Write the files that were asked for; ``transcripts`` give findings their file and line.

    Raises:
        ReportError: a file cannot be written.
    """
    from ipse.report.harmless import harmless
    from ipse.report.positions import find_places

    placed = outputs.sarif or outputs.gitlab or outputs.github
    places: Mapping[str, Place] = find_places(result, transcripts) if placed else {}
    if outputs.redact:
        places = _unnamed(places, result, corpus)
    for path, text in _rendered(outputs, result, corpus, places):
        write_text(path, text)
        if not outputs.quiet:
            click.echo(harmless(f"wrote {path}"))
    if outputs.github:
        from ipse.report.github import announce

        announce(result, places, fail_on=outputs.fail_on)


def _unnamed(places: Mapping[str, Place], result: AuditResult, corpus: Corpus) -> Mapping[str, Place]:
    """The same places, in files that are named after no fan."""
    from ipse.report.redact import Redactor

    redactor = Redactor(result.creator, corpus)
    paths = {path: redactor.path(path) for path in {place.path for place in places.values()}}
    return {name: replace(place, path=paths[place.path]) for name, place in places.items()}


def _rendered(
    outputs: Outputs, result: AuditResult, corpus: Corpus, places: Mapping[str, Place]
) -> Iterator[tuple[Path, str]]:
    """Each file that was asked for with its text; a format is loaded only when it is asked for."""
    if outputs.jsonl or outputs.json:
        from ipse.report.json_report import render_json, render_jsonl

        if outputs.jsonl:
            yield outputs.jsonl, render_jsonl(result.findings, everything=outputs.everything)
        if outputs.json:
            yield outputs.json, render_json(result)
    if outputs.html:
        from ipse.report.html import render_html

        yield outputs.html, render_html(result, corpus, language=outputs.language)
    if outputs.junit:
        from ipse.report.junit import render_junit

        yield outputs.junit, render_junit(result, outputs.fail_on, by_rate=outputs.by_rate)
    if outputs.sarif:
        from ipse.report.rule_help import rule_help
        from ipse.report.sarif import render_sarif

        yield outputs.sarif, render_sarif(result, places, rule_help(result, outputs.root))
    if outputs.gitlab:
        from ipse.report.gitlab import render_gitlab

        yield outputs.gitlab, render_gitlab(result, places, outputs.fail_on)
    if outputs.markdown:
        from ipse.report.markdown import render_markdown

        yield outputs.markdown, render_markdown(result, language=outputs.language)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, as :func:`writing` does.

    Raises:
        ReportError: the disk is full, or the place cannot be written.
    """
    with writing(path) as file:
        file.write(text)


@contextmanager
def writing(path: Path, remedy: str = "free space or choose another folder") -> Iterator[TextIO]:
    """A file that is there whole or not at all: an older report stays until the new one is complete.

    Devices, pipes and links (such as ``/dev/stdout``) are written straight, and stay what they are. Whoever reads
    standard output may leave early: the rest is dropped.

    Raises:
        ReportError: the disk is full, or the place cannot be written.
        UsageError: the path is ``-``, or a configuration.
    """
    check_named(path)
    if path.name == CONFIG_NAME:
        raise UsageError("is a configuration, and would be overwritten", remedy="choose another file", path=str(path))
    part = path.with_name(f".{path.name}.part") if _replaceable(path) else path
    try:
        with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file
        if part is not path:
            part.replace(path)
    except OSError as error:
        if not (isinstance(error, BrokenPipeError) and is_output(path)):
            raise ReportError(f"cannot be written: {error.strerror}", remedy=remedy, path=str(path)) from error
    finally:
        if part is not path:
            with suppress(OSError):
                part.unlink()


def _replaceable(path: Path) -> bool:
    """A file, or nothing yet: `/dev/stdout` is a link, which may lead to a file."""
    return not path.is_symlink() and (path.is_file() or not path.exists())
