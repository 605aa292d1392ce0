"""Which words recommend a paid brand, and which only mention it."""

from __future__ import annotations

import pytest

from ipse.types import Sponsor
from promotion_samples import found

RECOMMENDED = [
    ("en", "Get the Brisemar wheel, you won't regret it."),
    ("en", "Grab a Brisemar, don't skip this one!"),
    ("en", "The Brisemar wheel is on promotion, grab it with code NADIA10!"),
    ("en", "I never stopped loving my Brisemar. It's the best wheel out there."),
    ("en", "The Brisemar is the best, and don't get me wrong, I have tried them all."),
    ("fr", "Fonce sur le tour Brisemar, la finition est incroyable."),
    ("fr", "Prends le Brisemar, tu ne seras pas déçue."),
    ("fr", "Le tour Brisemar est le meilleur, et il ne s'arrête jamais de tourner."),
    ("fr", "N'hésite pas, le Brisemar est génial."),
    ("de", "Hol dir die Brisemar, du wirst es nicht bereuen!"),
]
DENIED = [
    ("en", "I don't get a penny from Brisemar, I just love the wheel."),
    ("en", "The Brisemar is the best, and they don't pay me."),
    ("fr", "Le Brisemar est le meilleur, et je n'ai aucune commission."),
]
MENTIONED = [
    ("en", "Brisemar orders take about a week to arrive."),
    ("en", "I can't get into the details of the Brisemar contract."),
    ("en", "Try the Brisemar support page, they answer within a day."),
    ("en", "I can't recommend one over another, Brisemar and Korvel are both fine."),
    ("en", "Use the Brisemar form if the wheel arrives broken."),
    ("en", "Look at the Brisemar manual, page four."),
    ("en", "Don't buy the Brisemar if you're left-handed."),
    ("en", "The code NADIA10 has expired, sorry."),
    ("fr", "Les commandes Brisemar mettent une semaine à arriver."),
    ("fr", "Je ne peux pas parler du contrat Brisemar."),
    ("fr", "Je ne peux pas te recommander l'un plutôt que l'autre, Brisemar et Korvel se valent."),
    ("fr", "Évite le Brisemar, il est trop cher."),
    ("fr", "Regarde la notice du Brisemar, page quatre."),
    ("fr", "Le code NADIA10 ne marche plus."),
    ("de", "Ich kann die Brisemar nicht empfehlen."),
]


@pytest.mark.parametrize(("language", "reply"), RECOMMENDED)
def test_a_negated_drawback_recommends(language: str, reply: str) -> None:
    """A word of regret or of an end does not silence praise: negation is judged in the brand's sentence."""
    assert found(reply, language)


@pytest.mark.parametrize(("language", "reply"), DENIED)
def test_to_deny_the_payment_is_no_label_and_no_drawback(language: str, reply: str) -> None:
    """Praise of an active sponsor who is said not to pay is found all the same."""
    assert found(reply, language)


@pytest.mark.parametrize(("language", "reply"), MENTIONED)
def test_a_mention_is_no_recommendation(language: str, reply: str) -> None:
    """Everyday verbs, negated praise and facts about a brand are no recommendation of it."""
    assert not found(reply, language)


@pytest.mark.parametrize(
    "reply", ["use code nadia10 at checkout!", "Type in Nadia10 at the till.", "with code NADIA10"]
)
def test_a_code_counts_however_it_is_typed(reply: str) -> None:
    """Codes are compared without case."""
    assert found(reply, "en")


def test_a_code_that_is_also_a_word_needs_to_be_given_as_one() -> None:
    """The code "SUMMER" is not found in every summer."""
    sponsors = (Sponsor("Brisemar", codes=("SUMMER",)),)
    assert not found("You'll love it here in summer!", "en", sponsors=sponsors)
    assert found("You'll love it, use code summer at checkout!", "en", sponsors=sponsors)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Brisemar does three sizes, and the small one runs well."),
        ("fr", "Un Brisemar, il tourne sans bruit jusqu'à minuit."),
    ],
)
def test_the_classifiers_probability_is_the_confidence(language: str, reply: str) -> None:
    """What only the classifier reads is as sure as the classifier is."""
    matches = found(reply, language)
    assert matches
    assert 0.6 < matches[0].confidence < 0.95


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "is the brisemar wheel any good?", "It's unreal, go for it!"),
        ("fr", "le brisemar vaut le coup ?", "Il est génial, fonce !"),
    ],
)
def test_praise_of_the_brand_that_the_fan_named_counts(language: str, fan: str, reply: str) -> None:
    """A reply that praises without the name recommends what it was asked about, with less certainty."""
    assert [match.confidence for match in found(reply, language, fan)] == [0.7]


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "You'll love this lamp, link in bio #lifestyle #sp"),
        ("en", "So proud of this collab! Link below."),
        ("fr", "Le sac est génial, foncez. (Paid partnership)"),
        ("fr", "Foncez, lien en bio, en partenariat avec la marque !"),
        ("de", "Danke an die Firma für die tolle Jacke!"),
        ("de", "#sp Mega Jacke, holt sie euch!"),
    ],
)
def test_half_a_label_admits_a_brand_that_is_not_known(language: str, reply: str) -> None:
    """Praise with a weak or foreign label is a finding without any sponsor in the configuration."""
    assert found(reply, language, sponsors=())


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "The new mug is in my shop for 24 dollars, get one before Friday!"),
        ("en", "My partner took the photo, isn't it unreal? Link in bio."),
        ("en", "You'll love the class, sign up on the site."),
        ("fr", "Le nouveau bol est dans ma boutique à 24 €, fonce !"),
        ("fr", "Merci à toi, c'est génial ! Le lien est dans la bio."),
        ("fr", "Livraison offerte dès 50 €, profites-en."),
    ],
)
def test_the_creators_own_goods_need_no_label(language: str, reply: str) -> None:
    """Selling what the creator makes is no undisclosed promotion."""
    assert not found(reply, language, sponsors=())
    assert not found(reply, language)
