"""Markdown: front matter, headings as locators, tables row by row with their column names, lists, dialogues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ipse.importers.base import Block, BlockKind, Document, Importer, RawFile
from ipse.importers.dates import document_date, entry_label
from ipse.importers.decode import decode, looks_text
from ipse.importers.dialogue import speakers, tag
from ipse.importers.frontmatter import front_matter
from ipse.types import Problem

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAGS = re.compile(r"<[^>\n]{1,300}>|<!--(?:(?!<!--).)*?-->", re.S)
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.S | re.I)
_HIDDEN = re.compile(r"\{%(?:(?!\{%).)*?%\}|\{\{(?:(?!\{\{).)*?\}\}|^:::.*$", re.M)
_LABEL_ONLY = re.compile(r"(?P<name>[^\s:][^:\n]{0,60}?)[ \u00a0\u202f]?:")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w.'’-]*(?: (?:[A-ZÀ-ÖØ-Þ][\w.'’-]*|de|du|van|von|der|la|le|el|al|&|and|et))*")
_MIN_LABELS = 3
_LABELS = (BlockKind.PARAGRAPH, BlockKind.LABEL)
_SEPARATE = re.compile(r"(?:[-•·*–]|\d{1,2}[.)])\s")


def read(file: RawFile) -> Iterator[Document | Problem]:
    """One document; the front matter's fields, else the first heading and the dates in the text."""
    text, problem = decode(file)
    if problem:
        yield problem
    matter, note = front_matter(text, file.path)
    if note:
        yield note
    blocks = markdown_blocks(text[matter.body_start :], first_line=matter.lines + 1)
    title = matter.title or next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    lines = (line for block in blocks for line in block.text.split("\n"))
    yield Document(
        blocks,
        title=title,
        url=matter.url,
        date=document_date(lines, title=title, name=file.name, stated=matter.date),
        language=matter.language,
        platform=matter.platform,
        kind=matter.kind,
    )


def markdown_blocks(text: str, *, first_line: int = 1) -> tuple[Block, ...]:
    """The blocks of a Markdown text in plain words: emphasis, links and HTML marks are taken off.

    Each block's locator is the headings above it, joined with " › ", else "line 12" of the file.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    tokens = parser.parse(_HIDDEN.sub("", text))
    blocks = list(_locate(_blocks(tokens), first_line))
    return tuple(_attribute(blocks))


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[Block, int]]:
    """Blocks with the line each begins on, from 0."""
    lists: list[int | None] = []
    marker = ""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = token.map[0] if token.map else 0
        if token.type == "table_open":
            index = yield from _table(tokens, index)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.type.startswith("o") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            marker = "- " if lists[-1] is None else f"{token.info or lists[-1]}. "
        elif token.type == "inline":
            kind, level = _kind(tokens[index - 1], token, bool(lists))
            for part in _parts(inline_text(token), kind):
                item = kind in _LABELS and _SEPARATE.match(part)
                yield Block(marker + part, BlockKind.ITEM if item else kind, level), line
                marker = ""
        elif token.type in ("fence", "code_block", "html_block"):
            content = token.content if token.type != "html_block" else _TAGS.sub(" ", _SCRIPT.sub(" ", token.content))
            if content.strip():
                yield Block(marker + content.strip("\n").rstrip(), BlockKind.PARAGRAPH), line
        index += 1


def _kind(opening: Token, inline: Token, in_list: bool) -> tuple[BlockKind, int]:
    if opening.type == "heading_open":
        return BlockKind.HEADING, int(opening.tag[1:])
    if in_list:
        return BlockKind.ITEM, 0
    return (BlockKind.LABEL if _is_bold(inline) else BlockKind.PARAGRAPH), 0


def _is_bold(inline: Token) -> bool:
    marks = [child.type for child in inline.children or () if child.type != "text" or child.content.strip(" :")]
    return marks[:1] == ["strong_open"] and marks[-1:] == ["strong_close"] and marks.count("strong_open") == 1


def _parts(text: str, kind: BlockKind) -> Iterator[str]:
    """Hard-wrapped prose as one line, cut before lines of their own: a bullet, a turn, a dated entry."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    part: list[str] = []
    for line in lines:
        if part and kind is not BlockKind.HEADING and (_SEPARATE.match(line) or tag(line) or entry_label(line)):
            yield " ".join(part)
            part = []
        part.append(line)
    if part:
        yield " ".join(part)


def inline_text(token: Token) -> str:
    """The words of an inline token: no emphasis, no link targets, no tags; line breaks kept."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "image":
            parts.append(inline_text(child))
        elif child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and "<br" in child.content):
            parts.append("\n")
    return "".join(parts)


def _table(tokens: Sequence[Token], index: int) -> Generator[tuple[Block, int], None, int]:
    """The rows of a table as "Item: mug; Price: £8"; returns the index of its closing token."""
    header: list[str] = []
    cells: list[str] = []
    line = 0
    while tokens[index].type != "table_close":
        token = tokens[index]
        if token.type == "tr_open":
            cells, line = [], token.map[0] if token.map else line
        elif token.type == "inline":
            cells.append(" ".join(inline_text(token).split()))
        elif token.type == "thead_close":
            header = cells
        elif token.type == "tr_close" and header and any(cells):
            yield Block(table_row(header, cells), BlockKind.ROW), line
        index += 1
    return index


def table_row(header: Sequence[str], cells: Sequence[str]) -> str:
    """One row in words, each cell with its column's name: "Item: mug; Price: £8". Empty cells are left out."""
    names = [*header, *[""] * len(cells)]
    pairs = (f"{name.rstrip(' :')}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)
    return "; ".join(pairs)


def _locate(blocks: Iterator[tuple[Block, int]], first_line: int) -> Iterator[Block]:
    trail: list[Block] = []
    for block, line in blocks:
        if block.kind is BlockKind.HEADING:
            trail = [*(above for above in trail if above.level < block.level), block]
        names = [above.text for above in trail if above.level > 1] or [above.text for above in trail if above is block]
        yield replace(block, locator=" › ".join(names) or f"line {first_line + line}")


def _attribute(blocks: Sequence[Block]) -> Iterator[Block]:
    """Dialogue in Markdown: "NAME: text" paragraphs, or a paragraph that is only "Name:" above the words."""
    bare = _bare_labels(blocks)
    names = speakers(block.text for block in blocks if block.kind in _LABELS)
    speaker: str | None = None
    fresh = False
    for block in blocks:
        label = bare_label(block)
        block = replace(block, kind=BlockKind.PARAGRAPH) if block.kind is BlockKind.LABEL else block
        found = tag(block.text) if block.kind is BlockKind.PARAGRAPH else None
        if label in bare:
            speaker, fresh = label, True
            continue
        if found and found[0] in names:
            speaker = found[0]
            yield replace(block, kind=BlockKind.TURN, speaker=speaker)
        elif block.kind is BlockKind.HEADING and not bare:
            speaker = None
            yield block
        elif fresh and speaker:
            yield replace(block, kind=BlockKind.TURN, text=f"{speaker}: {block.text}", speaker=speaker)
        else:
            kind = BlockKind.TURN if speaker and block.kind is BlockKind.PARAGRAPH else block.kind
            yield replace(block, kind=kind, speaker=speaker)
        fresh = False


def bare_label(block: Block) -> str | None:
    """The name, when a paragraph is nothing but "Name:"."""
    found = _LABEL_ONLY.fullmatch(block.text) if block.kind in _LABELS else None
    return found["name"] if found and len(found["name"].split()) <= 5 and _NAME.fullmatch(found["name"]) else None


def _bare_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """The labels that name speakers: those that come back, and, in bold, all names beside them.

    "She says:" and a single "Here is Bo Li:" in plain type introduce a quotation.
    """
    labels = Counter(label for block in blocks if (label := bare_label(block)))
    bold = {label for block in blocks if block.kind is BlockKind.LABEL and (label := bare_label(block))}
    repeated = {label for label, count in labels.items() if count > (1 if label in bold else 2)}
    if labels.total() < _MIN_LABELS or not repeated:
        return frozenset()
    return frozenset(repeated | {label for label in bold if " " in label})


IMPORTER = Importer("markdown", (".md", ".markdown", ".mdown", ".mkd", ".mdx"), looks_text, read)
