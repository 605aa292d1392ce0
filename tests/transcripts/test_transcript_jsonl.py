"""JSON Lines transcripts: the contract, its errors by line and field, and what is kept beside it."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ipse.errors import TranscriptError
from ipse.transcripts import iter_conversations, load_transcripts
from ipse.types import Conversation, Problem, Role, SendMode

FULL = {
    "conversation_id": "c-1",
    "creator": "ada-example",
    "platform": "instagram",
    "channel": "dm",
    "language": "fr-FR",
    "jurisdictions": ["eu", "FR", "EU"],
    "send_mode": "auto",
    "ui_notice": {"text": "Réponses écrites par une IA", "persistent": True},
    "audience": {"minor": "unknown"},
    "turns": [
        {"turn": 3, "role": "fan", "text": "Tu vends encore ?", "ts": "2026-05-01T10:00:00+02:00", "status": "sent"},
        {"turn": 4, "role": "clone", "text": "Oui.", "labels": ["ai"], "status": "draft"},
    ],
}
SMALL = {"conversation_id": "c-2", "turns": [{"role": "fan", "text": "hi"}, {"role": "clone", "text": "hello"}]}


def write(folder: Path, *lines: object) -> Path:
    """A JSON Lines file; text is written as it is."""
    path = folder / "log.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n", encoding="utf-8")
    return path


def only(path: Path) -> tuple[Conversation, tuple[Problem, ...]]:
    """The one conversation of a file, and its problems."""
    transcript = load_transcripts([path])
    assert len(transcript.conversations) == 1
    return transcript.conversations[0], transcript.problems


def test_every_field_of_the_contract_is_read(tmp_path: Path) -> None:
    """A full conversation keeps each field; codes are normalised; the moment keeps its offset."""
    conversation, problems = only(write(tmp_path, FULL))
    assert problems == ()
    assert (conversation.creator, conversation.channel, conversation.language) == ("ada-example", "dm", "fr")
    assert conversation.jurisdictions == ("EU", "FR")
    assert conversation.send_mode is SendMode.AUTO
    assert conversation.ui_notice is not None
    assert conversation.ui_notice.persistent is True
    assert conversation.minor == "unknown"
    first, second = conversation.turns
    assert (first.turn, first.role, second.labels) == (3, Role.FAN, ("ai",))
    assert first.ts == datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def test_only_id_role_and_text_are_required(tmp_path: Path) -> None:
    """A bare conversation is read, its turns are numbered from 0 and nothing counts as given."""
    conversation, problems = only(write(tmp_path, SMALL))
    assert problems == ()
    assert [turn.turn for turn in conversation.turns] == [0, 1]
    assert conversation.given == frozenset()


def test_an_absent_notice_and_a_null_notice_differ(tmp_path: Path) -> None:
    """``ui_notice: null`` is known (there was none); an absent field is not."""
    conversation, _ = only(write(tmp_path, SMALL | {"ui_notice": None}))
    assert conversation.ui_notice is None
    assert conversation.given == {"ui_notice"}


def test_other_null_fields_are_not_given(tmp_path: Path) -> None:
    """null for a field without that meaning says nothing."""
    conversation, _ = only(write(tmp_path, SMALL | {"send_mode": None, "jurisdictions": [], "platform": None}))
    assert conversation.given == frozenset()


def test_the_default_creator_fills_in(tmp_path: Path) -> None:
    """A conversation's own creator wins over the default."""
    transcript = load_transcripts([write(tmp_path, FULL, SMALL)], default_creator="bo-example")
    assert [c.creator for c in transcript.conversations] == ["ada-example", "bo-example"]
    assert "creator" in transcript.conversations[1].given


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"turns": [{"role": "assistant", "text": "x"}]}, "turns[0].role", "clone"),
        ({"turns": [{"role": "fan"}]}, "turns[0].text", "text"),
        ({"turns": [{"role": "fan", "text": 4}]}, "turns[0].text", '{"text": "Hello"}'),
        ({"turns": [{"role": "fan", "text": "x", "ts": "yesterday"}]}, "turns[0].ts", "ISO 8601"),
        (
            {"turns": [{"role": "fan", "text": "x", "turn": 1}, {"role": "fan", "text": "y", "turn": 1}]},
            "turns[1].turn",
            "once",
        ),
        ({"turns": []}, "turns", "messages"),
        ({"send_mode": "automatic"}, "send_mode", "'auto'"),
        ({"channel": "sms"}, "channel", "dm"),
        ({"jurisdictions": ["Europe"]}, "jurisdictions[0]", '"EU"'),
        ({"audience": {"minor": 16}}, "audience.minor", "unknown"),
        ({"ui_notice": "an AI answers"}, "ui_notice", '{"text": '),
    ],
)
def test_an_error_names_line_field_and_remedy(tmp_path: Path, change: dict[str, object], field: str, word: str) -> None:
    """Each broken field is a fatal problem at its line, with its path in the object and a way out."""
    transcript = load_transcripts([write(tmp_path, SMALL, FULL | {"conversation_id": "c-9"} | change)])
    assert [c.conversation_id for c in transcript.conversations] == ["c-2"]
    (problem,) = transcript.problems
    assert (problem.slug, problem.line, problem.field, problem.fatal) == ("bad_record", 2, field, True)
    assert word in problem.remedy


def test_a_missing_id_suggests_the_field_that_looks_like_it(tmp_path: Path) -> None:
    """``conversationId`` is near enough to be named."""
    (problem,) = load_transcripts([write(tmp_path, {"conversationId": "x", "turns": SMALL["turns"]})]).problems
    assert problem.field == "conversation_id"
    assert "conversationId" in problem.remedy


@pytest.mark.parametrize("line", ["{not json", "[1, 2", '"text"', "42", '{"a": ' * 50_000])
def test_one_broken_line_does_not_lose_the_others(tmp_path: Path, line: str) -> None:
    """The conversations before and after a broken line are read; the line is named."""
    transcript = load_transcripts([write(tmp_path, SMALL, line, "", FULL)])
    assert [c.conversation_id for c in transcript.conversations] == ["c-2", "c-1"]
    assert [(p.line, p.fatal) for p in transcript.problems] == [(2, True)]


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """Wrong bytes cost one line."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"conversation_id": "\xff"}\n' + json.dumps(SMALL).encode())
    transcript = load_transcripts([path])
    assert len(transcript.conversations) == 1
    assert [(p.slug, p.line) for p in transcript.problems] == [("wrong_encoding", 1)]


def test_a_line_too_long_is_named_and_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line over the limit does not fill the memory; the next one is read at its own number."""
    monkeypatch.setattr("ipse.transcripts.files.MAX_LINE_BYTES", 2_000)
    long = SMALL | {"conversation_id": "long", "platform": "x" * 5_000}
    transcript = load_transcripts([write(tmp_path, long, SMALL, "{")])
    assert [c.conversation_id for c in transcript.conversations] == ["c-2"]
    assert [(p.slug, p.line) for p in transcript.problems] == [("too_large", 1), ("bad_json", 3)]


def test_unknown_scalar_fields_are_kept_and_noted_once(tmp_path: Path) -> None:
    """A further context field goes to ``extra``; the note names the nearest known field, once a file."""
    lines = [SMALL | {"conversation_id": f"c{n}", "chanel": "dm", "minutes_since_notice": 12} for n in range(3)]
    transcript = load_transcripts([write(tmp_path, *lines)])
    assert transcript.conversations[2].extra == {"chanel": "dm", "minutes_since_notice": 12}
    assert [(p.field, p.fatal) for p in transcript.problems] == [("chanel", False), ("minutes_since_notice", False)]
    assert "'channel'" in transcript.problems[0].remedy


def test_unknown_nested_fields_are_noted_and_left_out(tmp_path: Path) -> None:
    """An object is no context field; unknown fields of turns and notices are named with their place."""
    turns = [{"role": "fan", "text": "x", "mood": "gay"}]
    record = SMALL | {
        "meta": {"a": 1},
        "turns": turns,
        "audience": {"country": "FR"},
        "ui_notice": {"text": "x", "size": 1},
    }
    conversation, problems = only(write(tmp_path, record))
    assert conversation.extra == {"audience.country": "FR"}
    assert {p.field for p in problems} == {"meta", "turns[].mood", "audience.country", "ui_notice.size"}
    assert not any(p.fatal for p in problems)


def test_naive_timestamps_are_utc_with_one_note(tmp_path: Path) -> None:
    """A timestamp without an offset is UTC; the file says so once."""
    turns = [
        {"role": "fan", "text": "x", "ts": "2026-05-01T10:00:00"},
        {"role": "clone", "text": "y", "ts": "2026-05-01"},
    ]
    conversation, problems = only(write(tmp_path, SMALL | {"turns": turns}))
    assert conversation.turns[0].ts == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert [(p.slug, p.fatal) for p in problems] == [("naive_timestamp", False)]


def test_turns_are_ordered_by_their_number(tmp_path: Path) -> None:
    """An export may list the newest message first."""
    turns = [{"turn": 1, "role": "clone", "text": "b"}, {"turn": 0, "role": "fan", "text": "a"}]
    conversation, _ = only(write(tmp_path, SMALL | {"turns": turns}))
    assert [turn.text for turn in conversation.turns] == ["a", "b"]


def test_a_repeated_conversation_is_a_problem(tmp_path: Path) -> None:
    """Two conversations with one id would share their findings: the second is named and left out."""
    transcript = load_transcripts([write(tmp_path, SMALL, SMALL)])
    assert len(transcript.conversations) == 1
    assert [(p.slug, p.fatal) for p in transcript.problems] == [("duplicate_conversation", True)]


def test_a_json_list_of_conversations_is_read(tmp_path: Path) -> None:
    """A file that is one list holds the same conversations; an entry that is none is named."""
    path = tmp_path / "log.json"
    path.write_text(json.dumps([FULL, 3, SMALL], indent=1), encoding="utf-8")
    transcript = load_transcripts([path])
    assert [c.conversation_id for c in transcript.conversations] == ["c-1", "c-2"]
    assert [p.slug for p in transcript.problems] == ["bad_record"]


def test_an_empty_file_is_a_problem(tmp_path: Path) -> None:
    """Nothing to audit is never a pass."""
    path = tmp_path / "log.jsonl"
    path.write_text("\n\n", encoding="utf-8")
    assert [(p.slug, p.fatal) for p in load_transcripts([path]).problems] == [("empty", True)]


def test_a_missing_path_and_an_unknown_ending_are_errors(tmp_path: Path) -> None:
    """A wrong argument is the caller's to mend, at once."""
    (tmp_path / "log.xlsx").write_bytes(b"PK")
    with pytest.raises(TranscriptError, match="does not exist"):
        load_transcripts([tmp_path / "no.jsonl"])
    with pytest.raises(TranscriptError, match=r"\.xlsx"):
        load_transcripts([tmp_path / "log.xlsx"])


def test_a_folder_gives_all_its_transcripts(tmp_path: Path) -> None:
    """Files in a folder are read by name; a conversation in two of them is a problem."""
    write(tmp_path, FULL)
    (tmp_path / "more.jsonl").write_text(json.dumps(SMALL) + "\n" + json.dumps(FULL), encoding="utf-8")
    transcript = load_transcripts([tmp_path])
    assert [c.conversation_id for c in transcript.conversations] == ["c-1", "c-2"]
    assert [p.slug for p in transcript.problems] == ["duplicate_conversation"]


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    """The same bytes give the same digest, other bytes another."""
    path = write(tmp_path, FULL)
    first = load_transcripts([path]).digest
    assert load_transcripts([path]).digest == first
    write(tmp_path, SMALL)
    assert load_transcripts([path]).digest != first


def test_conversations_stream(tmp_path: Path) -> None:
    """The first conversation comes before the rest of the file is read."""
    path = write(tmp_path, FULL, "{broken", SMALL)
    items = iter_conversations(path)
    assert isinstance(next(items), Conversation)
    assert isinstance(next(items), Problem)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten times the conversations take the same memory while they stream."""

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for number in range(count):
                stream.write(json.dumps(FULL | {"conversation_id": f"c{number}", "note": "x" * 2_000}) + "\n")
        tracemalloc.start()
        assert sum(isinstance(item, Conversation) for item in iter_conversations(path)) == count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)  # imports
    assert peak(2_000) < peak(200) + 400_000  # bytes: the ids seen; the file itself is 5 MB


@pytest.mark.parametrize(("written", "platform"), [("Instagram", "instagram"), (" X ", "x"), (" ", None)])
def test_a_platform_has_one_spelling(tmp_path: Path, written: str, platform: str | None) -> None:
    """However an export spells a platform, rules know it; white space names none."""
    conversation, problems = only(write(tmp_path, SMALL | {"platform": written}))
    assert problems == ()
    assert conversation.platform == platform
    assert ("platform" in conversation.given) is (platform is not None)


@pytest.mark.parametrize(("given", "said"), [(True, "yes"), (False, "no"), ("no", "no"), ("unknown", "unknown")])
def test_whether_the_reader_is_a_minor_may_be_true_or_false(tmp_path: Path, given: object, said: str) -> None:
    """JSON's own truth values say yes and no."""
    path = tmp_path / "log.jsonl"
    turns = [{"role": "fan", "text": "hi"}, {"role": "clone", "text": "hello"}]
    path.write_text(
        json.dumps({"conversation_id": "c", "audience": {"minor": given}, "turns": turns}), encoding="utf-8"
    )
    assert load_transcripts([path]).conversations[0].minor == said
