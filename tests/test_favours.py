"""Favours that a clone cannot do."""

from __future__ import annotations

import pytest

from ipse.favours import favour


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'll put one aside for you at the old price", "en"),
        ("I've sent the twenty-four dollars back to your card", "en"),
        ("so I'm slipping you the first two lessons", "en"),
        ("I'll get Dana to ring you before five", "en"),
        ("a tee goes in the box too", "en"),
        ("je te garde une place", "fr"),
        ("Ça marche, je te glisse une lampe dans le carton.", "fr"),
        ("et on vous rembourse les 14 € en plus", "fr"),
        ("je viens de la mettre à votre nom", "fr"),
    ],
)
def test_what_is_given_there_and_then_is_a_favour(text: str, language: str) -> None:
    """Kept, sent, booked, put in the parcel or promised on the telephone, to this fan."""
    assert favour(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I can't put one aside for you", "en"),
        ("If fewer than half come up, we post you another", "en"),
        ("I put my kettle on at six", "en"),
        ("I'll give you a hint", "en"),
        ("You can put it aside", "en"),
        ("je ne peux pas te garder une place", "fr"),
        ("je te donne un indice", "fr"),
        ("je garde mes chèvres dehors", "fr"),
        ("on rembourse les pièces cassées", "fr"),
    ],
)
def test_a_refusal_a_condition_and_ones_own_life_are_none(text: str, language: str) -> None:
    """Nothing is given to the fan there."""
    assert not favour(text, language)
