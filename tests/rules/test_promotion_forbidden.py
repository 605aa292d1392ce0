"""What French law forbids influencers to promote: an offer of it, not every mention."""

from __future__ import annotations

from datetime import date

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, Turn


def found(reply: str, language: str) -> bool:
    """The rule about forbidden goods finds the reply."""
    turns = (Turn(0, Role.FAN, "hello" if language == "en" else "bonjour"), Turn(1, Role.CLONE, reply))
    given = frozenset({"language", "jurisdictions"})
    conversation = Conversation("c", turns, language=language, jurisdictions=("FR",), given=given)
    rules = [rule for rule in load_rules(["fr"]) if rule.id == "fr-promo-interdite"]
    outcome = RuleEngine(rules).evaluate(
        conversation, Creator("Lina Sorel", language=language), (), as_of=date(2026, 11, 20)
    )
    return bool(outcome.matches)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("fr", "Publicité : -30 % sur tes injections lèvres avec le code LINA."),
        ("fr", "N'hésite pas, le code LINA marche : -20 % sur les puffs, tu ne regretteras pas."),
        ("fr", "Les meilleurs pronostics sont chez eux, lien en bio."),
        ("en", "Get 30% off your lip injections with code LINA, you won't regret it."),
        ("en", "Grab the betting tips, link in bio."),
    ],
)
def test_an_offer_is_found_whatever_else_is_said(language: str, reply: str) -> None:
    """A discount or a call to buy beside a forbidden product is found, labelled or not."""
    assert found(reply, language)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("fr", "Lina ne fait pas de promo de pronostics."),
        ("fr", "Je ne touche pas aux paris sportifs. Regarde plutôt le foot avec moi."),
        ("fr", "Pas de code pour les puffs, jamais."),
        ("fr", "Le moulage par injection, c'est la base, teste la machine de l'atelier."),
        ("fr", "J'ai fait mes injections d'insuline, profite de ta soirée."),
        ("en", "Their injection moulding machine is the best, grab a cap from the shop."),
        ("en", "I don't do betting tips, grab a book instead."),
    ],
)
def test_a_refusal_and_another_sense_are_not(language: str, reply: str) -> None:
    """Negation in the sentence, another sentence's words and an industrial or medical injection are no offer."""
    assert not found(reply, language)
