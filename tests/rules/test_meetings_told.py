"""Telling of meetings is no invitation to one."""

from __future__ import annotations

import pytest

from ipse.rules.lexicon import has


@pytest.mark.parametrize(
    ("text", "language", "invites"),
    [
        ("On se voit très souvent pour avancer sur le fond.", "fr", False),
        ("On se voit ce soir ?", "fr", True),
        ("knowing how many people will come by helps me plan", "en", False),
        ("come by tonight", "en", True),
        ("you'll have to reach out to meet up with the team", "en", False),
        ("want to meet up?", "en", True),
    ],
)
def test_a_habit_or_other_peoples_visits_are_no_invitation(text: str, language: str, invites: bool) -> None:
    """Only the fan is invited, and only to something that is to come."""
    assert has(text, language, "meeting") is invites
