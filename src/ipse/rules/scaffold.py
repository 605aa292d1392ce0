"""A new rule file to start from, and the published JSON Schema of the rule language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ipse.errors import RuleError
from ipse.rules.schema import RuleModel

TEMPLATE = """\
# yaml-language-server: $schema={schema}
id: {id}
title: What goes wrong, in one line
category: ai_denial
severity: warning
certainty: design
why: Why a reader of the reply would care.
sources:
  - cite: The policy or law, with its article
applies: {{send_mode: [auto]}}
forbid:
  phrase:
    any:
      en: [typed this myself]
      fr: [je l'ai tapé moi-même]
message:
  en: What is wrong, in words for {{principal}}'s team.
  fr: Ce qui ne va pas, avec les mots de l'équipe.
fix:
  en: What to write instead.
  fr: Ce qu'il faut écrire à la place.
examples:
  context: {{send_mode: auto, creator: Nadia Ferrand}}
  bad:
    en: [I typed this myself.]
    fr: ["Ce message, je l'ai tapé moi-même."]
  good:
    en: [An AI wrote this.]
    fr: [Une IA a écrit ceci.]
"""


def new_rule(rule_id: str, folder: Path) -> Path:
    """Write a loadable rule called ``rule_id`` into ``folder`` and return its path.

    Raises :class:`RuleError` when the file exists.
    """
    path = folder / f"{rule_id}.yaml"
    if path.exists():
        raise RuleError("this file exists", remedy="choose another id or folder", path=str(path))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE.format(id=rule_id, schema="rule.schema.json"), encoding="utf-8")
    return path


def rule_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rule file."""
    schema = RuleModel.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Ipse rule",
        "description": "A disclosure or conduct rule, with its own examples.",
    }


def schema_text() -> str:
    """The published schema as it stands in ``schemas/rule.schema.json``."""
    return json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"
