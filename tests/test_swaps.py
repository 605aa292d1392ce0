"""Another value or name where a clause has its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import make_claim
from ipse.swaps import swaps
from ipse.types import CheckedClaim, Evidence, Label, Passage, Verdict


def strengths(claim: str, *texts: str, language: str = "en", question: str | None = None) -> dict[str, float]:
    """The swaps of a clause against the passages retrieved for it."""
    passages = [Passage(f"p@{n}", "p", "p.md", text, 0, len(text), language=language) for n, text in enumerate(texts)]
    evidence = tuple(Evidence(passage, 1.0, rank) for rank, passage in enumerate(passages))
    made = replace(make_claim(claim), language=language, question=question)
    return swaps(CheckedClaim(made, evidence, Verdict(Label.SUPPORTED, 0.8, "entailed")))


@pytest.mark.parametrize(
    ("claim", "text", "language"),
    [
        ("The Harbour kiln firing costs 45 euros.", "The Harbour kiln firing costs 60 euros.", "en"),
        ("Laissez sécher deux jours, en retournant une fois.", "Séchez quatre jours, en retournant une fois.", "fr"),
    ],
)
def test_another_value_in_the_same_sentence_is_a_swap(claim: str, text: str, language: str) -> None:
    """The sentence that holds the clause's words has another value of the kind: plainly so."""
    found = strengths(claim, text, language=language)
    assert found["value_swapped"] >= 0.5
    assert found["value_swapped_plainly"] == 1.0


def test_the_same_value_in_another_sentence_takes_the_swap_back() -> None:
    """A clause that says what one sentence says is not held against another price elsewhere."""
    told = "The small kiln costs 60 euros. The Harbour kiln firing costs 45 euros."
    found = strengths("The Harbour kiln firing costs 45 euros.", told)
    assert found["value_swapped"] == found["value_swapped_plainly"] == 0.0


def test_the_fans_own_value_is_none_of_the_clauses() -> None:
    """Repeating what the fan said is no claim of a value."""
    text = "The Harbour kiln firing costs 60 euros."
    asked = "Does the Harbour kiln firing cost 45 euros?"
    assert strengths("The kiln firing for 45 euros, no.", text, question=asked)["value_swapped"] == 0.0


@pytest.mark.parametrize(
    ("claim", "text", "language"),
    [
        ("My sister studies law in Namur.", "My sister studies law in Bruges.", "en"),
        ("I live in Bruges with my cat Miso.", "I live in Ghent with my cat Miso.", "en"),
        ("Depuis septembre elle travaille à Lyon, chez un luthier.",
         "Salomé a déménagé : depuis septembre elle travaille à Strasbourg, chez un luthier.", "fr"),
    ],
)  # fmt: skip
def test_another_name_in_the_same_sentence_is_a_swap(claim: str, text: str, language: str) -> None:
    """Nearly every word of the clause stands there, with another name in its own name's place."""
    assert strengths(claim, text, language=language)["name_swapped"] >= 0.5


def test_a_name_that_some_passage_holds_is_not_swapped() -> None:
    """In the genitive too; nor are the names of days and months, which are part of a date."""
    law = "My sister studies law in Bruges."
    assert strengths("My sister studies law in Namur.", law, "Namur's rain is famous.")["name_swapped"] == 0.0
    assert strengths("My sister studies law on Tuesday.", "My sister studies law on Friday.")["name_swapped"] == 0.0
