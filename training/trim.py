"""Keep the vocabulary pieces that English, French, Spanish, Indonesian, German use."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from training.convert import Packed
from training.tokens import SPECIALS, build_tokenizer

WORDS_PER_LANGUAGE = {"en": 60000, "fr": 60000, "es": 40000, "id": 40000, "de": 30000}
_SYMBOL_CLASSES = ("P", "S", "N", "Z")


def _latin_or_symbol(char: str) -> bool:
    if char == "\u2581" or char.isascii():
        return True
    kind = unicodedata.category(char)
    if kind[0] in _SYMBOL_CLASSES or kind in ("Mn", "Cf"):
        return True
    return "LATIN" in unicodedata.name(char, "")


def latin_pieces(packed: Packed) -> list[int]:
    """Indices of the pieces written in Latin script, digits, symbols or emoji."""
    return [
        index
        for index, piece in enumerate(packed.pieces)
        if index < len(SPECIALS) or (piece and all(map(_latin_or_symbol, piece)))
    ]


def frequent_words() -> list[str]:
    """Common words of the target languages, lower case and with a capital."""
    from wordfreq import top_n_list

    words = [word for language, count in WORDS_PER_LANGUAGE.items() for word in top_n_list(language, count)]
    return [form for word in words for form in (word, word.capitalize())]


def choose(packed: Packed, texts: Iterable[str], limit: int) -> list[int]:
    """Pick at most ``limit`` piece indices: specials, single characters, then by use."""
    latin = latin_pieces(packed)
    pieces = [packed.pieces[i] for i in latin]
    tokenizer = build_tokenizer(pieces, [packed.scores[i] for i in latin], 512)
    tokenizer.no_truncation()
    counts: Counter[int] = Counter()
    for batch in ([*texts], frequent_words()):
        for encoded in tokenizer.encode_batch(batch, add_special_tokens=False):
            counts.update(encoded.ids)
    always = {n for n, p in enumerate(pieces) if n < len(SPECIALS) or len(p.strip("\u2581")) <= 1}
    ranked = [n for n, _ in counts.most_common() if n not in always]
    kept = sorted(always | set(ranked[: max(0, limit - len(always))]))
    return [latin[n] for n in kept]
