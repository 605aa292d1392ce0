"""The shipped encoder of clauses: reads the fan's message and the draft once, run by onnxruntime.

Every token gets a score for each label and one for "a clause begins here". The scores of a clause are the mean over
its tokens, so one reading serves the segmentation and all labels. Made by ``python -m training.clauses.encoder``.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ipse.errors import ModelError
from ipse.resources import PACKAGE, file_sha256

if TYPE_CHECKING:
    import numpy as np

FOLDER = PACKAGE / "models" / "clauses"
_OVERLAP = 64  # tokens that two windows of a long draft share
_FILES = ("model.onnx", "tokenizer.json")
_BOS, _EOS = "<s>", "</s>"


@dataclass(frozen=True, slots=True)
class TokenScores:
    """What the encoder says of one draft.

    ``ends`` holds the position of each token's last character, in order; ``scores`` one row a token, with the columns
    of all heads and the boundary's logit last.
    """

    ends: tuple[int, ...]
    scores: np.ndarray[Any, Any]
    columns: Mapping[str, tuple[tuple[str, ...], int]]

    def boundary(self, char: int) -> float:
        """The logit of "a clause begins at this character"; 0 where no token covers it."""
        at = bisect_left(self.ends, char)
        return float(self.scores[at, -1]) if at < len(self.ends) else 0.0

    def probabilities(self, start: int, end: int) -> dict[str, dict[str, float]]:
        """For each head, the probability of each label of the clause ``[start, end)``; empty if it has no token."""
        import numpy as np

        first, last = bisect_left(self.ends, start), bisect_left(self.ends, end)
        if first >= last:
            return {}
        mean = self.scores[first:last].mean(axis=0)
        found = {}
        for head, (labels, at) in self.columns.items():
            powers = np.exp(mean[at : at + len(labels)] - mean[at : at + len(labels)].max())
            found[head] = dict(zip(labels, (powers / powers.sum()).tolist(), strict=True))
        return found


class ClauseEncoder:
    """The model in memory. One thread, one draft at a time: the same draft always gets the same scores."""

    def __init__(self, folder: Path = FOLDER) -> None:
        about = _description(folder)
        self.digest: str = about["files"]["model.onnx"]
        self._room, self._fan = int(about["max_length"]), int(about["fan_tokens"])
        self._columns = _columns(about["heads"])
        self._tokenizer, self._session = _load(folder)
        self._bos, self._eos = (self._tokenizer.token_to_id(name) for name in (_BOS, _EOS))

    def read(self, draft: str, question: str | None) -> TokenScores:
        """The scores of every token of ``draft``, in context of the fan's message before it."""
        import numpy as np

        asked = self._tokenizer.encode(question or "", add_special_tokens=False).ids[-self._fan :]
        told = self._tokenizer.encode(draft, add_special_tokens=False)
        head = [self._bos, *asked, self._eos, self._eos]
        room = self._room - len(head) - 1
        parts = []
        for window in _windows(len(told.ids), room):
            ids = [*head, *told.ids[window.start : window.stop], self._eos]
            kinds = [0] * len(head) + [1] * (len(ids) - len(head))
            feeds = {"input_ids": np.array([ids]), "segment_ids": np.array([kinds])}
            scores = self._session.run(["scores"], feeds)[0][0]
            at = len(head) - window.start
            parts.append(scores[at + window.first : at + window.last])
        ends = tuple(end - 1 for _, end in told.offsets)
        return TokenScores(ends, np.concatenate(parts) if parts else np.zeros((0, 1)), self._columns)


@cache
def clause_encoder() -> ClauseEncoder:
    """The encoder in the package, loaded once. Raises ``ModelError`` when it is missing or damaged."""
    return ClauseEncoder()


class _Window(NamedTuple):
    """Tokens ``[start, stop)`` are read together; the scores of ``[first, last)`` are kept."""

    start: int
    stop: int
    first: int
    last: int


def _windows(tokens: int, room: int) -> list[_Window]:
    """The windows over a draft of so many tokens: one, unless it is long."""
    found: list[_Window] = []
    first = 0
    while first < tokens:
        start = max(0, first - _OVERLAP // 2)
        stop = min(tokens, start + room)
        last = stop if stop == tokens else stop - _OVERLAP // 2
        found.append(_Window(start, stop, first, last))
        first = last
    return found


def _columns(heads: Mapping[str, Sequence[str]]) -> dict[str, tuple[tuple[str, ...], int]]:
    found, at = {}, 0
    for head, labels in heads.items():
        found[head] = (tuple(labels), at)
        at += len(labels)
    return found


def _description(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        for name in _FILES:
            if file_sha256(folder / name) != about["files"][name]:
                raise _unusable(f"{name} has another sha256 than model.json gives")
    except (OSError, ValueError, KeyError) as error:
        raise _unusable(f"cannot be read: {error!r}") from error
    return about


def _load(folder: Path) -> tuple[Any, Any]:
    import onnxruntime as ort
    from tokenizers import Tokenizer

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = ort.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise _unusable(str(error)) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, session


def _unusable(what: str) -> ModelError:
    return ModelError(f"the clause encoder {what}", path="models/clauses", remedy="install Ipse again")
