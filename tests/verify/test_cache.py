"""The score cache: right answers, shared by runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipse.blobs import BlobCache
from ipse.verify.base import Scores
from ipse.verify.cache import CachedModel


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
    cold = CachedModel(first, BlobCache(tmp_path / "c" / "v.sqlite")).score(pairs)
    warm = CachedModel(second, BlobCache(tmp_path / "c" / "v.sqlite")).score(pairs)
    assert cold == warm
    assert first.asked == pairs[:2]
    assert second.asked == []
