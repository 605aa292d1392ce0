"""What a rate of flagged turns says of the rate of true violations, when the checker itself errs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from ipse.release.intervals import Interval, wilson, z_value


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The checker against labels on a random sample of turns."""

    true_flags: int  # violations that were flagged
    violations: int
    true_silences: int  # clean turns that were not flagged
    clean: int

    @classmethod
    def of(cls, rows: Iterable[tuple[bool, bool]]) -> Accuracy:
        """Count rows of (violates, was flagged)."""
        counts = Counter(rows)
        hits, misses = counts[True, True], counts[True, False]
        silences, alarms = counts[False, False], counts[False, True]
        return cls(hits, hits + misses, silences, silences + alarms)

    @property
    def sensitivity(self) -> float:
        """The share of violations that are flagged; 0 without any labelled violation."""
        return self.true_flags / self.violations if self.violations else 0.0

    @property
    def specificity(self) -> float:
        """The share of clean turns that are not flagged; 0 without any labelled clean turn."""
        return self.true_silences / self.clean if self.clean else 0.0


@dataclass(frozen=True, slots=True)
class Corrected:
    """The flagged rate as it is, and the rate of violations behind it.

    ``rate`` and ``interval`` are None when the labels cannot tell the checker from a coin.
    """

    flagged: float
    flagged_interval: Interval
    rate: float | None
    interval: Interval | None
    note: str = ""


def correct(flagged: int, total: int, accuracy: Accuracy, confidence: float = 0.95) -> Corrected:
    """The rate of Rogan and Gladen (1978) with the interval of Lang and Reiczigel (2014).

    The interval counts the uncertainty of the labels too. Both are cut to [0, 1].
    """
    seen = flagged / total if total else 0.0
    bare = Corrected(seen, wilson(flagged, total, confidence), None, None)
    if not total or not accuracy.violations or not accuracy.clean:
        return Corrected(bare.flagged, bare.flagged_interval, None, None, "labels of both kinds are needed")
    if accuracy.sensitivity + accuracy.specificity <= 1:
        note = "on these labels the checker is no better than chance: no correction"
        return Corrected(bare.flagged, bare.flagged_interval, None, None, note)
    rate = (seen + accuracy.specificity - 1) / (accuracy.sensitivity + accuracy.specificity - 1)
    interval = _lang_reiczigel(flagged, total, accuracy, z_value(confidence))
    return Corrected(seen, bare.flagged_interval, min(1.0, max(0.0, rate)), interval)


def _lang_reiczigel(flagged: int, total: int, accuracy: Accuracy, z: float) -> Interval:
    n = total + z * z
    p = (flagged + z * z / 2) / n
    n_se, n_sp = accuracy.violations + 2, accuracy.clean + 2
    se, sp = (accuracy.true_flags + 1) / n_se, (accuracy.true_silences + 1) / n_sp
    youden = se + sp - 1
    if youden <= 0:
        return Interval(0.0, 1.0)
    rate = min(1.0, max(0.0, (p + sp - 1) / youden))
    se_part, sp_part = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    error = sqrt(p * (1 - p) / n + rate * rate * se_part + (1 - rate) ** 2 * sp_part) / youden
    shift = 2 * z * z * (rate * se_part - (1 - rate) * sp_part)
    return Interval(max(0.0, rate + shift - z * error), min(1.0, rate + shift + z * error))
