"""Language data of the text room: one YAML file a language."""
