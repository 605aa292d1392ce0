"""``ipse bench speed``: pairs a second, milliseconds a pair by length, peak memory, and two yardsticks.

The yardsticks are a BERT of the same shape in fp32 under sentence-transformers' ``CrossEncoder`` (the same arithmetic;
the shipped attention rule has no class there, so its weights are random; or any Transformers folder that is given) and
what the machine's own matrix multiplication allows for this model's arithmetic.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from ipse.verify.base import PairModel
from ipse.verify.cross_encoder import CrossEncoderModel
from ipse.verify.model_files import LABELS
from ipse.verify.nli import NliModel, usable_threads

LENGTHS = (32, 128, 384)
_CLAIM_WORDS = 9
_SEED = 11
_MATRIX = 1024
_LAYERS, _WIDTH = 8, 384  # of the shipped encoder
_TEXT = (
    "the workshop opens in march and costs forty euros for two days with lunch my sister paints the tiles while "
    "we fire the kiln at night la boutique ferme le lundi et les commandes partent le jeudi matin"
)


def bench_speed(
    *,
    pairs: int = 64,
    repeats: int = 3,
    threads: int | None = None,
    checkpoint: Path | None = None,
    compare: bool = True,
) -> dict[str, object]:
    """Measure the shipped model on made pairs of 32, 128 and 384 tokens, and on many claims a passage.

    Args:
        pairs: pairs a measurement.
        repeats: measurements; the median counts.
        threads: processor threads; None takes what the machine gives.
        compare: measure ``CrossEncoder`` too; needs the package extra ``models``.
        checkpoint: a Transformers folder to compare with; None makes a random BERT of the same shape.

    Returns:
        A JSON-able object: ``machine, load_seconds, by_length, claims_per_passage, peak_rss_mb`` and the yardsticks.
    """
    began = time.perf_counter()
    model = NliModel(threads=threads)
    model.score([("Warm.", "Up.")])
    loaded = time.perf_counter() - began
    made = {length: made_pairs(model, length, pairs) for length in LENGTHS}
    one_by_one = NliModel(threads=threads, together=False)
    by_length = {str(n): _timed(one_by_one, made[n], repeats) for n in LENGTHS}
    shared = _shared_premise(made[128])
    return {
        "verifier": model.name,
        "machine": _machine(model.threads),
        "load_seconds": round(loaded, 3),
        "n": pairs,
        "by_length": by_length,
        "claims_per_passage": _timed(model, shared, repeats) | {"claims": 8, "tokens": 128},
        "peak_rss_mb": peak_rss_mb(),
        "matrix_limit": _matrix_limit(model, made[128], by_length["128"]),
        "cross_encoder_fp32": _yardstick(model, checkpoint, made, by_length, repeats) if compare else None,
    }


def peak_rss_mb() -> float:
    """The peak resident memory of this process in megabytes (kilobytes on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def made_pairs(model: NliModel, tokens: int, count: int) -> list[tuple[str, str]]:
    """Made pairs, none alike, whose token length is as near ``tokens`` as whole words allow."""
    draw = random.Random(_SEED + tokens)
    low, high = 4, tokens * 2
    while low < high:
        middle = (low + high) // 2
        if model.lengths([_pair(random.Random(0), middle)])[0] >= tokens:
            high = middle
        else:
            low = middle + 1
    return [_pair(draw, low) for _ in range(count)]


def _pair(draw: random.Random, words: int) -> tuple[str, str]:
    known = _TEXT.split()
    said = " ".join(draw.choices(known, k=words))
    return said, " ".join(draw.choices(known, k=min(_CLAIM_WORDS, words)))


def _shared_premise(pairs: Sequence[tuple[str, str]], claims: int = 8) -> list[tuple[str, str]]:
    """The same claims, eight behind each premise: what an audit looks like."""
    return [(pairs[at // claims * claims][0], claim) for at, (_, claim) in enumerate(pairs)]


def _timed(model: PairModel, pairs: Sequence[tuple[str, str]], repeats: int) -> dict[str, object]:
    model.score(pairs[:4])
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        model.score(pairs)
        taken.append(time.perf_counter() - began)
    seconds = median(taken)
    return {
        "pairs_per_second": round(len(pairs) / seconds, 1),
        "ms_per_pair": round(1000 * seconds / len(pairs), 2),
        "ms_per_pair_best": round(1000 * min(taken) / len(pairs), 2),
    }


def _yardstick(
    model: NliModel,
    checkpoint: Path | None,
    made: dict[int, list[tuple[str, str]]],
    ours: dict[str, dict[str, object]],
    repeats: int,
) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = checkpoint or _same_shape(model, Path(folder))
        theirs = CrossEncoderModel(str(path), threads=model.threads)
        found: dict[str, object] = {"what": "given checkpoint" if checkpoint else "random BERT of the same shape"}
        for length, pairs in made.items():
            timed = _timed(theirs, pairs, repeats)
            ratio = _number(timed["ms_per_pair"]) / _number(ours[str(length)]["ms_per_pair"])
            found[str(length)] = timed | {"times_faster": round(ratio, 2)}
    return found


def _same_shape(model: NliModel, folder: Path) -> Path:
    """A randomly initialised BERT classifier with the shipped model's sizes and tokenizer, as a Transformers folder."""
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(model.files.tokenizer), pad_token="<pad>", unk_token="<unk>", sep_token="</s>"
    )
    tokenizer.model_max_length = model.files.max_length
    tokenizer.save_pretrained(folder)
    names = dict(enumerate(LABELS))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=_WIDTH,
        num_hidden_layers=_LAYERS,
        num_attention_heads=_WIDTH // 32,
        intermediate_size=4 * _WIDTH,
        num_labels=len(names),
        id2label=names,
        label2id={name: at for at, name in names.items()},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def _matrix_limit(model: NliModel, pairs: Sequence[tuple[str, str]], timed: dict[str, object]) -> dict[str, object]:
    """What fp32 matrix multiplication alone would take for the encoder's multiplications on these pairs."""
    weights = _LAYERS * 12 * _WIDTH * _WIDTH
    tokens = sum(model.lengths(pairs)) / len(pairs)
    limit = 2 * weights * tokens / _matrix_flops() * 1000
    share = limit / _number(timed["ms_per_pair"])
    return {"ms_per_pair_fp32": round(limit, 2), "tokens": round(tokens, 1), "share_of_limit": round(share, 3)}


def _matrix_flops() -> float:
    """Floating-point operations a second of one fp32 matrix product, the best of several."""
    import numpy as np

    left = np.random.default_rng(_SEED).random((_MATRIX, _MATRIX), dtype=np.float32)
    taken = []
    for _ in range(6):
        began = time.perf_counter()
        np.matmul(left, left)
        taken.append(time.perf_counter() - began)
    return float(2 * _MATRIX**3 / min(taken))


def _machine(threads: int) -> dict[str, object]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"threads": threads, "usable": usable_threads(), "load_average": load and round(load, 2)}


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
