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
            figures = measure(path)
            click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _table(path, figures))


def _table(path: Path, figures: Mapping[str, Any], indent: str = "  ") -> str:
    lines = [path.name] if indent == "  " else []
    for name, value in figures.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{name}", _table(path, value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {round(value, 4) if isinstance(value, float) else value}")
    return "\n".join(lines)


_add("pairs", "The verifier as shipped on premise, hypothesis, label rows (three-way, two-way, stance…).")
_add("clauses", "Claim extraction on replies cut into clauses: spans, act, subject, kind, needs_proof.")
_add("probes", "Is the fan asking whether a machine answers? Also reads the rua-robot files.")
_add("answers", "What does the clone answer? Also reads rua-robot-replies and self-awareness-replies.")
_add("notices", "What does a first message disclose, by element and strength?")
_add("duties", "The example replies of a duties.json: the share that the rules decide right.")
_add("exam", "Audit labelled creators (folders with sources, conversations and labels) and score the findings.")
_add("authentic", "Feed a creator's own sentences back as drafts: the share flagged must be near zero.")
