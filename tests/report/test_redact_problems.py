"""What could not be read names no fan either: not in its message, remedy or field, and not in the file's name."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from ipse.cli import main
from ipse.report.github import render_github
from ipse.report.gitlab import render_gitlab
from ipse.report.html import render_html
from ipse.report.json_report import render_json
from ipse.report.junit import render_junit
from ipse.report.markdown import render_markdown
from ipse.report.redact import Redactor
from ipse.report.sarif import render_sarif
from ipse.types import AuditResult, Problem, UiNotice
from report_sample import sample_corpus, sample_result
from tiny_rooms import install, make_project

PRIVATE = ("maelle", "brontvik", "maelle.b@mail.example", "+32 470 12 34 56", "@maelle_b", "marie", "dupont")
BAD = Problem(
    slug="bad_record",
    path="talks/maelle.b@mail.example.jsonl",
    message="unknown role 'maelle brontvik, +32 470 12 34 56'",
    remedy="rename 'maelle wrote: @maelle_b' to 'text'",
    line=3,
    field="turns[].@maelle_b",
)
REPEATED = "conversation {!r} was read before; this one was left out"
PROBLEMS = (
    BAD,
    replace(BAD, slug="unknown_field", message="not a field of the contract", remedy="remove it", fatal=False),
    replace(BAD, slug="unknown_field", message="m", remedy="r", field="Marie_Dupont", fatal=False),
    replace(BAD, slug="unknown_field", message="m", remedy="r", field="audience.maelle_brontvik", fatal=False),
    replace(BAD, slug="duplicate_conversation", message=REPEATED.format("Marie_Dupont"), remedy="r", field="x"),
    replace(BAD, slug="unreadable", path="talks/Marie_Dupont.txt", message="cannot be read", remedy="r", field=None),
    replace(BAD, slug="reader_crashed", message="the reader failed: KeyError: 'brontvik'", field="conversation_id"),
    replace(BAD, slug="missing_column", message="required", remedy="rename the column 'hi_maelle' to 'x'", field="x"),
)
FORMATS: dict[str, Callable[[AuditResult], str]] = {
    "html": lambda result: render_html(result, sample_corpus()),
    "json": render_json,
    "junit": render_junit,
    "markdown": render_markdown,
    "sarif": lambda result: render_sarif(result, {}),
    "gitlab": lambda result: render_gitlab(result, {}),
    "github": lambda result: render_github(result, {}),
}


def redacted(result: AuditResult) -> AuditResult:
    """The result with what identifies fans taken out."""
    return Redactor(result.creator, sample_corpus()).result(result)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_personal_is_left_of_what_could_not_be_read(name: str) -> None:
    """In any format; without redaction there would be."""
    result = replace(sample_result(), problems=PROBLEMS)
    before, after = (
        unescape(FORMATS[name](r)).replace("\\", "").replace("%40", "@").casefold() for r in (result, redacted(result))
    )
    assert [words for words in PRIVATE if words in before]
    assert not [words for words in PRIVATE if words in after]


def test_what_helps_to_mend_it_is_left() -> None:
    """The kind of the problem, its line, the rest of the path and what to do instead."""
    first, *_, last = redacted(replace(sample_result(), problems=PROBLEMS)).problems
    assert (first.slug, first.line, first.path[:-12]) == ("bad_record", 3, "talks/[e-mail 1]-")
    assert first.message == "unknown role […]"
    assert first.remedy == "rename […] to 'text'"
    assert (last.remedy, last.field) == ("rename the column […] to 'x'", "x")


def test_a_key_of_an_unknown_field_is_told_by_its_place_alone() -> None:
    """Nothing in a key tells a name from another word."""
    fields = [p.field for p in redacted(replace(sample_result(), problems=PROBLEMS)).problems if not p.fatal]
    assert fields == ["turns[].[…]", "[…]", "audience.[…]"]


def test_an_id_that_was_read_twice_is_told_as_the_result_has_it() -> None:
    """Whether it stays or becomes a hash there; an id that is not in the result is a hash as well."""
    result = sample_result()
    named = replace(result.conversations[0].conversation, conversation_id="Marie_Dupont")
    result = replace(result, conversations=(replace(result.conversations[0], conversation=named, claims=(), findings=()),
                                            *result.conversations[1:]))  # fmt: skip
    ids = [*(c.conversation.conversation_id for c in result.conversations), 'absent "one\'s"']
    problems = tuple(replace(BAD, slug="duplicate_conversation", message=REPEATED.format(i)) for i in ids)
    done = redacted(replace(result, problems=problems))
    shown = [c.conversation.conversation_id for c in done.conversations]
    assert shown[0].startswith("conversation-")
    assert shown[1:] == ids[1:-1]
    told = [p.message for p in done.problems]
    assert told[1:-1] == [REPEATED.format(i) for i in shown[1:]]
    assert told[0] == REPEATED.format(shown[0]).replace("'", "")
    assert told[-1].startswith("conversation conversation-")
    assert "absent" not in told[-1]


def test_two_files_never_become_one() -> None:
    """Files that are named after two fans stay two, each the same one every time, with its ending."""
    redactor = Redactor(sample_result().creator, sample_corpus())
    paths = ["talks/Marie_Dupont.txt", "talks/Sophie_Martin.txt"]
    first, second = map(redactor.path, paths)
    assert first != second
    assert redactor.path(paths[0]) == first
    assert first.endswith(".txt")
    assert not [words for words in ("marie", "dupont", "sophie", "martin") if words in (first + second).casefold()]


def test_the_path_of_a_source_stays() -> None:
    """It is the creator's, and every citation shows it."""
    about = Problem("unreadable", "interviews/Marie Dupont.md", "m", "r", field="Marie Dupont")
    nothing = Problem("no_sources", "/home/Marie Dupont/sources", "m", "r")
    result = replace(sample_result(), problems=(about, nothing))
    corpus = replace(sample_corpus(), problems=(about,))
    assert Redactor(result.creator, corpus).result(result).problems == (about, nothing)


def test_what_stands_beside_the_messages_is_masked_as_they_are() -> None:
    """Notice, platform labels and platform may greet a fan by name; a name in further context is a name in messages."""
    result = sample_result()
    first = result.conversations[0]
    fan, clone = first.conversation.turns
    talk = replace(
        first.conversation,
        platform="chat of Marie Dupont",
        ui_notice=UiNotice("Hi Marie, an AI answers."),
        turns=(replace(fan, text="so it is brontvik here"), replace(clone, labels=("for Marie",))),
        extra={"fan": "My name is Brontvik"},
    )
    done = redacted(replace(result, conversations=(replace(first, conversation=talk),)))
    assert not [words for words in PRIVATE if words in render_json(done).casefold()]
    assert done.conversations[0].conversation.turns[1].labels != ("for Marie",)


@pytest.mark.parametrize("words", [("audit",), ("audit", "--workers", "1"), ("gate",)])
def test_a_redacted_run_on_a_fans_file_writes_her_name_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """What is printed, each report, and what is kept: a broken line and a finding in a file that is named after her."""
    install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    rows = make_project(tmp_path, "I live in Namur.").read_text(encoding="utf-8")
    broken = {"conversation_id": 1, "turns": [{"role": "maelle brontvik", "text": "x"}], "mesage_of": "@maelle_b"}
    talks = tmp_path / "maelle.b@mail.example.jsonl"
    talks.write_text(rows + json.dumps(broken) + "\n")
    outputs = {f"--{name}": f"r.{name}" for name in ("html", "json", "jsonl", "junit", "sarif", "gitlab", "markdown")}
    files = [word for pair in outputs.items() for word in pair]
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "r.github"))
    monkeypatch.setattr(sys, "argv", ["ipse", *words, talks.name, "--redact", "--github", *files])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    kept = [".ipse/history.sqlite"] if words[0] == "audit" else []
    written = b"".join(Path(name).read_bytes() for name in (*outputs.values(), "r.github", *kept))
    printed = capsys.readouterr()
    text = (written.decode("utf-8", "replace") + printed.out + printed.err).replace("%40", "@").casefold()
    assert "unknown role" in text
    assert not [words for words in PRIVATE if words in text]
