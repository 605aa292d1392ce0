"""A creator's folders to one corpus: every file read, or named with the reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from ipse.importers.base import RawFile, Unreadable
from ipse.importers.build import FileContent, read_file
from ipse.importers.cache import FileCache
from ipse.importers.registry import candidates, choose, known_suffixes
from ipse.importers.walk import FoundFile, find_files, unreadable
from ipse.types import Corpus, Passage, Problem, Source


def load_corpus(folders: Sequence[Path], cache: Path | None = None, *, max_bytes: int | None = None) -> Corpus:
    """Everything below ``folders``, as read; what could not be read is in ``problems``.

    ``cache`` is a folder that keeps parsed files under their content; ``max_bytes`` lowers or raises every
    importer's own limit on the size of a file. Raises ``SourceError`` when a folder does not exist and
    ``CacheError`` when the cache cannot be used.
    """
    sources: list[Source] = []
    passages: list[Passage] = []
    problems: list[Problem] = []
    for content in _contents(folders, FileCache(cache) if cache else None, max_bytes):
        sources += content.sources
        passages += content.passages
        problems += content.problems
    return Corpus(tuple(sources), tuple(passages), tuple(problems), _digest(sources))


def _contents(folders: Sequence[Path], cache: FileCache | None, max_bytes: int | None) -> Iterator[FileContent]:
    seen: dict[str, str] = {}
    for found in find_files(folders):
        if isinstance(found, Problem):
            yield FileContent(problems=(found,))
        else:
            yield read_found(found, seen, cache, max_bytes)


def read_found(found: FoundFile, seen: dict[str, str], cache: FileCache | None, max_bytes: int | None) -> FileContent:
    """One file; ``seen`` maps the contents read so far to their paths and learns this one."""
    try:
        return _read(found, seen, cache, max_bytes)
    except Unreadable as error:
        return _problem(found, error.slug, error.message, error.remedy)
    except OSError as error:
        return FileContent(problems=(unreadable(found.path, error),))
    except MemoryError:
        return _problem(found, "too_large", "there is not enough memory to read it", "split the file")


def _read(found: FoundFile, seen: dict[str, str], cache: FileCache | None, max_bytes: int | None) -> FileContent:
    among = candidates(RawFile(found.path, b"").suffix)
    if not among:
        known = ", ".join(known_suffixes())
        return _problem(found, "unknown_suffix", "no importer reads this ending", f"use one of {known}", fatal=False)
    limit = max(importer.limit for importer in among) if max_bytes is None else max_bytes
    _check_size(found, limit)
    file = RawFile(found.path, found.location.read_bytes())
    if not file.data:
        raise Unreadable("empty", "the file is empty", "export it again, or delete it")
    sha256 = hashlib.sha256(file.data).hexdigest()
    if first := seen.get(sha256):
        message, remedy = f"the same content as {first}, which was read", "delete one of them"
        return _problem(found, "duplicate", message, remedy, fatal=False)
    seen[sha256] = found.path
    importer = choose(file, among)
    _check_size(found, importer.limit if max_bytes is None else max_bytes)
    content = cache.get(file, importer, sha256) if cache else None
    if content is None:
        content = read_file(file, importer, sha256)
        if cache:
            cache.put(file, importer, sha256, content)
    return content


def _check_size(found: FoundFile, limit: int) -> None:
    if found.size > limit:
        raise Unreadable("too_large", f"{found.size:,} bytes, over the limit of {limit:,}", "split the file")


def _problem(found: FoundFile, slug: str, message: str, remedy: str, *, fatal: bool = True) -> FileContent:
    return FileContent(problems=(Problem(slug, found.path, message, remedy, fatal=fatal),))


def _digest(sources: Sequence[Source]) -> str:
    """One hash for the whole corpus, whatever the order of its files."""
    lines = sorted(f"{source.sha256} {source.source_id}" for source in sources)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
