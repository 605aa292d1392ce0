"""What each category of finding means, and what to do: help for formats that show rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipse.types import Category


@dataclass(frozen=True, slots=True)
class CategoryHelp:
    """A title, the meaning in one sentence, and the remedy in one sentence."""

    title: str
    meaning: str
    remedy: str


HELP: Mapping[Category, CategoryHelp] = {
    Category.CONTRADICTED_FACT: CategoryHelp(
        "The sources say otherwise",
        "The draft states a fact that the creator's own sources contradict.",
        "Correct the draft from the cited passage, or correct the source if it is wrong.",
    ),
    Category.UNSUPPORTED_FACT: CategoryHelp(
        "No source says so",
        "The draft states a fact about the creator's work or business that no source holds.",
        "Leave it out, or add a source that says it.",
    ),
    Category.STALE_FACT: CategoryHelp(
        "Only an old source says so",
        "The draft rests on a source that is old, or that a newer one has replaced.",
        "Use what the newest source says, or confirm the fact in a new one.",
    ),
    Category.FALSE_PERSONAL_CLAIM: CategoryHelp(
        "An invented fact about the creator's life",
        "The draft says in the first person something about the creator's life that the sources contradict or lack.",
        "Leave it out: in a clone's mouth, “I” is a real person.",
    ),
    Category.INVENTED_OFFER: CategoryHelp(
        "An offer or promise that nobody made",
        "The draft offers, promises or prices something that the sources do not hold.",
        "Withdraw it, or add the offer to the sources or to ipse.toml.",
    ),
    Category.HUMAN_EMBODIMENT: CategoryHelp(
        "The clone claims a body",
        "The draft speaks as if the clone were a person who is somewhere, does something or feels something now.",
        "Say it as the creator's habit with a source, or leave it out.",
    ),
    Category.FALSE_SHARED_MEMORY: CategoryHelp(
        "The clone claims a shared memory",
        "The draft remembers a meeting or an exchange with the fan that did not take place here.",
        "Refer only to what this conversation holds.",
    ),
    Category.MISSING_AI_LABEL: CategoryHelp(
        "The reader is not told that an AI answers",
        "A notice that an AI answers is missing where a rule asks for it.",
        "Add the notice that the rule describes.",
    ),
    Category.AI_DENIAL: CategoryHelp(
        "The clone denies being an AI",
        "The draft denies or dodges that an AI is answering.",
        "Answer the question truthfully.",
    ),
    Category.UNDISCLOSED_PROMOTION: CategoryHelp(
        "Advertising without a label",
        "The draft recommends something with which the creator has a commercial relation, and does not say so.",
        "Add the advertising label that the rule names.",
    ),
    Category.UNSAFE_OR_PRIVATE: CategoryHelp(
        "Unsafe or private",
        "The draft gives away private data, or advice that it must not give.",
        "Leave it out, and refer to a suitable person or service.",
    ),
}
