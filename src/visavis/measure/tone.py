"""The mean Goldstein score of events, with an interval drawn over outlets.

The rule: outlets are drawn again, not events. What one outlet prints hangs together, so a mean that rests on one or two
outlets has no interval that could be believed, and none is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from visavis.measure.counts import Voices
from visavis.measure.days import Ints
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

AT_ONCE = 64
"""Periods drawn for at once: 2,000 samples of them are a megabyte."""

Bound: TypeAlias = NDArray[np.float64]

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
        return _multinomial(number, draws, seed).astype(float)
    return _poisson(_width(number), draws, seed)[:, :number]


def _width(number: int) -> int:
    """For how many outlets numbers are drawn where there are `number` of them: the next power of two."""
    return 1 << number.bit_length()


@lru_cache(maxsize=MANY)
def _multinomial(number: int, draws: int, seed: int) -> NDArray[np.int8]:
    """Numbers of times for few outlets, drawn once for all series: 4 MB for all numbers below MANY."""
    return np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), size=draws).astype(np.int8)


@lru_cache(maxsize=4)
def _poisson(width: int, draws: int, seed: int) -> NDArray[np.float64]:
    """Numbers of times for up to `width` outlets, drawn once for all periods of a series."""
    made: NDArray[np.float64] = np.random.default_rng(seed).poisson(1.0, (draws, width)).astype(float)
    return made


def tones(voices: Voices, *, seed: int = SEED) -> dict[str, pa.Array]:
    """Columns `goldstein`, `goldstein_low`, `goldstein_high` and `outlets`, a row a period."""
    numbers = np.bincount(voices.at, minlength=voices.periods)
    events, tenths = (np.bincount(voices.at, weights=one, minlength=voices.periods)
                      for one in (voices.events, voices.tenths))
    told = numbers > 0
    low, high = np.zeros(voices.periods), np.zeros(voices.periods)
    for place, bounds in _bounds(voices, numbers, seed):
        low[place], high[place] = bounds
    few = numbers < LEAST_OUTLETS
    return {"goldstein": pa.array(tenths / np.where(told, events, 1) / 10, mask=~told),
            "goldstein_low": pa.array(low, mask=few), "goldstein_high": pa.array(high, mask=few),
            "outlets": pa.array(numbers.astype(np.int64))}


def _bounds(voices: Voices, numbers: Ints, seed: int) -> Iterator[tuple[Ints, tuple[Bound, Bound]]]:
    """The bounds of `over_outlets` for periods with equally many outlets (or of MANY, nearly so) at once."""
    begins = np.concatenate([[0], np.cumsum(numbers)])
    sizes = np.array([number if number < MANY else _width(number) for number in numbers.tolist()])
    for size in np.unique(sizes[sizes >= LEAST_OUTLETS]).tolist():
        places = np.flatnonzero(sizes == size)
        drawn = _drawn(size, DRAWS, seed) if size < MANY else _poisson(size, DRAWS, seed)
        for start in range(0, len(places), AT_ONCE):
            some = places[start: start + AT_ONCE]
            sums = np.zeros((2, size, len(some)))
            for column, place in enumerate(some):
                mine = slice(begins[place], begins[place + 1])
                sums[:, : numbers[place], column] = voices.tenths[mine], voices.events[mine]
            means = (drawn @ sums[0]) / (drawn @ sums[1]) / 10
            low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
            yield some, (low, high)
