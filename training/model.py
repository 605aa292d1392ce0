"""The encoder: BERT weights, one attention rule, a head over the claim's tokens.

Premise tokens see only the premise; claim tokens see the premise and themselves.
A premise is thus encoded once for all its claims: training packs a dozen claims
behind one passage for the price of about two pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

HEAD_INIT = 0.02
BLOCKED = -1e4  # added to the scores of tokens that may not be seen


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder (tokens, layers, width, heads, inner width)."""

    vocab: int
    layers: int
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    types: int = 2
    eps: float = 1e-12


class FusedAttention(torch.autograd.Function):
    """Attention as one node of onnxruntime, for export only: half the time of the nodes that make it up."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, bias: Tensor, heads: int) -> Tensor:
        """The shape that export needs; the values are onnxruntime's to compute."""
        return query.clone()

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, bias: Any, heads: int) -> Any:
        """``com.microsoft.MultiHeadAttention`` with an additive bias."""
        none = g.op("prim::Constant")
        none.setType(torch._C.OptionalType.ofTensor())
        node = g.op("com.microsoft::MultiHeadAttention", query, key, value, none, none, bias, num_heads_i=heads)
        return node.setType(query.type())


class Layer(nn.Module):
    """One post-norm transformer block."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        hidden = shape.hidden
        self.heads = shape.heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=shape.eps)
        self.up = nn.Linear(hidden, shape.inner)
        self.down = nn.Linear(shape.inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=shape.eps)

    def forward(self, states: Tensor, allowed: Tensor, drop: float) -> Tensor:
        """Map [batch, length, hidden] to itself under ``allowed``: a boolean mask, or a bias while exporting."""
        batch, length, hidden = states.shape
        query, key, value = self.qkv(states).split(hidden, dim=2)
        if torch.onnx.is_in_onnx_export():
            mixed = FusedAttention.apply(query, key, value, allowed, self.heads)
        else:
            shape = (batch, length, self.heads, hidden // self.heads)
            mixed = functional.scaled_dot_product_attention(
                query.view(shape).transpose(1, 2),
                key.view(shape).transpose(1, 2),
                value.view(shape).transpose(1, 2),
                attn_mask=allowed,
            )
            mixed = mixed.transpose(1, 2).reshape(batch, length, hidden)
        mixed = self.out(mixed)
        if drop:
            mixed = functional.dropout(mixed, drop, self.training)
        states = self.norm1(states + mixed)
        inner = self.down(functional.gelu(self.up(states)))
        if drop:
            inner = functional.dropout(inner, drop, self.training)
        return self.norm2(states + inner)


class Verifier(nn.Module):
    """Encoder and head; logits in the order entailment, neutral, contradiction."""

    def __init__(self, shape: Shape, drop: float = 0.0, forget: float = 0.0) -> None:
        super().__init__()
        self.shape, self.drop, self.forget = shape, drop, forget
        self.words = nn.Embedding(shape.vocab, shape.hidden)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.types = nn.Embedding(shape.types, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.dense = nn.Linear(2 * shape.hidden, shape.hidden)
        self.classify = nn.Linear(shape.hidden, 3)
        nn.init.normal_(self.classify.weight, std=HEAD_INIT)
        nn.init.zeros_(self.classify.bias)

    def encode(self, ids: Tensor, places: Tensor, segments: Tensor, mutual: Tensor | None = None) -> Tensor:
        """Hidden states of packed rows; segment 0 premise, k claim k, -1 padding.

        Where ``mutual`` [batch] holds, every token of a row sees every other.
        """
        # The two segment embeddings of the base are unused by it: type 1 learns "claim".
        kinds = (segments > 0).long()
        words = self.words(ids)
        if self.forget and self.training:  # whole words go missing, so that no pair is known by heart
            words = words * (torch.rand(ids.shape, device=ids.device) >= self.forget)[:, :, None]
        states = self.norm(words + self.places(places) + self.types(kinds))
        own = segments[:, :, None] == segments[:, None, :]
        allowed = (own | (segments == 0)[:, None, :])[:, None]
        if mutual is not None:
            real = segments >= 0
            allowed = allowed | (mutual[:, None, None] & real[:, :, None] & real[:, None, :])[:, None]
        if torch.onnx.is_in_onnx_export():
            allowed = (~allowed).to(states.dtype) * BLOCKED
        for layer in self.layers:
            states = layer(states, allowed, self.drop)
        return states

    def head(self, first: Tensor, mean: Tensor) -> Tensor:
        """Logits from the claim's separator state and its mean state."""
        pooled = torch.tanh(self.dense(torch.cat([first, mean], dim=-1)))
        if self.drop:
            pooled = functional.dropout(pooled, 0.1, self.training)
        return self.classify(pooled)

    def packed(
        self, ids: Tensor, places: Tensor, segments: Tensor, claims: Tensor, mutual: Tensor | None = None
    ) -> Tensor:
        """Logits [batch, claims, 3] of packed rows; ``claims`` is 1, 2, ... K."""
        states = self.encode(ids, places, segments, mutual)
        member = (segments[:, None, :] == claims[None, :, None]).to(states.dtype)
        starts = (member.cumsum(-1) == 1).to(states.dtype) * member
        size = member.sum(-1, keepdim=True).clamp(min=1)
        return self.head(starts @ states, (member @ states) / size)

    def forward(self, input_ids: Tensor, position_ids: Tensor, segment_ids: Tensor) -> Tensor:
        """Logits [batch, claims, 3], as many claims as the fullest row has."""
        claims = torch.arange(1, segment_ids.max() + 1, device=input_ids.device)
        return self.packed(input_ids, position_ids, segment_ids, claims)


def load_bert(model: Verifier, named: dict[str, Tensor], pick: list[int]) -> None:
    """Copy BERT-named tensors into ``model``, taking the encoder layers ``pick``."""
    embed = "embeddings."
    state = {
        "words.weight": named[embed + "word_embeddings.weight"],
        "places.weight": named[embed + "position_embeddings.weight"],
        "types.weight": named[embed + "token_type_embeddings.weight"][:1].repeat(2, 1),
        "norm.weight": named[embed + "LayerNorm.weight"],
        "norm.bias": named[embed + "LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for target, source in enumerate(pick):
        layer = f"encoder.layer.{source}."
        for kind in ("weight", "bias"):
            state[f"layers.{target}.qkv.{kind}"] = torch.cat(
                [named[f"{layer}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
            )
            for mine, theirs in names.items():
                state[f"layers.{target}.{mine}.{kind}"] = named[f"{layer}{theirs}.{kind}"]
    missing, unknown = model.load_state_dict(state, strict=False)
    if unknown or not all(name.startswith(("dense", "classify")) for name in missing):
        raise ValueError(f"checkpoint does not fit: {missing} {unknown}")
