"""The sentence vectors in memory: bounded, and never forgotten while they are needed."""

from __future__ import annotations

import numpy as np
import pytest

from ipse.rules import vectors
from ipse.text.vectors import SIZE


def test_a_full_memory_keeps_what_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a known vector forgets nothing; only a new one makes room."""
    monkeypatch.setattr(vectors, "_known", {})
    monkeypatch.setattr(vectors, "KEPT", 2)
    known = {name: np.full(SIZE, n, dtype=np.float32) for n, name in enumerate("ab")}
    vectors.remember(known)
    assert vectors.vector("a") is known["a"]
    assert vectors.is_warm("b")
    vectors.make_room(1)
    assert not vectors.is_warm("b")
