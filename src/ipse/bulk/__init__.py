"""Large transcripts: streamed, in several processes, resumed after a stop."""

from __future__ import annotations

from ipse.bulk.estimate import Estimate, count_conversations
from ipse.bulk.run import BulkOptions, BulkRun, run_bulk
from ipse.bulk.tally import Judging, Tally
from ipse.bulk.workers import worker_count
from ipse.bulk.write import judged_results, tally_of, whole_result, write_json, write_jsonl

__all__ = [
    "BulkOptions",
    "BulkRun",
    "Estimate",
    "Judging",
    "Tally",
    "count_conversations",
    "judged_results",
    "run_bulk",
    "tally_of",
    "whole_result",
    "worker_count",
    "write_json",
    "write_jsonl",
]
