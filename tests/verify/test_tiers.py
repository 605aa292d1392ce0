"""Words, people and quotations: each tier on small texts of invented creators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipse.verify.analysis import analyse, negated
from ipse.verify.attribution import attribute
from ipse.verify.lexical import Alignment, align
from ipse.verify.quotations import read_quotations
from ipse.verify.windows import windows

_GARDEN = (
    "My sister Maren teaches chemistry in Odense. I grow dahlias and I have never used peat. "
    "The open garden is on Sundays, tea included."
)
_JARDIN = (
    "Ma sœur Maëlle enseigne la chimie à Vannes. Moi je cultive des dahlias et je n'ai jamais utilisé de tourbe. "
    "Le jardin ouvre le dimanche, thé compris."
)


def aligned(claim: str, passage: str, language: str = "en") -> Alignment:
    """The alignment of two texts in one language."""
    return align(analyse(claim, language), analyse(passage, language))


def test_words_of_the_passage_cover_the_claim() -> None:
    """Inflected forms meet by stem; the best sentence is the one that holds them."""
    found = aligned("I am growing dahlias.", _GARDEN)
    assert found.coverage == 1.0
    assert found.best == 1
    assert found.missing == ()


def test_added_details_are_missing() -> None:
    """A detail that the passage does not hold is named, a name among the names."""
    found = aligned("I grow dahlias with my neighbour Torvald.", _GARDEN)
    assert "torvald" in found.missing
    assert found.missing_names == ("torvald",)


@pytest.mark.parametrize(
    ("claim", "passage", "language", "clash"),
    [
        ("I have used peat.", _GARDEN, "en", True),
        ("I don't use peat, never have.", "I don't use peat.", "en", True),
        ("I never used peat.", _GARDEN, "en", False),
        ("J'ai utilisé de la tourbe.", _JARDIN, "fr", True),
        ("Je n'utilise pas de tourbe.", _JARDIN, "fr", False),
    ],
)
def test_polarity(claim: str, passage: str, language: str, clash: bool) -> None:
    """Negation on one side only is a clash; "ne … jamais" counts once, and two negations cancel."""
    assert aligned(claim, passage, language).polarity_clash is clash


def test_exclusive_words_are_rivals() -> None:
    """Another weekday in the aligned sentence is a rival; the same weekday is none."""
    assert aligned("The open garden is on Mondays, tea included.", _GARDEN).rival is None
    rival = aligned("The open garden is on monday.", "The open garden is on sunday.").rival
    assert rival == ("monday", "sunday")


@pytest.mark.parametrize(
    ("claim", "passage", "language", "clash"),
    [
        ("I teach chemistry in Odense.", _GARDEN, "en", 1.0),
        ("My sister teaches chemistry.", _GARDEN, "en", 0.0),
        ("My brother grows dahlias.", "I grow dahlias.", "en", 1.0),
        ("J'enseigne la chimie à Vannes.", _JARDIN, "fr", 1.0),
        ("Ma sœur enseigne la chimie.", _JARDIN, "fr", 0.0),
    ],
)
def test_a_sisters_job_is_not_mine(claim: str, passage: str, language: str, clash: float) -> None:
    """Who acts in the claim must act in the aligned sentence."""
    mine, theirs = analyse(claim, language), analyse(passage, language)
    assert attribute(mine, theirs, align(mine, theirs)).clash == clash


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("i don't know", "en", True),
        ("no doubt", "en", False),
        ("n'ai rien dit", "fr", True),
        ("sans doute", "fr", False),
    ],
)
def test_negation_words(text: str, language: str, expected: bool) -> None:
    """Set phrases with a negative word negate nothing."""
    assert negated(text, language) is expected


def test_quotations_are_the_sources_words() -> None:
    """Typography aside a quotation is exact; changed words make it altered; other words are absent."""
    passage = "As I said then, “patience is only slow greed”, and I stand by it."
    exact, altered, absent = (
        read_quotations(f'She wrote "{words}".', passage)[0]
        for words in ("Patience is only slow greed", "Patience is mostly slow greed", "Buy two and get one free")
    )
    assert exact.exact
    assert altered.altered
    assert not absent.exact
    assert not absent.altered


@given(st.lists(st.sampled_from(["Tea is served.", "We open at nine!", "Word " * 60 + "end."]), max_size=40))
def test_windows_cover_the_text(sentences: list[str]) -> None:
    """Every character but white space lies in a window, and no window is longer than allowed."""
    text = " ".join(sentences)
    spans = windows(text, "en", 200)
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(end - start <= 200 for start, end in spans)
    assert all(at in covered for at, ch in enumerate(text) if not ch.isspace())
