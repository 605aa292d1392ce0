"""Train the verifier: ``python -m training.train training/config.yaml --data DIR``."""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import yaml
from torch import Tensor
from torch.nn import functional

from training import augment, base, data, evaluate


def losses(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Mean loss; label 3 ("not entailed") costs -log(1 - p(entailment))."""
    flat, gold = logits.reshape(-1, 3).float(), labels.reshape(-1)
    three = (gold >= 0) & (gold < 3)
    total = functional.cross_entropy(flat[three], gold[three], reduction="sum", label_smoothing=smoothing)
    two = flat[gold == 3]
    if len(two):
        other = torch.logsumexp(two[:, 1:], dim=1)
        total = total - (other - torch.logsumexp(two, dim=1)).sum()
    return total / (gold >= 0).sum().clamp(min=1)


class Mixture:
    """An endless stream of batches; the share of each group moves with progress."""

    def __init__(self, config: dict[str, Any], folder: Path, tokenizer: Any, salt: int) -> None:
        self.config, self.tokenizer = config, tokenizer
        self.budget = config["batch_tokens"] // (dist.get_world_size() if dist.is_initialized() else 1)
        self.rng = random.Random(config["seed"] * 1000 + salt)
        rng = random.Random(config["seed"])
        languages = config.get("languages")
        self.public = data.spoken(data.load_public(folder / "train", config["caps"], rng), languages)
        self.domain = data.spoken(data.load_domain(folder / "domain") + data.load_own(), languages)
        self.factual = [row for row in self.public if augment.can_mingle(row)]
        self.queues = {
            "domain": data.endless(self.domain, self.rng),
            "public": data.endless(self.public, self.rng),
            "short": data.endless(data.spoken(data.load_short(), languages), self.rng),
            "factual": data.endless(self.factual, self.rng),
            "anchor": data.endless(
                [row for row in self.public if row.source in config["anchor"]] or self.public, self.rng
            ),
        }

    def _row(self, group: str) -> data.Row:
        rng = self.rng
        if group == "long":
            row = augment.mingle([next(self.queues["factual"]) for _ in range(rng.randint(2, 5))], rng)
        elif group == "domain":
            row = augment.vary(next(self.queues["domain"]), self.domain, rng)
        else:
            row = next(self.queues[group])
        if rng.random() < self.config["irrelevant"]:
            row = augment.add_irrelevant(row, self.domain if group == "domain" else self.factual, rng)
        return row

    def _pool(self, progress: float) -> list[data.Row]:
        """Rows of about ``pool_tokens`` tokens, shared between groups by weight."""
        words = self.config["pool_words"]
        found: list[data.Row] = []
        for group, (start, end) in self.config["mixture"].items():
            left = words * (start + (end - start) * progress)
            while left > 0:
                row = self._row(group)
                found.append(row)
                left -= len(row.premise.split()) + sum(len(c.split()) for c, _ in row.claims)
        return found

    def batches(self, progress: Any) -> Iterator[dict[str, Any]]:
        """Collated batches for ever; ``progress`` is asked once a pool."""
        config = self.config
        while True:
            rows = self._pool(progress())
            packed = data.encode(rows, self.tokenizer, config["max_length"], config["max_row"])
            packed = data.unpack(packed, config.get("mutual", 0.0), config.get("mutual_claims", 3), self.rng)
            for batch in data.cut_batches(packed, self.budget, self.rng):
                yield data.collate(batch)


class Run:
    """One training run: model, optimiser, clock, checkpoints."""

    def __init__(self, config: dict[str, Any], folder: Path, work: Path) -> None:
        self.config, self.folder, self.work = config, folder, work
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(config["seed"])
        self.tokenizer, self.model = base.prepare(config, folder, work)
        self.model.to(self.device)
        self.model.words.weight.requires_grad_(config["train_words"])
        self.optimiser = torch.optim.AdamW(self._groups(), lr=config["lr"], fused=True)
        self.step, self.seconds, self.pending, self.tokens = 0, 0.0, 0.0, 0
        self.rank = dist.get_rank() if dist.is_initialized() else 0
        self.world = dist.get_world_size() if dist.is_initialized() else 1
        self._resume()

    def _groups(self) -> list[dict[str, Any]]:
        trained = [p for p in self.model.parameters() if p.requires_grad]
        return [
            {"params": [p for p in trained if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0},
        ]

    def _resume(self) -> None:
        last = self.work / "last.pt"
        if last.exists():
            saved = torch.load(last, map_location=self.device, weights_only=True)
            self.model.load_state_dict(saved["model"])
            self.optimiser.load_state_dict(saved["optimiser"])
            self.step, self.seconds, self.tokens = saved["step"], saved["seconds"], saved["tokens"]

    def save(self) -> None:
        """Write the checkpoint atomically."""
        state = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "tokens": self.tokens,
        }
        torch.save(state, self.work / "last.tmp")
        (self.work / "last.tmp").replace(self.work / "last.pt")

    def progress(self) -> float:
        """Share of the run that is done, by steps or by minutes, whichever is further."""
        steps = self.step / self.config["max_steps"]
        minutes = self.seconds / 60 / self.config["max_minutes"]
        return min(1.0, max(steps, minutes))

    def rate(self) -> float:
        """Learning rate now: warm-up, flat, then linear down to nothing."""
        done = self.progress()
        fall = min(1.0, (1.0 - done) / (1.0 - self.config["flat_until"]))
        warm = min(1.0, (self.step + 1) / self.config["warmup"])
        return float(self.config["lr"] * warm * max(fall, 0.01))

    def advance(self, batch: dict[str, Any]) -> float:
        """One optimiser step; returns the loss."""
        batch = {name: tensor.to(self.device) for name, tensor in batch.items()}
        labels = batch["labels"]
        claims = torch.arange(1, labels.shape[1] + 1, device=self.device)
        logits = self.model.packed(batch["ids"], batch["places"], batch["segments"], claims, batch["mutual"])
        loss = losses(logits, labels, self.config["smoothing"])
        loss.backward()
        self._share()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += int((batch["segments"] >= 0).sum()) * self.world
        return float(loss.detach())

    def _share(self) -> None:
        """Average gradients and clocks over the processes: one thread each beats barriers."""
        self.seconds += self.pending
        self.pending = 0.0
        if not dist.is_initialized():
            return
        grads = [p.grad for p in self.model.parameters() if p.grad is not None]
        flat = torch.cat([g.reshape(-1) for g in grads] + [torch.tensor([self.seconds])])
        dist.all_reduce(flat)
        flat /= dist.get_world_size()
        at = 0
        for grad in grads:
            grad.copy_(flat[at : at + grad.numel()].view_as(grad))
            at += grad.numel()
        self.seconds = float(flat[-1])

    def report(self, loss: float) -> None:
        """One line of the log: where we are and the figures on the dev sets."""
        figures = evaluate.quick(self.model, self.tokenizer, self.folder, self.config, self.device)
        line = {
            "step": self.step,
            "minutes": round(self.seconds / 60, 1),
            "tokens": self.tokens,
            "loss": round(loss, 4),
            **figures,
        }
        print(json.dumps(line), flush=True)

    def go(self) -> None:
        """Train to the end of the schedule with a checkpoint every few minutes."""
        mixture = Mixture(self.config, self.folder, self.tokenizer, self.step * 10 + self.rank)
        saved, mean = self.seconds, 1.1
        self.model.train()
        for batch in mixture.batches(self.progress):
            began = time.monotonic()
            mean = 0.98 * mean + 0.02 * self.advance(batch)
            self.pending = time.monotonic() - began
            if self.step % 20 == 0 and self.rank == 0:
                print(f"{self.step} {self.seconds / 60:.1f}m {self.tokens} {mean:.4f} {self.rate():.2e}", flush=True)
            done = self.progress() >= 1.0
            if done or self.seconds - saved > 60 * self.config["save_minutes"]:
                saved = self.seconds
                if self.rank == 0:
                    self.save()
                    self.report(mean)
            if done:
                return


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/, domain/, dev/")
    parser.add_argument("--work", type=Path, default=Path("training-work"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if "RANK" in os.environ:  # torchrun --nproc-per-node 2 -m training.train ... --threads 1
        dist.init_process_group("gloo")
    options.work.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    Run(config, options.data, options.work).go()


if __name__ == "__main__":
    main()
