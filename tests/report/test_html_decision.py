"""The head of the HTML report says why it was decided so, and does not contradict itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from ipse.policy import decide_counts
from ipse.release import decide_rate
from ipse.report.html import render_html
from ipse.report.i18n import translator
from ipse.report.wording import decision_reasons
from ipse.types import AuditResult, Decision, Disposition, Outcome
from report_sample import sample_corpus, sample_result

RATES = {
    Outcome.PASS: decide_rate(1, 1000, 0.05),
    Outcome.BLOCK: decide_rate(90, 1000, 0.05),
    Outcome.INCOMPLETE: decide_rate(0, 10, 0.005),
}


def head(result: AuditResult, language: str) -> str:
    """The words of the decision's box."""
    page = render_html(result, sample_corpus(), language=language)
    found = re.search(r'<div class="decision.*?</div>', page, flags=re.S)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split(" "))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("outcome", list(RATES))
def test_a_decision_by_rate_gives_the_rate_and_its_reason(outcome: Outcome, language: str) -> None:
    """Findings that would block on their own stand beside a pass without contradicting it."""
    rate, t = RATES[outcome], translator(language)
    result = replace(sample_result(), decision=Decision(outcome, (rate.reason,)))
    blocking = sum(f.status == "active" and f.disposition is Disposition.BLOCK for f in result.findings)
    said = head(result, language)
    assert decision_reasons(result.decision, t)[0] in said
    assert t(f"outcome.{outcome.value}.rate") in said
    assert blocking > 1
    assert t.count("blocking", blocking) not in said
    assert t.count("blocking_alone", blocking) in said
    assert t("outcome.pass.text") not in said
    assert t("outcome.incomplete.text") not in said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_reasons_of_any_other_decision_are_told(language: str) -> None:
    """As in Markdown; a count that the page gives in any case is not said twice."""
    t = translator(language)
    decision = decide_counts(2, 1, 3, 40)
    said = head(replace(sample_result(), decision=decision), language)
    for reason in decision_reasons(decision, t):
        assert said.count(reason) == 1


def test_quotes_in_another_language_say_so() -> None:
    """What the fan and the clone said, and the cited source, carry their language (WCAG 3.1.2)."""
    page = render_html(sample_result("en"), sample_corpus(), language="fr")
    card = page.partition("<article")[2].partition("</article>")[0]
    assert '<span class="words" lang="en">' in card
    same = render_html(sample_result("en"), sample_corpus(), language="en")
    assert 'lang="en"' not in same.partition("<article")[2].partition("</article>")[0]
