"""Text that keeps its offsets: folding, language, sentences, words, values. Nothing here knows about audits."""
