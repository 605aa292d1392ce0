"""Redaction takes fans' identities out of every format and keeps spans true."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from builders import make_breach
from ipse.history import Run
from ipse.history.model import kept_run
from ipse.report.github import render_github
from ipse.report.gitlab import render_gitlab
from ipse.report.html import render_html
from ipse.report.json_report import render_json, render_jsonl
from ipse.report.junit import render_junit
from ipse.report.markdown import render_markdown
from ipse.report.redact import Mask, Redactor
from ipse.report.sarif import render_sarif
from ipse.report.weekly_html import render_weekly
from ipse.types import AuditResult, ConversationResult, Role, Turn
from report_sample import sample_corpus, sample_result

NOW = datetime(2026, 11, 1, tzinfo=UTC)
RUN = Run("a", "Ada Quill", "ada-quill", "en", NOW, NOW)
PERSONAL = ("Maelle", "Brontvik", "maelle.b@mail.example", "+32 470 12 34 56", "@maelle_b")
ASKED = f"Hi! My name is Maelle Brontvik, write to {PERSONAL[2]} or {PERSONAL[3]}, I am {PERSONAL[4]}"
SAID = "Hi Maelle! 🎉 My little girl starts school, number 0. Thanks, Maelle!"


def personal_result() -> AuditResult:
    """The sample, its first conversation with a fan who gives everything away."""
    result = sample_result()
    first = result.conversations[0]
    finding, checked = first.findings[0], first.claims[0]
    start = SAID.index("My little")
    end = start + len(finding.quote)
    talk = replace(
        first.conversation,
        conversation_id="dm-maelle.b@mail.example",
        turns=(Turn(0, Role.FAN, ASKED), Turn(1, Role.CLONE, SAID)),
    )
    name = talk.conversation_id
    claim = replace(checked.claim, conversation_id=name, start=start, end=end)
    other = make_breach("eu-x", message="Told Maelle", fix="Ask Maelle Brontvik")
    said = replace(finding, conversation_id=name, start=start, end=end, message=f"Told Maelle: {finding.quote}")
    changed = ConversationResult(talk, (replace(checked, claim=claim),), (replace(said, also=(other,)),))
    return replace(result, conversations=(changed, *result.conversations[1:]))


@pytest.fixture(scope="module")
def redacted() -> AuditResult:
    """The result after redaction."""
    result = personal_result()
    return Redactor(result.creator, sample_corpus()).result(result)


FORMATS: dict[str, Callable[[AuditResult], str]] = {
    "html": lambda result: render_html(result, sample_corpus()),
    "json": render_json,
    "jsonl": lambda result: render_jsonl(result.findings, everything=True),
    "junit": render_junit,
    "markdown": render_markdown,
    "sarif": lambda result: render_sarif(result, {}),
    "gitlab": lambda result: render_gitlab(result, {}),
    "github": lambda result: render_github(result, {}),
    "weekly": lambda result: render_weekly([kept_run(RUN, result)]),
}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_personal_is_left_in_any_format(redacted: AuditResult, name: str) -> None:
    """No name, handle, address or number of a fan is in what is written; without redaction there would be."""
    before, after = (FORMATS[name](result).casefold() for result in (personal_result(), redacted))
    assert [p for p in PERSONAL if p.casefold() in before]
    assert not [p for p in PERSONAL if p.casefold() in after]


def test_what_is_taken_out_has_a_label(redacted: AuditResult) -> None:
    """The reader sees that a name stood there, and that it is the same name."""
    assert redacted.conversations[0].conversation.turns[1].text.count("[name 1]") == 2


CUT = "Write to maelle.b@mail.example now, or call +32 470 12 34 56 tonight."
CUTS = {"email": CUT.index(".b@mail") + len(".b@mail"), "phone": CUT.index("12 34") + 2}
HALVES = {"email": ("maelle.b@mail", "example"), "phone": ("+32 470 12", "34 56")}


def cut_result(sort: str) -> AuditResult:
    """A clause border inside an address or number; each half stands alone in what was derived from its clause."""
    result = sample_result()
    first = result.conversations[0]
    talk = replace(first.conversation, turns=(Turn(0, Role.FAN, "Hi!"), Turn(1, Role.CLONE, CUT)))
    claims, findings = [], []
    for number, (start, end) in enumerate(((0, CUTS[sort]), (CUTS[sort], len(CUT)))):
        words = CUT[start:end]
        claim = replace(
            first.claims[0].claim, quote=words, start=start, end=end, resolved=words.strip(), question=words
        )
        verdict = replace(first.claims[0].verdict, explanation=f"no source says “{words}”")
        claims.append(replace(first.claims[0], claim=claim, verdict=verdict))
        found = {"quote": words, "start": start, "end": end, "message": f"Nobody said “{words}”.", "status": "active"}
        findings.append(replace(first.findings[0], **found, fix=f"Drop {words}", fingerprint=f"{number:016d}"))
    cut = replace(first, conversation=talk, claims=tuple(claims), findings=tuple(findings))
    return replace(result, conversations=(cut,))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sort", CUTS)
def test_an_address_or_number_that_a_clause_border_cuts_is_taken_out(sort: str, name: str) -> None:
    """Neither half is left in any format, in the quote or in what was written about it."""
    result = cut_result(sort)
    redacted = Redactor(result.creator, sample_corpus()).result(result)
    before, after = (
        unescape(FORMATS[name](r)).replace("\\", "").replace("ada.example", "") for r in (result, redacted)
    )
    whole_word = [re.compile(rf"(?<!\w){re.escape(half)}(?!\w)") for half in HALVES[sort]]
    assert all(half.search(before) for half in whole_word)
    assert not [half for half in whole_word if half.search(after)]


def test_spans_follow_their_words(redacted: AuditResult) -> None:
    """Quotes are the same words, and each span cuts them out of the redacted message."""
    talk = redacted.conversations[0]
    text = talk.conversation.turns[1].text
    finding, claim = talk.findings[0], talk.claims[0].claim
    assert finding.quote == "My little girl starts school, number 0." == text[finding.start : finding.end]
    assert claim.quote == text[claim.start : claim.end]
    assert claim.conversation_id == finding.conversation_id == talk.conversation.conversation_id


def test_what_identifies_nobody_is_untouched(redacted: AuditResult) -> None:
    """Other conversations and every fingerprint are as before."""
    before = sample_result()
    assert redacted.conversations[1:] == before.conversations[1:]
    assert [f.fingerprint for f in redacted.findings] == [f.fingerprint for f in before.findings]


def test_a_span_that_ends_inside_a_name_takes_the_whole_label() -> None:
    """Offsets inside a replaced string move to the label's ends, others by the change in length."""
    done = Mask({"Bo": "name"}, "en").apply("Hi Bo, yes Bo!")
    assert done.text == "Hi [name 1], yes [name 1]!"
    assert done.text[slice(*done.span(3, 5))] == "[name 1]"
    assert done.text[slice(*done.span(4, 10))] == "[name 1], yes"
    assert done.text[slice(*done.span(7, 10))] == "yes"
    assert done.span(14, 14) == (len(done.text), len(done.text))


def test_the_creators_own_names_and_addresses_stay() -> None:
    """What the creator published is no secret: the creator's name stays in the messages."""
    result = sample_result()
    first = result.conversations[0]
    talk = replace(first.conversation, turns=(Turn(0, Role.FAN, "Hi Ada! Hello Quill!"), *first.conversation.turns[1:]))
    done = Redactor(result.creator, sample_corpus()).conversation(replace(first, conversation=talk))
    assert done.conversation.turns[0].text == "Hi Ada! Hello Quill!"
