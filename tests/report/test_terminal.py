"""The summary on the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from ipse.report.terminal import print_summary
from ipse.types import Decision, NotEvaluated, Outcome
from report_sample import sample_result


@pytest.mark.parametrize(
    ("outcome", "rules", "head"),
    [
        (Outcome.PASS, ("a", "b"), "PASS (2 rules not evaluated)  "),
        (Outcome.PASS, ("a", "a"), "PASS (1 rule not evaluated)  "),
        (Outcome.PASS, (), "PASS  "),
        (Outcome.BLOCK, ("a", "b"), "BLOCK  "),
    ],
)
def test_a_pass_does_not_speak_for_rules_that_were_not_evaluated(
    outcome: Outcome, rules: tuple[str, ...], head: str
) -> None:
    """The first line counts them, each rule once; a block stands whatever they would have said."""
    base = sample_result("en")
    talks = tuple(
        replace(c, not_evaluated=tuple(NotEvaluated(rule, "c", ("channel",)) for rule in rules))
        for c in base.conversations
    )
    shown = io.StringIO()
    result = replace(base, conversations=talks, decision=Decision(outcome, ("why",)))
    print_summary(result, Console(file=shown, width=120))
    assert shown.getvalue().startswith(head)
