"""Conduct, promotion, body and memory rules on their own examples."""

from __future__ import annotations

import pytest

from ipse.rules import load_rules
from ipse.rules.model import Rule
from ipse.rules.selftest import run_self_tests

CATEGORIES = {"unsafe_or_private", "undisclosed_promotion", "human_embodiment", "false_shared_memory"}
RULES = [rule for rule in load_rules(["core"]) if rule.spec.category.value in CATEGORIES]


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_examples_of_the_rule_are_decided_right(rule: Rule) -> None:
    """Every bad example of the rule fires and no good one does, in both languages."""
    (told,) = run_self_tests([rule])
    assert not [case for case in told.results if case.fired != (case.side == "bad")]
