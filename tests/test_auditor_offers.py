"""Offers of ipse.toml are evidence, with the real rooms and the model left out."""

from __future__ import annotations

from pathlib import Path

from ipse.auditor import Auditor
from ipse.config import load_config
from ipse.types import Label

CONFIG = """\
[creator]
name = "Ada Quill"
[[offers]]
name = "Newsletter discount"
terms = "10 % off the first order with the code WELCOME10"
[models]
verifier = "none"
"""


def test_an_offer_of_the_configuration_is_what_a_promise_is_checked_against(tmp_path: Path) -> None:
    """The offer's own terms are the passage that a promise of it cites."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "about.md").write_text("I bind books in Ghent. I have one dog and no children.\n")
    (tmp_path / "ipse.toml").write_text(CONFIG)
    auditor = Auditor.build(load_config(tmp_path / "ipse.toml"))
    result = auditor.check("You get 10 % off your first order with the code WELCOME10.")
    proven = [c for c in result.claims if c.claim.needs_proof]
    assert proven
    assert proven[0].evidence[0].passage.path == "ipse.toml"
    assert proven[0].verdict.label is not Label.CONTRADICTED
