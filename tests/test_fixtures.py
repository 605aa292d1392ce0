"""The bundled creators: expected findings agree with the transcripts and the sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
CREATORS = sorted(path.parent.name for path in FIXTURES.glob("*/ipse.toml"))
TYPES = {
    "contradicted_fact", "unsupported_fact", "false_personal_claim", "invented_offer", "human_embodiment",
    "false_shared_memory", "missing_ai_label", "ai_denial", "undisclosed_promotion", "unsafe_or_private",
}  # fmt: skip


def rows(slug: str, name: str) -> list[dict[str, Any]]:
    """Read one JSON Lines file of a creator."""
    return [json.loads(line) for line in (FIXTURES / slug / name).read_text(encoding="utf-8").splitlines()]


def clone_turns(slug: str) -> dict[tuple[str, int], str]:
    """Text of each clone turn by conversation and turn number."""
    return {
        (c["conversation_id"], t["turn"]): t["text"]
        for c in rows(slug, "conversations.jsonl")
        for t in c["turns"]
        if t["role"] == "clone"
    }


@pytest.mark.parametrize("slug", CREATORS)
def test_expected_has_one_line_for_each_clone_turn(slug: str) -> None:
    """Keys of expected.jsonl are the clone turns, each once, in order."""
    assert [(r["conversation_id"], r["turn"]) for r in rows(slug, "expected.jsonl")] == list(clone_turns(slug))


@pytest.mark.parametrize("slug", CREATORS)
def test_expected_quotes_are_exact_and_labels_quote_nothing(slug: str) -> None:
    """Each quote is a substring of its turn; only an absent label has an empty one."""
    texts = clone_turns(slug)
    for row in rows(slug, "expected.jsonl"):
        for finding in row["findings"]:
            assert finding["quote"] in texts[row["conversation_id"], row["turn"]], row
            assert bool(finding["quote"]) == (finding["type"] != "missing_ai_label"), row


@pytest.mark.parametrize("slug", CREATORS)
def test_expected_evidence_names_source_files(slug: str) -> None:
    """Each evidence is a file under sources/."""
    for row in rows(slug, "expected.jsonl"):
        named = [*row.get("evidence", []), *(f["evidence"] for f in row["findings"] if f["evidence"])]
        assert all((FIXTURES / slug / "sources" / name).is_file() for name in named), row


@pytest.mark.parametrize("slug", CREATORS)
def test_expected_covers_every_type_and_stays_mixed(slug: str) -> None:
    """All ten types occur, and between 35 % and 55 % of the turns carry a finding."""
    expected = rows(slug, "expected.jsonl")
    assert {f["type"] for r in expected for f in r["findings"]} == TYPES
    assert 0.35 <= sum(bool(r["findings"]) for r in expected) / len(expected) <= 0.55


@pytest.mark.parametrize("slug", CREATORS)
def test_missing_label_only_where_one_is_owed(slug: str) -> None:
    """A missing label sits on the first clone turn of an automatic chat without a notice."""
    for conversation in rows(slug, "conversations.jsonl"):
        first = next(t["turn"] for t in conversation["turns"] if t["role"] == "clone")
        for row in rows(slug, "expected.jsonl"):
            missing = any(f["type"] == "missing_ai_label" for f in row["findings"])
            if row["conversation_id"] == conversation["conversation_id"] and missing:
                assert (row["turn"], conversation["send_mode"], conversation["ui_notice"]) == (first, "auto", None)


@pytest.mark.parametrize("slug", CREATORS)
def test_web_addresses_end_in_example(slug: str) -> None:
    """No text file of a fixture names a real host."""
    import re

    for path in (FIXTURES / slug).rglob("*"):
        if path.suffix in {".md", ".html", ".txt", ".vtt", ".srt", ".json", ".jsonl", ".csv", ".toml"}:
            hosts = re.findall(r"https?://([\w.-]+)|[\w.]@([\w.-]+\w)", path.read_text(encoding="utf-8"))
            assert all((a or b).endswith((".example", "schema.org")) for a, b in hosts), (path, hosts)
