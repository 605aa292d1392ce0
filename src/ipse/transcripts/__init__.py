"""What the clone wrote: JSON Lines, CSV, Parquet or plain text to conversations, with every error named."""

from __future__ import annotations

from ipse.transcripts.load import iter_conversations, iter_transcripts, load_transcripts, transcripts_digest

__all__ = ["iter_conversations", "iter_transcripts", "load_transcripts", "transcripts_digest"]
