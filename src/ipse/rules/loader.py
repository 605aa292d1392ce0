"""Rule files to rules: every mistake is refused with file, line, field and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ipse.errors import RuleError
from ipse.rules.checks import check_rule
from ipse.rules.model import Note, Rule
from ipse.rules.packs import RuleFile, rule_files
from ipse.rules.schema import Case, Condition, Message, NoteModel, RuleModel

DEFAULT_RULESETS = ("core",)
Model = TypeVar("Model", RuleModel, NoteModel)
_DAY = "tag:yaml.org,2002:timestamp"
_HINTS = {"jurisdictions": "write codes such as EU, FR, GB or US-CA", "zone": "write a name such as America/New_York"}


def load_rules(
    names: Sequence[str] = DEFAULT_RULESETS, extra: Sequence[Path] = (), *, root: Path | None = None
) -> tuple[Rule, ...]:
    """The rules of the named packs and of extra files or folders, in order of pack and id.

    Names are shipped packs ("core", "eu", "platforms/meta"; "us" takes all packs below it, "all" takes all) or
    paths of packs of one's own ("./my-pack"), which start from ``root``, the working folder by default. They may be
    comma-separated profiles ("eu,fr"). Raises :class:`RuleError` on any malformed rule, unknown name or repeated
    id; a rule of one's own may not have the id of a shipped rule, whether that is loaded or not.
    """
    files = rule_files(names, extra, root)
    shipped = {} if all(file.shipped for file in files) else _shipped_ids()
    rules: dict[str, Rule] = {}
    for file in files:
        loaded = _load_file(file)
        if isinstance(loaded, Note):
            continue
        other = rules[loaded.id].path if loaded.id in rules else None if file.shipped else shipped.get(loaded.id)
        if other is not None:
            raise _used_id(loaded.id, other, file.path)
        rules[loaded.id] = loaded
    return tuple(rules.values())


def load_notes(
    names: Sequence[str] = DEFAULT_RULESETS, extra: Sequence[Path] = (), *, root: Path | None = None
) -> tuple[Note, ...]:
    """The documented duties of the named packs that no rule decides."""
    loaded = (_load_file(file) for file in rule_files(names, extra, root))
    return tuple(item for item in loaded if isinstance(item, Note))


def _shipped_ids() -> Mapping[str, str]:
    """The id of every shipped rule, with its file."""
    return {rule.id: rule.path for rule in load_rules(("all",))}


def _used_id(rule_id: str, other: str, path: Path) -> RuleError:
    _, node = _parse(_text(path), path)
    return RuleError(
        f"rule id {rule_id!r} is also used by {other}",
        remedy="give each rule its own id",
        path=str(path),
        line=_line(node, ("id",)),
        field="id",
    )


def _load_file(file: RuleFile) -> Rule | Note:
    try:
        stamp = file.path.stat().st_mtime_ns
    except OSError as error:
        raise RuleError(f"cannot be read: {error}", remedy="check the path", path=str(file.path)) from error
    return _load_cached(file, stamp)


@lru_cache(maxsize=1024)
def _load_cached(file: RuleFile, stamp: int) -> Rule | Note:
    path = file.path
    data, node = _parse(_text(path), path)
    if data.get("note") is True:
        return Note(_validate(NoteModel, data, node, path), file.pack, file.shown)
    spec = _validate(RuleModel, data, node, path)
    check_rule(spec, str(path), lambda field: _line(node, field))
    return Rule(spec, file.pack, file.shown)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RuleError(f"cannot be read: {error}", remedy="check the path", path=str(path)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RuleError("is not UTF-8", remedy="save the file as UTF-8", path=str(path), line=line) from error


def _parse(text: str, path: Path) -> tuple[dict[str, Any], yaml.Node]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
        if not isinstance(node, yaml.MappingNode):
            raise RuleError("a rule is a mapping", remedy="start with `id:`", path=str(path), line=1)
        _check_nodes(node, path)
        return yaml.load(text, Loader=loader), node
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RuleError(
            "not valid YAML", remedy="correct the syntax", path=str(path), line=mark.line + 1 if mark else None
        ) from error
    except RecursionError as error:
        raise RuleError("nested too deeply", remedy="write it flatter", path=str(path), line=1) from error


def _check_nodes(root: yaml.Node, path: Path) -> None:
    """Refuse what YAML would read without a word: a key given twice, of which the last would win; and no such day."""
    for node, where in _nodes(root, ()):
        if isinstance(node, yaml.ScalarNode) and node.tag == _DAY:
            _check_day(node, where, path)
        keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        for number, key in enumerate(keys):
            if key.value in [earlier.value for earlier in keys[:number]]:
                raise RuleError(
                    f"the key {key.value!r} is given twice",
                    remedy="keep one of the two",
                    path=str(path),
                    line=key.start_mark.line + 1,
                    field=".".join([*map(str, where), str(key.value)]),
                )


def _check_day(node: yaml.ScalarNode, where: Sequence[object], path: Path) -> None:
    try:
        yaml.constructor.SafeConstructor().construct_yaml_timestamp(node)
    except ValueError as error:
        raise RuleError(
            f"no such day: {node.value} ({error})",
            remedy="write a day as 2026-12-31",
            path=str(path),
            line=node.start_mark.line + 1,
            field=".".join(map(str, where)),
        ) from error


def _nodes(node: yaml.Node, where: tuple[object, ...]) -> Iterator[tuple[yaml.Node, tuple[object, ...]]]:
    """Every node below, with its place; what an alias points to stands, and is checked, where it is anchored."""
    seen = {id(node)}
    waiting = [(node, where)]
    while waiting:
        node, where = waiting.pop()
        yield node, where
        for part, child in _children(node):
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append((child, (*where, part)))


def _children(node: yaml.Node) -> Iterator[tuple[object, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)


def _validate(model: type[Model], data: Mapping[str, Any], node: yaml.Node, path: Path) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors()
        first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])  # it tells the most
        where = _place(node, first["loc"], absent=first["type"] == "missing")
        raise RuleError(
            f"{first['msg'].removeprefix('Value error, ')} (got {str(first.get('input'))[:60]!r})",
            remedy=_hint(first, model) or _HINTS.get(_key(where), "see `ipse rules new` and rule.schema.json"),
            path=str(path),
            line=_line(node, where),
            field=".".join(str(part) for part in where),
        ) from error


def _place(node: yaml.Node, where: Sequence[object], *, absent: bool) -> tuple[object, ...]:
    """The place of an error as the file has it: alternatives of the model have names, but stand in no file.

    The last part of the place of something ``absent`` stands in no file either, and is kept.
    """
    parts: list[object] = []
    for part in where[:-1] if absent else where:
        child = _child(node, part)
        if child is not None:
            parts.append(part)
            node = child
    return (*parts, *where[-1:]) if absent else tuple(parts)


def _key(where: Sequence[object]) -> str:
    """The last name of a place, whatever the number in its list."""
    return next((part for part in reversed(where) if isinstance(part, str)), "")


def _hint(error: ErrorDetails, model: type[RuleModel] | type[NoteModel]) -> str:
    """The key or the value that was probably meant; empty when nothing is near."""
    if error["type"] == "literal_error":
        known, written = re.findall(r"'([^']+)'", error["ctx"]["expected"]), str(error["input"])
    elif error["type"] == "extra_forbidden":
        fields = (model, Condition, Case, Message)
        known = [*(name for one in fields for name in one.model_fields), "not", "from", "in"]
        written = str(error["loc"][-1])
    else:
        return ""
    near = difflib.get_close_matches(written.lower(), known, n=1)
    return f"did you mean {near[0]!r}?" if near else "" if error["type"] == "literal_error" else "remove the key"


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
