"""Baselines: fingerprints, known and gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_finding
from ipse.baseline import compare, fingerprint, read_baseline, write_baseline
from ipse.errors import ConfigError
from ipse.types import Category


@given(st.text(), st.sampled_from(list(Category)))
def test_fingerprint_forgets_case_spaces_and_turn(quote: str, category: Category) -> None:
    """Re-ordering turns or re-spacing a draft keeps the fingerprint of quoted words."""
    words = f"x {quote}"
    again = "  ".join(words.casefold().split(" ")) + " !"
    assert fingerprint("c", 1, category, words) == fingerprint("c", 9, category, again)


def test_fingerprint_of_an_absence_depends_on_its_turn() -> None:
    """Two missing notices in one conversation are two findings."""
    label = Category.MISSING_AI_LABEL
    assert fingerprint("c", 1, label, "") != fingerprint("c", 3, label, "")


def test_a_written_baseline_marks_the_same_findings_known_and_lists_the_gone(tmp_path: Path) -> None:
    """Only findings that the baseline does not hold stay active."""
    old, gone = make_finding(fingerprint="a" * 16), make_finding(fingerprint="b" * 16)
    assert write_baseline(tmp_path / "b.json", [gone, old]) == 2
    new = make_finding(fingerprint="c" * 16)
    comparison = compare([old, new], read_baseline(tmp_path / "b.json"))
    assert [f.status for f in comparison.findings] == ["known", "active"]
    assert comparison.new == (new,)
    assert [e.fingerprint for e in comparison.gone] == ["b" * 16]


def test_a_baseline_has_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    """Findings are sorted before they are written."""
    rows = [make_finding(fingerprint=c * 16, conversation_id=c) for c in "abc"]
    write_baseline(tmp_path / "1.json", rows)
    write_baseline(tmp_path / "2.json", reversed(rows))
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9, "findings": []}', '{"version": 1, "findings": [{}]}'])
def test_a_broken_baseline_is_an_error_with_a_remedy(tmp_path: Path, text: str) -> None:
    """A baseline that cannot be read never counts as an empty one."""
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"b\.json[\s\S]*remedy"):
        read_baseline(path)
