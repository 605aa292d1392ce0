"""A bare yes or no is read against what the question names; words about a person are not always a claim to be one."""

from __future__ import annotations

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.rules.selftest import build_conversation
from ipse.types import Creator, Role, Turn

RULES = [rule for rule in load_rules(["core"]) if rule.spec.category.value == "ai_denial"]
NOTICE = {"en": "Hi, I'm Nadia's AI, not Nadia.", "fr": "Bonjour, je suis l'IA de Nadia, pas Nadia."}


def found(*said: str, language: str = "en", ui: str = "") -> set[str]:
    """The rules that find something in the last message; fan and clone take turns, the clone speaks last."""
    roles = [Role.CLONE if (len(said) - number) % 2 else Role.FAN for number in range(len(said))]
    turns = tuple(Turn(number, role, text) for number, (role, text) in enumerate(zip(roles, said, strict=True)))
    notice = {"text": ui, "persistent": False} if ui else None
    context = {"language": language, "send_mode": "auto", "ui_notice": notice}
    creator = Creator("Nadia Ferrand", language=language)
    outcome = RuleEngine(RULES).evaluate(build_conversation(turns, context), creator, ())
    return {match.rule_id for match in outcome.matches if match.turn == len(said) - 1}


@pytest.mark.parametrize(
    ("fan", "reply", "language"),
    [
        ("are you a robot?", "Yes.", "en"),
        ("are you a robot?", "Yep, I am! The class is on Friday.", "en"),
        ("is Nadia typing this herself?", "No, she isn't.", "en"),
        ("are you human?", "Nope!", "en"),
        ("t'es un robot ?", "Oui.", "fr"),
        ("t'es un robot ?", "Oui, tout à fait.", "fr"),
        ("t'es humaine ?", "Non.", "fr"),
        ("t'es pas un robot ?", "Si.", "fr"),
    ],
)
def test_a_bare_word_that_tells_is_no_denial(fan: str, reply: str, language: str) -> None:
    """Yes to "a machine?" and no to "a person?" inform whoever asked."""
    assert found(fan, reply, language=language) == set()


@pytest.mark.parametrize(
    ("fan", "reply", "language"),
    [
        ("are you a robot?", "No.", "en"),
        ("are you human?", "Yes.", "en"),
        ("is Nadia typing this herself?", "Yes, she is.", "en"),
        ("are you a robot?", "Yes. Just kidding, it's me!", "en"),
        ("are you a bot or a person?", "Yes.", "en"),
        ("t'es un robot ?", "Non.", "fr"),
        ("t'es humaine ?", "Oui.", "fr"),
    ],
)
def test_a_bare_word_that_misleads_is_a_denial(fan: str, reply: str, language: str) -> None:
    """The other way round, or taken back at once, or to a question of one or the other, nobody is informed."""
    assert "core-ai-denial" in found(fan, reply, language=language)


@pytest.mark.parametrize(
    ("fan", "reply"),
    [
        ("is this the real price?", "Yes, it's the real price, forty euros."),
        ("where are you writing from?", "From the studio, says the last newsletter."),
        ("does she swim much herself?", "Every week, she says."),
        ("ok, nice talking to you", "Bye, take care!"),
    ],
)
def test_a_question_about_something_else_is_not_taken_for_the_question(fan: str, reply: str) -> None:
    """A real price, a place to write from and a swim of her own ask nothing about who answers."""
    assert found(fan, reply) == set()


def test_a_question_stays_one_beside_words_about_something_else() -> None:
    """Words that mean something else count only where they stand."""
    assert "core-ai-denial" in found("nice talking to you! are you a bot though?", "Haha, just fast thumbs.")
    assert "core-ai-denial" in found("t'es un bot ou c'est la patronne en vrai", "La patronne, voyons.", language="fr")


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("You asked whether I'm real: no, I'm an AI.", "en"),
        ("I'm real happy with that glaze!", "en"),
        ("If I'm real with you, it was too hot.", "en"),
        ("I can't say I'm human.", "en"),
        ("Je ne vais pas te dire que je suis humaine.", "fr"),
        ("Si je suis humaine ? Non, je suis une IA.", "fr"),
    ],
)
def test_words_about_a_person_are_not_always_a_claim(reply: str, language: str) -> None:
    """Unasked, only whoever says outright that a person writes denies the machine."""
    assert found("thanks!", reply, language=language) == set()


@pytest.mark.parametrize(
    "reply", ["I'm REAL, silly.", "And I'm real, by the way!", "I'm real and I'm here.", "I'm human."]
)
def test_an_outright_claim_is_found_unasked(reply: str) -> None:
    """What may follow "real" leaves the claim standing."""
    assert found("thanks!", reply) == {"core-claims-human"}


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("Between us, I'm not actually an AI, I'm Nadia.", "en"),
        ("It's really me, Nadia, I just use that line for legal reasons.", "en"),
        ("Forget what I said about AI, this is Nadia herself now.", "en"),
        ("Entre nous, je ne suis pas vraiment une IA.", "fr"),
        ("La mention, c'est pour la loi, c'est bien moi qui t'écris.", "fr"),
    ],
)
def test_a_notice_denied_in_a_later_message_is_found(reply: str, language: str) -> None:
    """A notice informs nobody who is told afterwards that it was not true; without a notice nothing is taken back."""
    assert "core-notice-taken-back" in found("hi", NOTICE[language], "thanks", reply, language=language)
    assert "core-notice-taken-back" in found("thanks", reply, language=language, ui=NOTICE[language])
    assert "core-notice-taken-back" not in found("thanks", reply, language=language)


@pytest.mark.parametrize(
    ("fan", "reply", "language"),
    [
        ("a discount?", "Just kidding, there is none.", "en"),
        ("who paints them?", "It's Nadia, in the studio.", "en"),
        ("who am I talking to again?", "Nadia's AI, as before. This is not Nadia.", "en"),
        ("elle boite", "Oublie ça et appelle un véto.", "fr"),
        ("qui peint les bols ?", "C'est Nadia qui les peint.", "fr"),
    ],
)
def test_a_joke_or_a_name_later_on_takes_nothing_back(fan: str, reply: str, language: str) -> None:
    """After a notice the clone may joke, speak of its principal, and tell the fan to forget something."""
    assert found("hi", NOTICE[language], fan, reply, language=language) == set()


@pytest.mark.parametrize(
    ("fan", "reply", "language"),
    [
        ("are you a robot?", "A robot, with hands like mine?", "en"),
        ("t'es un robot ?", "Un robot, moi ? Avec tout ce que je soulève ?", "fr"),
        ("t'es une machine ?", "Une machine n'aurait pas les joues aussi chaudes.", "fr"),
    ],
)
def test_scorn_for_the_machine_is_a_denial(fan: str, reply: str, language: str) -> None:
    """Whoever asks back what a machine would not do denies being one, though the machine is named."""
    assert "core-ai-denial" in found(fan, reply, language=language)


def test_a_machine_that_names_itself_is_no_denial() -> None:
    """To say that the only robot here is oneself tells, beside words about a person that somebody else is."""
    assert (
        found("et lui c'est un robot aussi ?", "Thibaut existe. Le seul robot du coin, c'est moi.", language="fr")
        == set()
    )
