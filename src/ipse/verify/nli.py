"""The shipped natural-language-inference model, run by onnxruntime: no torch, no transformers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ipse.errors import ModelError
from ipse.verify.base import Scores
from ipse.verify.model_files import LABELS, SHIPPED, ModelFiles, read_model
from ipse.verify.packing import Frame, Row, batches, layout, pack

_INPUTS = {"input_ids", "attention_mask", "token_type_ids", "position_ids", "segment_ids"}
_ONE, _MANY = "logits", "claims"


def usable_threads() -> int:
    """The processors this process may use: its affinity mask where the system has one."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return max(1, os.cpu_count() or 1)


class NliModel:
    """Scores pairs with an ONNX graph; loads on first use.

    Three kinds of graph are understood. Plain: ``input_ids, attention_mask`` to ``logits``, one row a pair. Packed:
    ``input_ids, position_ids, segment_ids`` to ``logits``, one row a claim; the claims of one premise go behind it in
    one token row and the premise is read once (see `packing`). Both: plain inputs, with a second output ``claims``.

    Args:
        folder: a model folder (see `read_model`), by default the shipped one.
        threads: processor threads; None takes what the machine gives this process.
        together: pack the claims of one premise into one row, where the graph can.

    Raises:
        ModelError: files missing, damaged, or a graph whose inputs or outputs do not fit.
    """

    def __init__(self, folder: Path | None = None, threads: int | None = None, together: bool = True) -> None:
        self.files: ModelFiles = read_model(folder or SHIPPED)
        self.threads = threads or usable_threads()
        self._together = together
        self._order = [self.files.labels.index(label) for label in LABELS]
        self._loaded: tuple[Any, Any, Frame] | None = None

    @property
    def name(self) -> str:
        """The model's name and the first characters of its weights' sha256."""
        return f"{self.files.name}@{self.files.digest[:16]}"

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """Scores in the order of ``pairs``; batches are made of rows of like length."""
        return [Scores.of_logits(row) for row in self.logits(pairs)]

    def logits(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        """Raw ``(entailment, neutral, contradiction)`` logits, in the order of ``pairs``."""
        if not pairs:
            return []
        _, session, frame = self._load()
        inputs = {i.name for i in session.get_inputs()}
        output = _MANY if _MANY in {o.name for o in session.get_outputs()} else _ONE
        packed = output == _MANY or "segment_ids" in inputs
        found: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)] * len(pairs)
        rows = pack(self._encode(pairs), self.files.max_length, together=packed and self._together)
        for batch in batches(rows):
            results = session.run([output], _feeds(batch, frame, inputs))[0].tolist()
            for row, result in zip(batch, results, strict=True):
                for (index, _), values in zip(row.claims, result if packed else [result], strict=False):
                    e, n, c = (values[i] for i in self._order)
                    found[index] = (e, n, c)
        return found

    def lengths(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """Tokens of each pair as the model reads it, cut to fit."""
        return [row.length for row in pack(self._encode(pairs), self.files.max_length, together=False)]

    def _encode(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
        tokenizer = self._load()[0]
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        ids = {t: e.ids for t, e in zip(texts, tokenizer.encode_batch(texts, add_special_tokens=False), strict=True)}
        return [(ids[premise], ids[hypothesis]) for premise, hypothesis in pairs]

    def _load(self) -> tuple[Any, Any, Frame]:
        if self._loaded is None:
            tokenizer = self._tokenizer()
            self._loaded = (tokenizer, self._session(), _frame(tokenizer))
        return self._loaded

    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.files.tokenizer))
        except Exception as error:
            raise self._unusable(self.files.tokenizer.name, error) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _session(self) -> Any:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = ort.InferenceSession(str(self.files.weights), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise self._unusable(self.files.weights.name, error) from error
        inputs = {i.name for i in session.get_inputs()}
        outputs = {o.name for o in session.get_outputs()}
        if not {"input_ids"} <= inputs <= _INPUTS or _ONE not in outputs:
            raise self._unusable(
                self.files.weights.name, f"inputs {', '.join(sorted(inputs))}, outputs {', '.join(sorted(outputs))}"
            )
        return session

    def _unusable(self, name: str, error: object) -> ModelError:
        return ModelError(
            f"cannot be used: {error}",
            path=f"{self.files.folder.name}/{name}",
            remedy="reinstall the package, or export the model again",
        )


def _frame(tokenizer: Any) -> Frame:
    """Special ids by the names that BERT-like and RoBERTa-like vocabularies give them."""

    def first(*tokens: str) -> int:
        ids = (tokenizer.token_to_id(token) for token in tokens)
        return next((int(i) for i in ids if i is not None), 0)

    return Frame(first("<s>", "[CLS]"), first("</s>", "[SEP]"), first("<pad>", "[PAD]"))


def _feeds(batch: Sequence[Row], frame: Frame, names: set[str]) -> dict[str, Any]:
    import numpy as np

    width = max(row.length for row in batch)
    fill = {"input_ids": frame.pad, "segment_ids": -1}
    feeds = {name: np.full((len(batch), width), fill.get(name, 0), dtype=np.int64) for name in names}
    for at, row in enumerate(batch):
        ids, positions, segments = layout(row, frame)
        values = {
            "input_ids": ids,
            "position_ids": positions,
            "segment_ids": segments,
            "attention_mask": [1] * len(ids),
            "token_type_ids": [int(segment > 0) for segment in segments],
        }
        for name in names:
            feeds[name][at, : len(ids)] = values[name]
    return feeds
