"""What the value grammar knows of each language: one YAML file a language.

Words are written folded (lower case, no accents). In patterns, ``{n}`` is a number in digits or words or an
article, ``{unit}`` a unit of time; ``{month}``, ``{weekday}``, ``{year}``, ``{h}``, ``{m}`` say what
they are.
"""
