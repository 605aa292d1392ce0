"""Runs from a history file, or from a folder of JSON results."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ipse.errors import ReportError, UsageError
from ipse.history.model import Gaps, KeptFinding, KeptRun, KeptTurn, Run
from ipse.history.rows import row_finding
from ipse.history.store import FILE_NAME, History


def open_runs(path: Path, slug: str | None = None) -> tuple[KeptRun, ...]:
    """Every run under ``path``, oldest first; only one creator's when ``slug`` is given.

    ``path`` is a history file, a folder that holds one (also as ``.ipse/history.sqlite``), or a folder of results
    written with ``ipse audit --json``.

    Raises:
        ReportError: there is nothing of the kind, or a file cannot be read.
    """
    for base in (path, path / FILE_NAME, path / ".ipse" / FILE_NAME):
        if base.is_file() and base.suffix != ".json":
            with History(base) as history:
                return tuple(history.load(r) for r in history.runs(slug))
    files = sorted(path.glob("*.json")) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        remedy = "audit with --history PATH first, or name a folder of results written with `ipse audit --json`"
        raise ReportError("holds no history and no result", remedy=remedy, path=str(path))
    runs = sorted((read_result(f) for f in files), key=lambda r: (r.run.started, r.run.run_id))
    return tuple(r for r in runs if slug in (None, r.run.slug))


def pick_run(runs: Sequence[KeptRun], name: str) -> KeptRun:
    """The run called ``name``: its id, the beginning of one, ``last``, ``last~1``…, or a JSON result.

    Raises:
        UsageError: no run, or more than one, is called so.
    """
    if name.endswith(".json") and Path(name).is_file():
        return read_result(Path(name))
    head, _, back = name.partition("~")
    if head == "last" and (back or "0").isdigit() and int(back or 0) < len(runs):
        return runs[-1 - int(back or 0)]
    hits = [r for r in runs if r.run.run_id.startswith(name)]
    exact = [r for r in hits if r.run.run_id == name]
    if len(exact or hits) == 1:
        return (exact or hits)[0]
    what = "no run is called" if not hits else f"{len(hits)} runs begin with"
    raise UsageError(f"{what} {name!r}", remedy="`ipse history` lists the runs; `last` and `last~1` work too")


def read_result(path: Path) -> KeptRun:
    """A run from a result of ``ipse audit --json``.

    Its day is the last day of its turns, else the day on which the file was written.

    Raises:
        ReportError: the file cannot be read or is no result.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        talks = document["conversations"]
        turns = tuple(t for c in talks for t in _turns(c))
        findings = tuple(f for c in talks for f in _findings(c))
        gaps = _gaps(document)
        run = _run(path, document, turns)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        remedy = "write it again with `ipse audit … --json FILE`"
        raise ReportError(f"is no audit result: {error!r}", remedy=remedy, path=str(path)) from error
    return KeptRun(run, turns, findings, gaps)


def _run(path: Path, document: Mapping[str, Any], turns: Sequence[KeptTurn]) -> Run:
    last = max((t.day for t in turns if t.day), default=None)
    written = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    when = datetime(last.year, last.month, last.day, tzinfo=UTC) if last else written
    creator = document["creator"]
    provenance = {k: v for k, v in document["provenance"].items() if k != "as_of"}
    return Run(
        run_id=path.stem,
        creator=creator["name"],
        slug=creator["slug"] or creator["name"],
        language=creator["language"] or "en",
        started=when,
        finished=when,
        outcome=document["decision"]["outcome"],
        conversations=len(document["conversations"]),
        clone_turns=len(turns),
        crashed=sum(len(c["errors"]) for c in document["conversations"]),
        unread=sum(bool(p["fatal"]) for p in document["problems"]),
        **provenance,
    )


def _turns(talk: Mapping[str, Any]) -> list[KeptTurn]:
    """The turns that :func:`ipse.history.model.kept_turns` keeps."""
    name = talk["conversation_id"]
    if talk["errors"]:
        return []
    return [KeptTurn(name, t["turn"], _day(t)) for t in talk["turns"] if t["role"] == "clone"]


def _gaps(document: Mapping[str, Any]) -> Gaps:
    """The gaps that :func:`ipse.history.model.kept_run` keeps."""
    talks = document["conversations"]
    missing = {c["conversation_id"]: _not_run(c) for c in talks}
    unread = frozenset("" if p["slug"] == "no_sources" else p["path"] for p in document["problems"] if p["fatal"])
    return Gaps({name: rules for name, rules in missing.items() if rules}, unread)


def _not_run(talk: Mapping[str, Any]) -> frozenset[str]:
    """The rules of :func:`ipse.history.model.kept_gaps`; earlier results do not say which were out of scope."""
    return frozenset(n["rule_id"] for n in talk["not_evaluated"]).union(talk.get("out_of_scope", ()))


def _day(turn: Mapping[str, Any]) -> date | None:
    return datetime.fromisoformat(turn["ts"]).date() if turn["ts"] else None


def _findings(talk: Mapping[str, Any]) -> list[KeptFinding]:
    turns = {t["turn"]: t for t in talk["turns"]}
    return [_finding(row, turns) for row in talk["findings"]]


def _finding(row: Mapping[str, Any], turns: Mapping[int, Mapping[str, Any]]) -> KeptFinding:
    asked = [t["text"] for n, t in sorted(turns.items()) if n < row["turn"] and t["role"] == "fan"]
    draft = turns[row["turn"]]
    day = _day(draft)
    values = {**row, "start": row["span"][0], "end": row["span"][1], "evidence": json.dumps(row["evidence"])}
    values["also"] = json.dumps(row.get("also", []))  # results of earlier versions have none
    values |= {"fan": asked[-1] if asked else "", "draft": draft["text"], "day": day.isoformat() if day else None}
    return row_finding(values)
