"""Passages read once more as one premise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipse.types import Evidence, Label, Passage, Verdict
from ipse.verify.base import Scores
from ipse.verify.stack import shipped_stack
from ipse.verify.texts import claim_of
from ipse.verify.verifier import TieredVerifier

_NEW = "The workshop costs 40 euros from March on."
_OLD = "The workshop costs 30 euros."
_ASIDE = "My dog hates the rain."


class Bundled:
    """A model that finds everything open, but supported where several passages stand in the premise."""

    name = "bundled"

    def __init__(self) -> None:
        self.bundles: list[str] = []

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """Support for a bundle, silence for a passage."""
        self.bundles += [premise for premise, _ in pairs if " || " in premise]
        return [Scores(0.98, 0.01, 0.01) if " || " in p else Scores(0.01, 0.98, 0.01) for p, _ in pairs]


def verdict(model: Bundled, *texts: tuple[str, int], together: bool = True) -> Verdict:
    """What is said of a claim about the workshop; each passage has a day of 2026."""
    passages = [
        Passage(f"p@{n}", "p", "p.md", text, 0, len(text), date=date(2026, 1, day), language="en")
        for n, (text, day) in enumerate(texts)
    ]
    verifier = TieredVerifier(shipped_stack("plain", adds_model=True), model, together=together)
    evidence = [Evidence(passage, 1.0, rank) for rank, passage in enumerate(passages)]
    return verifier.verify([(claim_of("The workshop is cheap for what it costs.", "en"), evidence)])[0]


def test_all_passages_are_read_together_oldest_first() -> None:
    """The bundle holds every passage, the ones beside the point too, with their dates, and can turn the verdict."""
    model = Bundled()
    found = verdict(model, (_NEW, 9), (_OLD, 2), (_ASIDE, 5))
    assert model.bundles == [f"[2026-01-02] {_OLD} || [2026-01-05] {_ASIDE} || [2026-01-09] {_NEW}"]
    assert (found.label, found.reason, found.sure) == (Label.SUPPORTED, "read_together", False)


def test_nothing_is_read_together_that_says_nothing_of_the_matter() -> None:
    """One passage, passages of which none is relevant, or a verifier that reads one by one: no bundle."""
    for texts, together in ((((_NEW, 9),), True), (((_ASIDE, 5), (_ASIDE, 6)), True), (((_NEW, 9), (_OLD, 2)), False)):
        model = Bundled()
        verdict(model, *texts, together=together)
        assert model.bundles == []
