"""``ipse bench pairs``: the verifier as shipped, on any file of premise, hypothesis and label."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ipse.bench import pair_metrics as metrics
from ipse.bench.pair_rows import (
    CONTRADICTION,
    ENTAILMENT,
    NEUTRAL,
    NOT_ENTAILMENT,
    SCHEMES,
    PairFile,
    PairRow,
    read_pair_file,
)
from ipse.types import Evidence, Label, Verdict, Verifier
from ipse.verify import default_verifier
from ipse.verify.texts import claim_of, split_premise

_LABELS = {Label.SUPPORTED: ENTAILMENT, Label.CONTRADICTED: CONTRADICTION}
_SHARES = {ENTAILMENT: "p_supported", NEUTRAL: "p_open", CONTRADICTION: "p_contradicted"}
_LENGTHS = (50, 150, 400)
_SEED = 7
_CLOSED = ("consistency",)  # schemes without a label for what the premise leaves open
_EVEN = 0.5
_CONSISTENT_AT = 0.6  # of what is asserted, the share of support: best for entailed against the rest on dev sets
_WHOLE_PREMISE: Mapping[str, Any] = {"max_passages": 12, "together": True}  # slow and thorough


@dataclass(frozen=True, slots=True)
class Answer:
    """What the verifier said of one row.

    ``label`` is its verdict, at the shipped threshold, as an inference class; ``likeliest`` the class with the highest
    of its three probabilities, ``confidence`` that probability, ``support`` and ``against`` those of entailment and of
    contradiction.
    """

    row: PairRow
    label: str
    likeliest: str
    confidence: float
    support: float
    against: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of one label scheme with the verifier's answers, from one file or from several."""

    source: str
    file: str
    scheme: str
    verifier: str
    answers: tuple[Answer, ...]
    seconds: float

    def figures(self) -> dict[str, object]:
        """One JSON-able object: see `bench_pairs`."""
        return {
            "source": self.source,
            "file": self.file,
            "scheme": self.scheme,
            "verifier": self.verifier,
            **_figures(self.answers, self.scheme),
            "baselines": _baselines(self.answers),
            "by_language": _by(self.answers, lambda a: a.row.language),
            "by_length": _by(self.answers, _length_of),
            "by_how": _by(self.answers, lambda a: a.row.how),
            "seconds": round(self.seconds, 2),
        }


def judge_pairs(
    path: Path | PairFile, *, limit: int | None = None, verifier: Verifier | None = None, **options: Any
) -> Judged:
    """The verifier's answers on a file of pairs, perhaps read already; the arguments are those of `bench_pairs`.

    Raises:
        BenchError: the file is not in the expected form.
    """
    pairs = _sampled(path if isinstance(path, PairFile) else read_pair_file(path), limit)
    judge = verifier or default_verifier(options.pop("cache", None), **{**_WHOLE_PREMISE, **options})
    began = time.perf_counter()
    answers = tuple(answer(judge, pairs.rows, pairs.scheme))
    return Judged(pairs.source, pairs.path.name, pairs.scheme, judge.name, answers, time.perf_counter() - began)


def bench_pairs(
    path: Path, *, limit: int | None = None, verifier: Verifier | None = None, **options: Any
) -> dict[str, object]:
    """Run the verifier over a file of pairs and measure it.

    Args:
        path: JSON Lines of premise, hypothesis, label (see `pair_rows`); a premise may hold several dated passages
            joined by " || ", a hypothesis may be "Fan: … || Reply: …".
        limit: at most so many rows, a seeded random sample.
        verifier: what to measure; by default the shipped one, built with ``options``. It reads every passage of a
            premise, one by one and together: audits read the nearest passages alone.

    Returns:
        One JSON-able object. ``accuracy`` and ``ece`` are those of the likeliest class; ``accuracy_at_threshold``,
        ``balanced_accuracy`` (supported or not) and ``false_support`` those of the verdict at the shipped threshold.
        Labels consistent / inconsistent know no open claim: there the probability of "open" is left out, and a claim is
        consistent at the threshold when support has at least 0.6 of what is left;
        ``ece_if_calibrated`` is the mean ``ece`` of a perfectly calibrated judge on as few rows.
        Keys: ``source, file, scheme, n, accuracy, balanced_accuracy, balanced_accuracy_best, auc,
        ece, false_support`` with ``*_interval`` beside each, the baselines, and the same by language, length and how.

    Raises:
        BenchError: the file is not in the expected form.
    """
    return judge_pairs(path, limit=limit, verifier=verifier, **options).figures()


def pool(judged: Sequence[Judged]) -> list[Judged]:
    """The files of each label scheme as one set, where a scheme has two files or more.

    A small file's calibration error is mostly noise; that of the whole set is not.
    """
    found = []
    for scheme in dict.fromkeys(one.scheme for one in judged):
        members = [one for one in judged if one.scheme == scheme]
        if len(members) > 1:
            answers = tuple(answer for one in members for answer in one.answers)
            name, seconds = f"all {len(members)} {scheme} files", sum(one.seconds for one in members)
            found.append(Judged(name, name, scheme, members[0].verifier, answers, seconds))
    return found


def answer(verifier: Verifier, rows: Sequence[PairRow], scheme: str = "three_way") -> list[Answer]:
    """The verifier's word on each row, in order, in the terms of the file's labels."""
    verdicts = verifier.verify([_item(row) for row in rows])
    answers = [_answer(row, verdict) for row, verdict in zip(rows, verdicts, strict=True)]
    return [_closed(one) for one in answers] if scheme in _CLOSED else answers


def _closed(answer: Answer) -> Answer:
    """The answer where no claim is open: of supported and contradicted the likelier, supported only if clearly so."""
    asserted = answer.support + answer.against
    support = answer.support / asserted if asserted else _EVEN
    label = ENTAILMENT if support >= _CONSISTENT_AT else CONTRADICTION
    likeliest = ENTAILMENT if support >= _EVEN else CONTRADICTION
    return replace(answer, label=label, likeliest=likeliest, confidence=max(support, 1 - support), support=support)


def _item(row: PairRow) -> tuple[Any, list[Evidence]]:
    passages = split_premise(row.premise)
    claim = claim_of(row.hypothesis, row.language)
    return claim, [Evidence(passage, 1.0, rank) for rank, passage in enumerate(passages)]


def _answer(row: PairRow, verdict: Verdict) -> Answer:
    known = {s.name: s.value for s in verdict.signals if s.tier == "combine"}
    label = _LABELS.get(verdict.label, NEUTRAL)
    shares = {name: known[share] for name, share in _SHARES.items() if share in known}
    if len(shares) < len(_SHARES):
        support = known.get("p_supported", verdict.confidence if label == ENTAILMENT else 0.0)
        against = known.get("p_contradicted", 1 - support)
        return Answer(row, label, label, verdict.confidence, support, against, verdict.sure)
    likeliest = max(shares, key=lambda name: shares[name])
    return Answer(row, label, likeliest, shares[likeliest], shares[ENTAILMENT], shares[CONTRADICTION], verdict.sure)


def sample(count: int, limit: int | None) -> list[int]:
    """Which of ``count`` rows are measured under ``limit``: always the same, so that others can be fitted on."""
    return (
        list(range(count))
        if limit is None or limit >= count
        else sorted(random.Random(_SEED).sample(range(count), limit))
    )


def _sampled(pairs: PairFile, limit: int | None) -> PairFile:
    return PairFile(pairs.path, pairs.scheme, tuple(pairs.rows[i] for i in sample(len(pairs.rows), limit)))


def _figures(answers: Sequence[Answer], scheme: str) -> dict[str, object]:
    """All figures of a set of answers; rows whose label the scheme leaves out are only counted."""
    counted = [a for a in answers if a.row.gold is not None]
    right = [_right(a, a.likeliest) for a in counted]
    strictly = sum(_right(a, a.label) for a in counted)
    positive = [a.row.gold == ENTAILMENT for a in counted]
    said = [a.label == ENTAILMENT for a in counted]
    support = [a.support for a in counted]
    negatives = sum(not p for p in positive)
    false = sum(s and not p for s, p in zip(said, positive, strict=True))
    confidence = [_confidence(a, scheme) for a in counted]
    best = metrics.best_threshold(support, positive)
    figures: dict[str, object] = {"n": len(answers), "n_counted": len(counted)}
    figures |= _share("accuracy", sum(right), len(counted))
    figures |= _share("accuracy_at_threshold", strictly, len(counted))
    figures |= _measured("balanced_accuracy", metrics.balanced_accuracy, said, positive)
    figures["balanced_accuracy_best"] = _rounded(best and best[1])
    figures["threshold_best"] = _rounded(best and best[0])
    figures |= _measured("auc", metrics.auc, support, positive)
    figures |= _measured("ece", metrics.calibration_error, confidence, right)
    figures["ece_if_calibrated"] = _rounded(metrics.calibration_noise(confidence))
    figures |= _share("false_support", false, negatives)
    figures["not_sure"] = _rounded(sum(not a.sure for a in counted) / max(1, len(counted)))
    return figures


def _right(answer: Answer, said: str) -> bool:
    if answer.row.gold in {ENTAILMENT, NEUTRAL, CONTRADICTION}:
        return said == answer.row.gold
    return said != ENTAILMENT


def _confidence(answer: Answer, scheme: str) -> float:
    """The stated probability of the answer as it is scored: of its class, or in two-way files of its side."""
    if NOT_ENTAILMENT in SCHEMES[scheme].values():
        return answer.support if answer.likeliest == ENTAILMENT else 1 - answer.support
    return answer.confidence


def _share(name: str, hits: int, total: int) -> dict[str, object]:
    low, high = metrics.wilson(hits, total)
    value = hits / total if total else None
    return {name: _rounded(value), f"{name}_interval": [_rounded(low), _rounded(high)]}


def _measured(
    name: str, measure: Callable[[Any, Any], float | None], left: Sequence[Any], right: Sequence[Any]
) -> dict[str, object]:
    import numpy as np

    first, second = np.asarray(left), np.asarray(right)
    if not len(first):
        return {name: None, f"{name}_interval": None}
    interval = metrics.bootstrap(len(first), lambda at: measure(first[at], second[at]))
    shown = [_rounded(end) for end in interval] if interval else None
    return {name: _rounded(measure(first, second)), f"{name}_interval": shown}


def _baselines(answers: Sequence[Answer]) -> dict[str, object]:
    counted = [a.row for a in answers if a.row.gold is not None]
    golds = [str(row.gold) for row in counted]
    majority = max((golds.count(g) for g in set(golds)), default=0) / max(1, len(golds))
    claim_only = metrics.claim_only_accuracy([r.hypothesis for r in counted], golds, [r.group for r in counted])
    return {"majority": _rounded(majority), "claim_only": _rounded(claim_only)}


def _by(answers: Sequence[Answer], key: Callable[[Answer], str | None]) -> dict[str, dict[str, object]]:
    groups: dict[str, list[Answer]] = {}
    for one in answers:
        name = key(one)
        if name is not None and one.row.gold is not None:
            groups.setdefault(name, []).append(one)
    return {name: _short(members) for name, members in sorted(groups.items())}


def _short(answers: Sequence[Answer]) -> dict[str, object]:
    negatives = [a for a in answers if a.row.gold != ENTAILMENT]
    false = sum(a.label == ENTAILMENT for a in negatives)
    return {
        "n": len(answers),
        **_share("accuracy", sum(_right(a, a.likeliest) for a in answers), len(answers)),
        **_share("false_support", false, len(negatives)),
    }


def _length_of(answer: Answer) -> str:
    words = len(answer.row.premise.split())
    for limit in _LENGTHS:
        if words <= limit:
            return f"{limit:04d} words or fewer"
    return f"over {_LENGTHS[-1]} words"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
