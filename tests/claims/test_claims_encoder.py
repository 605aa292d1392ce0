"""The clause encoder: one reading of a draft, whatever its length, and a clear word when its files are damaged."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.claims.encoder import FOLDER, ClauseEncoder, _windows, clause_encoder
from ipse.errors import ModelError

DRAFT = "Thanks! I moved to Ghent in 2019 and I teach ceramics on Tuesdays."


@given(st.integers(0, 4000), st.integers(80, 380))
def test_windows_keep_every_token_once_and_read_no_more_than_fits(tokens: int, room: int) -> None:
    """The kept ranges tile the draft in order, each inside its window, and no window is longer than the room."""
    found = _windows(tokens, room)
    assert [n for w in found for n in range(w.first, w.last)] == list(range(tokens))
    assert all(w.start <= w.first < w.last <= w.stop <= w.start + room for w in found)
    assert all(b.first - b.start > 0 for _, b in pairwise(found))


def test_the_same_draft_gets_the_same_scores_and_the_question_matters() -> None:
    """Reading is deterministic, and a fan's message changes what a short answer is."""
    one, two = (clause_encoder().read("Two!", "do you have kids?") for _ in range(2))
    assert (one.scores == two.scores).all()
    assert (one.scores != clause_encoder().read("Two!", "how many sizes are there?").scores).any()


def test_a_clause_has_a_distribution_for_every_head_and_no_words_none() -> None:
    """Probabilities of each head add up to one; a span without a token gives nothing."""
    seen = clause_encoder().read(DRAFT, None)
    start = DRAFT.index("I moved")
    said = seen.probabilities(start, DRAFT.index(" and"))
    assert set(said) == {"act", "subject", "kind", "needs_proof"}
    assert all(sum(labels.values()) == pytest.approx(1, abs=1e-4) for labels in said.values())
    assert max(said["act"], key=lambda label: said["act"][label]) == "assertion"
    assert seen.probabilities(len(DRAFT), len(DRAFT) + 5) == {}


def test_a_new_clause_is_seen_where_one_begins() -> None:
    """The boundary score at "and I teach" is above that inside "in 2019"."""
    seen = clause_encoder().read(DRAFT, None)
    assert seen.boundary(DRAFT.index("and I teach")) > seen.boundary(DRAFT.index("2019"))
    assert seen.boundary(len(DRAFT) + 10) == 0.0


@pytest.mark.parametrize("damage", ["model.onnx", "tokenizer.json", "model.json"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    """Nothing is loaded whose hash is wrong; the error names the remedy."""
    folder = tmp_path / "clauses"
    shutil.copytree(FOLDER, folder)
    path = folder / damage
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="clause encoder") as raised:
        ClauseEncoder(folder)
    assert "install" in str(raised.value)


def test_a_missing_description_is_refused(tmp_path: Path) -> None:
    """An empty folder is an error of Ipse's own, not a traceback."""
    (tmp_path / "model.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(ModelError, match="clause encoder"):
        ClauseEncoder(tmp_path)
