"""The published JSON Schemas describe what is written."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

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


@pytest.mark.parametrize("change", [{"status": "new"}, {"span": [1]}, {"extra": 1}, {"fingerprint": "x"}])
def test_the_schema_refuses_what_is_no_finding(change: dict[str, Any]) -> None:
    """A schema that accepts anything would prove nothing."""
    row = json.loads(render_jsonl(sample_result().findings).split("\n")[0]) | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, schema("finding"))
