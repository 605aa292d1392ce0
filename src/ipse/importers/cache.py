"""What a file gave, kept on disk under its content: a second run parses only what changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from ipse.errors import CacheError
from ipse.importers.base import Importer, RawFile
from ipse.importers.build import FileContent
from ipse.types import Passage, Problem, Source

CACHE_VERSION = 5  # grows when passages are cut otherwise, or the lexicons change


class FileCache:
    """A folder of JSON files, each behind its sha256; a damaged entry is as good as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "importers"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            remedy = "choose a folder that can be written to, or run without a cache"
            raise CacheError(f"cannot be used: {error.strerror}", path=str(folder), remedy=remedy) from error

    def get(self, file: RawFile, importer: Importer, sha256: str) -> FileContent | None:
        """What this very file gave to this very version of the importer; None when it is not known."""
        try:
            with self._place(file, importer, sha256).open(encoding="utf-8", errors="surrogatepass") as stream:
                digest, _, body = stream.read().partition("\n")
            return _loaded(json.loads(body)) if digest == _digest(body) else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    def put(self, file: RawFile, importer: Importer, sha256: str, content: FileContent) -> None:
        """Keep what a file gave. Raises ``CacheError`` when the folder refuses it."""
        place = self._place(file, importer, sha256)
        partial = place.with_suffix(f".{os.getpid()}")
        try:
            place.parent.mkdir(exist_ok=True)
            body = json.dumps(_dumped(content), ensure_ascii=False, default=_iso)
            text = f"{_digest(body)}\n{body}"
            partial.write_text(text, encoding="utf-8", errors="surrogatepass", newline="\n")
            partial.replace(place)
        except OSError as error:
            remedy = "free some space, or run without a cache"
            raise CacheError(f"cannot be written: {error.strerror}", path=str(place), remedy=remedy) from error

    def _place(self, file: RawFile, importer: Importer, sha256: str) -> Path:
        name = f"{CACHE_VERSION}\0{importer.name}\0{importer.version}\0{file.path}\0{sha256}"
        key = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / key[:2] / f"{key}.json"


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _dumped(content: FileContent) -> dict[str, Any]:
    """Passages are kept without what their source says: its text, path, title, link and language."""
    passages = [[p.source_id, p.start, p.end, p.locator, p.date, p.speaker, p.kind] for p in content.passages]
    return {
        "sources": [asdict(source) for source in content.sources],
        "passages": passages,
        "problems": [asdict(problem) for problem in content.problems],
    }


def _loaded(data: Mapping[str, Any]) -> FileContent:
    sources = {entry["source_id"]: Source(**{**entry, "date": _date(entry["date"])}) for entry in data["sources"]}
    passages = tuple(_passage(sources[entry[0]], *entry[1:]) for entry in data["passages"])
    problems = tuple(Problem(**entry) for entry in data["problems"])
    return FileContent(tuple(sources.values()), passages, problems)


def _passage(
    source: Source, start: int, end: int, locator: str | None, day: str | None, speaker: str | None, kind: str | None
) -> Passage:
    return Passage(
        passage_id=f"{source.source_id}@{start}",
        source_id=source.source_id,
        path=source.path,
        text=source.text[start:end],
        start=start,
        end=end,
        locator=locator,
        title=source.title,
        url=source.url,
        date=_date(day),
        speaker=speaker,
        language=source.language,
        kind=kind,
    )


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
