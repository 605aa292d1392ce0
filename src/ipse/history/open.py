"""Runs from a history file, or from a folder of JSON results."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, overload

from ipse.errors import ReportError, UsageError
from ipse.history.difference import is_open
from ipse.history.model import Gaps, Head, KeptFinding, KeptRun, KeptTurn, Run, unread_path
from ipse.history.rows import row_finding
from ipse.history.store import FILE_NAME, History
from ipse.types import Disposition


class Runs(Sequence[KeptRun]):
    """Runs that are kept somewhere, oldest first: ``heads`` are known at once, each run is read when it is asked for.

    ``files`` says that they are results, each named after its file: their order is that of days, then of file times.
    """

    def __init__(self, heads: Sequence[Head], load: Callable[[Run], KeptRun], *, files: bool = False) -> None:
        self.heads = tuple(heads)
        self.files = files
        self._load = load

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, index: int) -> KeptRun: ...
    @overload
    def __getitem__(self, index: slice) -> Runs: ...
    def __getitem__(self, index: int | slice) -> KeptRun | Runs:
        """One run, read now; a slice reads nothing yet."""
        if isinstance(index, slice):
            return Runs(self.heads[index], self._load, files=self.files)
        return self._load(self.heads[index].run)

    def only(self, wanted: Callable[[Run], bool]) -> Runs:
        """Those that are wanted; nothing is read."""
        return Runs([head for head in self.heads if wanted(head.run)], self._load, files=self.files)


def open_runs(path: Path, slug: str | None = None) -> Runs:
    """Every run under ``path``, oldest first; only one creator's when ``slug`` is given.

    ``path`` is a history file, a folder that holds one (also as ``.ipse/history.sqlite``), or a folder of results
    written with ``ipse audit --json``.

    Raises:
        ReportError: there is nothing of the kind, or a file cannot be read.
    """
    base = history_base(path)
    if base:
        with History(base) as history:
            return Runs(history.heads(slug), partial(_loaded, base))
    files = sorted(path.glob("*.json")) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        remedy = "audit with --history PATH first, or name a folder of results written with `ipse audit --json`"
        raise ReportError("holds no history and no result", remedy=remedy, path=str(path))
    dated = ((read_result(file), file.stat().st_mtime_ns) for file in files)
    in_order = sorted(dated, key=lambda row: (row[0].run.started, row[1], row[0].run.run_id))
    runs = {kept.run: kept for kept, _ in in_order if slug in (None, kept.run.slug)}
    return Runs([_head(kept) for kept in runs.values()], runs.__getitem__, files=True)


def history_base(path: Path) -> Path | None:
    """The history file that ``path`` stands for; None when it is none and holds none."""
    bases = (path, path / FILE_NAME, path / ".ipse" / FILE_NAME)
    return next((base for base in bases if base.is_file() and base.suffix != ".json"), None)


def _loaded(base: Path, run: Run) -> KeptRun:
    with History(base) as history:
        return history.load(run)


def _head(kept: KeptRun) -> Head:
    ends = [found.finding.disposition for found in kept.findings if is_open(found)]
    return Head(kept.run, ends.count(Disposition.BLOCK), ends.count(Disposition.REVIEW))


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
    names = [h.run.run_id for h in runs.heads] if isinstance(runs, Runs) else [r.run.run_id for r in runs]
    hits = [i for i, run_id in enumerate(names) if run_id.startswith(name)]
    exact = [i for i in hits if names[i] == name]
    if len(exact or hits) == 1:
        return runs[(exact or hits)[0]]
    what = "no run is called" if not hits else f"{len(hits)} runs begin with"
    raise UsageError(f"{what} {name!r}", remedy="`ipse history` lists the runs; `last` and `last~1` work too")


def read_result(path: Path) -> KeptRun:
    """A run from a result of ``ipse audit --json``.

    Its day is the last day of its turns, else the day on which the file was written.

    Raises:
        ReportError: the file cannot be read or is no result.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise ReportError(what, remedy="mend the path, or its permissions", path=str(path)) from error
    except ValueError as error:
        raise _no_result(path, "it is not UTF-8 text") from error
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        whole_lines = len(text.splitlines()) > 1 and text.lstrip().startswith("{")
        raise _no_result(path, _LINES if whole_lines and _is_object(text.splitlines()[0]) else "no JSON") from error
    if not isinstance(document, dict) or "conversations" not in document:
        said = isinstance(document, dict) and "turns" in document
        raise _no_result(path, "it is a conversation, to be audited" if said else "it lists no conversations")
    try:
        talks = document["conversations"]
        turns = tuple(t for c in talks for t in _turns(c))
        findings = tuple(f for c in talks for f in _findings(c))
        return KeptRun(_run(path, document, turns), turns, findings, _gaps(document))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        missing = f"{error} is missing" if isinstance(error, KeyError) else f"a value cannot be read ({error})"
        raise _no_result(path, missing) from error


_LINES = "it holds several lines of JSON, as a transcript or `--jsonl` does"


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _no_result(path: Path, why: str) -> ReportError:
    remedy = "name a result: write one with `ipse audit … --json FILE`"
    return ReportError(f"is no audit result: {why}", remedy=remedy, path=str(path))


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
    unread = (unread_path(p["slug"], p["path"]) for p in document["problems"] if p["fatal"])
    return Gaps.of(map(_talk_gaps, document["conversations"]), unread)


def _talk_gaps(talk: Mapping[str, Any]) -> tuple[str, frozenset[str], frozenset[str]]:
    """As :func:`ipse.history.model.kept_gaps`; earlier results do not say which rules were out of scope."""
    undecided = frozenset(n["rule_id"] for n in talk["not_evaluated"])
    return talk["conversation_id"], undecided.union(talk.get("out_of_scope", ())), undecided


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
