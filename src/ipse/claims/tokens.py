"""Tokens of chat: elisions, links, prices, hashtags and emoji kept whole, with offsets in the original text."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ipse.text.data import language_data
from ipse.text.fold import fold

LEXICONS = "ipse.claims.lexicons"
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff]"
_PATTERN = r"""
https?://\S*[\w/] | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | (?:[\w-]+\.)+[a-z]{{2,}}(?:/\S*\w)?\b(?<=[a-z/]{{2}})(?!\.)
| [#@]\w+
| [£$€]?\d+(?:[.,:]\d+)*(?:\s?[€%°£$]|[a-z]{{1,3}}\d*)?(?!\w)
| (?:{elisions})'(?=\w)
| \w+(?:['-]\w+)*
| \.\.+ | [!?]+ | {emoji}+
| \S
"""
SENTENCE_END = frozenset(".!?")
SEPARATORS = frozenset('.,!?;:-()"')


class Token(NamedTuple):
    """A word, number, link, emoji run or mark; ``norm`` is folded and without accents."""

    norm: str
    start: int
    end: int
    shape: str  # "9" number, "E" emoji, "A" capitalised word, "a" word, or the mark itself
    gap: bool  # a line break stands before it


def tokenize(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of ``text`` in order; offsets are positions in ``text`` itself."""
    folded = fold(text, accents=True)
    tokens: list[Token] = []
    last = 0
    for match in _pattern(language).finditer(folded.text):
        start, end = folded.span(match.start(), match.end())
        while end < len(text) and "\ufe00" <= text[end] <= "\ufe0f":  # an emoji keeps its variation selector
            end += 1
        gap = "\n" in folded.text[last : match.start()]
        tokens.append(Token(_norm(match[0]), start, end, _shape(text[start], match[0]), gap))
        last = match.end()
    return tuple(tokens)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = language_data(LEXICONS, language)["elisions"]
    elisions = "|".join(re.escape(str(word)) for word in words) or r"(?!)"
    return re.compile(_PATTERN.format(elisions=elisions, emoji=_EMOJI), re.VERBOSE)


def _norm(word: str) -> str:
    return word[0] if _is_emoji(word[0]) or word[0] in "!?." else word


def _is_emoji(char: str) -> bool:
    return char > "\u22ff" and not char.isalnum()


def _shape(original: str, word: str) -> str:
    first = word[0]
    if _is_emoji(first):
        return "E"
    if first.isdigit() or (first in "£$€" and len(word) > 1):
        return "9"
    if not first.isalnum():
        return first
    return "A" if original.isupper() else "a"
