"""docs/transcripts.md says what the readers do: examples, suffixes, fields, and what a missing field costs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ipse.rules import load_rules, pack_names
from ipse.rules.coverage import context_needs
from ipse.transcripts import load_transcripts
from ipse.transcripts.check import known_fields
from ipse.transcripts.load import READERS
from ipse.transcripts.tables import NO_NOTICE
from ipse.types import Conversation

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "transcripts.md").read_text(encoding="utf-8")
SUFFIX = {"json": ".jsonl", "csv": ".csv", "text": ".txt"}


def table(head: str) -> list[list[str]]:
    """The rows of the page's table whose first heading is ``head``."""
    lines = PAGE.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {head} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def quoted(text: str) -> list[str]:
    """What stands between backquotes."""
    return re.findall(r"`([^`]+)`", text)


def example(kind: str, folder: Path) -> tuple[Conversation, ...]:
    """The conversations of the page's example in one format; it must be read without a single note."""
    (text,) = re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.S)
    path = folder / f"may{SUFFIX[kind]}"
    path.write_text(text, encoding="utf-8")
    transcript = load_transcripts([path])
    assert transcript.problems == ()
    return transcript.conversations


def test_the_examples_of_all_formats_are_the_same_conversations(tmp_path: Path) -> None:
    """JSON Lines and CSV give equal values; plain text the same less what it cannot hold: times, status and labels."""
    rows, sheet, plain = (example(kind, tmp_path) for kind in SUFFIX)
    assert len(rows) == 2
    assert rows == sheet
    bare = [replace(c, turns=tuple(replace(t, ts=None, status=None, labels=()) for t in c.turns)) for c in rows]
    assert list(plain) == bare
    assert (rows[1].ui_notice, "ui_notice" in rows[1].given) == (None, True)


def test_the_example_shows_every_field() -> None:
    """No field of the contract is missing from the full example."""
    (text,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.S)
    talk = json.loads(text.splitlines()[0])
    shown = {*talk, *(f"ui_notice.{k}" for k in talk["ui_notice"]), *(f"audience.{k}" for k in talk["audience"])}
    assert shown | {f"turns[].{k}" for k in talk["turns"][0]} == set(known_fields())


def test_the_table_lists_the_fields_of_the_contract_in_order() -> None:
    """Each field once: those of a part stand below the part."""
    named = [quoted(row[0])[0] for row in table("field")]
    assert sorted(named) == sorted(known_fields())
    assert len(named) == len(set(named))


@pytest.mark.parametrize("field", known_fields())
def test_each_row_names_the_values_that_the_schema_allows(field: str) -> None:
    """Every value of an enumeration, and whether the field is required, are in the field's row."""
    schema: dict[str, Any] = json.loads(files("ipse").joinpath("schemas/transcript.schema.json").read_text("utf-8"))
    models = {"turns[]": "TurnModel", "ui_notice": "NoticeModel", "audience": "AudienceModel"}
    head, _, name = field.rpartition(".")
    model = schema["$defs"][models[head]] if head else schema
    shape = model["properties"][name]
    allowed = [value for part in (shape, *shape.get("anyOf", ())) for value in part.get("enum", ())]
    [row] = [row for row in table("field") if quoted(row[0])[0] == field]
    assert [value for value in allowed if str(value).casefold() not in quoted(row[2])] == []
    assert ("**required**" in row[2]) == (name in model.get("required", ()))


def test_the_suffixes_are_those_that_a_folder_is_searched_for(tmp_path: Path) -> None:
    """The table of suffixes is the readers' own, and a README in the folder is one of its transcripts."""
    assert sorted(s for row in table("suffix") for s in quoted(row[0])) == sorted(READERS)
    (tmp_path / "README.md").write_text("# Our chats\n", encoding="utf-8")
    (problem,) = load_transcripts([tmp_path]).problems[:1]
    assert problem.path.endswith("README.md")
    assert problem.fatal


def test_the_words_for_no_notice_are_listed() -> None:
    """Each word that CSV takes for "there was none" is on the page."""
    assert [word for word in NO_NOTICE if f"`{word}`" not in PAGE] == []


def test_what_a_missing_field_costs_is_what_the_rules_need() -> None:
    """Field by field: the core rules and the other packs that are not evaluated without it."""
    needed: dict[str, set[str]] = defaultdict(set)
    for rule in load_rules(pack_names()):
        for field in context_needs(rule.spec.needs, rule.spec.applies.model_dump(by_alias=True)):
            needed[field].add(rule.id if rule.pack == "core" else rule.pack)
    told = {quoted(field)[0]: set(quoted(core + packs)) for field, core, packs in table("without")}
    assert told == needed


@pytest.mark.parametrize("page", ["README.md", "docs/formats.md", "docs/gate.md", "fixtures/README.md"])
def test_the_page_is_found_from_where_a_reader_asks(page: str) -> None:
    """Every page that speaks of transcripts leads here."""
    assert re.search(r"\]\((\.\./)?(docs/)?transcripts\.md[#)]", (ROOT / page).read_text(encoding="utf-8"))
