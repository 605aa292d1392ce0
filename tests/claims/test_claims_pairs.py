"""Minimal pairs: drafts that differ in little and must be read differently."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ipse.claims import ClaimExtractor
from ipse.types import Claim, Conversation, Creator, Role, Turn

PAIRS = yaml.safe_load((Path(__file__).parent / "minimal_pairs.yaml").read_text(encoding="utf-8"))
Side = tuple[str, str, str, bool, str | None, str | None]


def _claims(language: str, question: str, draft: str) -> tuple[Claim, ...]:
    asked = (Turn(0, Role.FAN, question),) if question else ()
    conversation = Conversation("pair", (*asked, Turn(1, Role.CLONE, draft)), language=language)
    return ClaimExtractor().extract(conversation, Creator("Zoé Marsh"))


def test_there_are_at_least_a_hundred_pairs_in_each_language_half() -> None:
    """The list holds a hundred pairs or more, a good third of them in each language."""
    languages = [pair[0][0] for pair in PAIRS]
    assert len(PAIRS) >= 100
    assert min(languages.count("en"), languages.count("fr")) >= 35


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0][2]} / {pair[1][2]}"[:70])
def test_pair(pair: tuple[Side, Side]) -> None:
    """Both sides of a pair get their need of proof, subject, and kind or act."""
    for language, question, draft, proven, subject, label in pair:
        found = _claims(language, question, draft)
        read = [(c.quote, c.act.value, c.subject.value, c.kind.value, c.needs_proof) for c in found]
        assert any(c.needs_proof for c in found) is proven, read
        if subject:
            assert subject in {c.subject.value for c in found}, read
        if label:
            assert label in {c.act.value for c in found} | {c.kind.value for c in found}, read
