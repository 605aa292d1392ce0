"""Statistics for release decisions: rates with intervals, sampling plans, comparisons, corrected rates."""

from __future__ import annotations

from ipse.release.compare import Paired, Unpaired, compare_paired, compare_unpaired
from ipse.release.correction import Accuracy, Corrected, correct
from ipse.release.decide import RateDecision, RateOutcome, decide_rate
from ipse.release.intervals import Interval, exact, exact_lower, exact_upper, wilson
from ipse.release.plan import Plan, PlanRow, make_plan, turns_needed

__all__ = [
    "Accuracy",
    "Corrected",
    "Interval",
    "Paired",
    "Plan",
    "PlanRow",
    "RateDecision",
    "RateOutcome",
    "Unpaired",
    "compare_paired",
    "compare_unpaired",
    "correct",
    "decide_rate",
    "exact",
    "exact_lower",
    "exact_upper",
    "make_plan",
    "turns_needed",
    "wilson",
]
