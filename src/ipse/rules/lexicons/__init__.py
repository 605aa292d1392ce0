"""Word lists and patterns of the rules, one file a language."""
