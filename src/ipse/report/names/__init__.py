"""How people give and use names, by language: data for redaction."""
