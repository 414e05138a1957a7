"""The mean Goldstein score of events, with an interval drawn over outlets.

The rule: outlets are drawn again, not events. What one outlet prints hangs together, so a mean that rests on one or two
outlets has no interval that could be believed, and none is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from visavis.measure.intervals import LEVEL, Interval

DRAWS = 2000
"""Bootstrap samples: from seed to seed the bounds move by less than 0.1 of a Goldstein point, which has one decimal
(tests/measure/test_tone.py)."""

LEAST_OUTLETS = 3
"""Fewer outlets give no interval: of two, a fourth of the samples hold one outlet alone."""

MANY = 64
"""From so many outlets on each is drawn a Poisson number of times, which for many is the same bootstrap (Chamandy et
al., Estimating uncertainty for massive data streams, 2012) and can be drawn once for all periods: over 190
outlets and 231 months 5.1 s of drawing became 0.1 s."""

SEED = 1990
"""Equal data, equal interval."""


def over_outlets(counts: Sequence[int], sums: Sequence[float], *, seed: int = SEED, draws: int = DRAWS,
                 level: float = LEVEL) -> Interval | None:
    """The percentile interval of sum / count, where outlets are drawn with replacement; None for too few outlets.

    Method: the cluster bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 8 and 13).

    >>> over_outlets([10, 12, 9, 11], [50.0, 54.0, 47.0, 58.0]) is not None, over_outlets([3, 4], [1.0, 2.0])
    (True, None)
    """
    number = len(counts)
    if number < LEAST_OUTLETS:
        return None
    drawn = _drawn(number, draws, seed)
    means = (drawn @ np.asarray(sums, float)) / (drawn @ np.asarray(counts, float))
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _drawn(number: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each outlet is in each sample: a multinomial number of times; of MANY outlets, a Poisson one."""
    if number < MANY:
        made: NDArray[np.float64] = np.random.default_rng(seed).multinomial(
            number, np.full(number, 1 / number), size=draws).astype(float)
        return made
    return _poisson(1 << number.bit_length(), draws, seed)[:, :number]


@lru_cache(maxsize=4)
def _poisson(width: int, draws: int, seed: int) -> NDArray[np.float64]:
    """Numbers of times for up to `width` outlets, drawn once for all periods of a series."""
    made: NDArray[np.float64] = np.random.default_rng(seed).poisson(1.0, (draws, width)).astype(float)
    return made


def tones(outlets: pa.Table, periods: Sequence[str], *, seed: int = SEED) -> dict[str, pa.Array]:
    """Columns `goldstein`, `goldstein_low`, `goldstein_high` and `outlets` for the periods, from sql/outlets.sql."""
    found: dict[str, tuple[list[int], list[float]]] = {}
    for row in outlets.to_pylist():
        counts, sums = found.setdefault(row["period"], ([], []))
        counts.append(row["events"])
        sums.append(row["tenths"] / 10)
    means, bounds, numbers = [], [], []
    for period in periods:
        counts, sums = found.get(period, ([], []))
        means.append(sum(sums) / sum(counts) if counts else None)
        bounds.append(over_outlets(counts, sums, seed=seed) or (None, None))
        numbers.append(len(counts))
    return {"goldstein": pa.array(means, pa.float64()),
            "goldstein_low": pa.array([low for low, _ in bounds], pa.float64()),
            "goldstein_high": pa.array([high for _, high in bounds], pa.float64()),
            "outlets": pa.array(numbers, pa.int64())}
