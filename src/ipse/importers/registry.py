"""Which importer reads a file: every module beside this one that holds an ``IMPORTER`` is one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ipse.importers.base import Importer, RawFile, Unreadable
from ipse.importers.decode import looks_binary, signature


@cache
def importers() -> tuple[Importer, ...]:
    """Every importer, those that recognise their format first, then by name."""
    package = __name__.rpartition(".")[0]
    modules = (import_module(f"{package}.{found.name}") for found in iter_modules(import_module(package).__path__))
    found = [module.IMPORTER for module in modules if isinstance(getattr(module, "IMPORTER", None), Importer)]
    return tuple(sorted(found, key=lambda importer: (importer.generic, importer.name)))


def known_suffixes() -> tuple[str, ...]:
    """Every file ending that an importer takes, sorted."""
    return tuple(sorted({suffix for importer in importers() for suffix in importer.suffixes}))


def candidates(suffix: str) -> tuple[Importer, ...]:
    """The importers that take files with this ending; empty when nobody does."""
    return tuple(importer for importer in importers() if suffix in importer.suffixes)


def choose(file: RawFile, among: Sequence[Importer]) -> Importer:
    """The first importer among these that recognises the content.

    Raises ``Unreadable`` when none does: the file's name promises what its content does not hold.
    """
    head = file.data[:4096]
    for importer in among:
        if importer.sniff(head):
            return importer
    expected = " or ".join(importer.name for importer in among)
    if looks_binary(head):
        what = signature(head) or "binary data"
        raise Unreadable("binary", f"the name says {expected}, the content is {what}", "give it its real ending")
    remedy = "give the file its real ending, or export it again"
    raise Unreadable("wrong_format", f"the name says {expected}, the content does not look like it", remedy)
