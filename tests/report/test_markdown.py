"""The Markdown summary: hostile words stay words, the length is bounded, both languages work."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ipse.report.markdown import plain, render_markdown
from ipse.report.visible import visible
from report_sample import HOSTILE, sample_result

READER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


@given(st.text(min_size=1))
@example("[a](javascript:alert(1)) | b")
@example("# head")
@example("<b>&amp;</b> @team https://x.example")
@example("1. list\n2. list")
def test_any_text_is_shown_as_plain_words(text: str) -> None:
    """A Markdown reader finds nothing but text in it: no link, no HTML, no list, no emphasis, no heading."""
    line = plain(text)
    tokens = READER.parse(f"x {line}")
    kinds = {child.type for token in tokens for child in (token.children or ())} | {t.type for t in tokens}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert "\n" not in line
    assert "@" not in line


def test_a_row_of_a_table_stays_one_row() -> None:
    """No hostile draft adds a column, a row or a heading to the summary."""
    tokens = READER.parse(render_markdown(sample_result(), rows=200))
    assert [t.tag for t in tokens if t.type == "heading_open"].count("h2") == 1
    assert not any(t.type in ("html_block", "fence", "code_block", "hr") for t in tokens)
    inline = [c for t in tokens for c in (t.children or ())]
    assert not any(c.type in ("link_open", "image", "html_inline") for c in inline)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_languages_have_every_string(language: str) -> None:
    """The summary is in the creator's language, with the rate's interval."""
    text = render_markdown(sample_result(language))
    assert ("intervalle à" in text) is (language == "fr")
    assert "number 0" in text


def test_fewer_findings_are_shown_until_the_text_fits() -> None:
    """The limit in bytes holds, and the number left out is said."""
    text = render_markdown(sample_result(extra=200), max_bytes=8_000)
    assert len(text.encode()) <= 8_000
    assert "\n… +" in text


def test_hostile_words_are_in_the_summary() -> None:
    """Escaped, not dropped."""
    shown = "".join(
        c.content for t in READER.parse(render_markdown(sample_result(), rows=500)) for c in (t.children or ())
    )
    active = HOSTILE[2:5]  # the others are waived, known or below the threshold
    assert all(" ".join(visible(text).split()) in shown for text in active)
