"""Where the files that travel with Ipse are: in the wheel, or in the checkout during development."""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shared_folder(name: str) -> Path:
    """The folder ``rulesets`` or ``fixtures``: inside the installed package, else at the checkout's root."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent.parent / name


def models_folder() -> Path:
    """The folder of the shipped models."""
    return PACKAGE / "models"


def file_sha256(path: Path) -> str:
    """The hex digest of a file's bytes. Raises ``OSError`` when it cannot be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
