"""Long passages in windows of whole sentences, so that a model reads all of them and not the first page only."""

from __future__ import annotations

from ipse.text.sentences import sentence_spans

WINDOW_CHARACTERS = 1300  # about 300 tokens: the rest of the model's 384 belongs to the claim
_OVERLAP_SENTENCES = 1


def windows(text: str, language: str = "en", size: int = WINDOW_CHARACTERS) -> tuple[tuple[int, int], ...]:
    """Spans of at most ``size`` characters that cover ``text``, neighbours sharing one sentence.

    A text that fits is one window. A single sentence beyond ``size`` is cut at spaces.
    """
    if len(text) <= size:
        return ((0, len(text)),)
    pieces = [piece for span in sentence_spans(text, language) for piece in _cut(text, span, size)]
    if not pieces:
        return tuple(_cut(text, (0, len(text)), size))
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= size:
            last += 1
        found.append((pieces[first][0], pieces[last][1]))
        if last + 1 == len(pieces):
            break
        first = max(first + 1, last + 1 - _OVERLAP_SENTENCES)
    return tuple(found)


def _cut(text: str, span: tuple[int, int], size: int) -> list[tuple[int, int]]:
    start, end = span
    parts = []
    while end - start > size:
        space = text.rfind(" ", start + 1, start + size)
        stop = space if space > start else start + size
        parts.append((start, stop))
        start = stop
    return [*parts, (start, end)]
