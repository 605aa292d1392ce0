"""Large transcripts: streamed, in several processes, resumed after a stop."""
