"""Packs of one's own: found by path, checked like the shipped ones, and never mistaken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipse.auditor import Auditor
from ipse.commands.options import resolve_config
from ipse.config import load_config
from ipse.errors import RuleError
from ipse.report.rule_help import rule_help
from ipse.resources import shared_folder
from ipse.rules import load_notes, load_rules
from ipse.rules.coverage import coverage
from ipse.rules.scaffold import new_rule
from ipse.types import AuditResult, Transcript

CONFIG = """\
rulesets = ["core", "./my-pack"]
[creator]
name = "Ada Quill"
[models]
verifier = "none"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with ipse.toml, a source and a pack of one rule."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "about.md").write_text("I bind books in Ghent. I have one dog and no children.\n")
    (tmp_path / "ipse.toml").write_text(CONFIG)
    new_rule(tmp_path / "my-pack" / "no-countdown.yaml")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["./my-pack", "my-pack", "my-pack/", "./my-pack/no-countdown.yaml", "my-pack/no-countdown.yaml", "{}"]
)
def test_a_path_names_a_pack_of_ones_own(project: Path, name: str) -> None:
    """With ./, without, as a file or absolute: the rule is found, and its pack is what was written."""
    written = name.format(project / "my-pack")
    (rule,) = load_rules([written], root=project)
    assert (rule.id, rule.pack) == ("my-pack-no-countdown", written)
    assert [r.pack for r in load_rules([f"core,{written}"], root=project)][-1] == written


def test_a_shipped_name_is_the_shipped_pack_and_a_path_never_is(project: Path) -> None:
    """A folder called like a shipped pack is only meant when it is written as a path."""
    new_rule(project / "core" / "my-rule.yaml")
    assert {r.pack for r in load_rules(["core"], root=project)} == {"core"}
    assert [r.id for r in load_rules(["./core"], root=project)] == ["core-my-rule"]


def test_hidden_files_are_no_rules(project: Path) -> None:
    """What an editor leaves behind does not fail the run; both endings of YAML count."""
    (project / "my-pack" / ".#no-countdown.yaml").write_text("{")
    new_rule(project / "my-pack" / "more" / "second.yml")
    assert [r.path for r in load_rules(["./my-pack"], root=project)] == [
        "./my-pack/more/second.yml", "./my-pack/no-countdown.yaml"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("./nowhere", "no such rule file or folder"),
        ("my-pack/typo.yaml", "no such rule file or folder"),
        ("./sources", "no rule file here"),
        ("my-pakc", "./my-pack"),
        ("corr", "did you mean 'core'"),
        ("us/../eu", "unknown ruleset"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_with_a_remedy(project: Path, name: str, words: str) -> None:
    """A missing path, an empty folder, a misspelt pack: each says what to write instead."""
    with pytest.raises(RuleError) as caught:
        load_rules(["core", name], root=project)
    assert words in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("severity: warning ", "severity: dreadful", 4, "severity"),
        ("phrase:", "phraze:", 15, "forbid.phraze"),
        ("  phrase:\n    any:", "  regex:\n    any:\n      de: ['(']", 15, "forbid.regex"),
        ("my-pack-no-countdown", "core-ai-denial", 1, "id"),
        ("my-pack-no-countdown", "eu-first-contact-notice", 1, "id"),
    ],
)
def test_rules_of_ones_own_are_checked_like_shipped_ones(
    project: Path, old: str, new: str, line: int, field: str
) -> None:
    """File, line, field and remedy; the id of a shipped rule is taken even where its pack is not in use."""
    path = project / "my-pack" / "no-countdown.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    for names in (["core", "./my-pack"], ["./my-pack", "core"]):
        with pytest.raises(RuleError) as caught:
            load_rules(names, root=project)
        assert (caught.value.path, caught.value.line, caught.value.field) == (str(path), line, field)
        assert caught.value.remedy


def test_a_rule_file_in_another_encoding_is_named(project: Path) -> None:
    """Not a traceback: the file, the line and what to do."""
    path = project / "my-pack" / "no-countdown.yaml"
    path.write_bytes("id: a\ntitle: été\n".encode("latin-1"))
    with pytest.raises(RuleError, match="UTF-8") as caught:
        load_rules(["./my-pack"], root=project)
    assert (caught.value.path, caught.value.line) == (str(path), 2)


def test_shipped_files_named_by_path_stay_shipped() -> None:
    """In a checkout, `rulesets/core` and `core` are the same rules: no clash, the same pack."""
    folder = shared_folder("rulesets") / "core"
    assert load_rules([], [folder]) == load_rules(["core"]) == load_rules(["core", str(folder)])


def test_notes_and_coverage_take_paths_too(project: Path) -> None:
    """A documented duty of one's own is in the table of duties."""
    note = {"id": "my-note", "note": True, "title": "T", "why": "W", "duties": ["my-duty"], "certainty": "design"}
    text = "".join(f"{key}: {str(value).lower() if value is True else value}\n" for key, value in note.items())
    (project / "my-pack" / "note.yaml").write_text(text)
    assert [n.path for n in load_notes(["./my-pack"], root=project)] == ["./my-pack/note.yaml"]
    assert [d.duty for d in coverage(["./my-pack"], root=project)] == ["my-duty"]


def test_an_audit_applies_the_packs_of_ones_own(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From another working folder too; provenance and rule help name the pack as ipse.toml does."""
    monkeypatch.chdir(project.parent)
    auditor = Auditor.build(load_config(project / "ipse.toml"))
    found = auditor.check("Hurry or it is gone!")
    assert "my-pack-no-countdown" in {f.rule_id for f in found.findings}
    result: AuditResult = auditor.audit(Transcript((found.conversation,), ()))
    assert result.provenance.ruleset.startswith("core,./my-pack ")
    assert rule_help(result, project)["my-pack-no-countdown"].title == "The clone counts down to make a fan buy"
    assert rule_help(result) == {}


@pytest.mark.parametrize(
    ("place", "name", "expected"),
    [(".", "my-pack", "my-pack"), ("my-pack", ".", "./my-pack"), ("my-pack", "core", "core"),
     ("sources", "../my-pack/no-countdown.yaml", "./my-pack/no-countdown.yaml")],
)  # fmt: skip
def test_the_command_line_starts_from_the_working_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch, place: str, name: str, expected: str
) -> None:
    """`--ruleset` paths are read where the command is typed, whichever ipse.toml is found above."""
    monkeypatch.chdir(project / place)
    config = resolve_config(None, (), None, name)
    assert config.rulesets == (expected,)
    assert load_rules(config.rulesets, root=config.root)
