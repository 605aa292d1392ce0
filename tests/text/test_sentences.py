"""Sentences of chat turns."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.text.sentences import sentence_spans


@given(st.text(st.sampled_from(list("abÉ. !?…\n😂1-•M")), max_size=60), st.sampled_from(["en", "fr"]))
def test_every_visible_character_lies_in_exactly_one_sentence(text: str, language: str) -> None:
    """Spans are ordered, disjoint, trimmed, and lose nothing."""
    spans = sentence_spans(text, language)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        ("fr", "J'ai vu M. Durand à 18h30. Il va bien", ["J'ai vu M. Durand à 18h30.", "Il va bien"]),
        ("en", "Dr. Low said 3.5 bars. Fine!", ["Dr. Low said 3.5 bars.", "Fine!"]),
        ("en", "ok cool 😂 See you", ["ok cool 😂", "See you"]),
        ("en", "Thanks!! 🙏🙏 It ships Monday", ["Thanks!! 🙏🙏", "It ships Monday"]),
        ("en", "so… maybe later", ["so… maybe later"]),
        ("fr", "Deux choses :\n- le prix\n- la date", ["Deux choses :", "- le prix", "- la date"]),
        ("en", "1. Grind. 2. Pour", ["1. Grind.", "2. Pour"]),
        ("fr", "Tu viens ? Oui ! #live #rdv", ["Tu viens ?", "Oui !", "#live #rdv"]),
        ("en", "Go to shop.example now", ["Go to shop.example now"]),
        ("en", 'He said "no." Then left', ['He said "no."', "Then left"]),
    ],
)
def test_chat_is_cut_where_a_reader_pauses(language: str, text: str, pieces: list[str]) -> None:
    """Abbreviations, decimals, links, bullets and emoji are not mistaken for ends."""
    assert [text[start:end] for start, end in sentence_spans(text, language)] == pieces
