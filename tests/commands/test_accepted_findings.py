"""A baseline accepts findings as they were: what became worse is new again, in plain and in long runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import make_finding
from ipse.baseline import BaselineEntry, compare, read_baseline, write_baseline
from ipse.types import Disposition
from tiny_rooms import CONFIG, make_project

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
Cli = Callable[..., tuple[int, str]]
_WEIGHTS = {Disposition.NOTE: 0, Disposition.REVIEW: 1, Disposition.BLOCK: 2}


def policy(disposition: str) -> str:
    """A configuration in which a false personal claim has this disposition."""
    return f'{CONFIG}\n[policy]\ndispositions = {{ false_personal_claim = "{disposition}" }}\n'


@pytest.mark.parametrize("now", list(Disposition))
@pytest.mark.parametrize("then", list(Disposition))
def test_a_finding_is_known_while_it_is_no_worse_than_what_was_accepted(
    tmp_path: Path, then: Disposition, now: Disposition
) -> None:
    """Every pair of dispositions, through the file: a lighter or equal one is known, a worse one stays active."""
    write_baseline(tmp_path / "b.json", [make_finding(disposition=then)])
    entries = read_baseline(tmp_path / "b.json")
    assert [e.disposition for e in entries] == [then]
    comparison = compare([make_finding(disposition=now)], entries)
    worse = _WEIGHTS[now] > _WEIGHTS[then]
    assert [f.status for f in comparison.findings] == ["active" if worse else "known"]
    assert len(comparison.worse) == worse
    assert not comparison.gone


def test_of_two_findings_with_one_fingerprint_the_worse_was_accepted(tmp_path: Path) -> None:
    """The same words twice, once for review: both are known afterwards, in whatever order they stood."""
    pair = [make_finding(), make_finding(disposition=Disposition.REVIEW)]
    for found in (pair, pair[::-1]):
        assert write_baseline(tmp_path / "b.json", found) == 1
        assert {f.status for f in compare(pair, read_baseline(tmp_path / "b.json")).findings} == {"known"}


def test_a_baseline_of_an_earlier_version_still_holds(tmp_path: Path) -> None:
    """Its entries say nothing of how bad they were: what such a file let pass, it lets pass."""
    entry = {"fingerprint": "0123456789abcdef", "category": "ai_denial", "conversation_id": "c1", "quote": "q"}
    (tmp_path / "b.json").write_text(json.dumps({"version": 1, "findings": [entry]}))
    assert read_baseline(tmp_path / "b.json") == (BaselineEntry("0123456789abcdef", "ai_denial", "c1", "q"),)
    assert compare([make_finding()], read_baseline(tmp_path / "b.json")).findings[0].status == "known"


@pytest.mark.parametrize("words", [("gate",), ("audit", "--baseline", "ipse-baseline.json", "--no-history"),
                                   ("audit", "--baseline", "ipse-baseline.json", "--no-history", "--workers", "1")])  # fmt: skip
def test_what_was_accepted_for_review_and_blocks_later_blocks(
    ipse: Cli, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The gate, an audit and a long run alike; accepted as a block, the same finding passes."""
    name, *more = words
    talks = make_project(tmp_path, FALSE, config=policy("review"))
    assert ipse("audit", talks, "--json", "old.json", "--no-history")[0] == 0
    assert ipse("baseline", "write", "old.json")[0] == 0
    code, printed = ipse(name, talks, *more)
    assert code == 0
    assert "1 known in the baseline" in printed
    (tmp_path / "ipse.toml").write_text(policy("block"))
    code, printed = ipse(name, talks, *more)
    assert code == 1
    assert "0 known in the baseline; 0 of the baseline not seen" in printed
    assert name != "gate" or "(the baseline holds it as something lighter)" in printed
    ipse("audit", talks, "--json", "new.json", "--no-history")
    assert ipse("baseline", "write", "new.json")[0] == 0
    assert ipse(name, talks, *more)[0] == 0
