"""The score cache: right answers, shared by runs, honest about damage."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from ipse.errors import CacheError
from ipse.verify.base import Scores
from ipse.verify.cache import CachedModel, ScoreCache, score_key


class LengthModel:
    """A pair model whose score is the share of the premise in the characters, and which counts its work."""

    name = "length@1"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """Scores from lengths alone."""
        self.asked += pairs
        shares = [len(a) / (len(a) + len(b)) for a, b in pairs]
        return [Scores(share, 1 - share, 0.0) for share in shares]


def test_second_run_asks_the_model_nothing(tmp_path: Path) -> None:
    """Scores survive on disk: a new model object over the same file works out nothing again."""
    pairs = [("un thé vert", "du thé"), ("black tea", "tea"), ("un thé vert", "du thé")]
    first, second = LengthModel(), LengthModel()
    cold = CachedModel(first, ScoreCache(tmp_path / "c" / "v.sqlite")).score(pairs)
    warm = CachedModel(second, ScoreCache(tmp_path / "c" / "v.sqlite")).score(pairs)
    assert cold == warm
    assert first.asked == pairs[:2]
    assert second.asked == []


def test_key_depends_on_model_premise_and_hypothesis() -> None:
    """Moving a character over a border gives another key, and so does another model."""
    keys = {score_key("m", "ab", "c"), score_key("m", "a", "bc"), score_key("ma", "b", "c"), score_key("m", "ab", "d")}
    assert len(keys) == 4
    assert score_key("m", "lone \ud83d surrogate", "c")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """A damaged cache is a CacheError with the file's name and a remedy, not a crash later on."""
    path = tmp_path / "verdicts.sqlite"
    path.write_bytes(b"this is not a database at all, " * 50)
    with pytest.raises(CacheError) as caught:
        ScoreCache(path)
    assert "verdicts.sqlite" in str(caught.value)
    assert "delete" in caught.value.remedy


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    """Writers in parallel on one file: every score of every writer is there afterwards."""
    path = tmp_path / "v.sqlite"
    keys = [[score_key("m", str(run), str(i)) for i in range(40)] for run in range(4)]

    def write(mine: list[bytes]) -> None:
        for key in mine:
            ScoreCache(path).put({key: Scores(0.5, 0.25, 0.25)})

    threads = [threading.Thread(target=write, args=(mine,)) for mine in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ScoreCache(path).get([key for mine in keys for key in mine])) == 160
