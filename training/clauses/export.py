"""Clause encoder to int8 ONNX: ``python -m training.clauses.export CONFIG --work DIR --out FOLDER``."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
import yaml

from training import base
from training.clauses.encoder import ClauseEncoder
from training.export import sha256, write_int8
from training.model import Shape

INPUTS = ["input_ids", "segment_ids"]


def load_trained(config: dict[str, Any], work: Path) -> tuple[ClauseEncoder, dict[str, Any]]:
    """The trained encoder in evaluation mode, and the labels of its heads."""
    saved = torch.load(work / "clauses.pt", map_location="cpu", weights_only=True)
    vocabulary = base.load_tokenizer(work / "tokenizer.json").get_vocab_size()
    heads = saved["heads"]
    model = ClauseEncoder(Shape(vocabulary, len(config["layers"])), sum(map(len, heads.values())) + 1, 0.0)
    model.load_state_dict(saved["model"])
    return model.eval(), heads


def write_float(model: ClauseEncoder, path: Path) -> None:
    """Write fp32 ONNX with dynamic batch and length."""
    ids = torch.tensor([[0, 10, 2, 2, 12, 13, 2], [0, 10, 2, 2, 12, 2, 1]])
    segments = torch.tensor([[0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1, -1]])
    axes = {name: {0: "batch", 1: "length"} for name in (*INPUTS, "scores")}
    torch.onnx.export(
        model,
        (ids, segments),
        str(path),
        input_names=INPUTS,
        output_names=["scores"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    options.out.mkdir(parents=True, exist_ok=True)
    model, heads = load_trained(config, options.work)
    with tempfile.TemporaryDirectory() as folder:
        write_float(model, Path(folder) / "float.onnx")
        write_int8(Path(folder) / "float.onnx", options.out / "model.onnx", [])
    tokenizer = base.load_tokenizer(options.work / "tokenizer.json")
    tokenizer.save(str(options.out / "tokenizer.json"), pretty=False)
    files = {name: sha256(options.out / name) for name in ("model.onnx", "tokenizer.json")}
    about = {
        "name": "ipse-clauses",
        "format": 1,
        "base": f"intfloat/multilingual-e5-small (MIT), {len(config['layers'])} of its 12 layers",
        "data": "clauses-{en,fr}-train of the domain data (CC BY 4.0) and training/clauses/data",
        "inputs": INPUTS,
        "output": "scores [batch, length, labels of all heads in turn + boundary]; of a clause: its tokens' mean",
        "max_length": config["max_length"],
        "fan_tokens": config["fan_tokens"],
        "heads": {head: list(labels) for head, labels in heads.items()},
        "files": files,
    }
    text = json.dumps(about, indent=2, ensure_ascii=False)
    (options.out / "model.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
