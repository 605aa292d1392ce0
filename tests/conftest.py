"""Fixtures that several tests share."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture
def today() -> date:
    """The day on which tests decide about waivers."""
    return date(2026, 11, 1)
