"""docs/reports.md, tried: five questions of a new creator, each answered within the stated number of clicks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from ipse.report.html import render_html
from report_sample import sample_corpus, sample_result

pytestmark = pytest.mark.browser
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The audit report, as it opens."""
    assert CHROMIUM, "no Chromium: run `make browser`"
    path = tmp_path_factory.mktemp("five") / "report.html"
    path.write_text(render_html(sample_result(extra=22), sample_corpus()), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(path.as_uri())
        tab.wait_for_function("document.getElementById('shown').textContent !== ''")
        yield tab
        browser.close()


def test_the_worst_is_first(page: Page) -> None:
    """0 clicks: the first card blocks, and the words in question are marked."""
    first = page.locator(".finding:visible").first
    assert "block" in (first.get_attribute("class") or "").split()
    assert first.locator(".clone mark").inner_text().startswith("My little girl")


def test_the_creators_own_words_stand_beside(page: Page) -> None:
    """0 clicks to read them, 1 to see them in the source."""
    first = page.locator(".finding:visible").first
    quote = first.locator("blockquote mark").first.inner_text()
    assert "about.md" in first.locator("figcaption").first.inner_text()
    first.locator(".open-source").first.click()
    page.wait_for_selector("dialog[open] mark")
    assert page.locator("dialog[open] mark").inner_text() == quote
    page.keyboard.press("Escape")


def test_why_and_how_sure(page: Page) -> None:
    """1 click: the chain from finding to source; the confidence is on the card."""
    first = page.locator(".finding:visible").first
    assert "confidence" in first.locator(".top").inner_text()
    first.locator("summary").click()
    chain = first.locator(".chain").inner_text()
    assert "Verdict:" in chain
    assert "the newest source says otherwise" in chain
    assert "Source:" in chain


def test_whether_the_reader_knew(page: Page) -> None:
    """1 click: the conversation, its notice and its marks; 1 more: the evidence of a clause."""
    page.locator(".finding:visible .open-conversation").first.click()
    page.wait_for_selector("dialog[open] .clause.contradicted")
    assert "No notice shown by the interface" in page.locator("#drawer-body").inner_text()
    page.locator("dialog[open] .clause").first.click()
    aside = page.locator("dialog[open] .aside").inner_text()
    assert "contradicted" in aside
    assert "about.md" in aside
    page.keyboard.press("Escape")


def test_promises_alone(page: Page) -> None:
    """1 click: the findings of one category."""
    page.locator('.because .pick[data-value="invented_offer"]').click()
    page.wait_for_function("location.search.includes('category=invented_offer')")
    shown = page.locator(".finding:visible")
    assert shown.count() > 0
    assert {shown.nth(i).get_attribute("data-category") for i in range(shown.count())} == {"invented_offer"}
