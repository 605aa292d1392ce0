"""Every visible string has its key, in every language, and no key is left over."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from ipse.report.i18n import FOLDER, translator
from ipse.types import Act, Category, Disposition, Kind, Label, Outcome, SendMode, Severity, Subject

REPORT = Path(FOLDER).parent
LITERAL = re.compile(r"""\bt(?:\.count|\.noun)?\(\s*["']([a-z_.]+[a-z_])["']""")
PREFIX = re.compile(r"""["']([a-z_.]+\.)["']\s*~|f["']([a-z_.]+\.)\{""")
FAMILIES: dict[str, tuple[str, ...]] = {
    "act.": tuple(Act), "category.": tuple(Category), "disposition.": tuple(Disposition), "kind.": tuple(Kind),
    "verdict.": tuple(Label), "severity.": tuple(Severity), "subject.": tuple(Subject),
    "outcome.": tuple(Outcome), "send_mode.": (*SendMode, "unknown"),
    "status.": ("active", "waived", "known", "below_threshold"),
    "relation.": ("supports", "contradicts", "older", "nearest", "policy"),
    "redacted.": ("name", "handle", "email", "phone"),
}  # fmt: skip


@cache
def keys(language: str) -> dict[str, str]:
    """The strings of one language's file."""
    return dict(yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8")))


def used() -> tuple[set[str], set[str]]:
    """Keys that the code and the templates name, and the beginnings of those that they put together."""
    files = [*REPORT.glob("*.py"), *REPORT.glob("templates/*.j2"), FOLDER / "__init__.py"]
    text = "\n".join(f.read_text(encoding="utf-8") for f in files)
    quoted = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)["']""", text))
    return set(LITERAL.findall(text)) | quoted, {a or b for a, b in PREFIX.findall(text)}


def test_every_language_has_the_same_keys_and_the_same_gaps_to_fill() -> None:
    """A string that exists in one language exists in all, with the same values in it."""
    languages = [p.stem for p in FOLDER.glob("*.yaml")]
    assert len(languages) >= 2
    for language in languages:
        assert keys(language).keys() == keys("en").keys(), language
        for key, text in keys(language).items():
            assert sorted(re.findall(r"\{(\w+)\}", text)) == sorted(re.findall(r"\{(\w+)\}", keys("en")[key])), key


def test_every_key_that_is_used_exists() -> None:
    """No page can ask for a string that is missing."""
    have = keys("en")
    text = "\n".join(f.read_text("utf-8") for f in [*REPORT.glob("*.py"), *REPORT.glob("templates/*.j2")])
    missing = [k for k in LITERAL.findall(text) if k not in have and f"{k}.other" not in have]
    assert missing == []
    for prefix, values in FAMILIES.items():
        assert [v for v in values if f"{prefix}{v}" not in have] == [], prefix


def test_no_key_is_left_over() -> None:
    """Each string is named somewhere, or belongs to a family that is put together from a name."""
    named, prefixes = used()
    prefixes.add("decided.")  # test_wording.py asks for each of these
    bare = {re.sub(r"\.(one|other)$", "", k) for k in keys("en")}
    left = [k for k in sorted(bare) if k not in named and not any(k.startswith(p) for p in prefixes)]
    assert left == []


@pytest.mark.parametrize(("language", "one", "many"), [("en", "1 finding shown", "0 findings shown"),
                                                       ("fr", "1 constat affiché", "2 constats affichés")])  # fmt: skip
def test_plurals_follow_the_language(language: str, one: str, many: str) -> None:
    """English puts zero in the plural, French in the singular."""
    t = translator(language)
    assert t.count("shown", 1) == one
    assert t.count("shown", int(many[0])) == many
    assert translator("fr").count("shown", 0) == "0 constat affiché"


def test_dates_and_shares_follow_the_language() -> None:
    """Days, percentages and thousands are written as the reader writes them."""
    assert translator("fr").day(date(2026, 11, 1)) == "1er novembre 2026"
    assert translator("en").day(date(2026, 11, 1)) == "November 1, 2026"
    assert translator("fr").percent(0.125) == "12,5\u00a0%"
    assert translator("en").number(10000) == "10,000"


def test_french_signs_keep_their_space_unbreakable() -> None:
    """No line of the French page begins with a colon or a question mark."""
    loose = [k for k, v in translator("fr").strings.items() if re.search(r" [:;?!»%]|« ", v)]
    assert loose == []


def test_a_line_of_a_source_is_told_in_the_language_of_the_page() -> None:
    """Importers count lines in English; any other locator, such as a heading or a timecode, stays as it is."""
    assert translator("fr").locator("line 12") == "ligne 12"
    assert translator("en").locator("line 12") == "line 12"
    assert translator("fr").locator("Tarifs › line 12") == "Tarifs › line 12"
    assert translator("fr").locator("00:12:04") == "00:12:04"


@pytest.mark.parametrize(
    ("language", "first", "eleventh"),
    [("fr", "1er mars 2026", "11 mars 2026"), ("en", "March 1, 2026", "March 11, 2026")],
)
def test_the_first_of_a_month_is_written_as_the_language_does(language: str, first: str, eleventh: str) -> None:
    """French says "1er", in the short form too; no other day changes."""
    told = translator(language)
    assert (told.day(date(2026, 3, 1)), told.day(date(2026, 3, 11))) == (first, eleventh)
    assert told.short_day(date(2026, 3, 1)).startswith("1er ") is (language == "fr")
