"""Any sentence-transformers cross-encoder as the model tier: a local folder or a hub name of the user's choice.

The order of the labels comes from the model's own ``id2label``; nothing is assumed. One output means a support
score (sigmoid); two mean supported or not; three mean entailment, neutral, contradiction.
"""

from __future__ import annotations

import difflib
import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ipse.errors import ModelError
from ipse.verify.base import Scores

_MEANINGS = {
    "entailment": ("entail", "support", "consistent", "factual", "true", "attributable", "paraphrase"),
    "contradiction": ("contradict", "refut", "conflict"),
    "neutral": ("neutral", "unknown", "not_enough", "not enough", "irrelevant"),
    "other": ("not_", "not ", "non-", "non_", "un", "in", "hallucinat", "false"),
}
_BATCH = 16
_DOWNLOAD = "IPSE_ALLOW_DOWNLOAD"


class CrossEncoderModel:
    """Scores pairs with a ``CrossEncoder``; needs the package extra ``models``.

    Args:
        path: a model folder or a hub name. A folder is never looked up on the network, and a hub name only when the
            environment sets ``IPSE_ALLOW_DOWNLOAD=1``.
        labels: what each output means, where the model's config does not say.
        threads: processor threads for torch; None leaves torch's own choice.

    Raises:
        ModelError: the packages or the model are missing, the model is not on this machine, or its labels cannot be
            understood.
    """

    def __init__(self, path: str, *, labels: Sequence[str] | None = None, threads: int | None = None) -> None:
        self._path = path
        self._labels = tuple(labels) if labels else None
        self._threads = threads
        self._loaded: tuple[Any, tuple[str, ...]] | None = None

    @property
    def name(self) -> str:
        """The model's name and a hash of its weights (a folder) or its name alone (the hub)."""
        folder = Path(self._path)
        return f"{folder.name}@{_folder_digest(folder)}" if folder.is_dir() else self._path

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """One ``Scores`` per pair, in order."""
        if not pairs:
            return []
        import torch

        encoder, meanings = self._load()
        rows = encoder.predict(
            list(pairs), batch_size=_BATCH, show_progress_bar=False, activation_fn=torch.nn.Identity()
        )
        return [read_outputs(_row(row), meanings) for row in rows]

    def _load(self) -> tuple[Any, tuple[str, ...]]:
        if self._loaded is None:
            encoder = self._open()
            config = encoder.model.config
            meanings = self._labels or label_meanings(config.id2label, int(config.num_labels), self._path)
            if len(meanings) != int(config.num_labels):
                raise _unclear(self._path, f"{len(meanings)} labels for {config.num_labels} outputs")
            self._loaded = (encoder, meanings)
        return self._loaded

    def _open(self) -> Any:
        check_at_hand(self._path)
        try:
            import torch
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise _lacks_packages(self._path) from error
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            return CrossEncoder(_place(self._path), device="cpu", local_files_only=not _may_download(self._path))
        except Exception as error:
            raise ModelError(
                f"cannot be loaded as a cross-encoder: {error}",
                path=self._path,
                remedy="give a folder or hub name of a sequence classification model",
            ) from error


def check_at_hand(name: str, instead: Sequence[str] = ()) -> None:
    """Refuse a hub name that is not on this machine, unless downloads are allowed; suggest a near one of ``instead``.

    Raises:
        ModelError: there is no such folder, and the hub's local cache does not hold the model or cannot be asked.
    """
    if Path(name).is_dir() or _may_download(name):
        return
    near = difflib.get_close_matches(name.casefold(), instead, n=1)
    try:
        if _cached_folder(name):
            return
    except ImportError as error:
        if not near:
            raise _lacks_packages(name) from error
    hint = f"did you mean `{near[0]}`? " if near else ""
    raise ModelError(
        f"the verifier {name!r} is not on this machine, neither as a folder nor in the hub's cache",
        remedy=f"{hint}give {', '.join((*instead, 'a folder'))}, or set {_DOWNLOAD}=1 to download it on purpose",
    )


def _may_download(name: str) -> bool:
    return not Path(name).is_dir() and os.environ.get(_DOWNLOAD) == "1"


def _place(name: str) -> str:
    """What to load: for a hub name that may not be downloaded its folder, as even a cached one is looked up online."""
    if Path(name).is_dir() or _may_download(name):
        return name
    return _cached_folder(name) or name


def _cached_folder(name: str) -> str | None:
    from huggingface_hub import try_to_load_from_cache

    try:
        found = try_to_load_from_cache(name, "config.json")
    except ValueError:  # no name that the hub could have
        return None
    return str(Path(found).parent) if isinstance(found, str) else None


def _lacks_packages(name: str) -> ModelError:
    return ModelError("needs sentence-transformers and torch", path=name, remedy="pip install 'ipse[models]'")


def read_outputs(row: Sequence[float], meanings: Sequence[str]) -> Scores:
    """Three probabilities from raw outputs whose meanings are known."""
    if len(row) == 1:
        support = 1 / (1 + math.exp(-max(-60.0, min(60.0, row[0]))))
        return Scores(support, 1 - support, 0.0)
    by_meaning = dict(zip(meanings, row, strict=True))
    if len(row) == 3:
        return Scores.of_logits([by_meaning[m] for m in ("entailment", "neutral", "contradiction")])
    other = next(m for m in meanings if m != "entailment")
    top = max(row)
    support, rest = (math.exp(by_meaning[m] - top) for m in ("entailment", other))
    share = support / (support + rest)
    return Scores(share, 0.0, 1 - share) if other == "contradiction" else Scores(share, 1 - share, 0.0)


def label_meanings(id2label: Mapping[int, str], count: int, path: str = "") -> tuple[str, ...]:
    """What each output stands for, in order, read from the config's ``id2label``.

    Raises:
        ModelError: the names do not say (``LABEL_0``…), or the number of outputs is not 1, 2 or 3.
    """
    if count == 1:
        return ("entailment",)
    names = [str(id2label.get(i, "")).strip().lower() for i in range(count)]
    meanings = [_meaning(name) for name in names]
    whole = sorted(meanings) == ["contradiction", "entailment", "neutral"]
    if whole or (count == 2 and meanings.count("entailment") == 1 and "" not in meanings):
        return tuple(meanings)
    raise _unclear(path, f"labels {names}")


def _meaning(name: str) -> str:
    for other in _MEANINGS["other"]:
        if name.startswith(other):
            return "other"
    for meaning in ("entailment", "contradiction", "neutral"):
        if any(part in name for part in _MEANINGS[meaning]):
            return meaning
    return ""


def _unclear(path: str, what: str) -> ModelError:
    return ModelError(
        f"its outputs cannot be understood: {what}",
        path=path,
        field="id2label",
        remedy="use a model whose labels are entailment, neutral, contradiction, or give the labels in order",
    )


def _row(row: Any) -> list[float]:
    values = row.tolist() if hasattr(row, "tolist") else row
    return [float(v) for v in values] if isinstance(values, list) else [float(values)]


def _folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]
