"""Figures that no source holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builders import make_claim
from ipse.figures import FIGURE_NOT_FOUND, held_to_its_figures, missing_figures
from ipse.types import CheckedClaim, Evidence, Label, Passage, Verdict


def checked(claim: str, *texts: str, label: Label = Label.SUPPORTED, language: str = "en") -> CheckedClaim:
    """A clause, what was retrieved for it, and a verdict."""
    passages = [
        Passage(f"p@{n}", "p", "p.md", text, 0, len(text), date=date(2026, 3, 1), language=language)
        for n, text in enumerate(texts)
    ]
    evidence = tuple(Evidence(passage, 1.0, rank) for rank, passage in enumerate(passages))
    return CheckedClaim(replace(make_claim(claim), language=language), evidence, Verdict(label, 0.8, "entailed"))


@pytest.mark.parametrize(
    ("claim", "text", "language", "missing"),
    [
        ("It is 38 pounds.", "The rope is £38.", "en", 0),
        ("It is 38 pounds.", "She cooked for 38 years, and the rope is £12.", "en", 1),
        ("Elle coûte quarante et un euros.", "Prix : 41 €.", "fr", 0),
        ("Elle coûte quarante et un euros.", "Prix : 14 €.", "fr", 1),
        ("It is a good rope.", "The rope is £38.", "en", 0),
    ],
)
def test_a_figure_is_missing_when_no_passage_holds_it(claim: str, text: str, language: str, missing: int) -> None:
    """In digits or words, with the same unit; a clause without figures misses none."""
    assert len(missing_figures(checked(claim, text, language=language))) == missing


def test_support_without_the_figure_is_none() -> None:
    """The clause is unsupported and unsure then, for a reason of its own; the passages stay as they were."""
    before = checked("It is 38 pounds.", "The rope is strong.", "It costs £12.")
    after = held_to_its_figures(before)
    assert (after.verdict.label, after.verdict.reason, after.verdict.sure) == (
        Label.UNSUPPORTED, FIGURE_NOT_FOUND, False,
    )  # fmt: skip
    assert after.evidence == before.evidence


@pytest.mark.parametrize(
    ("claim", "text", "label"),
    [
        ("It is 38 pounds.", "It costs £38.", Label.SUPPORTED),
        ("It is cheap.", "It costs £38.", Label.SUPPORTED),
        ("It is 38 pounds.", "It costs £12.", Label.CONTRADICTED),
    ],
)
def test_other_verdicts_stand(claim: str, text: str, label: Label) -> None:
    """A figure that is held, a clause without one, and every verdict but support are left alone."""
    before = checked(claim, text, label=label)
    assert held_to_its_figures(before) is before
