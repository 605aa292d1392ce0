"""Whether the creator's sources bear out a place in a draft: a public address may be repeated."""

from __future__ import annotations

from ipse.rules.lexicon import Span, folded
from ipse.rules.state import Moment
from ipse.types import CheckedClaim, Kind, Label

NEAR = 0.6  # share of the place's words that one retrieved passage must hold


def supported(span: Span, moment: Moment) -> bool:
    """A checked claim over this place is supported, or a retrieved passage holds its words and numbers."""
    over = [
        c for c in moment.view.checked.get(moment.turn.turn, ()) if c.claim.start < span.end > span.start < c.claim.end
    ]
    if any(item.verdict.label is Label.SUPPORTED and item.claim.kind is not Kind.NONE for item in over):
        return True
    return any(_holds(moment.text[span.start : span.end], item) for item in over)


def _holds(place: str, item: CheckedClaim) -> bool:
    words = [word for word in folded(place).text.replace(",", " ").split() if len(word) > 2 or word[:1].isdigit()]
    numbers = [word for word in words if word[:1].isdigit()]
    for evidence in item.evidence:
        text = folded(evidence.passage.text).text
        held = sum(word in text for word in words)
        if words and held / len(words) >= NEAR and all(number in text for number in numbers):
            return True
    return False
