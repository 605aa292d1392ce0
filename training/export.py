"""Checkpoint to int8 ONNX: ``python -m training.export --work DIR --out DIR``."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml

from training import base
from training.model import Verifier

LABELS = ["entailment", "neutral", "contradiction"]
OUTPUTS = ["logits", "claims"]
INPUTS = ["input_ids", "attention_mask"]


def load_trained(config: dict[str, Any], work: Path, name: str = "last.pt") -> Verifier:
    """The trained model in evaluation mode."""
    model = base.empty_model(config, work)
    saved = torch.load(work / name, map_location="cpu", weights_only=True)
    model.load_state_dict(saved["model"])
    return model.eval()


def write_float(model: Verifier, path: Path) -> None:
    """Write fp32 ONNX with dynamic batch and length."""
    ids = torch.tensor([[0, 10, 11, 2, 2, 12, 13, 2], [0, 10, 2, 2, 12, 2, 1, 1]])
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS}
    torch.onnx.export(
        model, (ids, (ids != 1).long()), str(path), input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes={**axes, "logits": {0: "batch"}, "claims": {0: "batch", 1: "claim"}},
        opset_version=17, dynamo=False,
    )


def write_int8(source: Path, target: Path, exclude: list[str]) -> None:
    """Dynamic int8: matrices per channel, the embedding table as bytes."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source), str(target), per_channel=True, weight_type=QuantType.QInt8,
        nodes_to_exclude=exclude, op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def session(path: Path, threads: int = 2) -> Any:
    """An onnxruntime CPU session."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def score(
    session: Any, tokenizer: Any, pairs: list[tuple[str, str]], batch: int = 16
) -> np.ndarray:
    """Logits [n, 3] of (premise, claim) pairs, batches sorted by length."""
    encoded = tokenizer.encode_batch(pairs)
    order = sorted(range(len(pairs)), key=lambda n: len(encoded[n].ids))
    found = np.zeros((len(pairs), 3), np.float32)
    for at in range(0, len(order), batch):
        chosen = order[at : at + batch]
        longest = max(len(encoded[n].ids) for n in chosen)
        ids = np.full((len(chosen), longest), 1, np.int64)
        for row, n in enumerate(chosen):
            ids[row, : len(encoded[n].ids)] = encoded[n].ids
        mask = (ids != 1).astype(np.int64)
        found[chosen] = session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]
    return found


def manifest(out: Path, config: dict[str, Any], extra: dict[str, Any]) -> None:
    """Write model.json: what the files are and how to feed them."""
    files = {name: sha256(out / name) for name in ("model.onnx", "tokenizer.json")}
    content = {
        "name": "ipse-verifier", "format": 1, "labels": LABELS, "inputs": INPUTS,
        "output": "logits", "packed_output": "claims", "max_length": config["max_length"],
        "pair": "<s> premise </s></s> hypothesis </s>",
        "packed": "<s> premise </s></s> claim 1 </s></s> claim 2 </s>: same figures as one by one",
        "truncate": "premise",
        "passages": "several dated passages are joined by ' || ', each '[YYYY-MM-DD kind] text'",
        "dialogue": "a claim may be written 'Fan: question || Reply: draft clause'",
        "files": files, **extra,
    }
    text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True)
    (out / "model.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoint", default="last.pt")
    parser.add_argument("--exclude", nargs="*", default=[])
    options = parser.parse_args()
    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    model = load_trained(config, options.work, options.checkpoint)
    with tempfile.TemporaryDirectory() as folder:
        write_float(model, Path(folder) / "float.onnx")
        write_int8(Path(folder) / "float.onnx", options.out / "model.onnx", options.exclude)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    tokenizer.enable_truncation(config["max_length"], strategy="only_first")
    tokenizer.save(str(options.out / "tokenizer.json"))
    manifest(options.out, config, {"temperature": {"default": 1.0}, "thresholds": {"support": 0.5}})


if __name__ == "__main__":
    main()
