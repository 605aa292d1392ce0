"""The value tier: exact after normalisation, a contradiction only when both sides speak of one thing."""

from __future__ import annotations

from datetime import date

import pytest

from ipse.verify.analysis import analyse
from ipse.verify.values import Outcome, ValueReading, read_values

_PRICES_EN = (
    "Price list on the door: beginner knife kit £38, spare whetstone £12, sharpening by post £9 a blade. "
    "The kit ships on Thursdays. I started the forge in 2017 with my cousin Tamsin."
)
_PRICES_FR = (
    "Tarifs de l'atelier : le grand tabouret coûte 145 €, le petit tabouret 95 €. "
    "Comptez six semaines de délai. Réponses par courriel le mardi."
)


def check(claim: str, passage: str, language: str, ref: date | None = None) -> ValueReading:
    """The value tier on two texts in one language."""
    return read_values(analyse(claim, language), analyse(passage, language), claim_ref=ref, passage_ref=ref)


@pytest.mark.parametrize(
    ("claim", "passage", "language"),
    [
        ("The beginner knife kit costs thirty-eight pounds.", _PRICES_EN, "en"),
        ("Sharpening a blade by post is £9.00.", _PRICES_EN, "en"),
        ("Le grand tabouret coûte cent quarante-cinq euros.", _PRICES_FR, "fr"),
        ("Le délai est de 6 semaines.", _PRICES_FR, "fr"),
    ],
)
def test_same_value_in_another_form_matches(claim: str, passage: str, language: str) -> None:
    """Words, digits and signs that state one value are a match, never a mismatch."""
    found = check(claim, passage, language)
    assert found.match is not None
    assert found.mismatch is None


@pytest.mark.parametrize(
    ("claim", "passage", "language", "said", "true"),
    [
        ("The beginner knife kit costs £48.", _PRICES_EN, "en", "£48", "£38"),
        ("Le grand tabouret coûte 185 €.", _PRICES_FR, "fr", "185 €", "145 €"),
    ],
)
def test_another_value_in_the_same_slot_is_settled(
    claim: str, passage: str, language: str, said: str, true: str
) -> None:
    """A different price for the very same item is a contradiction that no model may overrule."""
    found = check(claim, passage, language)
    assert found.settled
    assert found.mismatch is not None
    assert found.mismatch.other is not None
    assert (found.mismatch.value.quote, found.mismatch.other.quote) == (said, true)
    assert said in found.mismatch.note


@pytest.mark.parametrize(
    ("claim", "passage", "language"),
    [
        ("The apron costs £21.", _PRICES_EN, "en"),
        ("Tamsin bought her anvil for £300.", _PRICES_EN, "en"),
        ("Une lampe coûte 60 €.", _PRICES_FR, "fr"),
        ("Two beginner knife kits cost £76.", _PRICES_EN, "en"),
        ("It isn't true that the beginner knife kit costs £48.", _PRICES_EN, "en"),
    ],
)
def test_values_of_other_things_settle_nothing(claim: str, passage: str, language: str) -> None:
    """Other items, sums that can be reckoned and denied values are never settled by rule."""
    assert not check(claim, passage, language).settled


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Around 40 people came to the open day.", "The open day drew 42 people."),
        ("More than 200 jars were sold in March.", "In March 212 jars were sold."),
        ("The walk takes at most two hours and a half.", "The walk takes two hours."),
        ("Delivery takes six days.", "Delivery takes five to seven days."),
    ],
)
def test_bounds_ranges_and_rough_figures_agree(claim: str, passage: str) -> None:
    """ "About", "over", "at most" and written ranges cover the values inside them."""
    assert check(claim, passage, "en").mismatch is None


def test_a_denied_value_in_the_passage_is_no_support() -> None:
    """ "180, not 200" does not say 200."""
    found = check("Bake the tart at 200 °C.", "Bake the tart at 180 °C, not 200 °C.", "en")
    assert found.match is None


def test_every_outcome_has_plain_words() -> None:
    """Each value of the claim gives one signal whose note quotes it."""
    found = check("The kit costs £38 and the apron costs £21.", _PRICES_EN, "en")
    assert {c.outcome for c in found.checks} >= {Outcome.MATCH}
    assert len(found.signals()) == len(found.checks) == 2
    assert all(c.value.quote in s.note for c, s in zip(found.checks, found.signals(), strict=True))


@pytest.mark.parametrize(
    ("language", "claim", "passage", "question", "outcome"),
    [
        ("fr", "Depuis 2012.", "Végétarienne depuis 2014.", "et lui il fait guide ?", Outcome.ABSENT),
        ("fr", "Depuis février 2022", "À plein temps depuis octobre 2021.", "et la pompe ?", Outcome.ABSENT),
        ("fr", "Je vis à Lyon depuis 2012.", "Je vis à Lyon depuis 2014.", "", Outcome.MISMATCH),
        ("fr", "Depuis 2012.", "Je vis à Lyon depuis 2014.", "tu vis à Lyon depuis quand ?", Outcome.MISMATCH),
        ("en", "Since 2012.", "Vegetarian since 2014.", "and is he a guide?", Outcome.ABSENT),
        ("en", "I have lived in Leeds since 2012.", "I've lived in Leeds since 2014.", "", Outcome.MISMATCH),
    ],
)
def test_since_does_not_tell_what_a_date_is_the_date_of(
    language: str, claim: str, passage: str, question: str, outcome: Outcome
) -> None:
    """Two things that each began some year are two things; words that both sides share make them one."""
    read = read_values(analyse(claim, language), analyse(passage, language), question=question)
    assert [check.outcome for check in read.checks] == [outcome]
