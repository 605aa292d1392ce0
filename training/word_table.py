"""Word tables at four bits: half the size of bytes, and exact for a base that ships so.

Blocks of 32 values share one fp16 scale; a value is the scale times a whole number from -8 to 7 (the rule of Q4_0).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

BLOCK = 32
LEVELS = 8
NAME = "words.weight"


def pack(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers [words, width] and fp16 scales [words, width / 32] of a float table."""
    blocks = table.reshape(len(table), -1, BLOCK).astype(np.float32)
    place = np.abs(blocks).argmax(2)[..., None]
    scale = (np.take_along_axis(blocks, place, 2) / -LEVELS).astype(np.float16)
    divisor = np.where(scale == 0, np.float16(1), scale).astype(np.float32)
    whole = np.clip(np.rint(blocks / divisor), -LEVELS, LEVELS - 1).astype(np.int8)
    return whole.reshape(table.shape), scale[..., 0]


def unpack(whole: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The float table that ``pack`` stands for."""
    blocks = whole.reshape(len(whole), -1, BLOCK).astype(np.float32)
    return (blocks * scale.astype(np.float32)[..., None]).reshape(whole.shape)


def shrink(path: Path, table: np.ndarray) -> None:
    """Replace the byte table of a quantised graph by ``table`` at four bits; onnxruntime has an operator for it."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(path))
    graph = model.graph
    whole, scale = pack(table)
    flat = whole.reshape(-1)
    nibbles = ((flat[0::2] & 0xF) | ((flat[1::2] & 0xF) << 4)).astype(np.uint8)
    lookup = next(n for n in graph.node if n.op_type == "Gather" and NAME in n.input[0])
    rescale = next(n for n in graph.node if n.op_type == "DequantizeLinear" and n.input[0] == lookup.output[0])
    inner = f"{NAME}_found"
    found = helper.make_node(
        "GatherBlockQuantized",
        [f"{NAME}_nibbles", lookup.input[1], f"{NAME}_scales"],
        [inner],
        domain="com.microsoft",
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    wide = helper.make_node("Cast", [inner], [rescale.output[0]], to=TensorProto.FLOAT)
    kept: list[Any] = [n for n in graph.node if n not in (lookup, rescale)]
    del graph.node[:]
    graph.node.extend([found, wide, *kept])
    tensors = [t for t in graph.initializer if NAME not in t.name]
    del graph.initializer[:]
    graph.initializer.extend(tensors)
    graph.initializer.append(
        helper.make_tensor(f"{NAME}_nibbles", TensorProto.INT4, whole.shape, nibbles.tobytes(), raw=True)
    )
    graph.initializer.append(numpy_helper.from_array(scale, f"{NAME}_scales"))
    model.ir_version = max(model.ir_version, 10)
    for opset in model.opset_import:
        if not opset.domain:
            opset.version = max(opset.version, 21)
    onnx.save(model, str(path))
