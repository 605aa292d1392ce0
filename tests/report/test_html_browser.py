"""The HTML report in a real headless Chromium, opened from disk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ipse.report.html import render_html
from report_sample import sample_corpus, sample_result

pytestmark = pytest.mark.browser
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; `make browser` installs it."""
    assert CHROMIUM, "no Chromium: run `make browser`"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample report in both languages."""
    folder = tmp_path_factory.mktemp("reports")
    paths = {}
    for language in ("en", "fr"):
        paths[language] = folder / f"{language}.html"
        paths[language].write_text(render_html(sample_result(language), sample_corpus()), encoding="utf-8")
    return paths


@pytest.fixture(params=["en", "fr"])
def page(browser: Browser, reports: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Page]:
    """The report, open; at the end: no console error, no request beyond the file itself."""
    context = browser.new_context()
    tab = context.new_page()
    seen: list[str] = []
    complaints: list[str] = []
    tab.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda e: complaints.append(str(e)))
    tab.on("request", lambda r: seen.append(r.url))
    tab.goto(reports[request.param].as_uri())
    yield tab
    assert complaints == []
    assert [u for u in seen if not u.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def shown(page: Page) -> int:
    """How many findings are visible."""
    return page.locator(".finding:visible").count()


def test_only_active_findings_show_at_first_and_the_rest_can_be_chosen(page: Page) -> None:
    """Waived, known and below-threshold findings are there, one choice away."""
    total = page.locator(".finding").count()
    active = page.locator('.finding[data-status="active"]').count()
    assert shown(page) == active < total
    page.select_option("select[name=status]", "")
    assert shown(page) == total


def test_filters_narrow_and_live_in_the_address(page: Page) -> None:
    """A filtered view can be sent to a colleague as a link."""
    page.select_option("select[name=category]", "ai_denial")
    narrowed = shown(page)
    assert 0 < narrowed < page.locator(".finding").count()
    assert "category=ai_denial" in page.url
    page.reload()
    assert shown(page) == narrowed
    page.fill("input[name=q]", "no such words anywhere")
    assert shown(page) == 0
    page.click("button[type=reset]")
    page.wait_for_function("document.querySelectorAll('.finding:not([hidden])').length > 0")


def test_a_deep_link_shows_its_finding_even_when_it_is_waived(page: Page) -> None:
    """The link of a waived finding is not hidden by the default filter."""
    waived = page.locator('.finding[data-status="waived"]').first.get_attribute("id")
    page.goto(re.sub(r"[#?].*", "", page.url) + f"#{waived}")
    page.reload()
    assert page.locator(f"#{waived}").is_visible()


def test_the_conversation_opens_with_its_clauses_marked(page: Page) -> None:
    """Enter on a finding opens the whole conversation; Escape closes it."""
    card = page.locator(".finding:visible").first
    card.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] .turn.clone .contradicted")
    assert page.locator("dialog[open] .turn").count() == 2
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_the_source_opens_at_the_quoted_words(page: Page) -> None:
    """Evidence opens with a click, the cited words marked inside the source."""
    page.locator(".finding:visible .open-source").first.click()
    page.wait_for_selector("dialog[open] mark")
    assert page.locator("dialog[open] mark").inner_text().strip()


def test_j_and_k_walk_through_the_findings(page: Page) -> None:
    """The list can be read without a mouse."""
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first


def test_hostile_text_stays_text(page: Page) -> None:
    """Scripts in drafts and sources never run; hidden characters are made visible; no unsafe link is made."""
    page.select_option("select[name=status]", "")
    assert "owned" not in page.title()
    assert page.locator("img").count() == 0
    assert page.locator("[onmouseover]").count() == 0
    body = page.text_content("main") or ""
    assert "⟦U+202E⟧" in body
    assert "⟦U+200B⟧" in body
    links = page.eval_on_selector_all("a[href]", "nodes => nodes.map(n => n.getAttribute('href'))")
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_every_internal_link_has_a_target(page: Page) -> None:
    """No link of the page leads nowhere."""
    missing = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.getElementById(a.hash.slice(1))).length"
    )
    assert missing == 0


def test_nothing_overflows_a_narrow_screen(page: Page) -> None:
    """At 320 CSS pixels nothing scrolls sideways (WCAG 2.2, 1.4.10 Reflow)."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page: Page, scheme: str) -> None:
    """WCAG 2.2 AA as far as axe-core can tell, in light and in dark, with the drawer open too."""
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    # axe is injected as an inline script, which the page's policy forbids: run it on a copy without the policy
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", Path(page.url[7:]).read_text("utf-8"))
    page.set_content(html)
    page.wait_for_selector("#filters:not([hidden])")
    tags = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    for state in ("list", "drawer"):
        if state == "drawer":
            page.locator(".finding:visible .open-conversation").first.click()
            page.wait_for_selector("dialog[open] .turn")
        found = Axe().run(page, options=tags)
        assert found.violations_count == 0, found.generate_report()


def test_print_shows_every_finding_on_paper(page: Page, tmp_path: Path) -> None:
    """The PDF holds the drafts and the evidence, not the buttons."""
    from pypdf import PdfReader

    page.pdf(path=str(tmp_path / "report.pdf"))
    text = "".join(p.extract_text() for p in PdfReader(tmp_path / "report.pdf").pages)
    assert "Ada Quill" in text
    assert page.locator("html").get_attribute("lang") in ("en", "fr")
    assert "My little girl starts school" in " ".join(text.split())
