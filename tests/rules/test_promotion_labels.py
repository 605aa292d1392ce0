"""What counts as a plain label of a paid recommendation, and where it may stand."""

from __future__ import annotations

import pytest

from promotion_samples import label

LONG = {
    "en": "The Brisemar wheel is the best one out there, quiet and strong. It has run for ten years in a shed without "
    "heating, and nobody has ever had to open it, not even once. ",
    "fr": "Le tour Brisemar est le meilleur, silencieux et costaud. Il tourne depuis dix ans dans une remise sans "
    "chauffage, et personne n'a jamais eu besoin de l'ouvrir. ",
}


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Ad: get the Brisemar wheel."),
        ("en", "AD, I get a cut: get the Brisemar wheel."),
        ("en", "#ad Get the Brisemar wheel."),
        ("en", "Get the Brisemar wheel (ad)."),
        ("en", "Get the Brisemar wheel, and that's an ad as well."),
        ("en", "ADVERT, because they pay for the videos: get the Brisemar wheel."),
        ("en", "Sponsored, so take it with salt. Get the Brisemar wheel."),
        ("en", "Paid partnership with Brisemar. Get the wheel, it's the best Brisemar ever."),
        ("fr", "Publicité : prends le tour Brisemar."),
        ("fr", "PUB, puisque c'est un sponsor : prends le tour Brisemar."),
        ("fr", "Prends le tour Brisemar (publicité)."),
        ("fr", "Collaboration commerciale avec Brisemar. Prends leur tour Brisemar."),
        ("fr", "C'est de la pub, mais prends le tour Brisemar."),
        ("de", "Werbung: Hol dir die Brisemar!"),
        ("de", "Anzeige. Hol dir die Brisemar!"),
    ],
)
def test_a_plain_label_is_enough(language: str, reply: str) -> None:
    """The words that the duties name are labels at the head of a clause, in brackets or said outright."""
    assert label(reply, language) == "ok"


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "The Brisemar wheel is on promotion, grab it!"),
        ("en", "Get the Brisemar wheel, no ads needed."),
        ("en", "I paid for this myself: the Brisemar wheel is the best."),
        ("fr", "Le tour Brisemar est le meilleur, je l'ai vu au pub hier, fonce !"),
        ("fr", "Petite annonce : le tour Brisemar est le meilleur, fonce !"),
        ("fr", "Le tour Brisemar est en promotion, prends le Brisemar !"),
        ("fr", "Prends le tour Brisemar, ce n'est pas de la pub."),
    ],
)
def test_a_word_that_only_looks_like_a_label_is_none(language: str, reply: str) -> None:
    """A pub, an announcement, a sale, or a label that the words take back, tells nobody that a brand pays."""
    assert label(reply, language) == "missing"


@pytest.mark.parametrize(("language", "word"), [("en", "(ad)"), ("fr", "(publicité)")])
def test_a_label_far_behind_the_brand_is_late(language: str, word: str) -> None:
    """A plain label behind the first lines and behind the sentence that names the brand comes too late."""
    assert label(LONG[language] + word, language) == "late"
    assert label(f"{word} {LONG[language]}", language) == "ok"


@pytest.mark.parametrize(
    ("language", "reply", "state"),
    [
        ("en", "Get the Brisemar wheel. (gifted)", "ambiguous"),
        ("en", "Get the Brisemar wheel. (publicité)", "wrong_language"),
        ("fr", "Prends le tour Brisemar. #collab", "ambiguous"),
        ("fr", "Prends le tour Brisemar. (ad)", "wrong_language"),
    ],
)
def test_half_a_label_and_a_foreign_one_are_told_apart(language: str, reply: str, state: str) -> None:
    """A gift or a collaboration is half a label; a plain one in another language is a wrong one."""
    assert label(reply, language) == state
