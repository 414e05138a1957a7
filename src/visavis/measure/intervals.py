"""Intervals for counts: what a number of events says about the rate behind it.

The rule: a count is shown with its interval or not at all. Counts are taken as Poisson, the rate has
the Jeffreys prior Gamma(1/2, 0), so its posterior after n events in t units of time is
Gamma(n + 1/2, t) (Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.6-2.8). Over true rates
from 0.5 to 40 the 95 % interval holds the rate 95 times in 100, for a single rate never under 88.
Events come in bursts, so a comparison may be told a `dispersion`: the variance over the mean of the
counts it is drawn from. Above 1 it takes the counts for that much less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaincinv

Interval: TypeAlias = tuple[float, float]
"""Lower and upper bound, both ends included."""

Bounds: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
"""The lower bounds and the upper bounds of many."""

LEVEL = 0.95
"""How much of the posterior an interval holds: the field's custom, not tuned."""

PRIOR = 0.5
"""Shape of the Jeffreys prior for a Poisson rate, and both shapes of the one for a share."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the first rate is the second, with its interval.

    `value` is None where there is nothing to divide by; the interval always exists.
    """

    value: float | None
    low: float
    high: float
    dispersion: float = 1.0

    @property
    def differs(self) -> bool:
        """Whether the interval leaves out 1: the rates differ. Else: cannot tell."""
        return self.low > 1 or self.high < 1


def rate(count: int, exposure: float = 1.0, *, dispersion: float = 1.0, level: float = LEVEL) -> Interval:
    """The equal-tailed posterior interval of a rate: `count` events in `exposure` units.

    With no event the lower bound is 0. `dispersion` above 1 makes it wider, for events that come in
    bursts. Raises ValueError for a negative count or an exposure <= 0.

    >>> [round(bound, 2) for bound in rate(0)]
    [0.0, 2.51]
    >>> [round(bound, 2) for bound in rate(10)]
    [5.14, 17.74]
    """
    _check(count, exposure)
    tail, spread = (1 - level) / 2, max(1.0, dispersion)
    shape, scale = count / spread + PRIOR, spread / exposure
    low = float(gammaincinv(shape, tail)) * scale if count else 0.0
    return low, float(gammaincinv(shape, 1 - tail)) * scale


def rate_ratio(count: int, exposure: float, other: int, other_exposure: float, *,
               dispersion: float = 1.0, level: float = LEVEL) -> Ratio:
    """The first rate over the second, with the exact posterior interval of the ratio.

    With independent Gamma posteriors the share p = first / (first + second), at equal exposures, is
    Beta(count + 1/2, other + 1/2); the ratio is p / (1 - p) times other_exposure / exposure.

    >>> told = rate_ratio(5, 1, 21, 10)
    >>> (round(told.value, 2), round(told.low, 2), round(told.high, 2), told.differs)
    (2.38, 0.84, 5.91, False)
    """
    _check(count, exposure)
    _check(other, other_exposure)
    tail, scale = (1 - level) / 2, other_exposure / exposure
    spread = max(1.0, dispersion)
    mine, theirs = count / spread + PRIOR, other / spread + PRIOR
    low = _odds(float(betaincinv(mine, theirs, tail))) * scale if count else 0.0
    high = _odds(float(betaincinv(mine, theirs, 1 - tail))) * scale if other else float("inf")
    return Ratio(count / other * scale if other else None, low, high, spread)


def share(part: int, whole: int, *, level: float = LEVEL) -> Interval:
    """The equal-tailed posterior interval of a share, with the Jeffreys prior Beta(1/2, 1/2).

    >>> [round(bound, 3) for bound in share(2, 10)]
    [0.044, 0.503]
    """
    if not 0 <= part <= whole:
        raise ValueError(f"a part of {part} in a whole of {whole}")
    tail = (1 - level) / 2
    low = float(betaincinv(part + PRIOR, whole - part + PRIOR, tail)) if part else 0.0
    high = float(betaincinv(part + PRIOR, whole - part + PRIOR, 1 - tail)) if part < whole else 1.0
    return low, high


def rates(counts: ArrayLike, exposures: ArrayLike = 1.0) -> Bounds:
    """`rate` of many counts at once: the lower and the upper bounds.

    >>> [bounds.round(2).tolist() for bounds in rates([0, 10])]
    [[0.0, 5.14], [2.51, 17.74]]
    """
    told, length, tail = np.asarray(counts, float), np.asarray(exposures, float), (1 - LEVEL) / 2
    return (np.where(told > 0, gammaincinv(told + PRIOR, tail), 0.0) / length,
            gammaincinv(told + PRIOR, 1 - tail) / length)


def shares(parts: ArrayLike, wholes: ArrayLike) -> Bounds:
    """`share` of many at once: the lower and the upper bounds.

    >>> [bounds.round(3).tolist() for bounds in shares([2, 0], [10, 0])]
    [[0.044, 0.0], [0.503, 1.0]]
    """
    part, whole, tail = np.asarray(parts, float), np.asarray(wholes, float), (1 - LEVEL) / 2
    mine, theirs = part + PRIOR, whole - part + PRIOR
    return (np.where(part > 0, betaincinv(mine, theirs, tail), 0.0),
            np.where(part < whole, betaincinv(mine, theirs, 1 - tail), 1.0))


def dispersion(counts: Sequence[int], exposures: Sequence[float]) -> float:
    """The variance over the mean of counts around one common rate (Pearson's chi-squared over its
    degrees of freedom); 1 where counts are Poisson or there are fewer than three of them.

    >>> dispersion([2, 2, 2, 2], [1, 1, 1, 1])
    1.0
    >>> round(dispersion([0, 12, 1, 11], [1, 1, 1, 1]), 2)
    6.78
    """
    total, time = sum(counts), sum(exposures)
    if len(counts) < 3 or not total:
        return 1.0
    expected = [total * exposure / time for exposure in exposures]
    pearson = sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True) if e > 0)
    return max(1.0, pearson / (len(counts) - 1))


def paired_dispersion(firsts: Sequence[int], seconds: Sequence[int]) -> float:
    """The same for two counts of the same periods: how far the split between them wanders from period
    to period, beyond chance. What moves both at once (more news in all) does not count.

    >>> paired_dispersion([1, 2, 4, 8], [1, 2, 4, 8])
    1.0
    """
    pairs = [(n, m) for n, m in zip(firsts, seconds, strict=True) if n + m]
    first, second = sum(n for n, _ in pairs), sum(m for _, m in pairs)
    if len(pairs) < 3 or not first or not second:
        return 1.0
    p = first / (first + second)
    pearson = sum((n - (n + m) * p) ** 2 / ((n + m) * p * (1 - p)) for n, m in pairs)
    return max(1.0, pearson / (len(pairs) - 1))


def _odds(p: float) -> float:
    return p / (1 - p) if p < 1 else float("inf")


def _check(count: int, exposure: float) -> None:
    if count < 0 or exposure <= 0:
        raise ValueError(f"{count} events in an exposure of {exposure}")
