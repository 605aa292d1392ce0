"""Outputs that would destroy what a run reads, or each other, are refused before anything is done."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ipse.errors import UsageError

STANDARD_OUTPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Read:
    """A file or folder that a run reads, and what it is, such as "a transcript".

    In a folder, ``endings`` are those of the files that are read.
    """

    what: str
    path: Path
    endings: Collection[str] = ()


def check_apart(written: Iterable[tuple[str, Path]], read: Iterable[Read]) -> None:
    """Refuse a file that is written (named with its option) when it is read, or written by another option too.

    Devices and pipes are nobody's: several outputs may go to ``/dev/null``.

    Raises:
        UsageError: an output is an input, lies where it would be read, or is another output.
    """
    inputs = list(read)
    earlier: list[tuple[str, Path]] = []
    for option, path in written:
        check_named(path, option)
        if path.exists() and not path.is_file():
            continue
        for one in inputs:
            _check_read(option, path, one)
        for other, taken in earlier:
            if same_file(path, taken):
                remedy = "give each a file of its own"
                raise UsageError(f"{other} and {option} name the same file", remedy=remedy, path=str(path))
        earlier.append((option, path))


def check_named(path: Path, option: str = "this output") -> None:
    """Refuse ``-``: it would become a file of that name.

    Raises:
        UsageError: it is one.
    """
    if path == STANDARD_OUTPUT:
        remedy = "name a file, or /dev/stdout for standard output"
        raise UsageError(f"{option} takes no '-'", remedy=remedy)


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, whatever links lie between; it need not exist."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return one.resolve() == other.resolve()


def _check_read(option: str, path: Path, one: Read) -> None:
    for what in _harm(path, one):
        remedy = "write it elsewhere" if one.path.is_dir() else "choose another file"
        raise UsageError(f"{option} would {what}", remedy=remedy, path=str(path))


def _harm(path: Path, one: Read) -> Iterator[str]:
    if not one.path.is_dir():
        if same_file(path, one.path):
            yield f"overwrite {one.what}"
        return
    inside = path.resolve().is_relative_to(one.path.resolve()) and not path.name.startswith(".")
    if inside and path.resolve().suffix.casefold() in one.endings:
        yield f"{'overwrite' if path.exists() else 'be read as'} {one.what}, as it lies in {one.path}"
