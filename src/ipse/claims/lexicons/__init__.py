"""Word lists of the claims room, one YAML file a language."""
