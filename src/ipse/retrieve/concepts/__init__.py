"""What fans and creators talk about, one YAML file a language: concept name to the words that bring it up.

A concept becomes one index term beside the words themselves, so that "my kids' school" finds "I have no children", in
either language.
"""
