"""The verifier as shipped, end to end on passages of an invented creator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ipse.errors import ModelError
from ipse.types import Act, Evidence, Label, Passage, Verdict, Verifier
from ipse.verify import default_verifier
from ipse.verify.texts import claim_of


def passage(text: str, name: str, day: date | None = None, language: str = "en") -> Passage:
    """A passage of one source."""
    return Passage(f"{name}@0", name, f"{name}.md", text, 0, len(text), date=day, language=language)


_OLD = passage("The starter loom costs £140, shuttle included.", "2023-shop", date(2023, 4, 1))
_NEW = passage("Prices go up today: the starter loom costs £165, shuttle included.", "2026-shop", date(2026, 4, 1))
_OTHER = passage("Our lighthouse walk starts at the harbour and takes two hours.", "walk", date(2026, 5, 1))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the network fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


@pytest.fixture(scope="module", params=["shipped", "none"])
def verifier(request: pytest.FixtureRequest) -> Verifier:
    """With the shipped model, and without any."""
    return default_verifier(model=request.param, threads=1)


def judge(verifier: Verifier, claim: str, *passages: Passage, language: str = "en") -> Verdict:
    """The verdict on one claim."""
    evidence = [Evidence(p, 1.0, rank) for rank, p in enumerate(passages)]
    return verifier.verify([(claim_of(claim, language), evidence)])[0]


def test_another_price_is_contradicted_by_rule(verifier: Verifier) -> None:
    """A wrong price for the same thing is contradicted, with the passage and its sentence as evidence."""
    verdict = judge(verifier, "The starter loom costs £195.", _NEW, _OTHER)
    assert verdict.label is Label.CONTRADICTED
    assert verdict.reason == "money_mismatch"
    assert verdict.passage == _NEW
    assert verdict.quote in _NEW.text
    assert "£165" in verdict.quote


def test_the_newest_price_counts(verifier: Verifier) -> None:
    """The old price, once true, is contradicted by the newer source and marked as stale when the old one supports."""
    verdict = judge(verifier, "The starter loom costs £140.", _OLD, _NEW)
    assert verdict.label is not Label.SUPPORTED
    assert verdict.passage == _NEW


def test_no_evidence_is_unsupported(verifier: Verifier) -> None:
    """Nothing to read, or passages about something else: unsupported, never supported."""
    assert judge(verifier, "I was born in Tromsø.").label is Label.UNSUPPORTED
    assert judge(verifier, "The starter loom costs £165.", _OTHER).label is not Label.SUPPORTED


def test_a_clause_that_asserts_nothing_is_not_checkable(verifier: Verifier) -> None:
    """Thanks need no proof and ask the model nothing."""
    thanks = replace(claim_of("Thank you so much!"), act=Act.THANKS_GREETING, needs_proof=False)
    (verdict,) = verifier.verify([(thanks, [Evidence(_NEW, 1.0, 0)])])
    assert verdict.label is Label.NOT_CHECKABLE


def test_same_input_same_verdict_with_and_without_cache(tmp_path: Path) -> None:
    """Cold, warm and uncached runs give the same verdicts to the last digit."""
    claims = ["The starter loom costs £165.", "The walk takes three hours.", "I sell looms."]
    items = [(claim_of(c), [Evidence(_NEW, 1.0, 0), Evidence(_OTHER, 0.5, 1)]) for c in claims]
    cold, warm = (default_verifier(tmp_path, threads=1).verify(items) for _ in range(2))
    assert cold == warm == default_verifier(threads=1).verify(items)


@pytest.mark.parametrize(("name", "same"), [("NONE", "none"), (" Shipped", "shipped")])
def test_the_special_names_are_known_in_any_case(name: str, same: str) -> None:
    """Capitals and spaces do not make a hub name of them."""
    assert default_verifier(model=name, threads=1).name == default_verifier(model=same, threads=1).name


@pytest.mark.parametrize(("name", "near"), [("shiped", "shipped"), ("Shiped", "shipped"), ("none!", "none")])
def test_a_mistyped_name_is_an_error_that_suggests_the_right_one(
    name: str, near: str, no_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once and without the network; the remedy names the variable that allows a download."""
    monkeypatch.delenv("IPSE_ALLOW_DOWNLOAD", raising=False)
    with pytest.raises(ModelError) as caught:
        default_verifier(model=name)
    assert f"did you mean `{near}`?" in caught.value.remedy
    assert "IPSE_ALLOW_DOWNLOAD=1" in caught.value.remedy


@pytest.mark.parametrize("allowed", ["0", "1"])
@pytest.mark.parametrize("name", ["", " ", "/nonexistent", "./none", "../shipped", "~/no/such", "~nobody-here/x"])
def test_what_looks_like_a_folder_must_be_one(
    name: str, allowed: str, no_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty name and a path without a folder never go to the hub, whether downloads are allowed or not."""
    monkeypatch.setenv("IPSE_ALLOW_DOWNLOAD", allowed)
    with pytest.raises(ModelError) as caught:
        default_verifier(model=name)
    assert name.strip() in caught.value.message
    assert "shipped, none, the folder of a model, or a hub name" in caught.value.remedy


def test_the_home_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilde stands for the home folder: the model there is opened, and found wanting."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "model.json").write_text("[]")
    with pytest.raises(ModelError, match=r"model\.json: is not a JSON object"):
        default_verifier(model="~").verify([(claim_of("The loom costs £165."), [Evidence(_NEW, 1.0, 0)])])


def test_every_verdict_explains_itself(verifier: Verifier) -> None:
    """A decided verdict carries a reason, its three probabilities and the signals that moved it."""
    verdict = judge(verifier, "The starter loom costs one hundred and sixty-five pounds.", _NEW)
    shares = [s.value for s in verdict.signals if s.name.startswith("p_")]
    assert sum(shares) == pytest.approx(1.0, abs=0.01)
    assert any(s.tier == "values" and s.name == "match" for s in verdict.signals)
    assert any(s.tier == "stack" for s in verdict.signals)
    assert verdict.reason
