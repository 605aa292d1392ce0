"""The published JSON Schemas describe what is written."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ipse.history.open import read_result
from ipse.report.json_reader import read_findings
from ipse.report.json_report import render_json, render_jsonl
from report_sample import sample_result


def schema(name: str) -> dict[str, Any]:
    """A schema as the package ships it."""
    text = (files("ipse") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(document)
    return document


def test_a_result_is_valid() -> None:
    """Every status, hostile strings, problems and rules that were not evaluated."""
    jsonschema.validate(json.loads(render_json(sample_result())), schema("result"))


def test_every_line_is_a_valid_finding() -> None:
    """Findings of every status."""
    for line in render_jsonl(sample_result().findings, everything=True).split("\n")[:-1]:
        jsonschema.validate(json.loads(line), schema("finding"))


@pytest.mark.parametrize(
    "change", [{"status": "new"}, {"span": [1]}, {"extra": 1}, {"fingerprint": "x"}, {"also": [{}]}]
)
def test_the_schema_refuses_what_is_no_finding(change: dict[str, Any]) -> None:
    """A schema that accepts anything would prove nothing."""
    row = json.loads(render_jsonl(sample_result().findings).split("\n")[0]) | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, schema("finding"))


def test_findings_come_back_from_a_result_as_they_were(tmp_path: Path) -> None:
    """What is read from ``--json`` is what was found, other rules and their citations included."""
    path = tmp_path / "result.json"
    path.write_text(render_json(sample_result()), encoding="utf-8")
    found = read_findings(path)
    assert found == sample_result().findings
    assert any(f.also for f in found)


def test_a_result_of_an_earlier_version_is_read_and_valid(tmp_path: Path) -> None:
    """Without the field ``also`` a finding concerns its own rule alone, in both readers."""
    document = json.loads(render_json(sample_result()))
    for row in (f for c in document["conversations"] for f in c["findings"]):
        del row["also"]
    jsonschema.validate(document, schema("result"))
    path = tmp_path / "result.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    alone = tuple(replace(f, also=()) for f in sample_result().findings)
    assert read_findings(path) == tuple(k.finding for k in read_result(path).findings) == alone
