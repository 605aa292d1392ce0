"""How claims and passages are written for a model, and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ipse.types import Act, Passage
from ipse.verify.texts import bundle, claim_of, hypothesis, split_premise


def _passage(text: str, day: date | None, kind: str | None = None) -> Passage:
    return Passage(f"s@{text}", "s", "s.md", text, 0, len(text), date=day, kind=kind)


def test_bundle_is_oldest_first_and_splits_back() -> None:
    """Joining and splitting are inverse: texts, dates and kinds come back, oldest first."""
    new = _passage("Le pot coûte 12 €.", date(2026, 3, 2), "faq")
    old = _passage("Le pot coûte 9 €.", date(2024, 1, 5), "vidéo")
    written = bundle([new, old])
    assert written == "[2024-01-05 vidéo] Le pot coûte 9 €. || [2026-03-02 faq] Le pot coûte 12 €."
    parts = split_premise(written, "fr")
    assert [(p.text, p.date, p.kind) for p in parts] == [(p.text, p.date, p.kind) for p in (old, new)]
    assert all(written[p.start : p.end] == p.text for p in parts)


def test_one_passage_is_written_as_it_stands() -> None:
    """A single passage gets no prefix, and an impossible date is no date."""
    assert bundle([_passage("As it stands.", date(2026, 1, 1))]) == "As it stands."
    assert split_premise("[2026-13-45 post] Text.")[0].date is None


def test_an_answer_carries_its_question() -> None:
    """A fragment is written with the fan's question; a resolved assertion stands alone."""
    claim = claim_of("Fan: how much is the big one? || Reply: twelve euros")
    assert (claim.question, claim.quote, claim.act) == (
        "how much is the big one?",
        "twelve euros",
        Act.ANSWER_FRAGMENT,
    )
    assert hypothesis(claim) == "Fan: how much is the big one? || Reply: twelve euros"
    alone = replace(claim, act=Act.ASSERTION, resolved="The big one costs twelve euros.")
    assert hypothesis(alone) == "The big one costs twelve euros."
