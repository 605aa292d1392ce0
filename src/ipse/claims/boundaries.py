"""What a reader sees at each place where a clause could begin: features for the boundary model."""

from __future__ import annotations

from collections.abc import Sequence

from ipse.claims.lexicon import word_classes
from ipse.claims.tokens import SEPARATORS, Token

_NOTHING = Token("<>", 0, 0, "<>", False)


def boundary_features(tokens: Sequence[Token], language: str) -> list[list[str]]:
    """For each token, the features of "a clause begins here". Linear in the number of tokens."""
    classes = word_classes(language)
    named = [classes.get(token.norm, token.shape) for token in tokens]
    chunks = _chunks(tokens, named)
    return [
        _local(tokens, named, place, language) + _wide(tokens, named, chunks, place) for place in range(len(tokens))
    ]


def _local(tokens: Sequence[Token], named: Sequence[str], place: int, language: str) -> list[str]:
    def at(offset: int) -> Token:
        index = place + offset
        return tokens[index] if 0 <= index < len(tokens) else _NOTHING

    def kind(offset: int) -> str:
        index = place + offset
        return named[index] if 0 <= index < len(tokens) else "<>"

    before, here, after = at(-1), at(0), at(1)
    found = [f"b:{language}"]
    for offset in (-3, -2, -1, 0, 1, 2, 3):
        found += [f"w{offset}={at(offset).norm}", f"s{offset}={at(offset).shape}", f"c{offset}={kind(offset)}"]
    for offset in (-1, 0, 1):
        found += [f"x{offset}={language}{at(offset).norm[-3:]}", f"y{offset}={language}{at(offset).norm[-2:]}"]
    found += [
        f"ww-={before.norm}_{here.norm}",
        f"ww+={here.norm}_{after.norm}",
        f"ss={before.shape}_{here.shape}",
        f"sss={at(-2).shape}_{before.shape}_{here.shape}",
        f"sw={before.shape}_{here.norm}",
        f"sww={before.shape}_{here.norm}_{after.norm}",
        f"cc-={kind(-1)}_{kind(0)}",
        f"cc+={kind(0)}_{kind(1)}",
        f"ccc={kind(0)}_{kind(1)}_{kind(2)}",
        f"scc={before.shape}_{kind(0)}_{kind(1)}",
        f"gap={here.gap}",
        f"gapc={here.gap}_{kind(0)}",
        f"first={place == 0}",
    ]
    return found


class _Chunk:
    """A run of tokens between two separators."""

    __slots__ = ("end", "finite", "start", "subject")

    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self.subject: list[int] = []
        self.finite: list[int] = []


def _chunks(tokens: Sequence[Token], named: Sequence[str]) -> list[_Chunk]:
    """The chunk each token belongs to; a separator belongs to the chunk that it ends."""
    chunk = _Chunk(0)
    found: list[_Chunk] = []
    closed = False
    for place, token in enumerate(tokens):
        mark = token.shape in SEPARATORS or token.shape == "E"
        if (closed and not mark) or token.gap:
            chunk = _Chunk(place)
            closed = False
        closed = closed or mark
        if not mark:
            chunk.end = place + 1
            if "sub" in named[place]:
                chunk.subject.append(place)
            if "fin" in named[place]:
                chunk.finite.append(place)
        found.append(chunk)
    return found


def _wide(tokens: Sequence[Token], named: Sequence[str], chunks: Sequence[_Chunk], place: int) -> list[str]:
    if place == 0:
        return []
    here, before = chunks[place], chunks[place - 1]
    mark = tokens[place - 1].shape if before is not here else "in"
    left = _sketch(before, before.start, min(place, before.end))
    right = _sketch(here, place, here.end)
    opener = named[place]
    return [
        f"L={left}",
        f"R={right}",
        f"LR={left}_{right}",
        f"mLR={mark}_{left}_{right}",
        f"mLRo={mark}_{left}_{right}_{opener}",
        f"mRo={mark}_{right}_{opener}",
        f"mo={mark}_{opener}_{named[place + 1] if place + 1 < len(named) else '<>'}",
        f"open={mark}_{tokens[before.start].norm}",
        f"since={min(place - before.start, 6)}_{mark}",
        f"to={min(here.end - place, 6)}_{mark}",
        f"len={min(place - before.start, 4)}_{min(here.end - place, 4)}_{mark}",
    ]


def _sketch(chunk: _Chunk, start: int, end: int) -> str:
    subject = any(start <= place < end for place in chunk.subject)
    finite = sum(start <= place < end for place in chunk.finite)
    size = end - start
    return f"{'S' if subject else ''}{'F' * min(finite, 2)}{0 if size < 2 else 1 if size < 4 else 2}"
