"""Quotations: words in quotation marks must be the source's words, up to typography."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipse.types import Signal
from ipse.verify.words import plain

_QUOTED = re.compile(r"«([^«»]{8,420})»|“([^“”]{8,400})”|\"([^\"\n]{8,400})\"")
_MIN_WORDS = 3
EXACT = 95.0
ALTERED = 70.0


@dataclass(frozen=True, slots=True)
class QuotationCheck:
    """A quotation of the claim and its best likeness in the passage, 0 to 100."""

    quote: str
    likeness: float

    @property
    def exact(self) -> bool:
        """The passage says these words."""
        return self.likeness >= EXACT

    @property
    def altered(self) -> bool:
        """The passage says nearly these words: somebody changed them."""
        return ALTERED <= self.likeness < EXACT

    def signal(self) -> Signal:
        """The signal for the explanation."""
        name = "quotation_exact" if self.exact else "quotation_altered" if self.altered else "quotation_absent"
        return Signal("values", name, round(self.likeness / 100, 3), f"“{self.quote}”")


def read_quotations(claim: str, passage: str) -> tuple[QuotationCheck, ...]:
    """Every quotation of at least three words in the claim, searched in the passage."""
    found = [next(group for group in match.groups() if group).strip() for match in _QUOTED.finditer(claim)]
    quotes = [quote for quote in found if len(quote.split()) >= _MIN_WORDS]
    if not quotes:
        return ()
    text = " ".join(plain(passage).split())
    return tuple(QuotationCheck(quote, _likeness(quote, text)) for quote in quotes)


def _likeness(quote: str, text: str) -> float:
    from rapidfuzz import fuzz

    words = " ".join(plain(quote).split()).strip(" .,;:!?")
    return float(fuzz.partial_ratio(words, text) if len(words) <= len(text) else fuzz.ratio(words, text))
