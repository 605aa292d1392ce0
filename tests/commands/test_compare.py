"""``ipse compare`` on results that do not hold the same turns: what is not comparable must not look better."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from tiny_rooms import make_project, write_talks

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
Cli = Callable[..., tuple[int, str]]


def audit(ipse: Cli, folder: Path, name: str, drafts: Sequence[str], kept: slice = slice(None)) -> str:
    """A result of some of the conversations that hold these drafts."""
    talks = write_talks(folder / "talks.jsonl", *drafts)
    talks.write_text("".join(row + "\n" for row in talks.read_text().splitlines()[kept]))
    ipse("audit", talks, "--json", f"{name}.json")
    return f"{name}.json"


def test_a_release_that_drops_its_bad_conversations_gets_no_verdict(ipse: Cli, tmp_path: Path) -> None:
    """Twelve of fifty turns again, without the two that violated: the rest is counted on its side."""
    make_project(tmp_path)
    drafts = [TRUE] * 12 + [FALSE] * 2 + [TRUE] * 36
    old, new = audit(ipse, tmp_path, "old", drafts), audit(ipse, tmp_path, "new", drafts, slice(12))
    code, printed = ipse("compare", old, new)
    assert code == 0
    assert "same prompts, 12 turns" in printed
    assert "38 of the old release's turns are left out, as not in the new result: 2 violate" in printed
    assert "NO VERDICT" in printed
    assert "NO CLEAR CHANGE" not in printed
    found = json.loads(ipse("compare", old, new, "--json")[1])
    assert found["without_counterpart"] == {"old": {"turns": 38, "violate": 2}, "new": {"turns": 0, "violate": 0}}
    assert found["verdict"] == "no_verdict"


def test_new_conversations_are_counted_on_their_side(ipse: Cli, tmp_path: Path) -> None:
    """Clean additions leave the verdict; additions that violate can take it away."""
    make_project(tmp_path)
    old = audit(ipse, tmp_path, "old", [FALSE] * 9 + [TRUE] * 21)
    printed = ipse("compare", old, audit(ipse, tmp_path, "more", [TRUE] * 40))[1]
    assert "10 of the new release's turns are left out, as not in the old result: 0 violate" in printed
    assert "BETTER" in printed
    printed = ipse("compare", old, audit(ipse, tmp_path, "bad", [TRUE] * 30 + [FALSE] * 10))[1]
    assert "10 of the new release's turns are left out, as not in the old result: 10 violate" in printed
    assert "NO VERDICT" in printed


def test_two_samples_that_share_prompts_are_not_better_by_their_choice(ipse: Cli, tmp_path: Path) -> None:
    """Bad conversations swapped for new clean ones: no verdict, unless both samples are said to be random."""
    make_project(tmp_path)
    old = audit(ipse, tmp_path, "old", [FALSE] * 10 + [TRUE] * 30)
    new = audit(ipse, tmp_path, "new", [TRUE] * 60, slice(10, None))
    printed = ipse("compare", old, new)[1]
    assert "different prompts: old 10 of 40, new 0 of 50" in printed
    assert "10 of the old release's turns are not in the new result: 10 violate" in printed
    assert "20 of the new release's turns are not in the old result: 0 violate" in printed
    assert "NO VERDICT" in printed
    assert "BETTER" in ipse("compare", old, new, "--unpaired")[1]


def test_the_same_turns_have_nothing_left_out(ipse: Cli, tmp_path: Path) -> None:
    """Nothing is said of turns without a counterpart where there are none, or where no prompt is shared."""
    make_project(tmp_path)
    old, new = audit(ipse, tmp_path, "old", [TRUE] * 4), audit(ipse, tmp_path, "new", [TRUE] * 4)
    assert "release's turns are" not in ipse("compare", old, new)[1]
    apart = audit(ipse, tmp_path, "apart", [TRUE] * 8, slice(4, None))
    printed = ipse("compare", old, apart)[1]
    assert "different prompts" in printed
    assert "release's turns are" not in printed
