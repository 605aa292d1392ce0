"""Patterns are bounded: hostile input cannot hang the rules."""

import time

import pytest

from ipse.errors import RuleError
from ipse.rules.lexicon import FAST_CHARACTERS, compile_pattern, find, known_languages, lexicon, search

HOSTILE = ("a" * FAST_CHARACTERS, "i am you are " * 150, "je suis la le " * 140, "1 " * 1000, "the no not an " * 140)


@pytest.mark.parametrize("language", known_languages())
def test_every_list_is_quick_on_hostile_text(language: str) -> None:
    """No list takes more than a moment on two thousand characters made to trip it."""
    for name in lexicon(language)["patterns"]:
        for text in HOSTILE:
            start = time.process_time()
            find(text[:FAST_CHARACTERS], language, name, principal="salma\\ rivoire|salma")
            assert time.process_time() - start < 2.0, (language, name, text[:12])


def test_a_users_catastrophic_pattern_is_stopped() -> None:
    """Nested repetition of a user's rule ends in an error with a remedy, not in a hang."""
    pattern = compile_pattern(r"(?:a|aa|a+)+$")
    start = time.process_time()
    with pytest.raises(RuleError, match="longer than"):
        list(search(pattern, "a" * 60 + "!"))
    assert time.process_time() - start < 5


def test_malformed_patterns_are_named() -> None:
    """An unbalanced pattern is an error of the rule."""
    with pytest.raises(RuleError, match="malformed"):
        compile_pattern("(unclosed")
