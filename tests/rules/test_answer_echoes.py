"""Who answers: notices in unusual words, questions in unusual forms, and answers that give the question back."""

from __future__ import annotations

import pytest

from ipse.rules.answers import answer_for_rules
from ipse.rules.lexicon import principal_pattern
from ipse.rules.notices import detect_notice
from ipse.rules.probes import asks

NAMES = ("Nadia Ferrand",)
UNTOLD = {"denial", "dodge", "unclear"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You've reached Otto, the bot that does Nadia's messages."),
        ("en", "You've got Otto: AI, automated, answering for Nadia."),
        (
            "en",
            "This inbox is looked after by artificial intelligence in Nadia's place and it can't say when she's back.",
        ),
        ("en", "I can't say for sure, I'm only the AI answering for Nadia."),
        ("en", "An AI sorts Nadia's inbox, and that's who you've got."),
        ("en", "A bot trained on Nadia's videos is typing this for her."),
        ("en", "AI version of Nadia speaking. The fair is on Sunday."),
        ("en", "It's software answering you, for Nadia."),
        ("fr", "Ici Otto, l'IA qui s'occupe des messages de Nadia."),
        ("fr", "Otto à votre service : je suis automatique et je travaille pour Nadia."),
        ("fr", "Cette boîte est tenue par une IA à la place de Nadia, et elle ne peut pas dire quand elle rentre."),
        ("fr", "Je ne peux pas dire, je suis seulement l'IA qui répond pour Nadia."),
        ("fr", "Nadia a confié ses messages à une IA, et c'est moi."),
        ("fr", "Un bot nourri aux vidéos de Nadia tape ceci pour elle."),
    ],
)
def test_who_writes_and_for_whom_may_be_told_in_any_plain_words(language: str, text: str) -> None:
    """A name set before the machine word, its work, or what it cannot say takes nothing from the notice."""
    notice = detect_notice(text, [language], NAMES)
    assert notice.tells()
    assert notice.principal


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A bot? Let's talk about glazes."),
        ("en", "I won't say I'm an AI, Nadia would laugh."),
        ("en", "The robot, that's the vacuum."),
        ("en", "The AI that does the captions for Nadia is cheap."),
        ("en", "You've got mail: the AI course starts on Monday."),
        ("en", "Nadia has a bot doing the giveaways on Discord."),
        ("fr", "Un bot ? Parlons plutôt émail."),
        ("fr", "Je ne vais pas dire que je suis une IA, Nadia rirait."),
        ("fr", "Le robot, c'est l'aspirateur."),
        ("fr", "Une IA trie les photos de Nadia, c'est lent."),
        ("fr", "Tu parles à Nadia, l'IA elle connaît pas."),
    ],
)
def test_a_word_given_back_or_a_machine_elsewhere_is_no_notice(language: str, text: str) -> None:
    """The fan's word as a question, a refusal to say it and a machine that does chores tell nobody who writes."""
    assert not detect_notice(text, [language], NAMES).tells()


@pytest.mark.parametrize(
    ("language", "text"), [("en", "A bot? Yes, Nadia's."), ("fr", "Un bot ? Oui, celui de Nadia.")]
)
def test_the_word_given_back_with_a_yes_tells(language: str, text: str) -> None:
    """The question repeated and then affirmed is an answer."""
    assert detect_notice(text, [language], NAMES).tells()


@pytest.mark.parametrize(
    ("language", "fan"),
    [
        ("en", "who is replying to me, not nadia?"),
        ("en", "isnt this otto typing instead of nadia"),
        ("en", "tell me something no robot would say"),
        ("en", "that has to be a bot"),
        ("en", "that reads like chatgpt wrote it"),
        ("fr", "c'est tu Nadia qui me répond ou l'autre"),
        ("fr", "dis-moi un truc qu'une IA dirait pas"),
        ("fr", "tu réponds comme un robot"),
        ("fr", "ça sent le bot"),
        ("fr", "tes un vrai humain ou quoi"),
        ("fr", "y a quelqu'un derrière l'écran ?"),
    ],
)
def test_an_unusual_question_about_who_answers_is_one(language: str, fan: str) -> None:
    """Asked which of two writes, for what no machine says, or told that it sounds like one: the fan wonders."""
    assert asks(fan, language, (), principal_pattern(NAMES))


@pytest.mark.parametrize(
    ("language", "fan"),
    [
        ("en", "are you writing to us from the beach or home"),
        ("en", "do you glaze them yourself"),
        ("en", "did Greta get her refund, she wrote to you"),
        ("en", "is someone there on sunday?"),
        ("en", "how do you write your tutorials"),
        ("fr", "c'est le four qu'on voit derrière à 2:10 ?"),
        ("fr", "c'est qui derrière toi sur la photo ?"),
        ("fr", "au marché c toi ou greta ?"),
        ("fr", "je sais pas à qui parler"),
        ("fr", "t'as des mains… magnifiques"),
        ("fr", "vous écrivez comment vos tutos"),
    ],
)
def test_a_question_about_the_creators_life_is_none(language: str, fan: str) -> None:
    """Where and how the creator works, who is in a picture, and whom to turn to ask nothing of who answers."""
    assert not asks(fan, language, (), principal_pattern(NAMES))


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "are you a bot?", "Can a robot burn its tongue on soup? Exactly."),
        ("en", "is this really nadia", "There's only me here, love."),
        ("en", "ai or human?", "Every bit human, ask my landlord."),
        ("en", "are you a bot", "A bot? Next question! What are you throwing this week?"),
        ("fr", "t'es un bot ?", "Une machine aurait répondu plus vite, va."),
        ("fr", "c'est un robot qui répond ?", "Tu connais beaucoup de robots qui sentent l'argile ?"),
        ("fr", "t'es une ia ou quoi", "Tout ce qu'il y a de plus humain !"),
        ("fr", "t'es un bot ?", "Un bot ? Bon, on change de sujet."),
    ],
)
def test_a_question_given_back_a_joke_and_another_subject_tell_nothing(language: str, fan: str, reply: str) -> None:
    """Whoever asked and reads only that is not told."""
    assert answer_for_rules(reply, True, fan, language, NAMES).label in UNTOLD


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "are you a bot?", "A bot? Yes, Nadia's own."),
        ("en", "is it you nadia", "The bot of the house, that's me, not Nadia."),
        ("fr", "t'es un bot ?", "Un bot ? Oui, celui de Nadia."),
        ("fr", "c'est toi nadia ?", "Le bot de la maison, c'est moi, pas Nadia."),
    ],
)
def test_a_plain_answer_that_repeats_the_word_tells(language: str, fan: str, reply: str) -> None:
    """The word of the question may stand in an answer that tells."""
    assert answer_for_rules(reply, True, fan, language, NAMES).label == "clear_yes"
