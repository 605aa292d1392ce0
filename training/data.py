"""Rows (a premise with all its claims), mixtures of sources, packed batches."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ipse.text.language import detect

LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2, "not_entailment": 3}
NEUTRAL = LABELS["neutral"]
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Row:
    """One premise and its claims with labels (3 = two-way "not entailed")."""

    premise: str
    claims: tuple[tuple[str, int], ...]
    source: str
    lang: str = "en"
    hows: tuple[str, ...] = ()


def read_pairs(path: Path) -> list[dict[str, Any]]:
    """Read one gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def to_rows(pairs: list[dict[str, Any]], limit: int = 12) -> list[Row]:
    """Group pairs by premise, at most ``limit`` claims a row."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for pair in pairs:
        grouped.setdefault(pair["premise"], []).append(pair)
    rows = []
    for premise, members in grouped.items():
        for at in range(0, len(members), limit):
            part = members[at : at + limit]
            claims = tuple((p["hypothesis"], LABELS[p["label"]]) for p in part)
            hows = tuple(p.get("how", "") for p in part)
            first = part[0]
            rows.append(Row(premise, claims, first["source"], first.get("lang", "en"), hows))
    return rows


def capped(rows: list[Row], cap: int, rng: random.Random) -> list[Row]:
    """A random selection with at most ``cap`` claims in all (0: keep everything)."""
    if not cap:
        return rows
    shuffled = rng.sample(rows, len(rows))
    kept, total = [], 0
    for row in shuffled:
        if total >= cap:
            break
        kept.append(row)
        total += len(row.claims)
    return kept


def load_public(folder: Path, caps: dict[str, int], rng: random.Random) -> list[Row]:
    """All public training sets with their caps; a missing cap keeps everything."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        rows += capped(to_rows(read_pairs(path)), caps.get(name, 0), rng)
    return rows


def load_domain(folder: Path) -> list[Row]:
    """The creator sets written for this project, training part."""
    rows: list[Row] = []
    for path in sorted(folder.glob("nli-*-train.jsonl.gz")):
        rows += to_rows(read_pairs(path))
    return rows


OWN = Path(__file__).parent / "domain"
SHORT = Path(__file__).parent / "short"
_SHORT = {"e": "entailment", "n": "neutral", "c": "contradiction"}


def load_own(folder: Path = OWN, source: str = "ipse-own", limit: int = 12) -> list[Row]:
    """The passages and claims of ``training/domain``: a premise a line, its claims with label and ``how``."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            for at in range(0, len(told["claims"]), limit):
                part = told["claims"][at : at + limit]
                claims = tuple((c[0], LABELS[_SHORT[c[1]]]) for c in part)
                rows.append(Row(told["premise"], claims, source, told["lang"], tuple(c[2] for c in part)))
    return rows


def load_short() -> list[Row]:
    """The sentences, news, summaries and web snippets of ``training/short``, with their claims."""
    return load_own(SHORT, "ipse-short")


def spoken(rows: list[Row], languages: list[str] | None) -> list[Row]:
    """Premises in one of ``languages``, with their claims in them (no languages given: everything)."""
    if not languages:
        return rows
    found = []
    for row in rows:
        kept = [n for n, (claim, _) in enumerate(row.claims) if detect(claim) in languages]
        if kept and detect(row.premise) in languages:
            hows = tuple(row.hows[n] for n in kept) if row.hows else ()
            found.append(replace(row, claims=tuple(row.claims[n] for n in kept), lang=languages[0], hows=hows))
    return found


def endless(rows: list[Row], rng: random.Random) -> Iterator[Row]:
    """Every row once in random order, then again, for ever."""
    while True:
        yield from rng.sample(rows, len(rows))


@dataclass(frozen=True, slots=True)
class Packed:
    """One encoded row: premise ids and the claims' ids, each with its label.

    In a ``mutual`` row (of one claim) the premise's tokens see the claim too.
    """

    premise: list[int]
    claims: list[tuple[list[int], int]]
    mutual: bool = False

    @property
    def length(self) -> int:
        """Tokens of the packed row."""
        return len(self.premise) + 2 + sum(len(ids) + 2 for ids, _ in self.claims)


def encode(rows: list[Row], tokenizer: Any, max_length: int, max_row: int) -> list[Packed]:
    """Tokenise rows; premises are cut to leave room for the longest claim."""
    texts = [row.premise for row in rows] + [c for row in rows for c, _ in row.claims]
    ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    found, at = [], len(rows)
    for premise, row in zip(ids[: len(rows)], rows, strict=True):
        claims = []
        for _, label in row.claims:
            claims.append((ids[at][: max_length // 2], label))
            at += 1
        longest = max(len(c) for c, _ in claims)
        packed = Packed(premise[: max_length - longest - 4], [])
        for claim in claims:
            if packed.claims and packed.length + len(claim[0]) + 2 > max_row:
                found.append(packed)
                packed = Packed(packed.premise, [])
            packed.claims.append(claim)
        found.append(packed)
    return found


def unpack(rows: list[Packed], share: float, most: int, rng: random.Random) -> list[Packed]:
    """Turn a ``share`` of the rows into mutual ones, a row for each of at most ``most`` of its claims."""
    found: list[Packed] = []
    for row in rows:
        if rng.random() >= share:
            found.append(row)
            continue
        claims = rng.sample(row.claims, min(most, len(row.claims)))
        found += [Packed(row.premise, [claim], mutual=True) for claim in claims]
    return found


def collate(rows: list[Packed]) -> dict[str, Any]:
    """Pad packed rows into ids, places, segments [batch, length] and labels."""
    import torch

    from training.tokens import BOS, EOS, PAD

    length = max(row.length for row in rows)
    most = max(len(row.claims) for row in rows)
    ids = torch.full((len(rows), length), PAD)
    places = torch.zeros((len(rows), length), dtype=torch.long)
    segments = torch.full((len(rows), length), -1)
    labels = torch.full((len(rows), most), IGNORE)
    for n, row in enumerate(rows):
        start = len(row.premise) + 2
        tokens, spots, kinds = [BOS, *row.premise, EOS], [*range(start)], [0] * start
        for k, (claim, label) in enumerate(row.claims):
            tokens += [EOS, *claim, EOS]
            spots += range(start, start + len(claim) + 2)
            kinds += [k + 1] * (len(claim) + 2)
            labels[n, k] = label
        ids[n, : len(tokens)] = torch.tensor(tokens)
        places[n, : len(tokens)] = torch.tensor(spots)
        segments[n, : len(tokens)] = torch.tensor(kinds)
    mutual = torch.tensor([row.mutual for row in rows])
    return {"ids": ids, "places": places, "segments": segments, "labels": labels, "mutual": mutual}


def cut_batches(rows: list[Packed], budget: int, rng: random.Random) -> list[list[Packed]]:
    """Batches of similar length with at most ``budget`` padded tokens, shuffled."""
    batches: list[list[Packed]] = []
    current: list[Packed] = []
    for row in sorted(rows, key=lambda r: r.length):
        if current and row.length * (len(current) + 1) > budget:
            batches.append(current)
            current = []
        current.append(row)
    batches.append(current)
    rng.shuffle(batches)
    return batches
