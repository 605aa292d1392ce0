"""Chat spelling: lower case, dropped marks and accents, shorthand, emoji."""

from __future__ import annotations

import random
import re
import unicodedata

EMOJI = ["😂", "😊", "🥰", "😭", "🙏", "🔥", "💪", "✨", "😅", "🎉", "🙈", "👀", "😘", "🤍", "💚", "🫶", "😩", "🤷"]
_TAILS = {
    "en": ["lol", "haha", "xx", "honestly", "tbh", "hun", "babe", "!!"],
    "fr": ["mdr", "haha", "bisous", "franchement", "ptdr", "coucou", "!!"],
    "es": ["jaja", "jajaja", "la verdad", "besos", "!!"],
    "id": ["wkwk", "hehe", "sih", "ya kak", "!!"],
}
_SHORT = {
    "en": (("you", "u"), ("because", "cos"), ("going to", "gonna"), ("really", "rly"), ("years", "yrs")),
    "fr": (("je suis", "chuis"), ("il y a", "y a"), ("parce que", "pcq"), ("beaucoup", "bcp"), ("c'est", "c")),
}


def _strip_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")


def chatty(claim: str, lang: str, rng: random.Random) -> str:
    """The same claim as typed on a phone; its meaning does not change."""
    if rng.random() < 0.6:
        claim = claim.lower().replace("fan:", "Fan:").replace("|| reply:", "|| Reply:")
    if rng.random() < 0.5:
        claim = claim.rstrip(".")
    if rng.random() < 0.15:
        claim = _strip_accents(claim)
    if rng.random() < 0.2:
        claim = claim.replace("'", "").replace("’", "")
    for long, short in _SHORT.get(lang, ()):
        if rng.random() < 0.4:
            claim = re.sub(rf"\b{long}\b", short, claim)
    if rng.random() < 0.3:
        claim += " " + rng.choice(_TAILS.get(lang, _TAILS["en"]))
    if rng.random() < 0.4:
        claim += " " + rng.choice(EMOJI)
    return claim
