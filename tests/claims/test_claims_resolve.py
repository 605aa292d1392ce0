"""Clauses made self-contained, and fragments completed from the fan's question."""

from __future__ import annotations

import pytest

from ipse.claims import ClaimExtractor
from ipse.claims.fragments import complete
from ipse.types import Claim, Conversation, Creator, Role, Turn

FRAGMENTS = [
    ("en", "do you have kids?", "Yes, two!", "I do have kids: two."),
    ("en", "Do you live in my city?", "nope", "I do not live in your city."),
    ("en", "are you vegan?", "Yep, since 2019.", "I am vegan: since 2019."),
    ("en", "how old are you?", "34", "I am 34 years old."),
    ("en", "how many dogs do you have", "Three!", "I have three dogs."),
    ("en", "what's your shop's address?", "12 Quay Street", "My shop's address is 12 Quay Street."),
    ("en", "where are you from?", "Cork", "I am from Cork."),
    ("fr", "tu as des enfants ?", "Oui, deux !", "J'ai des enfants: deux."),
    ("fr", "t'es végane ?", "Oui", "Je suis vegane."),
    ("fr", "T'as quel âge ?", "34", "J'ai 34 ans."),
    ("fr", "combien de chats tu as ?", "Trois", "J'ai trois chats."),
    ("fr", "tu viens d'où ?", "Brest", "Je viens de Brest."),
]


@pytest.mark.parametrize(("language", "question", "answer", "expected"), FRAGMENTS)
def test_fragments_become_first_person_sentences(language: str, question: str, answer: str, expected: str) -> None:
    """A yes, a no or a detail is completed with the question's own words."""
    found = complete(answer, question, language)
    assert found is not None
    assert found.casefold() == expected.casefold()


@pytest.mark.parametrize("question", ["", "nice weather", "how come the jar is blue"])
def test_a_question_without_a_template_gives_none(question: str) -> None:
    """Nothing is made up where no template fits."""
    assert complete("In moss.", question, "en") is None


def _claims(language: str, question: str, draft: str) -> tuple[Claim, ...]:
    turns = (Turn(0, Role.FAN, question), Turn(1, Role.CLONE, draft))
    return ClaimExtractor().extract(Conversation("c", turns, language=language), Creator("Zoé Marsh"))


def test_a_pronoun_takes_the_relative_named_before_it() -> None:
    """ "She lives next door" is about the sister."""
    claims = _claims("en", "tell me more", "My sister is a midwife. She lives in Crewe.")
    assert [c.resolved for c in claims if c.needs_proof] == ["My sister is a midwife.", "My sister lives in Crewe."]


def test_a_french_relative_clause_takes_its_antecedent() -> None:
    """« qui est chauffeur » parle du frère."""
    claims = _claims("fr", "", "J'ai un atelier avec mon frère, qui est chauffeur de bus.")
    assert claims[-1].resolved == "Mon frère est chauffeur de bus."


def test_what_opens_and_ends_a_clause_is_left_out() -> None:
    """Coordinators, interjections and emoji are not part of the statement."""
    claims = _claims("en", "where do you work?", "I paint signs and I work in Derby 😊")
    assert claims[-1].resolved == "I work in Derby."


def test_a_pronoun_without_antecedent_keeps_the_question() -> None:
    """ "It's £18" cannot be read alone: it stays unresolved and the question travels with it."""
    (claim,) = _claims("en", "how much is the mug?", "It's £18.")
    assert claim.needs_proof
    assert claim.resolved is None
    assert claim.question == "how much is the mug?"


def test_without_a_question_a_claim_always_has_a_sentence() -> None:
    """A claim that nothing completes is verified as it stands."""
    conversation = Conversation("c", (Turn(0, Role.CLONE, "It's made in Leeds."),), language="en")
    (claim,) = ClaimExtractor().extract(conversation, Creator("Zoé Marsh"))
    assert claim.resolved == "It's made in Leeds."
