"""The trimmed unigram tokenizer, written so that ``tokenizers`` alone loads it."""

from __future__ import annotations

from typing import Any

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
BOS, PAD, EOS, UNK = 0, 1, 2, 3
NEVER = -10000.0  # a passage that contains the text "</s>" must not make a separator


def build_tokenizer(pieces: list[str], scores: list[float], max_length: int) -> Any:
    """Build a Unigram tokenizer: pairs as ``<s> a </s></s> b </s>``, first text cut."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocab = [(piece, NEVER if piece in SPECIALS else score) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=UNK, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", BOS), ("</s>", EOS)],
    )
    tokenizer.enable_truncation(max_length, strategy="only_first")
    return tokenizer
