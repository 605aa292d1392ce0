"""Every format says which other rules a finding concerns."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from rich.console import Console

from builders import make_breach, make_finding
from ipse.report.github import render_github
from ipse.report.gitlab import render_gitlab
from ipse.report.html import render_html
from ipse.report.json_report import render_json, render_jsonl
from ipse.report.junit import render_junit
from ipse.report.markdown import render_markdown
from ipse.report.rule_help import rule_help
from ipse.report.sarif import render_sarif
from ipse.report.terminal import print_summary
from ipse.types import AuditResult, Category
from report_sample import sample_corpus, sample_result

LAWS = ("eu-first-contact-notice", "us-ca-bot-commerce")


def result_of(*laws: str, language: str = "en") -> AuditResult:
    """One missing label, which the rules ``laws`` ask for too."""
    base = sample_result(language)
    also = tuple(make_breach(law) for law in laws)
    absence = make_finding(category=Category.MISSING_AI_LABEL, rule_id="core-missing-ai-label", quote="", end=0)
    found = replace(absence, also=also, conversation_id=base.conversations[0].conversation.conversation_id)
    talk = replace(base.conversations[0], findings=(found,))
    made = replace(base.provenance, ruleset="core,eu,us 0123456789abcdef")
    return replace(base, conversations=(talk,), provenance=made)


def terminal(result: AuditResult, width: int = 100) -> str:
    """The summary as a terminal of this width shows it."""
    shown = io.StringIO()
    print_summary(result, Console(file=shown, width=width))
    return shown.getvalue()


FORMATS: dict[str, Callable[[AuditResult], str]] = {
    "html": lambda result: render_html(result, sample_corpus()),
    "json": render_json,
    "jsonl": lambda result: render_jsonl(result.findings),
    "junit": render_junit,
    "markdown": render_markdown,
    "sarif": lambda result: render_sarif(result, {}),
    "gitlab": lambda result: render_gitlab(result, {}),
    "github": lambda result: render_github(result, {}),
    "terminal": terminal,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_the_other_rules(name: str) -> None:
    """Their ids are there, in the order of the finding; without other rules nothing speaks of any."""
    write = FORMATS[name]
    text = unescape(write(result_of(*LAWS))).replace("\\", "")
    assert 0 < text.index(LAWS[0]) < text.index(LAWS[1])
    assert "ther rules concerned" not in write(result_of())


@pytest.mark.parametrize(("language", "label"), [("en", "Other rules concerned"), ("fr", "Autres règles concernées")])
def test_a_card_has_one_line_in_the_language_of_the_page(language: str, label: str) -> None:
    """The ids stand in one short line, and a hostile one stays text."""
    page = render_html(result_of(*LAWS, "<b>x</b>", language=language), sample_corpus())
    (line,) = (line for line in page.splitlines() if label in line)
    assert all(f"<code>{law}</code>" in line for law in (*LAWS, "&lt;b&gt;x&lt;/b&gt;"))


def test_the_terminal_gives_them_one_line_whatever_its_width() -> None:
    """A long list is cut, not wrapped."""
    lines = terminal(result_of(*(f"{law}-{n}" for law in LAWS for n in range(9))), width=60).splitlines()
    assert sum(law in line for line in lines for law in LAWS) == 1


def test_sarif_explains_each_rule_concerned_with_its_law() -> None:
    """A rule that is only named has help and sources like the one that speaks; the result lists the ids."""
    result = result_of(*LAWS)
    run = json.loads(render_sarif(result, {}, rule_help(result)))["runs"][0]
    described = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(described) == {"core-missing-ai-label", *LAWS}
    assert all("Sources:" in described[law]["help"]["text"] for law in LAWS)
    (found,) = run["results"]
    assert found["properties"]["also"] == list(LAWS)
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"] == "core-missing-ai-label"
