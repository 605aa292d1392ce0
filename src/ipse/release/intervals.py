"""Intervals for a share: Wilson's score interval (1927) and the exact one of Clopper and Pearson (1934)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import exp, expm1, lgamma, log, log1p, sqrt
from statistics import NormalDist

_STEPS = 200
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds of a share, in [0, 1]; of a difference, in [-1, 1]."""

    low: float
    high: float


@lru_cache(maxsize=64)
def z_value(confidence: float) -> float:
    """The two-sided normal quantile: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(hits: float, total: float, confidence: float = 0.95) -> Interval:
    """The two-sided Wilson score interval of ``hits / total``; [0, 1] when ``total`` is 0."""
    if total <= 0:
        return Interval(0.0, 1.0)
    z, share = z_value(confidence), hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    low = 0.0 if hits <= 0 else max(0.0, centre - half)
    return Interval(low, 1.0 if hits >= total else min(1.0, centre + half))


def exact(hits: int, total: int, confidence: float = 0.95) -> Interval:
    """The two-sided Clopper-Pearson interval: its coverage is never below ``confidence``."""
    one_sided = (1 + confidence) / 2
    return Interval(exact_lower(hits, total, one_sided), exact_upper(hits, total, one_sided))


def exact_upper(hits: int, total: int, confidence: float = 0.95) -> float:
    """The one-sided upper Clopper-Pearson bound: the rate above which so few hits have chance ``1 - confidence``."""
    if hits >= total:
        return 1.0
    if hits == 0:
        return -expm1(log(1 - confidence) / total)
    return _solve(lambda p: binomial_cdf(hits, total, p), 1 - confidence)


def exact_lower(hits: int, total: int, confidence: float = 0.95) -> float:
    """The one-sided lower Clopper-Pearson bound."""
    return 0.0 if hits <= 0 else 1.0 - exact_upper(total - hits, total, confidence)


def binomial_cdf(hits: int, total: int, rate: float) -> float:
    """P(X <= hits) for X binomial with ``total`` draws at ``rate``."""
    if hits >= total:
        return 1.0
    if hits < 0:
        return 0.0
    return incomplete_beta(total - hits, hits + 1, 1 - rate)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _continued_fraction(a, b, x)


def _continued_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, _inverse(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = _inverse(1 + even * d), _safe(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = _inverse(1 + odd * d), _safe(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return value


def _safe(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _inverse(value: float) -> float:
    return 1 / _safe(value)


def _solve(falling: Callable[[float], float], target: float) -> float:
    """The rate at which a falling function of the rate meets ``target``, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > target else (low, middle)
        if high - low < 1e-14:
            break
    return (low + high) / 2
