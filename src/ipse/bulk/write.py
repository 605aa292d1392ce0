"""From the journal to files: findings and the whole result are streamed, other formats need it in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO

from ipse.auditor import Auditor
from ipse.bulk.records import decode, passages_by_id
from ipse.bulk.run import BulkRun
from ipse.bulk.tally import Judging, Tally
from ipse.report.json_report import conversation_json, render_json, render_jsonl
from ipse.types import AuditResult, ConversationResult, Decision, Passage


def tally_of(run: BulkRun, judging: Judging) -> Tally:
    """One pass over the journal: waivers, baseline and counts."""
    tally = Tally(judging)
    for result in _results(run, {}):
        tally.add(result)
    return tally


def judged_results(run: BulkRun, judging: Judging) -> Iterator[ConversationResult]:
    """Each conversation with waivers and baseline applied, in order; memory holds one."""
    return (judging.apply(result)[0] for result in _results(run, {}))


def write_jsonl(run: BulkRun, judging: Judging, file: TextIO, *, everything: bool = False) -> None:
    """The findings, as ``ipse audit --jsonl`` writes them; memory holds one conversation."""
    for result in judged_results(run, judging):
        file.write(render_jsonl(result.findings, everything=everything))


def write_json(run: BulkRun, judging: Judging, tally: Tally, auditor: Auditor, file: TextIO) -> None:
    """The whole result, byte for byte as ``ipse audit --json`` writes it; memory holds one conversation."""
    head, tail = render_json(_frame(run, tally, auditor, ())).split('"conversations": []')
    file.write(f'{head}"conversations": [')
    separator = "\n"
    for result in judged_results(run, judging):
        file.write(separator + conversation_json(result))
        separator = ",\n"
    file.write(("]" if separator == "\n" else "\n ]") + tail)


def whole_result(run: BulkRun, judging: Judging, tally: Tally, auditor: Auditor) -> AuditResult:
    """Everything at once, for HTML and the other formats: memory grows with the transcript."""
    passages = passages_by_id(auditor.corpus)
    results = tuple(judging.apply(result)[0] for result in _results(run, passages))
    return _frame(run, tally, auditor, results)


def _frame(run: BulkRun, tally: Tally, auditor: Auditor, results: tuple[ConversationResult, ...]) -> AuditResult:
    decision: Decision = tally.decision(run.problems)
    return AuditResult(
        auditor.rooms.creator, results, run.problems, decision, run.provenance, tally.expired, tally.unused
    )


def _results(run: BulkRun, passages: Mapping[str, Passage]) -> Iterator[ConversationResult]:
    return (decode(record, passages) for record in run.journal.records())
