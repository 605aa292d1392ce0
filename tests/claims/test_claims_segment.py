"""Segmentation: exact spans, chat spelling, and time that grows with length only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import calls_of
from ipse.claims import clause_spans
from ipse.claims.tokens import tokenize

CUT = [
    (
        "en",
        "I'm from Lyon but live in Ghent with my two kids.",
        ["I'm from Lyon", "but live in Ghent", "with my two kids."],
    ),
    (
        "en",
        "Thanks! I was born in Oslo and I moved here in 2012.",
        ["Thanks!", "I was born in Oslo", "and I moved here in 2012."],
    ),
    ("en", "I sell mugs. My sister makes them.", ["I sell mugs.", "My sister makes them."]),
    ("en", "i live in leeds\nwhat about you?", ["i live in leeds", "what about you?"]),
    ("fr", "Je suis née à Liège mais j'habite à Lille.", ["Je suis née à Liège", "mais j'habite à Lille."]),
    (
        "fr",
        "Merci ! J'ai deux enfants et je travaille de nuit.",
        ["Merci !", "J'ai deux enfants", "et je travaille de nuit."],
    ),
    ("fr", "coucou 🌻 jsuis à Brest et toi ?", ["coucou 🌻", "jsuis à Brest", "et toi ?"]),
]


@pytest.mark.parametrize(("language", "draft", "clauses"), CUT, ids=[draft[:40] for _, draft, _ in CUT])
def test_drafts_are_cut_into_minimal_clauses(language: str, draft: str, clauses: list[str]) -> None:
    """Coordination, lists and line breaks give one clause a fact, with exact spans."""
    assert [draft[start:end] for start, end in clause_spans(draft, language)] == clauses


@given(st.text(max_size=200), st.sampled_from(["en", "fr"]))
@settings(max_examples=60, deadline=None)
def test_spans_are_ordered_and_lie_inside_any_text(text: str, language: str) -> None:
    """Whatever the text, spans are non-empty, ordered, disjoint and inside it; every word is in one."""
    spans = clause_spans(text, language)
    places = [place for span in spans for place in span]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    words = [token for token in tokenize(text, language) if token.shape in "aA9"]
    assert all(any(start <= word.start and word.end <= end for start, end in spans) for word in words)


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b"])
def test_nothing_gives_nothing(text: str) -> None:
    """A draft without visible characters has no clauses."""
    assert clause_spans(text, "en") == ()


def test_typographic_and_plain_apostrophes_cut_alike() -> None:
    """« j’ai » and "j'ai" give the same spans."""
    plain = "j'ai deux chats et j'habite à Metz"
    assert clause_spans(plain.replace("'", "’"), "fr") == clause_spans(plain, "fr")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_work_grows_with_length_only(language: str) -> None:
    """Ten times the text takes about ten times the calls, with or without punctuation: nothing is quadratic."""
    piece = (
        "i live in leeds and my sister works there, " if language == "en" else "j'habite à metz et ma sœur y bosse, "
    )
    for text in (piece, piece.replace(",", "")):
        clause_spans(text, language)
        short = calls_of(lambda text=text: clause_spans("a " + text * (1_000 // len(text)), language))
        long = calls_of(lambda text=text: clause_spans("b " + text * (10_000 // len(text)), language))
        assert long < 15 * short


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("It's three pounds sixty postage in the UK.", "en", "three pounds sixty"),
        ("C'est onze euros quarante le paquet, et on part lundi.", "fr", "onze euros quarante"),
    ],
)
def test_an_amount_is_never_cut(text: str, language: str, amount: str) -> None:
    """A price told in words stays in one clause, whatever the models say."""
    assert any(amount in text[start:end] for start, end in clause_spans(text, language))
