"""Every shipped rule loads and decides its own examples; malformed rules are refused with a place and a remedy."""

from pathlib import Path

import pytest

from ipse.errors import RuleError
from ipse.resources import shared_folder
from ipse.rules import load_notes, load_rules, pack_names
from ipse.rules.schema import Applies, Condition
from ipse.rules.selftest import run_self_tests

RULES = load_rules(["all"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_decides_its_own_examples(rule) -> None:
    """Bad examples fire, good ones do not, in every language the rule speaks."""
    (table,) = run_self_tests([rule])
    assert [(r.side, r.language, r.text) for r in table.results if not r.right] == []
    assert {r.language for r in table.results} >= {"en", "fr"}


def test_packs_cover_the_promised_places() -> None:
    """Each promised pack holds at least one rule or note."""
    names = set(pack_names())
    assert {"core", "eu", "fr", "uk", "de", "model-terms", "us/federal", "us/ca", "us/ny"} <= names
    assert {f"platforms/{name}" for name in ("meta", "x", "tiktok", "youtube", "discord")} <= names


def test_profiles_combine_packs_and_folders_take_their_parts() -> None:
    """A comma-separated profile is the union of its packs; "us" takes all states."""
    combined = {rule.id for rule in load_rules(["eu,fr,platforms/meta"])}
    assert combined == {r.id for name in ("eu", "fr", "platforms/meta") for r in load_rules([name])}
    assert {"us-ny-daily-notice", "us-ut-on-request"} <= {rule.id for rule in load_rules(["us"])}


def test_notes_document_duties_without_firing() -> None:
    """Asset-only duties are notes, and no note is a rule."""
    notes = load_notes(["all"])
    assert {note.spec.id for note in notes}.isdisjoint({rule.id for rule in RULES})
    assert any("attachments" in note.spec.needs for note in notes)


def test_secondhand_certainty_only_notes() -> None:
    """Rules whose source was only seen second-hand never block."""
    weak = [rule for rule in RULES if rule.spec.certainty in {"S", "M"}]
    assert weak
    assert {rule.disposition.value for rule in weak} == {"note"}


def _broken(tmp_path: Path, old: str, new: str) -> RuleError:
    source = (shared_folder("rulesets") / "us" / "wa" / "start.yaml").read_text(encoding="utf-8")
    assert old in source
    path = tmp_path / "rule.yaml"
    path.write_text(source.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules([], [path])
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("once: true", "onse: true", "did you mean 'once'"),
        ("severity: error", "severity: terrible", "severity"),
        ("turn: first_clone", "turn: frist_clone", "turn"),
        ('\n    fr: ["Je suis une IA, pas une personne. On tisse quoi ?"]', "", "no good example in fr"),
        ("when: {turn: first_clone}", "when: {turn: first_clone, handback: true}", "nothing came before"),
        ("require: {notice", "forbid: {turn: any}\nrequire: {notice", "exactly one"),
        ("when: {turn: first_clone}", "when: {pattern: [no_such_list]}", "no pattern list"),
        ("from: 2027-01-01,", "from: 2027-01-01, until: 2026-01-01,", "ends before"),
    ],
)
def test_malformed_rules_are_refused_with_place_and_remedy(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Unknown keys, wrong values, missing translations and unreachable conditions name file, line and remedy."""
    error = _broken(tmp_path, old, new)
    assert words in str(error)
    assert error.line is not None
    assert error.remedy


def test_overlapping_ids_are_refused(tmp_path: Path) -> None:
    """Two files may not use one id."""
    source = (shared_folder("rulesets") / "us" / "nj" / "outset.yaml").read_text(encoding="utf-8")
    (tmp_path / "copy.yaml").write_text(source, encoding="utf-8")
    with pytest.raises(RuleError, match="also used"):
        load_rules(["us/nj"], [tmp_path])


def test_unknown_pack_names_the_nearest() -> None:
    """A misspelt pack is an error with a suggestion."""
    with pytest.raises(RuleError) as caught:
        load_rules(["corr"])
    assert "core" in caught.value.remedy


def test_a_rule_may_spell_a_platform_as_its_owner_does() -> None:
    """Conversations hold the one spelling of a platform, and so do rules: capitals exclude nothing."""
    assert Applies.model_validate({"platforms": ["Instagram"]}).platforms == ["instagram"]
    wanted = Condition.model_validate({"context": {"platform": ["Instagram "], "tone": ["Dry"]}}).context
    assert wanted == {"platform": ["instagram"], "tone": ["Dry"]}
