"""HTML pages: the main text without menus, banners and scripts, then read like Markdown."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from ipse.importers.base import Block, BlockKind, Document, Importer, RawFile, Unreadable
from ipse.importers.dates import document_date, parse_date
from ipse.importers.decode import decode, head_text, looks_binary
from ipse.importers.markdown import markdown_blocks
from ipse.types import Problem

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|main|div|section|p|h[1-6]|ul|table|span|a)\b", re.I)
_CHARSET = re.compile(rb"<meta[^<>]+charset=[\"']?([\w-]+)", re.I)
_KEPT_SHARE = 0.6  # of the words of <main> that the extractor must keep to be trusted
_CHROME = frozenset(
    ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg", "button")
)
_LEAVES = {"p": "", "li": "- ", "h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "tr": "", "dt": "", "dd": ""}
_DATE_FIELDS = (
    "//meta[@property='article:modified_time']/@content",
    "//meta[@itemprop='dateModified']/@content",
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='date']/@content",
    "//meta[@name='DC.date']/@content",
    "//article//time/@datetime",
)


def sniff(head: bytes) -> bool:
    """True when the first bytes hold a tag of a page."""
    return not looks_binary(head) and _MARKUP.search(head_text(head)) is not None


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document: title, canonical URL, date and language from the page's own fields, then its main text."""
    text, problem = _text(file)
    if problem:
        yield problem
    tree = _tree(text)
    if tree is None:
        raise Unreadable("no_text", "this is not a readable page", "save the page again")
    blocks = tuple(map(_placed, markdown_blocks(main_markdown(text, tree))))
    if not blocks:
        raise Unreadable("no_text", "the page has no readable text", "save the page once its content is shown")
    title = _title(tree, blocks)
    yield Document(
        blocks,
        title=title,
        url=_first(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"),
        date=document_date((b.text for b in blocks), title=title, name=file.name, stated=_date(tree)),
        language=_first(tree, "/html/@lang", "//meta[@property='og:locale']/@content"),
    )


def main_markdown(text: str, tree: Any) -> str:
    """The main text as Markdown: trafilatura's, or the page's main element where that loses too much."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    found: str = (
        trafilatura.extract(
            text,
            output_format="markdown",
            include_tables=True,
            include_formatting=True,
            include_comments=False,
            favor_recall=True,
            fast=True,
            config=_settings(),
        )
        or ""
    )
    own = element_markdown(tree)
    return found if len(found.split()) >= _KEPT_SHARE * len(own.split()) else own


@cache
def _settings() -> Any:
    """A short page is a page: trafilatura's own floor would hand it to a method that keeps the menus."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return config


def element_markdown(tree: Any) -> str:
    """The headings, paragraphs, list items and table rows of the main element (else the body), in order."""
    roots = tree.xpath("//main | //*[@role='main']") or tree.xpath("//article") or tree.xpath("//body")
    lines: list[str] = []
    for root in roots[:1]:
        for element in root.iter(*_LEAVES):
            inside = {ancestor.tag for ancestor in element.iterancestors()}
            if not inside & (_CHROME | {"li", "td"}) and (words := _words(element)):
                lines.append(_LEAVES[element.tag] + words)
    return "\n\n".join(lines)


def _words(element: Any) -> str:
    parts = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return " ".join("".join(map(str, parts)).split())


def _text(file: RawFile) -> tuple[str, Problem | None]:
    """The page's text; an encoding that the page declares is believed when it is not UTF-8."""
    declared = _CHARSET.search(file.data[:2048])
    try:
        return file.data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
            try:
                return file.data.decode(declared[1].decode("ascii")), None
            except (LookupError, UnicodeDecodeError):
                return decode(file)
        return decode(file)


def _tree(text: str) -> Any:
    from trafilatura import load_html

    return load_html(text)


def _placed(block: Block) -> Block:
    """Lines of the intermediate Markdown mean nothing to the reader: only headings open a place."""
    return replace(block, locator=None) if (block.locator or "").startswith("line ") else block


def _title(tree: Any, blocks: tuple[Block, ...]) -> str | None:
    heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), None)
    found = _first(tree, "//meta[@property='og:title']/@content", "//title/text()", "//h1//text()")
    return heading or found


def _date(tree: Any) -> date | None:
    return next((day for path in _DATE_FIELDS for value in tree.xpath(path)[:1] if (day := parse_date(value))), None)


def _first(tree: Any, *paths: str) -> str | None:
    for path in paths:
        for value in tree.xpath(path)[:1]:
            if words := " ".join(str(value).split()):
                return words
    return None


IMPORTER = Importer("html", (".html", ".htm", ".xhtml"), sniff, read)
