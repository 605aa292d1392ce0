"""Redaction takes fans' identities out of every format and keeps spans true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ipse.report.html import render_html
from ipse.report.json_report import render_json, render_jsonl
from ipse.report.junit import render_junit
from ipse.report.markdown import render_markdown
from ipse.report.redact import Mask, Redactor
from ipse.types import AuditResult, ConversationResult, Role, Turn
from report_sample import sample_corpus, sample_result

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
    changed = ConversationResult(
        talk,
        (replace(checked, claim=claim),),
        (replace(finding, conversation_id=name, start=start, end=end, message=f"Told Maelle: {finding.quote}"),),
    )
    return replace(result, conversations=(changed, *result.conversations[1:]))


@pytest.fixture(scope="module")
def redacted() -> AuditResult:
    """The result after redaction."""
    result = personal_result()
    return Redactor(result.creator, sample_corpus()).result(result)


def test_nothing_personal_is_left_in_any_format(redacted: AuditResult) -> None:
    """No name, handle, address or number reaches HTML, JSON, JSON Lines, JUnit or Markdown."""
    texts = (
        render_html(redacted, sample_corpus()),
        render_json(redacted),
        render_jsonl(redacted.findings, everything=True),
        render_junit(redacted),
        render_markdown(redacted),
    )
    for text in texts:
        assert not [p for p in PERSONAL if p.casefold() in text.casefold()]
    assert "[name 1]" in texts[1]


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
