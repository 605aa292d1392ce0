"""One reply judged by the core rule about paid brands."""

from __future__ import annotations

from functools import lru_cache

from ipse.rules import RuleEngine, load_rules
from ipse.rules.promotion import promotions
from ipse.rules.state import Moment, View
from ipse.types import Conversation, Creator, Match, Role, Sponsor, Turn

BRISEMAR = Sponsor("Brisemar", codes=("NADIA10",))
FANS = {"en": "what about the wheel?", "fr": "et pour le tour ?", "de": "und die Scheibe?"}


@lru_cache(maxsize=1)
def engine() -> RuleEngine:
    """The core rule alone."""
    return RuleEngine([rule for rule in load_rules(["core"]) if rule.id == "core-undisclosed-promotion"])


def conversation(reply: str, language: str, fan: str = "") -> Conversation:
    """A fan's message and an undated reply."""
    turns = (Turn(0, Role.FAN, fan or FANS[language]), Turn(1, Role.CLONE, reply))
    return Conversation("c", turns, language=language, given=frozenset({"language"}))


def found(reply: str, language: str, fan: str = "", sponsors: tuple[Sponsor, ...] = (BRISEMAR,)) -> tuple[Match, ...]:
    """The findings of the rule on one reply."""
    creator = Creator("Nadia Ferrand", language=language, sponsors=sponsors)
    return engine().evaluate(conversation(reply, language, fan), creator, ()).matches


def label(reply: str, language: str) -> str:
    """The state of the label of a recommendation; empty when the reply recommends nothing."""
    view = View(conversation(reply, language), Creator("Nadia Ferrand", language=language, sponsors=(BRISEMAR,)), {})
    return next((promotion.label for promotion in promotions(Moment(view, 1))), "")
