"""The block of fields at the top of a Markdown file: YAML between "---" lines, or TOML between "+++"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipse.importers.dates import parse_date
from ipse.importers.words import plain
from ipse.types import Problem

_BLOCK = re.compile(r"\A(?P<fence>---|\+\+\+)[^\S\n]*\n(?P<body>.*?)(?:\n|\A)(?P=fence)[^\S\n]*(?:\n|\Z)", re.S)
_PAIR = re.compile(r"^(?P<key>[A-Za-zÀ-ÿ_][\w -]{0,30}?)[ \u00a0\u202f]?:[^\S\n]+(?P<value>.+)$", re.M)
_LIMIT = 20_000
_NAMES = {
    "title": ("title", "titre"),
    "url": ("url", "permalink", "canonical", "canonical_url", "link", "lien"),
    "language": ("language", "lang", "langue", "locale"),
    "platform": ("platform", "plateforme"),
    "kind": ("kind", "type", "genre"),
}
_DATES = (
    ("updated", "update", "last_updated", "lastmod", "modified", "last_modified", "maj", "mis a jour", "revised"),
    ("date", "published", "publishdate", "pubdate", "created", "created_at", "recorded", "publie"),
)


_LARGEST = 10**40


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the fields say; ``body_start`` is where the text begins, ``lines`` how many lines come before."""

    body_start: int = 0
    lines: int = 0
    title: str | None = None
    url: str | None = None
    date: date | None = None
    language: str | None = None
    platform: str | None = None
    kind: str | None = None


def front_matter(text: str, path: str) -> tuple[FrontMatter, Problem | None]:
    """The front matter of ``text``, empty when there is none; a note when its syntax is broken.

    An update date wins over a publication date: the text is true as of its last change.
    """
    found = _BLOCK.match(text[: _LIMIT + 10])
    if not found:
        return FrontMatter(), None
    fields, error = _fields(found["fence"], found["body"])
    if not fields and not error and found["body"].strip():
        return FrontMatter(), None
    lines = text.count("\n", 0, found.end())
    values = {name: _first(fields, keys) for name, keys in _NAMES.items()}
    dated = (parse_date(fields[key]) for keys in _DATES for key in keys if key in fields)
    matter = FrontMatter(found.end(), lines, date=next((day for day in dated if day), None), **values)
    if not error:
        return matter, None
    remedy = "mend the fields between the marks; simple `key: value` lines were still read"
    return matter, Problem("bad_front_matter", path, error, remedy, line=1, fatal=False)


def _fields(fence: str, body: str) -> tuple[Mapping[str, object], str | None]:
    try:
        loaded = _toml(body) if fence == "+++" else _yaml(body)
    except ValueError as error:
        pairs = {found["key"]: found["value"].strip().strip("\"'") for found in _PAIR.finditer(body)}
        lines = [line for line in body.split("\n") if line.strip()]
        simple = fence == "---" and all(_PAIR.match(line) for line in lines)
        return _plain_keys(pairs), None if simple else f"front matter is not valid: {str(error).splitlines()[0]}"
    return (_plain_keys(loaded) if isinstance(loaded, dict) else {}), None


def _yaml(body: str) -> object:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(body, Loader=loader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _toml(body: str) -> object:
    import tomllib

    try:
        return tomllib.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _plain_keys(fields: Mapping[object, object]) -> Mapping[str, object]:
    return {plain(key): value for key, value in fields.items() if isinstance(key, str)}


def _first(fields: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, int) and abs(value) > _LARGEST:
            continue  # longer than Python writes out
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
