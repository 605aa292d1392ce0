"""Per-language data: a language is a YAML file beside the code that reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ipse.errors import LexiconError


@cache
def languages(package: str) -> tuple[str, ...]:
    """The languages that ``package`` (a dotted package of YAML files) has data for, sorted.

    A file whose name begins with "_" holds data for no one language.
    """
    return tuple(name for name in _files(package) if not name.startswith("_"))


def _files(package: str) -> tuple[str, ...]:
    names = (entry.name for entry in files(package).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def language_data(package: str, language: str) -> Mapping[str, Any]:
    """The content of ``<package>/<language>.yaml``, read once.

    Raises ``LexiconError`` when the language has no file or the file is not a mapping.
    """
    import yaml

    path = f"{package}/{language}.yaml"
    if language not in _files(package):
        known = ", ".join(languages(package))
        raise LexiconError(
            f"no data for language {language!r}", path=path, remedy=f"use one of: {known}, or add this file"
        )
    content = files(package).joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    try:
        loaded = yaml.load(content, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise LexiconError("not valid YAML", path=path, line=line, remedy="mend the syntax") from error
    if not isinstance(loaded, dict):
        raise LexiconError("not a mapping", path=path, remedy="write key: value lines at the top level")
    return loaded


@cache
def _loader() -> Any:
    """A safe loader for which "yes", "no", "on" and "off" are words; only "true" and "false" are truth values."""
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("WordLoader", (base,), {})
    boolean = "tag:yaml.org,2002:bool"
    loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != boolean] for first, pairs in base.yaml_implicit_resolvers.items()
    }
    loader.add_implicit_resolver(boolean, re.compile(r"^(?:true|false)$"), list("tf"))
    return loader


def supported(package: str, language: str, default: str = "en") -> str:
    """``language`` when ``package`` has data for it (its region ignored: "fr-CA" is "fr"), else ``default``."""
    short = language.casefold().replace("_", "-").split("-")[0]
    return short if short in languages(package) else default
