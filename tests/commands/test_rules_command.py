"""`ipse rules`: explain, list, show, coverage through the real command line."""

from __future__ import annotations

from pathlib import Path

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


def test_list_show_and_coverage_answer() -> None:
    """Every listed rule can be shown, with its sources; coverage names duties out of reach."""
    listed = CliRunner().invoke(cli, ["rules", "list", "--ruleset", "core"]).output.split("\n")
    first = listed[0].split()[0]
    assert "## Sources" in CliRunner().invoke(cli, ["rules", "show", first]).output
    assert "out_of_reach" in CliRunner().invoke(cli, ["rules", "coverage"]).output
