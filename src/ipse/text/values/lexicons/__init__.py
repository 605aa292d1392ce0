"""What the value grammar knows of each language: one YAML file a language.

Words are written folded (lower case, no accents). In patterns, ``{n}`` is a number in digits or words,
``{unit}`` a unit of time, ``{month}``, ``{weekday}``, ``{season}``, ``{year}``, ``{day}``, ``{h}``, ``{m}`` what they say.
"""
