"""A rule of one's own in a file, made of the parts that a test is about."""

from __future__ import annotations

from pathlib import Path

from ipse.rules import load_rules
from ipse.rules.model import Rule

FORBID = 'forbid: {phrase: {any: {en: ["last call"], fr: ["dernier appel"]}}}'
EXAMPLES = 'bad: {en: ["Last call!"], fr: ["Dernier appel !"]}\n  good: {en: ["Hello."], fr: ["Bonjour."]}'
TEMPLATE = """\
id: {id}
title: T
category: unsafe_or_private
severity: error
certainty: design
why: W
sources: [{{cite: C}}]
applies: {applies}
{body}
message: {{en: m, fr: m}}
fix: {{en: f, fr: f}}
examples:
  {examples}
"""


def write_rule(
    folder: Path, body: str = FORBID, *, applies: str = "{}", examples: str = EXAMPLES, rule_id: str = "own-rule"
) -> Path:
    """The file of the rule."""
    path = folder / f"{rule_id}.yaml"
    path.write_text(TEMPLATE.format(id=rule_id, body=body, applies=applies, examples=examples), encoding="utf-8")
    return path


def own_rule(
    folder: Path, body: str = FORBID, *, applies: str = "{}", examples: str = EXAMPLES, rule_id: str = "own-rule"
) -> Rule:
    """The rule, loaded."""
    (rule,) = load_rules([], [write_rule(folder, body, applies=applies, examples=examples, rule_id=rule_id)])
    return rule
