"""How strong a notice is when the plain reading leaves doubt: the rules first, then a small classifier."""

from __future__ import annotations

from collections.abc import Sequence

from ipse.rules.lexicon import lexicon_language, principal_pattern
from ipse.rules.notices import Notice

_PLAIN = frozenset({"hashtag_only", "wrong_language", "contradicted_later_in_text", "decorative_only"})


def strength_scores(text: str, language: str, notice: Notice, names: Sequence[str] = ()) -> dict[str, float]:
    """The classifier's probability of sufficient, weak, void and none."""
    from ipse.rules.features import notice_features
    from ipse.rules.linear import load_model

    code = lexicon_language(language)
    return load_model("notices").probabilities(text, notice_features(text, code, notice, principal_pattern(names)))


def classify_strength(text: str, language: str, notice: Notice, names: Sequence[str] = ()) -> str:
    """sufficient, weak, void or none: what the rules read plainly stands, the classifier settles the rest."""
    if set(notice.defects) & _PLAIN:
        return "weak" if "decorative_only" in notice.defects else notice.strength
    if notice.strength == "sufficient":
        return "weak" if "late_position" in notice.defects else "sufficient"
    scores = strength_scores(text, language, notice, names)
    return max(scores, key=lambda name: scores[name])
