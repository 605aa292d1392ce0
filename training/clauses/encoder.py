"""Train the clause encoder: ``python -m training.clauses.encoder CONFIG --data DIR --work DIR``.

A small Transformer reads the fan's message and the draft once. Every token gets a score for each label of each head and
one for "a clause begins here"; the scores of a clause are the mean over its tokens.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import torch
import yaml
from torch import Tensor, nn
from torch.nn import functional

from training import base
from training.clauses.data import HEADS, Reply, all_replies, boundary_places
from training.model import BLOCKED, Layer, Shape, Verifier, load_bert
from training.tokens import BOS, EOS, PAD

IGNORE = -100


class ClauseEncoder(nn.Module):
    """Token scores [batch, length, labels of all heads + 1]; the last column is the boundary."""

    def __init__(self, shape: Shape, outputs: int, drop: float) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocab, shape.hidden)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.types = nn.Embedding(shape.types, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.out = nn.Linear(shape.hidden, outputs)
        self.drop = drop

    def forward(self, input_ids: Tensor, segment_ids: Tensor) -> Tensor:
        """``segment_ids``: 0 the fan's message, 1 the draft, -1 padding."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)[None]
        kinds = segment_ids.clamp(min=0)
        states = self.norm(self.words(input_ids) + self.places(places) + self.types(kinds))
        seen = (segment_ids >= 0)[:, None, None, :]
        allowed = seen.expand(-1, 1, input_ids.shape[1], -1)
        if torch.onnx.is_in_onnx_export():
            allowed = (~allowed).to(states.dtype) * BLOCKED
        for layer in self.layers:
            states = layer(states, allowed, self.drop)
        if self.drop:
            states = functional.dropout(states, 0.1, self.training)
        return self.out(states)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of each head and their columns."""

    heads: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, replies: Sequence[Reply]) -> Labels:
        """Sorted labels seen in ``replies``."""
        return cls({h: tuple(sorted({one[h] for r in replies for one in r.labels})) for h in HEADS})

    @property
    def size(self) -> int:
        """All columns, the boundary included."""
        return sum(map(len, self.heads.values())) + 1

    def columns(self) -> dict[str, slice]:
        """Where each head's scores lie."""
        found, at = {}, 0
        for head, labels in self.heads.items():
            found[head] = slice(at, at + len(labels))
            at += len(labels)
        return found


@dataclass(frozen=True, slots=True)
class Item:
    """One reply as token ids, with its clauses as token ranges and its places as token indices."""

    ids: list[int]
    draft: int  # index of the draft's first token
    clauses: list[tuple[int, int, tuple[int, ...]]]
    places: list[tuple[int, bool]]


def encode(reply: Reply, tokenizer: Any, config: dict[str, Any], labels: Labels) -> Item:
    """Token ids and targets of one reply; what lies behind ``max_length`` is left out."""
    fan = tokenizer.encode(reply.question, add_special_tokens=False).ids[-config["fan_tokens"] :]
    told = tokenizer.encode(reply.draft, add_special_tokens=False)
    start = len(fan) + 3
    room = config["max_length"] - start - 1
    ids = [BOS, *fan, EOS, EOS, *told.ids[:room], EOS]
    ends = [end - 1 for _, end in told.offsets[:room]]

    def token_of(char: int) -> int | None:
        return next((start + at for at, last in enumerate(ends) if last >= char), None)

    clauses = []
    for (begin, stop), said in zip(reply.spans, reply.labels, strict=True):
        inside = [start + at for at, last in enumerate(ends) if begin <= last < stop]
        if inside:
            target = tuple(labels.heads[h].index(said[h]) if said[h] in labels.heads[h] else IGNORE for h in HEADS)
            clauses.append((inside[0], inside[-1] + 1, target))
    places = [(at, begins) for char, begins in boundary_places(reply) if (at := token_of(char)) is not None]
    return Item(ids, start, clauses, places)


def collate(items: Sequence[Item]) -> tuple[Tensor, Tensor]:
    """Token ids and segments [batch, length]."""
    length = max(len(item.ids) for item in items)
    ids = torch.full((len(items), length), PAD)
    segments = torch.full((len(items), length), -1)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        segments[row, : item.draft] = 0
        segments[row, item.draft : len(item.ids)] = 1
    return ids, segments


def loss_of(scores: Tensor, items: Sequence[Item], labels: Labels, config: dict[str, Any]) -> Tensor:
    """Weighted sum of the heads' cross-entropies and the boundary's."""
    pooled = torch.stack([scores[row, a:b].mean(0) for row, item in enumerate(items) for a, b, _ in item.clauses])
    total = torch.zeros(())
    for at, (head, columns) in enumerate(labels.columns().items()):
        gold = torch.tensor([target[at] for item in items for _, _, target in item.clauses])
        total = total + config["weights"][head] * functional.cross_entropy(
            pooled[:, columns], gold, ignore_index=IGNORE, label_smoothing=config["smoothing"]
        )
    spots = [(row, at, begins) for row, item in enumerate(items) for at, begins in item.places]
    if spots:
        said = scores[[s[0] for s in spots], [s[1] for s in spots], -1]
        gold = torch.tensor([float(s[2]) for s in spots])
        total = total + config["weights"]["boundary"] * functional.binary_cross_entropy_with_logits(said, gold)
    return total


@torch.no_grad()
def measure(model: ClauseEncoder, items: Sequence[Item], labels: Labels) -> dict[str, float]:
    """Accuracy of each head on gold spans, F1 of the boundaries."""
    model.eval()
    right, count, hit, said, gold = dict.fromkeys(labels.heads, 0), 0, 0, 0, 0
    for at in range(0, len(items), 32):
        batch = items[at : at + 32]
        scores = model(*collate(batch))
        for row, item in enumerate(batch):
            for a, b, target in item.clauses:
                pooled, count = scores[row, a:b].mean(0), count + 1
                for n, (head, columns) in enumerate(labels.columns().items()):
                    right[head] += int(pooled[columns].argmax()) == target[n]
            for place, begins in item.places:
                guess = bool(scores[row, place, -1] > 0)
                hit, said, gold = hit + (guess and begins), said + guess, gold + begins
    model.train()
    figures = {head: round(n / max(1, count), 3) for head, n in right.items()}
    return figures | {"boundary": round(2 * hit / max(1, said + gold), 3)}


def fit(
    model: ClauseEncoder, train: list[Item], dev: list[Item], labels: Labels, config: dict[str, Any], target: Path
) -> None:
    """Train with a warm-up and a falling rate; after each epoch prints a line and writes ``target``."""
    rng = random.Random(config["seed"])
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=config["lr"], weight_decay=0.01)
    steps = config["epochs"] * -(-len(train) // config["replies"])
    warm, step = max(1, int(config["warmup"] * steps)), 0
    for epoch in range(config["epochs"]):
        began, total = time.monotonic(), 0.0
        for batch in batches(train, config["replies"], rng):
            rate = min((step + 1) / warm, (steps - step) / max(1, steps - warm))
            for group in optimiser.param_groups:
                group["lr"] = config["lr"] * max(rate, 0.0)
            loss = loss_of(model(*collate(batch)), batch, labels, config)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            total, step = total + float(loss.detach()), step + 1
        line: dict[str, Any] = {"epoch": epoch + 1, "loss": round(total * config["epochs"] / steps, 3)}
        line |= {"seconds": round(time.monotonic() - began), **(measure(model, dev, labels) if dev else {})}
        print(json.dumps(line), flush=True)
        torch.save({"model": model.state_dict(), "heads": labels.heads}, target)


def batches(items: list[Item], size: int, rng: random.Random) -> list[list[Item]]:
    """Batches of like length in random order."""
    mixed = sorted(items, key=lambda item: len(item.ids) + rng.uniform(0, 12))
    found = [mixed[at : at + size] for at in range(0, len(mixed), size)]
    rng.shuffle(found)
    return found


def build(config: dict[str, Any], folder: Path, work: Path, labels: Labels) -> tuple[Any, ClauseEncoder]:
    """Tokenizer and encoder with the base's weights; the word table stays as it is."""
    tokenizer, donor = base.prepare(config, folder, work)
    model = ClauseEncoder(donor.shape, labels.size, config["dropout"])
    load_bert(_Donor(model), torch.load(work / "base.pt", weights_only=True), config["layers"])
    model.words.weight.requires_grad_(False)
    return tokenizer, model


class _Donor(Verifier):
    """Lets ``load_bert`` fill an encoder that has another head."""

    def __init__(self, model: ClauseEncoder) -> None:
        nn.Module.__init__(self)
        for name in ("words", "places", "types", "norm", "layers"):
            setattr(self, name, getattr(model, name))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with domain/ and train/")
    parser.add_argument("--work", type=Path, default=Path("training-work-clauses"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--hold-out", type=int, default=0, help="keep one reply in n out of training and measure on it")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    torch.manual_seed(config["seed"])
    options.work.mkdir(parents=True, exist_ok=True)
    replies = all_replies(options.data / "domain")
    labels = Labels.of(replies)
    tokenizer, model = build(config, options.data, options.work, labels)
    items = [encode(reply, tokenizer, config, labels) for reply in replies]
    held = [bool(options.hold_out) and crc32(r.draft.encode()) % options.hold_out == 0 for r in replies]
    train = [item for item, out in zip(items, held, strict=True) if not out and item.clauses]
    dev = [item for item, out in zip(items, held, strict=True) if out and item.clauses]
    print(f"{len(train)} replies, {sum(len(i.clauses) for i in train)} clauses, {labels.size} outputs", flush=True)
    target = options.work / "clauses.pt"
    if target.exists():
        model.load_state_dict(torch.load(target, weights_only=True)["model"])
    fit(model, train, dev, labels, config, target)


if __name__ == "__main__":
    main()
