"""Words and trees: the spaCy pipelines, stems, content words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ipse.errors import ModelError
from ipse.text.data import language_data, supported
from ipse.text.fold import fold, strip_accents
from ipse.text.language import LEXICONS

if TYPE_CHECKING:
    from spacy.tokens import Doc

_TOKEN = re.compile(r"\w+(?:\.\d+)*", re.UNICODE)


def parse(text: str, language: str) -> Doc:
    """``text`` as a spaCy document: tokens with offsets in ``text``, tags, lemmas, dependencies, entities."""
    document: Doc = _pipeline(supported(LEXICONS, language))(text)
    return document


def parse_many(texts: Sequence[str], language: str) -> list[Doc]:
    """``parse`` for many texts at once, in order."""
    return list(_pipeline(supported(LEXICONS, language)).pipe(texts, batch_size=128))


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The Snowball stem of ``word``, case and accents removed: "Vidéos" and "video" meet."""
    language = supported(LEXICONS, language)
    stemmed = strip_accents(_stemmer(language).stemWord(fold(word).text))
    endings = tuple(language_data(LEXICONS, language)["plural_endings"])
    return stemmed[:-1] if endings and len(stemmed) > 3 and stemmed.endswith(endings) else stemmed


def content_words(text: str, language: str) -> tuple[tuple[str, int, int], ...]:
    """``(stem, start, end)`` of every word of ``text`` that is not a stop word; offsets in ``text``."""
    folded = fold(text)
    stop = _stopwords(supported(LEXICONS, language))
    found = []
    for match in _TOKEN.finditer(folded.text):
        word = match[0]
        if strip_accents(word) in stop:
            continue
        found.append((stem(word, language), *folded.span(match.start(), match.end())))
    return tuple(found)


@cache
def _pipeline(language: str) -> Any:
    import spacy

    name = str(language_data(LEXICONS, language)["spacy"])
    try:
        return spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"the spaCy pipeline {name!r} is not installed", remedy=f"pip install {name.replace('_', '-')}"
        ) from error


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(str(language_data(LEXICONS, language)["stemmer"]))


@cache
def _stopwords(language: str) -> frozenset[str]:
    data = language_data(LEXICONS, language)
    words = {strip_accents(fold(str(word)).text) for word in data["stopwords"]}
    return frozenset(words | {part for word in words for part in word.split("'")})
