"""Plain words for verdict-based findings, in the language of the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import yaml

from ipse.errors import LexiconError
from ipse.resources import PACKAGE
from ipse.types import Category

FALLBACK_LANGUAGE = "en"


def finding_text(category: Category, language: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Message and fix for a finding. ``facts`` holds quote, said, source, verdict and subcategory.

    Raises:
        LexiconError: the language's file lacks the category.
    """
    table = _table(language) or _table(FALLBACK_LANGUAGE)
    key = facts.get("subcategory") or category.value
    variants = [
        f"{key}_{facts.get('verdict', '')}",
        key,
        f"{category.value}_{facts.get('verdict', '')}",
        category.value,
    ]
    for name in variants:
        if name in table:
            entry = table[name]
            return entry["message"].format_map(facts), entry["fix"].format_map(facts)
    raise LexiconError(
        f"no message for {category.value}",
        remedy="add it",
        path=f"messages/{language}.yaml",
        field=category.value,
    )


@lru_cache(maxsize=8)
def _table(language: str) -> Mapping[str, Mapping[str, str]]:
    path = PACKAGE / "messages" / f"{language}.yaml"
    if not path.is_file():
        return {}
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
