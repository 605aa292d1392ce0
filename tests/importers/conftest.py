"""A corpus from a few small files, read for real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ipse.importers import load_corpus
from ipse.types import Corpus

MakeCorpus = Callable[[Mapping[str, str | bytes]], Corpus]


@pytest.fixture
def corpus(tmp_path: Path) -> MakeCorpus:
    """A function that writes files below one folder and reads the folder; every passage is checked."""

    def make(files: Mapping[str, str | bytes]) -> Corpus:
        folder = tmp_path / "sources"
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = load_corpus([folder])
        texts = {source.source_id: source.text for source in found.sources}
        assert all(p.text == texts[p.source_id][p.start : p.end] and p.text.strip() for p in found.passages)
        assert len({p.passage_id for p in found.passages}) == len(found.passages)
        return found

    return make
