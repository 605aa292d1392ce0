"""Scores against labels, and thresholds fitted on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import make_finding
from ipse.bench.calibrate import as_toml, calibrate
from ipse.bench.labelled import Expected, LabelledTurn, read_labels, score
from ipse.errors import BenchError
from ipse.types import Category, Disposition

PRICE = Expected(frozenset({Category.CONTRADICTED_FACT}), "it costs 12 euros")
DIRTY = LabelledTurn("c1", 1, (PRICE,), ())
CLEAN = LabelledTurn("c2", 1, (), ("hard-negative:opinion",))


def test_a_finding_of_the_same_family_is_a_hit_and_one_on_a_clean_turn_a_false_alarm() -> None:
    """Precision, recall, false alarms and location follow their definitions."""
    right = make_finding(category=Category.UNSUPPORTED_FACT, quote="it costs 12 euros")
    wrong = make_finding(conversation_id="c2")
    figures = score([DIRTY, CLEAN], [right, wrong], gate_only=False)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 1.0, pytest.approx(0.6667))
    assert figures["false_alarms"]["rate"] == figures["false_alarms_hard"]["rate"] == 1.0
    assert figures["located"] == 1.0


def test_only_what_blocks_counts_at_the_gate_and_hidden_findings_never_count() -> None:
    """Review findings are left out at the gate; waived and below-threshold ones everywhere."""
    review = make_finding(disposition=Disposition.REVIEW)
    hidden = make_finding(conversation_id="c2", status="below_threshold")
    assert score([DIRTY, CLEAN], [review, hidden], gate_only=True)["recall"] == 0.0
    assert score([DIRTY, CLEAN], [review, hidden], gate_only=False)["precision"] == 1.0


def test_a_finding_of_another_family_is_no_hit() -> None:
    """A disclosure finding does not find an invented price."""
    other = make_finding(category=Category.AI_DENIAL)
    assert score([DIRTY], [other], gate_only=False)["recall"] == 0.0


@pytest.mark.parametrize("line", ["{", '{"turn": 1}', '{"conversation_id":"c","turn":1,"findings":[{"type":"x"}]}'])
def test_a_bad_label_line_is_named(tmp_path: Path, line: str) -> None:
    """The error names the file and the line."""
    path = tmp_path / "labels.jsonl"
    good = json.dumps({"conversation_id": "c", "turn": 1, "findings": []})
    path.write_text(f"{good}\n{line}\n")
    with pytest.raises(BenchError, match=r"labels\.jsonl:2"):
        read_labels(path)


def test_the_threshold_is_the_lowest_that_keeps_the_precision() -> None:
    """Blocking starts where wrong findings end; few labels are said to be few."""
    labels = [*(LabelledTurn(f"d{i}", 1, (PRICE,), ()) for i in range(20)), CLEAN]
    right = [make_finding(conversation_id=f"d{i}", confidence=0.6 + i / 100) for i in range(20)]
    wrong = [make_finding(conversation_id="c2", confidence=0.65)]
    (fitted,) = calibrate(labels, [*right, *wrong], target=0.95)
    assert fitted.block_at == pytest.approx(0.6)
    (strict,) = calibrate(labels, [*right, *wrong], target=1.0)
    assert strict.block_at == pytest.approx(0.66)
    assert strict.missing > 0
    assert "contradicted_fact = 0.660" in as_toml([strict])


def test_a_category_that_is_never_precise_never_blocks() -> None:
    """When no threshold reaches the target, the category is for review only."""
    (fitted,) = calibrate([CLEAN], [make_finding(conversation_id="c2")])
    assert fitted.block_at == 1.0
