"""Move outliers of the activations into the weights before int8 (SmoothQuant, Xiao et al., 2023).

A few channels of a Transformer's activations are tens of times larger than the others. Quantised per tensor, they leave
the others a handful of levels, and what else is in a batch decides how many. Dividing each input channel of a matrix by
its range and multiplying the matrix's column by it changes nothing in exact arithmetic, and evens the ranges out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training import data
from training.model import Verifier

STRENGTH = 0.85
ROWS = {"domain": 60, "own": 60, "short": 60, "public": 200}
SMALLEST = 1e-3
PARTS = ("qkv", "out", "up", "down")


Ranges = dict[tuple[int, str], Tensor]


class Smoothed(nn.Module):
    """A linear map whose input is first divided by ``scale`` [inputs], its columns multiplied by it."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.inverse = nn.Parameter(1 / scale, requires_grad=False)
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight.data = linear.weight.data * scale
        self.linear.bias.data = linear.bias.data

    def forward(self, states: Tensor) -> Tensor:
        """The same map as before."""
        found: Tensor = self.linear(states * self.inverse)
        return found


def sample(config: dict[str, Any], folder: Path, tokenizer: Any) -> list[dict[str, Tensor]]:
    """A few hundred training rows of every group, as batches: what the ranges are measured on."""
    rng = random.Random(config["seed"])
    groups = {
        "domain": data.load_domain(folder / "domain"),
        "own": data.load_own(),
        "short": data.load_short(),
        "public": data.load_public(folder / "train", config["caps"], rng),
    }
    rows: list[data.Row] = []
    for name, members in groups.items():
        spoken = data.spoken(members, config.get("languages"))
        rows += rng.sample(spoken, min(ROWS[name], len(spoken)))
    packed = data.encode(rows, tokenizer, config["max_length"], config["max_row"])
    return [data.collate(batch) for batch in data.cut_batches(packed, config["batch_tokens"], rng)]


@torch.no_grad()
def ranges(layers: nn.ModuleList, run: Callable[[], None]) -> Ranges:
    """The largest absolute input [inputs] of every matrix of every layer while ``run`` runs the model."""
    found: Ranges = {}
    hooks = [
        getattr(layer, part).register_forward_pre_hook(_recorder(found, (number, part)))
        for number, layer in enumerate(layers)
        for part in PARTS
    ]
    run()
    for hook in hooks:
        hook.remove()
    return found


def _recorder(found: Ranges, key: tuple[int, str]) -> Any:
    def record(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        largest = inputs[0].abs().flatten(0, -2).amax(0)
        found[key] = torch.maximum(found.get(key, largest), largest)

    return record


def smooth(layers: nn.ModuleList, found: Ranges, strength: float = STRENGTH) -> None:
    """Replace every matrix by a smoothed one: scale = input range ** strength / column range ** (1 - strength)."""
    for number, layer in enumerate(layers):
        for part in PARTS:
            linear: nn.Linear = getattr(layer, part)
            inputs = found[number, part].clamp(min=SMALLEST)
            columns = linear.weight.data.abs().amax(0).clamp(min=SMALLEST)
            setattr(layer, part, Smoothed(linear, inputs**strength / columns ** (1 - strength)))


def smooth_verifier(model: Verifier, config: dict[str, Any], folder: Path, tokenizer: Any) -> None:
    """Smooth a verifier by its activations on training rows of ``folder``."""

    def run() -> None:
        for batch in sample(config, folder, tokenizer):
            claims = torch.arange(1, batch["labels"].shape[1] + 1)
            model.packed(batch["ids"], batch["places"], batch["segments"], claims)

    smooth(model.layers, ranges(model.layers, run))
