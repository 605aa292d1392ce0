"""What a reader sees at each place where a clause could begin: features for the boundary model."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ipse.claims.lexicon import word_classes
from ipse.claims.tokens import SEPARATORS, Token

_REACH = 3
_NOTHING = Token("<>", 0, 0, "<>", False)


def boundary_features(tokens: Sequence[Token], language: str) -> list[list[str]]:
    """For each token, the features of "a clause begins here". Linear in the number of tokens."""
    classes = word_classes(language)
    named = [classes.get(token.norm, token.shape) for token in tokens]
    chunks = _chunks(tokens, named)
    margin = [_NOTHING] * _REACH
    padded = [*margin, *tokens, *margin]
    norms, shapes = [token.norm for token in padded], [token.shape for token in padded]
    padded_names = [*["<>"] * _REACH, *named, *["<>"] * _REACH]
    return [
        [
            *_local(norms, shapes, padded_names, place + _REACH, language),
            f"gap={token.gap}",
            f"gapc={token.gap}_{named[place]}",
            *_wide(tokens, named, chunks, place),
        ]
        for place, token in enumerate(tokens)
    ]


def _local(norms: list[str], shapes: list[str], names: list[str], at: int, language: str) -> list[str]:
    """What stands within three tokens; the sequences are padded so that every offset exists."""
    found = [f"b:{language}", f"first={at == _REACH}"]
    for offset in range(-_REACH, _REACH + 1):
        place = at + offset
        found += (f"w{offset}={norms[place]}", f"s{offset}={shapes[place]}", f"c{offset}={names[place]}")
    for offset in (-1, 0, 1):
        word = norms[at + offset]
        found += (f"x{offset}={language}{word[-3:]}", f"y{offset}={language}{word[-2:]}")
    before, here, after = norms[at - 1], norms[at], norms[at + 1]
    mark, name, following = shapes[at - 1], names[at], names[at + 1]
    found += (
        f"ww-={before}_{here}",
        f"ww+={here}_{after}",
        f"ss={mark}_{shapes[at]}",
        f"sss={shapes[at - 2]}_{mark}_{shapes[at]}",
        f"sw={mark}_{here}",
        f"sww={mark}_{here}_{after}",
        f"cc-={names[at - 1]}_{name}",
        f"cc+={name}_{following}",
        f"ccc={name}_{following}_{names[at + 2]}",
        f"scc={mark}_{name}_{following}",
    )
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
    subject, finite = _within(chunk.subject, start, end), _within(chunk.finite, start, end)
    size = end - start
    return f"{'S' if subject else ''}{'F' * min(finite, 2)}{0 if size < 2 else 1 if size < 4 else 2}"


def _within(places: Sequence[int], start: int, end: int) -> int:
    """How many of the sorted places lie in ``[start, end)``."""
    return max(0, bisect_left(places, end) - bisect_left(places, start))
