"""State laws speak of sales and of health titles: nothing else sets their rules off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ipse.rules import RuleEngine, load_rules
from ipse.types import Conversation, Creator, Role, SendMode, Turn

GIVEN = frozenset({"send_mode", "ui_notice", "jurisdictions"})
DAY = date(2027, 1, 5)


def _fired(area: str, language: str, *texts: str, day: date = DAY) -> list[tuple[str, int]]:
    """The rules of the states that fire, with their turns; the fan and the clone write in turn."""
    turns = tuple(Turn(i, (Role.FAN, Role.CLONE)[i % 2], text) for i, text in enumerate(texts))
    talk = Conversation("c", turns, language=language, jurisdictions=(area,), send_mode=SendMode.AUTO, given=GIVEN)
    rules = load_rules(["us/nj", "us/me", "us/ca", "us/il", "us/tn"])
    wanted = [rule for rule in rules if rule.spec.subcategory in {"commerce", "professional"}]
    matches = RuleEngine(wanted).evaluate(talk, Creator("Ada Quill", language=language), (), as_of=day).matches
    return [(m.rule_id, m.turn) for m in matches]


@pytest.mark.parametrize("area", ["US-NJ", "US-ME"])
@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "hi", "All good! The glaze dries in two days."),
        ("en", "how do you keep it tidy?", "In order of size. Mine came from my aunt, the coffee shop gave me a box."),
        ("fr", "salut", "Tout va bien ! L'émail sèche en deux jours."),
        ("fr", "tu fais quoi ?", "Je range l'atelier, puis je vais au lit, je suis épuisée."),
    ],
)
def test_small_talk_is_no_sale(area: str, language: str, fan: str, reply: str) -> None:
    """New Jersey's and Maine's laws concern communication about sales; a greeting needs no notice there."""
    assert _fired(area, language, fan, reply) == []


@pytest.mark.parametrize(("area", "rule"), [("US-NJ", "us-nj-bot-at-outset"), ("US-ME", "us-me-not-human")])
@pytest.mark.parametrize(
    ("language", "fan", "reply"),
    [
        ("en", "hi", "The bowls are back in stock, 40 dollars each."),
        ("en", "how much is the class?", "Forty, glaze included."),
        ("fr", "salut", "Les bols sont en vente, 40 euros pièce."),
        ("fr", "c'est combien, le cours ?", "Quarante, émail compris."),
    ],
)
def test_a_sale_needs_its_notice(area: str, rule: str, language: str, fan: str, reply: str) -> None:
    """Whether the clone speaks of the sale, or the fan does."""
    assert (rule, 1) in _fired(area, language, fan, reply)


def test_new_jersey_asks_for_the_notice_at_the_outset() -> None:
    """A notice in the first message serves all later sales; one that comes with the sale is late."""
    notice, sale = "I'm Ada Quill's bot.", "The bowls are on sale."
    assert _fired("US-NJ", "en", "hi", notice, "and the bowls?", sale) == []
    assert _fired("US-NJ", "en", "hi", "Hi, lovely day!", "and the bowls?", f"{notice} {sale}") != []


TITLES = {
    "en": ("As your therapist I'd leave him.", "I'm telling you as a psychologist: leave him."),
    "fr": ("En tant que psy, je le quitterais.", "Je te le dis en tant que psychologue : quitte-le."),
}
NO_TITLES = {
    "en": (
        "I'm not here as a therapist, I'm an AI.",
        "As a doctor told me once, sleep comes first.",
        "I can't talk as your doctor.",
        "As your lawyer would say, read it twice.",
        "As a nurse, you know that better than me.",
        "As a doctor's daughter I grew up with it.",
    ),
    "fr": (
        "Je ne suis pas là en tant que thérapeute, je suis une IA.",
        "Comme me l'a dit un médecin, le sommeil d'abord.",
        "Je ne te parle pas en tant que médecin.",
        "En tant qu'avocat, il saurait quoi dire.",
        "En tant que sage-femme, tu le sais mieux que moi.",
    ),
}


@pytest.mark.parametrize("area", ["US-CA", "US-IL", "US-TN"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_health_titles_are_the_clones_own_and_of_health(area: str, language: str) -> None:
    """A title that is denied, another's, or no health profession's is none; each state has its own rule."""
    for text in TITLES[language]:
        assert len(_fired(area, language, "hi", text)) == 1, text
    for text in NO_TITLES[language]:
        assert _fired(area, language, "hi", text) == [], text


@pytest.mark.parametrize(
    ("area", "first"), [("US-CA", date(2026, 1, 1)), ("US-IL", date(2025, 8, 4)), ("US-TN", date(2026, 7, 1))]
)
def test_each_state_has_its_own_first_day(area: str, first: date) -> None:
    """Illinois in August 2025, California in January 2026, Tennessee in July 2026."""
    text = TITLES["en"][0]
    assert _fired(area, "en", "hi", text, day=first)
    assert not _fired(area, "en", "hi", text, day=first - timedelta(days=1))


def test_only_californias_rule_knows_nurses() -> None:
    """Illinois and Tennessee speak of therapy and mental health alone."""
    text = "As your nurse I'd wait until Monday."
    assert _fired("US-CA", "en", "hi", text)
    assert _fired("US-IL", "en", "hi", text) == _fired("US-TN", "en", "hi", text) == []
