"""Every regular expression that the package compiles: where it stands, and the pattern."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Set
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import regex

import ipse
from pattern_attacks import AnyPattern, Shipped

Site = tuple[str, int]  # file, line
ENGINES: dict[str, Any] = {"re": re, "regex": regex}
ANCHORED = {"match", "fullmatch"}
CALLS = ("compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")


def modules() -> list[ModuleType]:
    """Every module of the package."""
    names = (m.name for m in pkgutil.walk_packages(ipse.__path__, "ipse."))
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def collect(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Shipped], list[Site]]:
    """Every pattern that a call of a regular-expression engine gets, and the calls whose patterns were not seen.

    A pattern that a module's own names suffice to build is built from them; the others are recorded while
    everything that builds patterns from a lexicon, for every language, is called.
    """
    found: dict[Site, set[AnyPattern]] = {}
    missing: list[Site] = []
    anchored: set[Site] = set()
    for module in modules():
        text = inspect.getsource(module)
        for call in _calls(text):
            site = (str(module.__file__), call.lineno)
            anchored |= {site} if _is_anchored(call, text) else set()
            try:
                found.setdefault(site, set()).add(_built(call, module))
            except NameError:
                missing.append(site)
    recorded = _recorded(monkeypatch, {path for path, _ in missing})
    for site, patterns in recorded.items():
        found.setdefault(site, set()).update(patterns)
    return _shipped(found, anchored), [site for site in missing if site not in recorded]


def _shipped(found: dict[Site, set[AnyPattern]], anchored: set[Site]) -> list[Shipped]:
    """Each source once: as the standard engine has it, and searched, when any call searches it."""
    once: dict[tuple[str | bytes, bool], Shipped] = {}
    for site, patterns in found.items():
        for pattern in patterns:
            key = (pattern.pattern, site in anchored)
            if key not in once or isinstance(pattern, re.Pattern):
                once[key] = Shipped(pattern, site in anchored, f"{site[0]}:{site[1]}")
    return [s for (source, tied), s in once.items() if not tied or (source, False) not in once]


def _is_anchored(call: ast.Call, text: str) -> bool:
    """Whether the pattern is only ever tried at one place: directly, or through the name that it is given."""
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "compile":
        return call.func.attr in ANCHORED
    named = re.match(
        r"(_\w+) = re(?:gex)?\.compile\($", text.splitlines()[call.lineno - 1][: call.func.end_col_offset or 0] + "("
    )
    uses = set(re.findall(rf"\b{named[1]}\.(\w+)", text)) if named else set()
    return bool(uses) and uses <= ANCHORED


def _calls(text: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ENGINES:
                yield node


def _built(call: ast.Call, module: ModuleType) -> AnyPattern:
    assert isinstance(call.func, ast.Attribute)
    assert isinstance(call.func.value, ast.Name)
    engine = ENGINES[call.func.value.id]
    flags: list[ast.expr] = [word.value for word in call.keywords if word.arg == "flags"]
    if call.func.attr == "compile":
        flags += call.args[1:2]
    value = partial(_value, module=module)
    pattern: AnyPattern = engine.compile(value(call.args[0]), value(flags[0]) if flags else 0)
    return pattern


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), str(module.__file__), "eval"), vars(module))


def _recorded(monkeypatch: pytest.MonkeyPatch, files: Set[str]) -> dict[Site, set[AnyPattern]]:
    seen: dict[Site, set[AnyPattern]] = {}
    home = str(Path(ipse.__file__).parent)

    def watched(engine: Any, call: Callable[..., Any], pattern: Any, *args: Any, **kw: Any) -> Any:
        frame = sys._getframe(1)
        if frame.f_code.co_filename.startswith(home):
            flags = kw.get("flags", args[0] if call is engine.compile and args else 0)
            compiled = pattern if hasattr(pattern, "pattern") else originals[engine](pattern, flags)
            seen.setdefault((frame.f_code.co_filename, frame.f_lineno), set()).add(compiled)
        return call(pattern, *args, **kw)

    originals = {engine: engine.compile for engine in ENGINES.values()}
    with monkeypatch.context() as patch:
        for engine in ENGINES.values():
            for name in CALLS:
                patch.setattr(engine, name, partial(watched, engine, getattr(engine, name)))
        _build_everything(files)
    return seen


def _build_everything(files: Set[str]) -> None:
    _call_every_cached_builder(files)
    _build_rules()
    _build_sponsors()
    _build_names()


def _call_every_cached_builder(files: Set[str]) -> None:
    """Every cached function of these files that takes nothing, or a language: afresh."""
    from ipse.errors import LexiconError
    from ipse.text.language import LEXICONS, languages

    known = languages(LEXICONS)
    rooms = [m for m in modules() if m.__file__ in files]
    cached = {f for m in rooms for f in vars(m).values() if hasattr(f, "cache_clear") and f.__module__ == m.__name__}
    for function in cached:
        words = list(inspect.signature(function).parameters)
        if words not in ([], ["language"]):
            continue
        function.cache_clear()
        for language in known if words else [None]:
            try:
                function(*([language] if language else []))
            except (LexiconError, KeyError):  # not every room knows every language
                continue


def _build_rules() -> None:
    from ipse.rules import load_rules, pack_names
    from ipse.rules.conditions import _compiled
    from ipse.rules.lexicon import _fast, known_languages, pattern_names, patterns

    for build in (_fast, _compiled, patterns):
        build.cache_clear()
    for language in known_languages():
        for name in pattern_names():
            for pattern in patterns(language, name, r"salma\ rivoire|salma|rivoire"):
                _fast(pattern.source, pattern.where)
    for rule in load_rules(pack_names()):
        for source in _regexes(rule):
            _compiled(source)


def _regexes(value: Any) -> Iterator[str]:
    """The sources of every regex leaf below a rule."""
    from ipse.rules.schema import RegexLeaf

    if isinstance(value, RegexLeaf):
        yield from (source for sources in value.any.values() for source in sources)
        return
    fields = getattr(type(value), "model_fields", None) or getattr(type(value), "__dataclass_fields__", None)
    below = [getattr(value, n) for n in fields] if fields else list(value.values()) if isinstance(value, dict) else []
    for inner in below or (value if isinstance(value, list | tuple) else ()):
        yield from _regexes(inner)


def _build_sponsors() -> None:
    from builders import make_passage
    from ipse.rules import infer_sponsors, naming, sponsors
    from ipse.rules.lexicon import known_languages
    from ipse.rules.promotion import _mentions
    from ipse.types import Sponsor

    texts = {
        "en": "# Who pays me\n\nSponsored by Fennel Cycle since March 2025 until May 2026, code FENNEL10. "
        "My Fennel Cycle Glider is the Glider Two from Fennel Cycle.",
        "fr": "# Qui me paie\n\nPartenariat rémunéré avec Fennel Cycle depuis mars 2025, code FENNEL10. "
        "Le Glider de chez Fennel Cycle.",
        "de": "Gesponsert von Fennel Cycle seit 2025.",
    }
    for language in known_languages():
        text = texts.get(language, texts["en"])
        infer_sponsors([make_passage(text, language=language, title="Sponsors")])
        data = sponsors._section(language)
        for source in (value for value in data.values() if isinstance(value, str)):
            sponsors._matches(source, text)
        seen = sponsors._Seen(names={"Fennel Cycle": 1})
        sponsors._products(text, data, seen, naming.read_usage((), ()), set())
        sponsors._refused(text, data)
        sponsors._negated(text, 0, data)

    list(_mentions(Sponsor("Fennel Cycle", codes=("FENNEL",)), "Fennel Cycle, code fennel"))


def _build_names() -> None:
    from ipse.claims.fragments import _templates
    from ipse.claims.lexicon import LEXICONS as CLAIMS
    from ipse.report.redact import Mask
    from ipse.rules.lexicon import _view
    from ipse.text.data import language_data, languages
    from ipse.verify.words import LEXICONS as WORDS
    from ipse.verify.words import phrases

    Mask({"Mina Lindqvist": "name", "+44 20 7946 0018": "phone"}, "en")
    _templates.cache_clear()
    for language in languages(CLAIMS):
        for name in ("polar", "open"):
            _templates(language, name)
    phrases.cache_clear()
    for language in languages(WORDS):
        for name, words in language_data(WORDS, language).items():
            if isinstance(words, list) and all(isinstance(word, str) for word in words):
                phrases(language, name)
    _view("Jo writes, not jo.", r"jo\ lindqvist|lindqvist|Jo")
