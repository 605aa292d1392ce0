"""`ipse rules`: explain, list, show, coverage through the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ipse.cli import cli
from ipse.report.json_report import render_json
from report_sample import sample_result


def test_a_finding_is_explained_from_a_result_file(tmp_path: Path) -> None:
    """A fingerprint leads to the words, the fix and the evidence; an unknown one is an error with a remedy."""
    result = sample_result()
    path = tmp_path / "result.json"
    path.write_text(render_json(result), encoding="utf-8")
    finding = result.findings[0]
    shown = CliRunner().invoke(cli, ["rules", "explain", finding.fingerprint, str(path)])
    assert shown.exit_code == 0, shown.output
    assert finding.fix in shown.output
    assert finding.evidence[0].source in shown.output
    assert CliRunner().invoke(cli, ["rules", "explain", "zzzz", str(path)]).exit_code != 0


def test_an_explained_finding_names_the_other_rules(tmp_path: Path) -> None:
    """Which rules it concerns beside its own is in the answer."""
    path = tmp_path / "result.json"
    path.write_text(render_json(sample_result()), encoding="utf-8")
    finding = next(f for f in sample_result().findings if f.also)
    shown = CliRunner().invoke(cli, ["rules", "explain", finding.fingerprint, str(path)])
    assert ", ".join(finding.other_rules) in shown.output


def test_list_show_and_coverage_answer() -> None:
    """Every listed rule can be shown, with its sources; coverage names duties out of reach."""
    listed = CliRunner().invoke(cli, ["rules", "list", "--ruleset", "core"]).output.split("\n")
    first = listed[0].split()[0]
    assert "## Sources" in CliRunner().invoke(cli, ["rules", "show", first]).output
    assert "out_of_reach" in CliRunner().invoke(cli, ["rules", "coverage"]).output


def test_list_names_the_pack_of_every_rule() -> None:
    """Each pack in the list, in the table and as JSON, is a name that `--ruleset` takes."""
    rules = json.loads(CliRunner().invoke(cli, ["rules", "list", "--json"]).output)
    table = CliRunner().invoke(cli, ["rules", "list"]).output.splitlines()
    assert [line.split()[:2] for line in table] == [[rule["id"], rule["pack"]] for rule in rules]
    assert {"core", "eu", "platforms/meta"} <= {rule["pack"] for rule in rules}
    packs = ",".join(sorted({rule["pack"] for rule in rules}))
    assert json.loads(CliRunner().invoke(cli, ["rules", "list", "--ruleset", packs, "--json"]).output) == rules


def test_a_new_rule_is_listed_shown_and_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `rules new` writes is found by path, and by itself when ipse.toml names its folder."""
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    written = run(cli, ["rules", "new", "my-pack/no-countdown"]).output
    assert written.endswith("ipse rules test my-pack/no-countdown.yaml\n")
    assert run(cli, ["rules", "test", "my-pack/no-countdown.yaml"]).exit_code == 0
    assert run(cli, ["rules", "test", "--ruleset", "./my-pack"]).exit_code == 0
    assert "./my-pack" in run(cli, ["rules", "list", "--ruleset", "./my-pack"]).output.split()
    assert run(cli, ["rules", "show", "my-pack-no-countdown"]).exit_code != 0
    assert run(cli, ["rules", "show", "my-pack-no-countdown", "--ruleset", "./my-pack"]).exit_code == 0
    (tmp_path / "ipse.toml").write_text('rulesets = ["core", "./my-pack"]\n[creator]\nname = "Ada Quill"\n')
    (tmp_path / "sources").mkdir()
    monkeypatch.chdir(tmp_path / "sources")
    assert run(cli, ["rules", "show", "my-pack-no-countdown"]).exit_code == 0
    assert "my-pack-no-countdown ./my-pack" in " ".join(run(cli, ["rules", "list"]).output.split())


def test_a_rule_for_a_shipped_pack_is_tested_where_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two commands of CONTRIBUTING.md, one after the other."""
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["rules", "new", "rulesets/core/my-rule"]).exit_code == 0
    tested = CliRunner().invoke(cli, ["rules", "test", "rulesets/core/my-rule.yaml"])
    assert tested.exit_code == 0, tested.output
    assert "core-my-rule" in tested.output
