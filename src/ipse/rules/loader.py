"""Rule files to rules: every mistake is refused with file, line, field and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from ipse.errors import RuleError
from ipse.resources import shared_folder
from ipse.rules.checks import check_rule
from ipse.rules.model import Note, Rule
from ipse.rules.schema import Condition, NoteModel, RuleModel

DEFAULT_RULESETS = ("core",)
Model = TypeVar("Model", RuleModel, NoteModel)


def load_rules(names: Sequence[str] = DEFAULT_RULESETS, extra: Sequence[Path] = ()) -> tuple[Rule, ...]:
    """The rules of the named packs and of extra files or folders, in order of pack and id.

    Names are folders of ``rulesets/`` ("core", "eu", "platforms/meta"; "us" takes all packs below it), and
    may be comma-separated profiles ("eu,fr"). Raises :class:`RuleError` on any malformed rule, unknown
    name or repeated id.
    """
    rules: dict[str, Rule] = {}
    for path, pack in _files(names, extra):
        loaded = _load_file(path, pack)
        if isinstance(loaded, Note):
            continue
        other = rules.get(loaded.id)
        if other is not None and other.path != loaded.path:
            raise RuleError(
                f"rule id {loaded.id!r} is also used by {other.path}",
                remedy="give each rule its own id",
                path=str(path),
                field="id",
            )
        rules[loaded.id] = loaded
    return tuple(rules.values())


def load_notes(names: Sequence[str] = DEFAULT_RULESETS, extra: Sequence[Path] = ()) -> tuple[Note, ...]:
    """The documented duties of the named packs that no rule decides."""
    loaded = (_load_file(path, pack) for path, pack in _files(names, extra))
    return tuple(item for item in loaded if isinstance(item, Note))


def pack_names() -> tuple[str, ...]:
    """Every pack that is shipped, for help texts and for ``all``."""
    root = shared_folder("rulesets")
    return tuple(sorted({path.parent.relative_to(root).as_posix() for path in root.rglob("*.yaml")}))


def _files(names: Sequence[str], extra: Sequence[Path]) -> list[tuple[Path, str]]:
    root = shared_folder("rulesets")
    wanted = [part.strip() for name in names for part in name.split(",") if part.strip()]
    files: dict[Path, str] = {}
    for name in wanted:
        folders = [root] if name == "all" else [root / name]
        for path in (p for folder in folders for p in sorted(folder.rglob("*.yaml"))):
            files[path] = path.parent.relative_to(root).as_posix()
        if not folders[0].is_dir():
            raise _unknown_pack(name)
    for place in extra:
        found = sorted(place.rglob("*.yaml")) if place.is_dir() else [place]
        if not found:
            raise RuleError("no rule file here", remedy="name a folder of .yaml rules", path=str(place))
        files.update(dict.fromkeys(found, place.stem))
    return list(files.items())


def _unknown_pack(name: str) -> RuleError:
    near = difflib.get_close_matches(name, pack_names(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(pack_names())}"
    return RuleError(f"unknown ruleset {name!r}", remedy=hint, field="rulesets")


def _load_file(path: Path, pack: str) -> Rule | Note:
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise RuleError(f"cannot be read: {error}", remedy="check the path", path=str(path)) from error
    return _load_cached(path, pack, stamp)


@lru_cache(maxsize=1024)
def _load_cached(path: Path, pack: str, stamp: int) -> Rule | Note:
    text = path.read_text(encoding="utf-8")
    data, node = _parse(text, path)
    if data.get("note") is True:
        return Note(_validate(NoteModel, data, node, path), pack, _shown(path))
    spec = _validate(RuleModel, data, node, path)
    check_rule(spec, str(path), lambda field: _line(node, field))
    return Rule(spec, pack, _shown(path))


def _shown(path: Path) -> str:
    root = shared_folder("rulesets")
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _parse(text: str, path: Path) -> tuple[dict[str, Any], yaml.Node]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RuleError(
            "not valid YAML", remedy="correct the syntax", path=str(path), line=mark.line + 1 if mark else None
        ) from error
    if not isinstance(data, dict) or node is None:
        raise RuleError("a rule is a mapping", remedy="start with `id:`", path=str(path), line=1)
    return data, node


def _validate(model: type[Model], data: Mapping[str, Any], node: yaml.Node, path: Path) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(part for part in first["loc"] if not isinstance(part, str) or part.isidentifier() or "." in part)
        raise RuleError(
            f"{first['msg']} (got {str(first.get('input'))[:60]!r})",
            remedy=_hint(first["type"], str(where[-1]) if where else "", model),
            path=str(path),
            line=_line(node, where),
            field=".".join(str(part) for part in where),
        ) from error


def _hint(kind: str, key: str, model: type[RuleModel] | type[NoteModel]) -> str:
    if kind != "extra_forbidden":
        return "see `ipse rules new` and rule.schema.json for the form"
    known = [*model.model_fields, *Condition.model_fields, "not", "from", "in"]
    near = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "remove the key"


def _line(node: yaml.Node, where: Sequence[object]) -> int:
    """The line of the deepest part of ``where`` that the file holds, from 1."""
    line = node.start_mark.line + 1
    for part in where:
        child = _child(node, part)
        if child is None:
            break
        node, line = child, child.start_mark.line + 1
    return int(line)


def _child(node: yaml.Node, part: object) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part] if isinstance(node.value[part], yaml.Node) else None
    return None
