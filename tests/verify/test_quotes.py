"""Which words of a passage a verdict cites."""

from __future__ import annotations

import pytest

from ipse.types import Evidence, Passage
from ipse.verify import default_verifier
from ipse.verify.texts import claim_of


@pytest.mark.parametrize(
    ("text", "claim", "language", "quote"),
    [
        ("We talked. Do you have kids? No, and no plans. It rained.", "I have two kids.", "en",
         "Do you have kids? No, and no plans."),
        ("On a parlé. « Tu as des enfants ? » Non, aucun. Il pleut.", "J'ai deux enfants.", "fr",
         "« Tu as des enfants ? » Non, aucun."),
        ("It rained. Do you have kids?", "I have two kids.", "en", "Do you have kids?"),
        ("I have two kids. Do you want tea? Yes.", "I have two kids.", "en", "I have two kids."),
    ],
)  # fmt: skip
def test_a_question_is_cited_with_its_answer(text: str, claim: str, language: str, quote: str) -> None:
    """A question proves nothing alone: the sentence behind it is cited too, where there is one."""
    passage = Passage("p@0", "p", "p.md", text, 0, len(text), language=language)
    verifier = default_verifier(None, model="none")
    assert verifier.verify([(claim_of(claim, language), [Evidence(passage, 1.0, 0)])])[0].quote == quote
