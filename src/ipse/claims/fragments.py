"""Answers to the fan's question, completed with its words: "Yes, two!" after "Do you have kids?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ipse.claims.lexicon import lexicon, word_classes
from ipse.claims.tokens import LEXICONS, tokenize
from ipse.text.data import language_data
from ipse.text.fold import fold

_LONGEST = 300  # characters of a fan message that a template may span
_EDGES = " ,.;:!?-–—\n"


def complete(answer: str, question: str, language: str) -> str | None:
    """``answer`` as a first-person sentence, or None when no template fits ``question``."""
    asked = fold(question[-_LONGEST:], accents=True).text
    signs = lexicon(language, "cues").match(tokenize(answer, language))
    polar = "yes" if "yes" in signs else "no" if "no" in signs else None
    detail = _detail(answer, language)
    if polar:
        return _polar(asked, polar, detail, language)
    return _open(asked, detail, language) if detail else None


def _polar(asked: str, polar: str, detail: str, language: str) -> str | None:
    for template, pattern in _templates(language, "polar"):
        found = pattern.search(asked)
        if found:
            parts = {name: _swapped(text, language) for name, text in found.groupdict().items()}
            sentence = _counted(str(template[polar]).format(**parts), polar, detail)
            return _finished(sentence)
    return None


def _counted(sentence: str, polar: str, detail: str) -> str:
    """The rest of the answer belongs to it; a bare denial stands by itself."""
    if not detail:
        return sentence
    return f"{sentence}: {detail}" if polar == "yes" else f"{sentence}; {detail}"


def _open(asked: str, detail: str, language: str) -> str | None:
    for template, pattern in _templates(language, "open"):
        found = pattern.search(asked)
        if found:
            parts = {name: _swapped(text, language) for name, text in found.groupdict().items()}
            form = template["answer"] if " " not in detail else template.get("longer", template["answer"])
            return _finished(str(form).format(answer=detail, **parts))
    return None


def _detail(answer: str, language: str) -> str:
    """The answer without its "yes" or "no" and what surrounds it."""
    tokens = tokenize(answer, language)
    signs = lexicon(language, "cues").match(tokens)
    words = (signs.get("yes") or signs.get("no") or "").split(" ")
    skip = len(words) if words != [""] and [t.norm for t in tokens[: len(words)]] == words else 0
    kept = [token for token in tokens[skip:] if token.shape != "E"]
    detail = answer[kept[0].start : kept[-1].end].strip(_EDGES) if kept else ""
    return detail[:1].lower() + detail[1:] if kept and kept[0].norm in word_classes(language) else detail


def _swapped(text: str, language: str) -> str:
    swap = _words(language)["swap"]
    return " ".join(str(swap.get(word, word)) for word in text.split())


def _finished(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}."


@cache
def _templates(language: str, name: str) -> tuple[tuple[Mapping[str, Any], re.Pattern[str]], ...]:
    return tuple((entry, re.compile(str(entry["ask"]))) for entry in _words(language)[name])


@cache
def _words(language: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = language_data(LEXICONS, language)["resolve"]
    return data
