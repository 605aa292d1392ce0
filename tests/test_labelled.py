"""Scores against labels, and thresholds fitted on them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from builders import make_finding
from ipse.bench.calibrate import MARGIN, MOST_MISSING, as_toml, calibrate
from ipse.bench.labelled import Expected, LabelledTurn, read_labels, score
from ipse.errors import BenchError, UsageError
from ipse.report.statistics import wilson
from ipse.types import Category, Disposition

PRICE = Expected(frozenset({Category.CONTRADICTED_FACT}), "it costs 12 euros")
DENIAL = Expected(frozenset({Category.AI_DENIAL}), "")
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


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ('{"turn": 1, "findings": []}', "conversation_id: is missing"),
        ('{"conversation_id": 7, "turn": 1, "findings": []}', "conversation_id: must be a text"),
        ('{"conversation_id": "c", "turn": "1", "findings": []}', "turn: must be a number, not '1'"),
        ('{"conversation_id": "c", "turn": true, "findings": []}', "turn: must be a number"),
        ('{"conversation_id": "c", "findings": []}', "turn: is missing"),
        ('{"conversation_id": "c", "turn": 1}', "findings: is missing"),
        ('{"conversation_id": "c", "turn": 1, "findings": {}}', "findings: must be a list"),
        ('{"conversation_id": "c", "turn": 1, "findings": ["x"]}', "findings: must hold objects"),
        ('{"conversation_id": "c", "turn": 1, "findings": [{"type": "x"}]}', "type: 'x' is none of contradicted_fact"),
        ('{"conversation_id": "c", "turn": 1, "findings": [{"type": "stale_fact"}]}', "type: 'stale_fact' is none of"),
        ('{"conversation_id": "c", "turn": 1, "findings": [], "tags": "x"}', "tags: must be a list"),
    ],
)
def test_a_bad_label_line_is_named(tmp_path: Path, line: str, named: str) -> None:
    """The error names the file, the line, the field and the form; a turn as text, which matches nothing, is one."""
    path = tmp_path / "labels.jsonl"
    good = json.dumps({"conversation_id": "c", "turn": 1, "findings": []})
    path.write_text(f"{good}\n{line}\n")
    with pytest.raises(BenchError, match=r"labels\.jsonl:2") as caught:
        read_labels(path)
    assert named in str(caught.value)
    assert "one object a line" in caught.value.remedy


def test_labels_are_read_whatever_wrote_the_file(tmp_path: Path) -> None:
    """A byte-order mark, Windows line ends, empty lines and a raw U+2028 in a quote; fields that may be missing."""
    path = tmp_path / "labels.jsonl"
    rows = [
        {"conversation_id": "c1", "turn": 1, "findings": [{"type": "ai_denial", "quote": "I am\u2028human"}]},
        {"conversation_id": "c2", "turn": 3, "findings": [{"type": "invented_offer", "alt_types": ["ai_denial"]}]},
    ]
    text = "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    first, second = read_labels(path)
    assert first == LabelledTurn("c1", 1, (Expected(frozenset({Category.AI_DENIAL}), "I am\u2028human"),), ())
    assert second.expected == (Expected(frozenset({Category.AI_DENIAL, Category.INVENTED_OFFER}), ""),)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_labels_that_cannot_be_read_are_named(tmp_path: Path, content: bytes | None) -> None:
    """No such file, no UTF-8: an error with its remedy."""
    path = tmp_path / "labels.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BenchError, match=r"labels\.jsonl: cannot be read"):
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


@pytest.mark.parametrize("confidence", [0.8145, 0.0, 0.00002, 0.123456, 1.0])
def test_a_printed_threshold_keeps_the_finding_on_which_it_rests(confidence: float) -> None:
    """Also when the finding lay below the four digits that its result shows; the next step below stays out."""
    labels = [LabelledTurn(f"d{i}", 1, (PRICE,), ()) for i in range(40)]
    found = [make_finding(conversation_id=f"d{i}", confidence=confidence) for i in range(40)]
    policy = tomllib.loads(as_toml(calibrate(labels, found)))["policy"]
    for name in ("block_at_category", "review_at_category"):
        threshold = policy[name]["contradicted_fact"]
        assert threshold <= max(0.0, confidence - 0.00004) or confidence == threshold == 1.0
        assert threshold > confidence - 0.0001


def test_thresholds_with_too_few_labels_are_commented_out() -> None:
    """What is pasted into ipse.toml sets the trusted categories only; of no trusted one, nothing."""
    labels = [LabelledTurn(f"d{i}", 1, (PRICE, DENIAL), ()) for i in range(40)]
    many = [make_finding(conversation_id=f"d{i}", confidence=0.9) for i in range(40)]
    few = make_finding(conversation_id="d0", category=Category.AI_DENIAL, confidence=0.8)
    text = as_toml(calibrate(labels, [*many, few]))
    assert {key: set(table) for key, table in tomllib.loads(text)["policy"].items()} == {
        "block_at_category": {"contradicted_fact"},
        "review_at_category": {"contradicted_fact"},
    }
    assert "# block_at_category.ai_denial = 0.79995" in text
    assert tomllib.loads(as_toml(calibrate(labels, [few]))) == {}


@pytest.mark.parametrize("target", [1.2, 0.0, -3.0, float("nan")])
def test_a_precision_that_cannot_be_reached_is_refused(target: float) -> None:
    """No search without end, and no thresholds for a target that means nothing."""
    with pytest.raises(UsageError, match="precision"):
        calibrate([DIRTY], [make_finding()], target)


def test_the_missing_labels_are_the_fewest_that_are_enough_and_have_a_limit() -> None:
    """One right finding fewer leaves the interval too low; what would need millions ends all the same."""
    (fitted,) = calibrate([DIRTY], [make_finding()])
    assert wilson(1 + fitted.missing, 1 + fitted.missing).low >= 0.95 - MARGIN
    assert wilson(fitted.missing, fitted.missing).low < 0.95 - MARGIN
    wrong = [make_finding(conversation_id="c2", confidence=1.0)] * 200_000
    assert calibrate([CLEAN], wrong)[0].missing == MOST_MISSING


def test_a_category_that_is_never_precise_never_blocks() -> None:
    """When no threshold reaches the target, the category is for review only."""
    (fitted,) = calibrate([CLEAN], [make_finding(conversation_id="c2")])
    assert fitted.block_at == 1.0
