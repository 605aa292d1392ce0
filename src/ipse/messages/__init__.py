"""Plain words for verdict-based findings, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import yaml

from ipse.errors import LexiconError
from ipse.messages.typography import typeset
from ipse.resources import PACKAGE
from ipse.types import Category

FALLBACK_LANGUAGE = "en"
WORDS = "words"  # in a language's file: what a fix proposes to say to the fan


def finding_text(
    category: Category, language: str, facts: Mapping[str, str], *, spoken: str | None = None
) -> tuple[str, str]:
    """Message and fix for a finding. ``facts`` holds quote, said, source, verdict and subcategory.

    Words that a fix proposes to say to the fan are in the language ``spoken`` (default: ``language``).

    Raises:
        LexiconError: the language's file lacks the category.
    """
    table = _table_or_fallback(language)
    key = facts.get("subcategory") or category.value
    variants = [
        f"{key}_{facts.get('verdict', '')}",
        key,
        f"{category.value}_{facts.get('verdict', '')}",
        category.value,
    ]
    for name in variants:
        if name in table:
            entry, values = table[name], {**facts, **_table_or_fallback(spoken or language)[WORDS]}
            return entry["message"].format_map(values), entry["fix"].format_map(values)
    raise LexiconError(
        f"no message for {category.value}",
        remedy="add it",
        path=f"messages/{language}.yaml",
        field=category.value,
    )


def _table_or_fallback(language: str) -> Mapping[str, Mapping[str, str]]:
    return _table(language) or _table(FALLBACK_LANGUAGE)


@lru_cache(maxsize=8)
def _table(language: str) -> Mapping[str, Mapping[str, str]]:
    path = PACKAGE / "messages" / f"{language}.yaml"
    if not path.is_file():
        return {}
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: {part: typeset(text, language) for part, text in entry.items()} for name, entry in loaded.items()}
