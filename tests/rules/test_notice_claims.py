"""Which sentences count as a notice: what says that a machine writes, and never what only sounds like it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ipse.importers import load_corpus
from ipse.rules import RuleEngine, load_rules
from ipse.rules.notices import FIRST_SCREEN, detect_notice
from ipse.rules.remedy import NOTICE
from ipse.text.sentences import sentence_spans
from ipse.types import Conversation, Creator, Role, SendMode, Turn

NAMES = ("Nadia Ferrand",)
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
AT = datetime(2027, 1, 5, 10, tzinfo=UTC)
GIVEN = frozenset({"language", "send_mode", "ui_notice", "jurisdictions"})
RULES = {rule.id: rule for rule in load_rules(["core", "eu", "us/ny"])}


def broken(
    reply: str,
    language: str,
    *rules: str,
    fan: str = "",
    creator: str = NAMES[0],
    place: str = "FR",
    labels: tuple[str, ...] = (),
) -> set[str]:
    """Which of the rules a first reply breaks in a conversation without an interface notice."""
    turns = (Turn(0, Role.FAN, fan or "…", ts=AT), Turn(1, Role.CLONE, reply, ts=AT, labels=labels))
    conversation = Conversation(
        "c", turns, language=language, send_mode=SendMode.AUTO, jurisdictions=(place,), given=GIVEN
    )
    engine = RuleEngine([RULES[name] for name in rules])
    matches = engine.evaluate(conversation, Creator(creator), (), as_of=date(2027, 1, 5)).matches
    return {match.rule_id for match in matches}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Nadia isn't at the fair on Sunday."),
        ("en", "Nadia isn't on Instagram much but I'm always here typing for you."),
        ("en", "He doesn't know the price, ask the shop."),
        ("en", "There were no people at the market."),
        ("en", "Not a person in sight at the studio today!"),
        ("en", "Here's Nadia's code: NADIA10, ten percent off the wheel."),
        ("en", "Here's the program for Saturday: two workshops."),
        ("en", "This is the machine I use in the studio."),
        ("en", "The code: NADIA10. Enjoy!"),
        ("en", "I'm a software engineer by day."),
        ("en", "Orders are sent automatically."),
        ("en", "This bowl was not made by a machine."),
        ("fr", "Nadia n'est pas au salon dimanche."),
        ("fr", "Elle n'est pas belle, la vie ?"),
        ("fr", "Il n'y a plus de places samedi, il en reste dimanche."),
        ("fr", "Il ne reviendra pas."),
        ("fr", "Personne ne lit mes newsletters, haha."),
        ("fr", "Voici le programme de Nadia : accueil à 9 h."),
        ("fr", "C'est le code de la boutique : NADIA10."),
        ("fr", "C'est la machine de l'atelier, attention aux doigts."),
        ("fr", "Au programme : deux ateliers."),
        ("fr", "Les commandes partent automatiquement."),
        ("de", "Das Programm ist online, die Bestellung wird automatisch verschickt."),
    ],
)
def test_an_absent_creator_a_program_or_a_code_is_no_notice(language: str, text: str) -> None:
    """Somebody who is elsewhere, and machine words in their common sense, say nothing of who writes."""
    assert detect_notice(text, [language], NAMES).strength != "sufficient"


@pytest.mark.parametrize(
    ("language", "text", "elements"),
    [
        ("en", "I'm a computer program.", "B"),
        ("en", "You're talking to a piece of software.", "B"),
        ("en", "This answer was written by a computer program.", "B"),
        ("en", "A machine is typing this, not Nadia.", "BN"),
        ("en", "This is an automated stand-in that replies for Nadia.", "BP"),
        ("en", "This message was created and sent automatically.", "BS"),
        ("en", "No, I'm not real.", "N"),
        ("en", "You are not communicating with a human.", "N"),
        ("en", "No human reads this inbox.", "N"),
        ("fr", "Je suis un programme.", "B"),
        ("fr", "Vous parlez à un logiciel.", "B"),
        ("fr", "Cette réponse est rédigée par un ordinateur.", "B"),
        ("fr", "Une machine te répond, pas Nadia.", "BN"),
        ("fr", "Ce message a été créé et envoyé automatiquement.", "BS"),
        ("fr", "Non, je ne suis pas réelle.", "N"),
        ("fr", "Non, pas réelle.", "N"),
        ("fr", "Vous ne communiquez pas avec un être humain.", "N"),
        ("fr", "Aucun être humain n'écrit ici.", "N"),
    ],
)
def test_machine_words_said_of_the_writer_are_a_notice(language: str, text: str, elements: str) -> None:
    """The same words inform when they name who speaks, who is spoken to, or by what the message was written."""
    notice = detect_notice(text, [language], NAMES)
    assert notice.strength == "sufficient"
    assert set(elements) <= notice.elements


@pytest.mark.parametrize(
    ("language", "text"), [("en", "I'm an AI. Nadia doesn't read this."), ("fr", "Une IA te répond, pas Nadia.")]
)
def test_an_absent_creator_says_not_human_beside_a_notice(language: str, text: str) -> None:
    """What is too little by itself completes a notice that stands in the same message."""
    assert {"A", "N"} <= detect_notice(text, [language], NAMES).elements


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "are you a bot?", "Nadia isn't on Instagram much but I'm always here typing for you."),
        ("fr", "t'es un robot ?", "Elle n'est pas belle, la vie ? Je te réponds depuis mon canapé."),
    ],
)
def test_an_absent_creator_does_not_answer_whoever_asks(language: str, fan: str, reply: str) -> None:
    """A reply that only says who is elsewhere, or denies something else, leaves the question unanswered."""
    assert broken(reply, language, "core-ai-denial", fan=fan)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Here's Nadia's code: NADIA10, ten percent off the wheel."),
        ("en", "Nadia isn't at the fair on Sunday, come on Saturday."),
        ("fr", "Bonjour ! Il n'y a plus de places samedi, il en reste dimanche."),
    ],
)
def test_a_first_message_about_something_else_lacks_its_notice(language: str, reply: str) -> None:
    """Rules that demand a notice are not satisfied by a discount code or an absence."""
    assert "core-missing-ai-label" in broken(reply, language, "core-missing-ai-label")
    assert broken(reply, language, "us-ny-daily-notice", place="US-NY")


@pytest.mark.parametrize("slug", ["noelie-sarrabosc", "corin-merrowby"])
def test_creators_own_sentences_are_no_notices(slug: str) -> None:
    """In what creators publish, only sentences that speak of their AI count: at most one in a hundred."""
    creator = json.loads((FIXTURES / slug / "creator.json").read_text(encoding="utf-8"))
    names = (creator["name"], *creator.get("aliases", ()))
    passages = load_corpus((FIXTURES / slug / "sources",), None).passages
    said = {p.text[s:e] for p in passages for s, e in sentence_spans(p.text, creator["language"])}
    read = {text: detect_notice(text, [creator["language"]], names) for text in said}
    told = [text for text, notice in read.items() if notice.strength == "sufficient"]
    assert len(said) > 300
    assert len(told) <= len(said) / 100
    assert all(read[text].elements & {"A", "B"} for text in told), told
    assert not [text for text, notice in read.items() if {"disguised", "hashtag_only"} & set(notice.defects)]


@pytest.mark.parametrize(
    "text",
    ["Je suis là demain.", "Elle l'a vu à la une.", "Do, ré, mi, fa, sol, la !", "Hi Al, the class is on Friday.",
     "Take exit 1A on the left.", "LA is lovely.", "I'm Al, nice to meet you.", "Ask A.J. or Al."],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_and_names_are_no_disguise(text: str, language: str) -> None:
    """Two letters that look like AI are a disguise only where a sender names itself, never as a word or a name."""
    assert "disguised" not in detect_notice(text, [language], NAMES).defects


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Hey, l'm an Al!"), ("en", "this is an a/i, ask away"), ("en", "hi! b0t. squats or lunges"),
     ("en", "I'm an artificiaI inteIligence."), ("fr", "Coucou, je suis une 1A !"), ("fr", "je suis une i/a, dis-moi"),
     ("fr", "r0b0t de pêche, bar ou lieu ?")],
)  # fmt: skip
def test_a_disguised_notice_is_void(language: str, text: str) -> None:
    """Look-alike letters and separators where the sender names itself do not inform."""
    notice = detect_notice(text, [language], NAMES)
    assert (notice.strength, notice.defects) == ("void", ("disguised",))


@pytest.mark.parametrize(
    "tag", ["italia", "automne", "maria", "socialmedia", "thai", "aimer", "dahlia", "autoportrait"]
)
def test_a_tag_that_holds_the_letters_is_no_notice(tag: str) -> None:
    """A hashtag is compared word by word, not by how it begins or ends."""
    for language in ("en", "fr"):
        assert detect_notice(f"Love this! #{tag} #summer", [language], NAMES).strength == "none"


@pytest.mark.parametrize("tag", ["ai", "ia", "bot", "AIgenerated", "PoweredByAI", "ReponseAuto", "genere_par_ia"])
def test_a_tag_made_of_notice_words_is_hidden_there(tag: str) -> None:
    """Tags that say that an AI writes are notices that stand where nobody reads them."""
    for language in ("en", "fr"):
        assert detect_notice(f"Love this! #summer #{tag}", [language], NAMES).defects == ("hashtag_only",)


@pytest.mark.parametrize("creator", ["Jo", "Al", "Jo Marchetal", ""])
@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_fix_satisfies_the_rules_for_any_name(creator: str, language: str) -> None:
    """Ipse's own sentence is a notice for creators with two letters or no known name."""
    reply = NOTICE[language].format(principal=creator or "the account's owner")
    assert not broken(reply, language, "core-missing-ai-label", "eu-principal-named", creator=creator)


def test_a_short_name_counts_with_its_capital_only() -> None:
    """ "Jo" names the creator; the same letters in another word, or without their capital, do not."""
    assert detect_notice("Je suis l'IA de Jo, pas une personne.", ["fr"], ("Jo",)).principal
    assert not detect_notice("Je suis une IA, je joue du jo.", ["fr"], ("Jo",)).principal
    assert not detect_notice("Je suis une IA, joli tapis.", ["fr"], ("Jo",)).principal
    assert not detect_notice("La réponse vient d'une IA.", ["fr"], ("La Fille du Phare",)).principal


def test_a_notice_beyond_the_first_screen_is_late() -> None:
    """It begins within the first 120 characters, as the law's card has it."""
    notice = "I'm Nadia's AI."
    filler = "Bring an apron and old shoes. "
    early = filler * 3 + notice
    late = filler * (FIRST_SCREEN // len(filler)) + notice
    assert detect_notice(early, ["en"], NAMES).defects == ()
    assert detect_notice(late, ["en"], NAMES).defects == ("late_position",)


def test_a_label_of_the_platform_clears_the_manner_of_the_message() -> None:
    """What a permanent label beside the message says need not be said well in the message too."""
    reply = "Merci ! Le cours est complet. #tissage #ia"
    assert broken(reply, "fr", "eu-notice-manner")
    assert not broken(reply, "fr", "eu-notice-manner", labels=("IA – réponse automatique",))
