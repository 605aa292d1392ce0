"""The same words under the same rule fill one line of a short list, not all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builders import make_finding
from ipse.report.repeats import without_repeats
from tiny_rooms import make_project

Cli = Callable[..., tuple[int, str]]


def test_each_rule_and_words_is_told_once_with_its_number() -> None:
    """Case, spaces and punctuation aside; another rule or other words are another line, the order stays."""
    said = ("I live in Namur", "I am human", "i live  in Namur!", "I am human")
    found = [make_finding(quote=quote) for quote in said] + [make_finding(quote=said[0], rule_id="core/x")]
    assert [(f.quote, f.rule_id, n) for f, n in without_repeats(found)] == [
        (said[0], "claims/contradicted-fact", 2), (said[1], "claims/contradicted-fact", 2), (said[0], "core/x", 1)]  # fmt: skip


@pytest.mark.parametrize("words", [("gate",), ("audit",), ("audit", "--workers", "1")])
def test_a_repeated_sentence_hides_nothing_else(ipse: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Thirty times one falsehood and once another: both are shown, and nothing is said to be left out."""
    talks = make_project(tmp_path, *["I live in Namur."] * 30, "I live in Bruges.")
    printed = ipse(words[0], talks, *words[1:])[1]
    assert printed.count("I live in Namur") == 1
    assert printed.count("I live in Bruges") == 1
    assert "more: --" not in printed
    assert "× 30" in printed or "--workers" in words
