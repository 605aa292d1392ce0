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

A contradiction that no rule settles counts only when its passage is about as near to the claim as the supporting one,
or without one as the nearest passage (`_ON_TOPIC`): a newer passage on another matter overrules nothing. An undated
passage is neither older nor newer.
Several passages, one of them relevant at least, are also read *together*, oldest first, as one premise: a fact may need
two of them, and only together do they show which value is the newest. Of one passage longer than a window the nearest
sentences are read together (`digest`): a window where the fact is not must not decide. That reading has no date and no
passage of its own: its probabilities are averaged with those of the row, and when the average has another highest
label, that label is taken (reason ``read_together``, never ``sure``), citing the passage that says it best. A rule's
word is not averaged away.

Whether "unsupported" is a fault (closed world) or silence (open world) is the judge's business, not this table's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ipse.types import Label, Signal, Verdict
from ipse.verify.base import Reading, Scores, Stance

NOT_SURE_BELOW = 0.6
_ON_TOPIC = 0.6
_JOINT = 0.5
_SETTLED = 0.9


def combine(
    readings: Sequence[Reading],
    not_sure_below: float = NOT_SURE_BELOW,
    joint: Scores | None = None,
    support_at: float = 0.5,
) -> Verdict:
    """One verdict from all readings of one claim, by the truth table above, and the joint reading if there is one.

    Args:
        readings: one per window of a passage, in any order.
        not_sure_below: verdicts with less confidence are marked ``sure=False``.
        joint: what the model says of the passages read together.
        support_at: the least probability at which the joint reading may turn a verdict to supported.
    """
    verdict = _by_table(readings, not_sure_below)
    return verdict if joint is None else _with_joint(verdict, readings, joint, not_sure_below, support_at)


def probabilities(verdict: Verdict) -> Scores:
    """The three probabilities that a combined verdict carries among its signals."""
    known = {signal.name: signal.value for signal in verdict.signals if signal.tier == "combine"}
    return Scores(known["p_supported"], known["p_open"], known["p_contradicted"])


def _with_joint(
    verdict: Verdict, readings: Sequence[Reading], joint: Scores, band: float, support_at: float
) -> Verdict:
    own = probabilities(verdict)
    mixed = Scores(*((1 - _JOINT) * a + _JOINT * b for a, b in zip(own.vector, joint.vector, strict=True)))
    others = tuple(s for s in verdict.signals if s.tier != "combine")
    signals = (*_probabilities(mixed), Signal("combine", "read_together", 1.0), *others)
    open_share = 1.0 - max(mixed.entailment, mixed.contradiction)
    by_label = {
        Label.SUPPORTED: mixed.entailment,
        Label.UNSUPPORTED: open_share,
        Label.CONTRADICTED: mixed.contradiction,
    }
    label = _likeliest(mixed)
    if label is Label.SUPPORTED and mixed.entailment < support_at:
        label = Label.UNSUPPORTED
    if label is verdict.label or any(r.settled and r.passage is verdict.passage for r in readings):
        confidence = by_label[verdict.label]
        sure = verdict.sure and (confidence >= band or verdict.confidence >= _SETTLED)
        return replace(verdict, confidence=confidence, sure=sure, signals=signals)
    cited = max(readings, key=lambda r: _says(r, label))
    return Verdict(
        label=label,
        confidence=by_label[label],
        reason="read_together",
        passage=cited.passage,
        quote=cited.quote,
        explanation=cited.explanation,
        sure=False,
        signals=signals,
    )


def _likeliest(scores: Scores) -> Label:
    labels = (Label.SUPPORTED, Label.UNSUPPORTED, Label.CONTRADICTED)
    return max(zip(scores.vector, labels, strict=True), key=lambda one: one[0])[1]


def _says(reading: Reading, label: Label) -> float:
    if label is Label.SUPPORTED:
        return reading.scores.entailment
    return reading.scores.contradiction if label is Label.CONTRADICTED else reading.nearness


def _by_table(readings: Sequence[Reading], not_sure_below: float) -> Verdict:
    relevant = [r for r in readings if r.relevant]
    supports = _strongest_first(relevant, Stance.SUPPORTS)
    contradicts = _strongest_first(relevant, Stance.CONTRADICTS)
    nearest = supports[0].nearness if supports else max((r.nearness for r in relevant), default=0.0)
    contradicts = [c for c in contradicts if c.settled or c.nearness >= _ON_TOPIC * nearest]
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
    scores = _pooled(relevant or readings)
    confidence = 1.0 - max(scores.entailment, scores.contradiction)
    nearest = max(relevant, key=lambda r: r.nearness, default=None)
    reason = "not_stated" if relevant else "no_relevant_passage"
    return Verdict(
        label=Label.UNSUPPORTED,
        confidence=confidence,
        reason=reason,
        passage=nearest.passage if nearest else None,
        quote=nearest.quote if nearest else "",
        explanation=nearest.explanation if nearest else "",
        sure=not relevant or confidence >= band,
        signals=(*_probabilities(scores), *(nearest.signals if nearest else ())),
    )


def _pooled(readings: Sequence[Reading]) -> Scores:
    """The best support, the best contradiction and the least silence, scaled to sum to one."""
    if not readings:
        return Scores(0.0, 1.0, 0.0)
    support = max(r.scores.entailment for r in readings)
    against = max(r.scores.contradiction for r in readings)
    silent = min(r.scores.neutral for r in readings)
    total = support + against + silent
    return Scores(support / total, silent / total, against / total)


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
    signals = [*_probabilities(scores), *reading.signals]
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


def _probabilities(scores: Scores) -> tuple[Signal, ...]:
    return (
        Signal("combine", "p_supported", round(scores.entailment, 4)),
        Signal("combine", "p_contradicted", round(scores.contradiction, 4)),
        Signal("combine", "p_open", round(scores.neutral, 4)),
    )
