"""What the creator really published: any export to sources and passages, and what could not be read.

A new format is one module here that holds an ``IMPORTER``, and its test.
"""

from __future__ import annotations

from ipse.importers.base import Block, BlockKind, Document, Importer, RawFile, Unreadable
from ipse.importers.corpus import load_corpus
from ipse.importers.registry import importers, known_suffixes

__all__ = [
    "Block",
    "BlockKind",
    "Document",
    "Importer",
    "RawFile",
    "Unreadable",
    "importers",
    "known_suffixes",
    "load_corpus",
]
