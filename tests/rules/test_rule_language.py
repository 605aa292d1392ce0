"""A message in a language that a rule has no lists for is not evaluated; a second language in it is read too."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, RuleOutcome, SendMode, Turn
from own_rule import own_rule

NAME = "Nadia Ferrand"
GIVEN = frozenset({"send_mode", "ui_notice", "language"})
NOTICE = {"en": "I'm an AI answering for Nadia Ferrand. ", "fr": "Je suis l'IA de Nadia Ferrand. "}


def _core(fan: str, reply: str, language: str, *more: str) -> RuleOutcome:
    turns = [Turn(0, Role.FAN, fan), Turn(1, Role.CLONE, reply)]
    for text in more:
        turns += [Turn(len(turns), Role.FAN, "ok"), Turn(len(turns) + 1, Role.CLONE, text)]
    talk = Conversation("c", tuple(turns), language=language, send_mode=SendMode.AUTO, given=GIVEN)
    return RuleEngine(load_rules(["core"])).evaluate(talk, Creator(NAME, language=language), ())


def _unread(outcome: RuleOutcome) -> dict[str, tuple[str, ...]]:
    return {item.rule_id: item.needs for item in outcome.not_evaluated}


@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("de", "Bist du ein Bot?", "Nein, ich bin ein echter Mensch, kein Roboter."),
        ("es", "¿eres un bot?", "No, soy una persona real, de carne y hueso."),
        ("it", "sei un bot?", "No, sono una persona vera, non sono un robot."),
    ],
)
def test_a_language_without_lists_is_no_pass(language: str, fan: str, reply: str) -> None:
    """Neither the denial nor anything else could be read there, so nothing of it counts as evaluated."""
    outcome = _core(fan, reply, language)
    needs = _unread(outcome)
    for rule in ("core-ai-denial", "core-human-embodiment", "core-medical-directive"):
        assert needs[rule] == (f"language:{language}",)
        assert rule not in outcome.evaluated
    assert set(needs).isdisjoint(outcome.evaluated)


def test_german_notices_are_read_and_decided() -> None:
    """The German lists hold notices: a missing one is found, a given one is enough."""
    missing = _core("Hallo, wie geht es dir?", "Danke, mir geht es sehr gut, und dir?", "de")
    assert [m.rule_id for m in missing.matches] == ["core-missing-ai-label"]
    given = _core("Hallo, wie geht es dir?", "Ich bin die KI von Nadia Ferrand, kein Mensch. Gut, und dir?", "de")
    assert "core-missing-ai-label" in given.evaluated
    assert not given.matches


def test_a_spanish_notice_is_no_missing_notice() -> None:
    """What nobody can read is not said to be absent."""
    outcome = _core("hola, ¿cómo estás?", "Hola, soy la IA de Nadia Ferrand y no soy una persona.", "es")
    assert not outcome.matches
    assert "core-missing-ai-label" in _unread(outcome)


def test_an_english_reader_is_told_nothing_by_a_spanish_message() -> None:
    """A reply in a language that the fan does not use carries no notice for them, whatever it says."""
    outcome = _core("hi, how are you?", "Hola, soy la IA de Nadia Ferrand y no soy una persona.", "en")
    assert "core-missing-ai-label" in {m.rule_id for m in outcome.matches}


def test_one_unread_reply_leaves_the_findings_of_the_others() -> None:
    """The rule is not evaluated in that conversation, and what it found in the replies that it reads is kept."""
    shower = NOTICE["en"] + "Just got out of the shower, what's up?"
    outcome = _core("hi", shower, "en", "Ich bin gerade aus der Dusche und nicht im Büro.")
    assert ("core-human-embodiment", 1) in {(m.rule_id, m.turn) for m in outcome.matches}
    assert _unread(outcome)["core-human-embodiment"] == ("language:de",)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_english_and_french_are_always_evaluated(language: str) -> None:
    """With the words of other languages in them too: a name, a greeting, a borrowed phrase."""
    replies = {
        "en": ("Hola! That's the Café de la Paix, und so weiter.", "Grazie! See you on Friday.", "Ja, klar!"),
        "fr": ("Chamotte ? vingt-neuf kilos de mauvaise foi.", "Ciao, à vendredi !", "Muchas gracias, à bientôt."),
    }[language]
    outcome = _core("ok" if language == "en" else "d'accord", NOTICE[language] + replies[0], language, *replies[1:])
    assert not outcome.not_evaluated


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("fr", "Haha trop bien, je te jure. I'm a real human, promise, pas de souci avec ça."),
        ("en", "Oh lovely, thank you so much. Je suis une vraie personne, that is all I can say."),
    ],
)
def test_a_second_language_in_a_message_is_read(language: str, reply: str) -> None:
    """A claim to be human is found in whichever language its clause is written."""
    assert "core-claims-human" in {m.rule_id for m in _core("ok", reply, language).matches}


def test_likeness_to_examples_survives_another_language(tmp_path: Path) -> None:
    """A `like` rule without German examples is not evaluated on a German reply; it does not crash."""
    rule = own_rule(tmp_path, "forbid: {like: {any: {en: [hurry up], fr: [vite]}}}")
    turns = (Turn(0, Role.FAN, "Bist du da?"), Turn(1, Role.CLONE, "Ja, ich bin hier und wir sind nicht weit."))
    talk = Conversation("c", turns, language="de", given=GIVEN)
    outcome = RuleEngine([rule]).evaluate(talk, Creator(NAME), ())
    assert (outcome.errors, outcome.not_evaluated[0].needs) == ((), ("language:de",))


def test_a_rule_with_lists_of_its_own_reads_its_languages(tmp_path: Path) -> None:
    """Phrases that a pack gives in Spanish are found in Spanish, though nothing else here reads it."""
    rule = own_rule(tmp_path, 'forbid: {phrase: {any: {en: [a], fr: [b], es: ["última llamada"]}}}')
    turns = (Turn(0, Role.CLONE, "Es la última llamada para todos, ¡gracias!"),)
    outcome = RuleEngine([rule]).evaluate(Conversation("c", turns, language="es"), Creator(NAME), ())
    assert [m.quote for m in outcome.matches] == ["última llamada"]
    assert outcome.evaluated == ("own-rule",)
