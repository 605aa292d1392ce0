"""``ipse bench``: quality and speed on labelled files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

_FILE = click.Path(path_type=Path)
_Bench = Callable[[Path], Mapping[str, Any]]


@click.group(name="bench")
def command() -> None:
    """Measure quality and speed on labelled files (gzipped or plain JSON Lines)."""


def _loader(name: str) -> _Bench:
    import importlib

    module = {"probes": "disclosure", "answers": "disclosure", "notices": "disclosure", "duties": "disclosure"}
    function: _Bench = getattr(importlib.import_module(f"ipse.bench.{module.get(name, name)}"), f"bench_{name}")
    return function


def _add(name: str, help_text: str) -> None:
    @command.command(name=name, help=help_text)
    @click.argument("files", nargs=-1, required=True, type=_FILE)
    @click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
    def run(files: tuple[Path, ...], as_json: bool) -> None:
        measure = _loader(name)
        for path in files:
            _show(path.name, measure(path), as_json)


def _show(name: str, figures: Mapping[str, Any], as_json: bool) -> None:
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _table(name, figures))


def _table(name: str, figures: Mapping[str, Any], indent: str = "  ") -> str:
    lines = [name] if indent == "  " else []
    for key, value in figures.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{key}", _table(key, value, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {round(value, 4) if isinstance(value, float) else value}")
    return "\n".join(lines)


@command.command(name="pairs")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows a file, a seeded random sample.")
@click.option(
    "--verifier",
    default="shipped",
    show_default=True,
    metavar="NAME",
    help="shipped, none (words and values only), a model folder, or a cross-encoder by path or hub name.",
)
@click.option("--cache", type=click.Path(path_type=Path, file_okay=False), help="Folder for the model's scores.")
@click.option("--pool", "pooled", is_flag=True, help="Then the files of each label scheme together, as one set.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def pairs(
    files: tuple[Path, ...], limit: int | None, verifier: str, cache: Path | None, pooled: bool, as_json: bool
) -> None:
    """The verifier as shipped on premise, hypothesis, label rows (three-way, two-way, stance…)."""
    from ipse.bench.pair_rows import read_pair_file
    from ipse.bench.pairs import judge_pairs, pool

    judged = []
    for pair_file in [read_pair_file(path) for path in files]:  # all first: a bad last file costs no scoring
        judged.append(judge_pairs(pair_file, limit=limit, cache=cache, model=verifier))
        _show(judged[-1].file, judged[-1].figures(), as_json)
    for one in pool(judged) if pooled else ():
        _show(one.file, one.figures(), as_json)


@command.command(name="speed")
@click.option(
    "--pairs", "count", type=click.IntRange(min=1), default=64, show_default=True, help="Pairs a measurement."
)
@click.option("--repeats", type=click.IntRange(min=1), default=3, show_default=True, help="The median counts.")
@click.option("--threads", type=click.IntRange(min=1), help="Processor threads; by default all of the machine's.")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A Transformers folder to compare with, instead of a BERT of the same shape.",
)
@click.option(
    "--compare/--no-compare",
    default=True,
    show_default=True,
    help="Time sentence-transformers' CrossEncoder in fp32 too (needs the extra 'models').",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def speed(count: int, repeats: int, threads: int | None, checkpoint: Path | None, compare: bool, as_json: bool) -> None:
    """The shipped model's speed: pairs a second and milliseconds a pair by length, memory, and two yardsticks."""
    from ipse.bench.speed import bench_speed

    found = bench_speed(pairs=count, repeats=repeats, threads=threads, checkpoint=checkpoint, compare=compare)
    _show("speed", found, as_json)


_add("clauses", "Claim extraction on replies cut into clauses: spans, act, subject, kind, needs_proof.")
_add("probes", "Is the fan asking whether a machine answers? Also reads the rua-robot files.")
_add("answers", "What does the clone answer? Also reads rua-robot-replies and self-awareness-replies.")
_add("notices", "What does a first message disclose, by element and strength?")
_add("duties", "The example replies of a duties.json: the share that the rules decide right.")
_add("exam", "Audit labelled creators (folders with sources, conversations and labels) and score the findings.")
_add("authentic", "Feed a creator's own sentences back as drafts: the share flagged must be near zero.")
