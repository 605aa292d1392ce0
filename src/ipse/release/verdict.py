"""Better, worse, no clear change, or no verdict: what a comparison of two releases allows to say."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from ipse.release.compare import Paired, Unpaired, compare_paired, compare_unpaired
from ipse.release.intervals import Interval
from ipse.release.turns import Comparable


class Verdict(StrEnum):
    """What the figures say of the new release; ``NO_VERDICT``: turns without a counterpart could turn it."""

    BETTER = "better"
    WORSE = "worse"
    NO_CLEAR_CHANGE = "no_clear_change"
    NO_VERDICT = "no_verdict"


def paired(both: Comparable, confidence: float = 0.95) -> Paired:
    """The comparison on the turns that both runs hold."""
    return _of_pairs(Counter(both.pairs), confidence)


def unpaired(both: Comparable, confidence: float = 0.95) -> Unpaired:
    """The comparison of all turns of both runs, as two samples."""
    return compare_unpaired(sum(both.old), len(both.old), sum(both.new), len(both.new), confidence)


def verdict_on_pairs(both: Comparable, confidence: float = 0.95) -> Verdict:
    """The verdict on the turns that both runs hold.

    Anything but worse must hold even if every turn left out spoke against the new release: a release that drops its
    bad conversations does not look better, nor equal.
    """
    found = _of_interval(paired(both, confidence).interval)
    if found is Verdict.WORSE or found is _at_worst(both, confidence):
        return found
    return Verdict.NO_VERDICT


def verdict_on_samples(both: Comparable, confidence: float = 0.95, *, random: bool = False) -> Verdict:
    """The verdict on all turns as two samples.

    Of two runs that share some prompts the new one is better only when it is better on those too, or else the choice
    of the others may have made it so; ``random`` is the user's word that both samples were drawn at random.
    """
    found = _of_interval(unpaired(both, confidence).interval)
    chosen = both.pairs and not random
    if found is Verdict.BETTER and chosen and _of_interval(paired(both, confidence).interval) is not Verdict.BETTER:
        return Verdict.NO_VERDICT
    return found


def _at_worst(both: Comparable, confidence: float) -> Verdict:
    """The verdict if the new release violated wherever its turn is missing, and the old one nowhere unseen."""
    counts = Counter(both.pairs)
    gone, added = both.left_out_old, both.left_out_new
    counts[True, True] += gone.violate
    counts[False, True] += gone.turns - gone.violate + added.violate
    return _of_interval(_of_pairs(counts, confidence).interval)


def _of_pairs(counts: Counter[tuple[bool, bool]], confidence: float) -> Paired:
    return compare_paired(
        counts[True, True], counts[True, False], counts[False, True], counts[False, False], confidence
    )


def _of_interval(change: Interval) -> Verdict:
    if change.low > 0:
        return Verdict.WORSE
    return Verdict.BETTER if change.high < 0 else Verdict.NO_CLEAR_CHANGE
