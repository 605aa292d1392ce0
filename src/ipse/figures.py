"""Figures of a clause (amounts, dates, times, lengths), codes and e-mail addresses that no retrieved passage holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from ipse.text.values import Value, ValueType, find_values, same_value
from ipse.types import CheckedClaim, Label, Passage

_EXACT = (ValueType.CODE, ValueType.EMAIL)
FIGURE_NOT_FOUND = "figure_not_found"


def figures(checked: CheckedClaim) -> tuple[Value, ...]:
    """The values of the clause that measure or date something, its codes and its e-mail addresses."""
    claim = checked.claim
    found = _values(claim.quote, claim.language, claim.ts.date() if claim.ts else None)
    return tuple(v for v in found if v.amount is not None or v.first or v.minutes is not None or v.type in _EXACT)


def missing_figures(checked: CheckedClaim) -> tuple[Value, ...]:
    """Those that stand in none of the passages, in whatever form."""
    held = [value for evidence in checked.evidence for value in _held(evidence.passage)]
    return tuple(mine for mine in figures(checked) if not any(same_value(mine, other) for other in held))


def held_to_its_figures(checked: CheckedClaim) -> CheckedClaim:
    """The clause as it was checked; but what says a figure that no passage holds is not supported by them.

    Of clauses that the verifier took for supported, about half of those with such a figure were wrong, and a tenth of
    the others (``training/LOG.md``).
    """
    if checked.verdict.label is not Label.SUPPORTED or not missing_figures(checked):
        return checked
    unsupported = replace(checked.verdict, label=Label.UNSUPPORTED, reason=FIGURE_NOT_FOUND, sure=False)
    return replace(checked, verdict=unsupported)


def _held(passage: Passage) -> tuple[Value, ...]:
    return _values(passage.text, passage.language or "en", passage.date)


@lru_cache(maxsize=4096)  # a clause is asked several times, a passage by many clauses
def _values(text: str, language: str, day: date | None) -> tuple[Value, ...]:
    return find_values(text, language, day)
