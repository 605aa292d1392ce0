"""The truth table: from what each passage says to what the sources say.

A passage *supports*, *contradicts* or is *silent* (`Stance`); silent and unrelated passages decide nothing. What
remains is decided by this table, row by row; there is no bare maximum.

==  ========  ===========  ==========================================  ============  ========================  =====
#   supports  contradicts  order in time                               label         reason                    sure
==  ========  ===========  ==========================================  ============  ========================  =====
1   none      none         no relevant passage at all                  unsupported   no_relevant_passage       yes
2   none      none         relevant, silent                            unsupported   not_stated                band
3   some      none         any                                         supported     the reading's own         band
4   none      some         any                                         contradicted  the reading's own         band
5   some      some         every contradiction is older                supported     supported_by_newest       band
6   some      some         every support is older                      contradicted  contradicted_by_newest,   band
                                                                                     stale
7   some      some         order unknown, a rule settles one side      that side     the reading's own         band
8   some      some         order unknown, nothing settled              stronger one  sources_disagree          no
==  ========  ===========  ==========================================  ============  ========================  =====

In rows 5 to 8 a contradiction counts only when its passage is about as near to the claim as the supporting one
(`_ON_TOPIC`): a newer passage on another matter overrules nothing. An undated passage is neither older nor newer.
Whether "unsupported" is a fault (closed world) or silence (open world) is the judge's business, not this table's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipse.types import Label, Signal, Verdict
from ipse.verify.base import Reading, Stance

NOT_SURE_BELOW = 0.6
_ON_TOPIC = 0.6


def combine(readings: Sequence[Reading], not_sure_below: float = NOT_SURE_BELOW) -> Verdict:
    """One verdict from all readings of one claim, by the truth table above."""
    relevant = [r for r in readings if r.relevant]
    supports = _strongest_first(relevant, Stance.SUPPORTS)
    contradicts = _strongest_first(relevant, Stance.CONTRADICTS)
    if supports and contradicts:
        contradicts = [c for c in contradicts if c.settled or c.nearness >= _ON_TOPIC * supports[0].nearness]
    if not supports and not contradicts:
        return _open(relevant, readings, not_sure_below)
    if not contradicts:
        return _verdict(supports[0], Label.SUPPORTED, readings, not_sure_below)
    if not supports:
        return _verdict(contradicts[0], Label.CONTRADICTED, readings, not_sure_below)
    return _conflict(supports, contradicts, readings, not_sure_below)


def _conflict(
    supports: Sequence[Reading], contradicts: Sequence[Reading], readings: Sequence[Reading], band: float
) -> Verdict:
    """Rows 5 to 8."""
    if _all_older(contradicts, supports):
        newest = _newest(supports)
        return _verdict(newest, Label.SUPPORTED, readings, band, reason="supported_by_newest")
    if _all_older(supports, contradicts):
        newest = _newest(contradicts)
        return _verdict(
            newest, Label.CONTRADICTED, readings, band, reason="contradicted_by_newest", older=_newest(supports)
        )
    support, contradiction = supports[0], contradicts[0]
    if support.settled != contradiction.settled:
        chosen = support if support.settled else contradiction
        label = Label.SUPPORTED if chosen is support else Label.CONTRADICTED
        return _verdict(chosen, label, readings, band)
    if support.confidence > contradiction.confidence:
        return _verdict(support, Label.SUPPORTED, readings, band, reason="sources_disagree", sure=False)
    return _verdict(contradiction, Label.CONTRADICTED, readings, band, reason="sources_disagree", sure=False)


def _strongest_first(readings: Sequence[Reading], stance: Stance) -> list[Reading]:
    """Settled first, then by confidence, newest first among equals."""
    chosen = [r for r in readings if r.stance is stance]
    return sorted(chosen, key=lambda r: (r.settled, r.confidence, r.date or date.min), reverse=True)


def _all_older(these: Sequence[Reading], those: Sequence[Reading]) -> bool:
    """Whether the newest of ``those`` is newer than every one of ``these``, all dates known."""
    dates = [r.date for r in those if r.date is not None]
    olds = [r.date for r in these]
    return bool(dates) and all(old is not None and old < max(dates) for old in olds)


def _newest(readings: Sequence[Reading]) -> Reading:
    return max(readings, key=lambda r: (r.date or date.min, r.settled, r.confidence))


def _open(relevant: Sequence[Reading], readings: Sequence[Reading], band: float) -> Verdict:
    """Rows 1 and 2: the nearest passage is shown, nothing is cited as support."""
    support = max((r.scores.entailment for r in readings), default=0.0)
    against = max((r.scores.contradiction for r in relevant), default=0.0)
    neutral = max(0.0, 1.0 - max(support, against))
    nearest = max(relevant, key=lambda r: r.nearness, default=None)
    reason = "not_stated" if relevant else "no_relevant_passage"
    return Verdict(
        label=Label.UNSUPPORTED,
        confidence=neutral,
        reason=reason,
        passage=nearest.passage if nearest else None,
        quote=nearest.quote if nearest else "",
        explanation=nearest.explanation if nearest else "",
        sure=not relevant or neutral >= band,
        signals=(*_probabilities(support, against, neutral), *(nearest.signals if nearest else ())),
    )


def _verdict(
    reading: Reading,
    label: Label,
    readings: Sequence[Reading],
    band: float,
    *,
    reason: str | None = None,
    older: Reading | None = None,
    sure: bool = True,
) -> Verdict:
    """A verdict that cites ``reading``; ``older`` is the overruled support of a stale fact."""
    scores = reading.scores
    signals = [*_probabilities(scores.entailment, scores.contradiction, scores.neutral), *reading.signals]
    if older is not None:
        days = (reading.date - older.date).days if reading.date and older.date else 0
        signals.append(Signal("time", "overruled_days", days, f"an older passage says so: “{older.quote}”"))
    return Verdict(
        label=label,
        confidence=reading.confidence,
        reason=reason or reading.reason,
        passage=reading.passage,
        quote=reading.quote,
        explanation=reading.explanation,
        stale=older is not None,
        sure=sure and (reading.settled or reading.confidence >= band),
        signals=tuple(signals),
    )


def _probabilities(support: float, against: float, neutral: float) -> tuple[Signal, ...]:
    return (
        Signal("combine", "p_supported", round(support, 4)),
        Signal("combine", "p_contradicted", round(against, 4)),
        Signal("combine", "p_open", round(neutral, 4)),
    )
