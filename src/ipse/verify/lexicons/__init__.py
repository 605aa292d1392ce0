"""Per-language words of the verifier: one YAML file a language."""
