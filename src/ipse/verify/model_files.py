"""A verifier model on disk: weights, tokenizer, description; nothing is loaded whose hash is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ipse.errors import ModelError
from ipse.resources import file_sha256

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "verifier"
LABELS = ("entailment", "neutral", "contradiction")
_WEIGHTS, _TOKENIZER, _DESCRIPTION = "model.onnx", "tokenizer.json", "model.json"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A checked model folder. ``digest`` is the sha256 of the weights, ``max_length`` counts tokens."""

    folder: Path
    name: str
    digest: str
    max_length: int
    labels: tuple[str, ...]
    description: Mapping[str, object] = field(default_factory=dict)

    @property
    def weights(self) -> Path:
        """The ONNX graph."""
        return self.folder / _WEIGHTS

    @property
    def tokenizer(self) -> Path:
        """The tokenizer in the format of the ``tokenizers`` library."""
        return self.folder / _TOKENIZER


def model_present(folder: Path = SHIPPED) -> bool:
    """Whether a model folder is there at all (it may still turn out to be damaged)."""
    return (folder / _DESCRIPTION).is_file()


def read_model(folder: Path = SHIPPED) -> ModelFiles:
    """Read the description and check every file's sha256.

    Raises:
        ModelError: a file is missing, damaged, or does not match the hash in ``model.json``.
    """
    about = _description(folder)
    hashes = _hashes(folder, about)
    for name in (_WEIGHTS, _TOKENIZER):
        _check(folder / name, hashes.get(name))
    labels = tuple(str(label) for label in _listed(about.get("labels")) or LABELS)
    if sorted(labels) != sorted(LABELS):
        raise _error(folder / _DESCRIPTION, f"needs the three labels {', '.join(LABELS)}", field="labels")
    return ModelFiles(
        folder=folder,
        name=str(about.get("name", folder.name)),
        digest=hashes[_WEIGHTS],
        max_length=_positive(folder, about),
        labels=labels,
        description=about,
    )


def _description(folder: Path) -> Mapping[str, object]:
    path = folder / _DESCRIPTION
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _error(path, "is missing") from error
    except (OSError, ValueError) as error:
        raise _error(path, f"cannot be read: {error}") from error
    if not isinstance(about, dict):
        raise _error(path, "is not a JSON object")
    return about


def _hashes(folder: Path, about: Mapping[str, object]) -> dict[str, str]:
    table = about.get("files")
    if not isinstance(table, Mapping) or _WEIGHTS not in table or _TOKENIZER not in table:
        raise _error(folder / _DESCRIPTION, f"must give the sha256 of {_WEIGHTS} and {_TOKENIZER}", field="files")
    return {str(name): str(value).lower() for name, value in table.items()}


def _check(path: Path, expected: str | None) -> None:
    try:
        found = file_sha256(path)
    except OSError as error:
        raise _error(path, f"cannot be read: {error}") from error
    if found != expected:
        raise _error(path, f"has sha256 {found[:12]}…, expected {str(expected)[:12]}…", field="files")


def _positive(folder: Path, about: Mapping[str, object]) -> int:
    length = about.get("max_length", 384)
    if not isinstance(length, int) or length < 16:
        raise _error(folder / _DESCRIPTION, "must be a whole number of at least 16", field="max_length")
    return length


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _error(path: Path, message: str, field: str | None = None) -> ModelError:
    return ModelError(
        message,
        path=f"{path.parent.name}/{path.name}",
        field=field,
        remedy="reinstall the package, or point to a folder with model.onnx, tokenizer.json and model.json",
    )
