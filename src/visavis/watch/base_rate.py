"""How many happenings were to be expected, by the past.

The rule: what is expected follows how much was told: the exposure is the number of texts, so that a week with twice the
news is not taken for a week with twice the events, and a source that breaks does not look like peace.

The rate has a Gamma posterior (Jeffreys prior, as in `measure.intervals`), so the count of a new window is negative
binomial, and the chance of n or more is a regularised incomplete beta function (Gelman et al., BDA 3, section 2.6).
Counts that scatter more than chance from week to week are taken for that much less (`intervals.dispersion`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from visavis.measure.intervals import PRIOR, dispersion

YEAR = 365
"""Days of the past that a rate is drawn from: seasons even out."""

FEWEST_DAYS = 56
"""Days with news before anything is called more than expected: eight weeks are eight counts for the scatter."""

BLOCK = 7
"""Days in a count for the scatter."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """`count` happenings in a window of `days` where `expected` were due; `chance` of so many or more.

    `learned` is False where the past is too short to tell; `past` happenings were counted since `since`.
    """

    count: int
    expected: float
    chance: float
    days: int
    past: int
    since: date
    learned: bool


def expectation(happened: Sequence[date], told: Mapping[date, int], *, today: date, days: int) -> Expectation:
    """What was to be expected of the window of `days` that ends `today`, by the year before it.

    `happened`: the first day of each happening; `told`: texts by day.
    """
    opens = today - timedelta(days=days - 1)
    start = max(opens - timedelta(days=YEAR), min(told, default=opens))
    past = [day for day in happened if start <= day < opens]
    count = sum(opens <= day <= today for day in happened)
    exposure = sum(number for day, number in told.items() if start <= day < opens)
    now = sum(number for day, number in told.items() if opens <= day <= today)
    covered = sum(1 for day in told if start <= day < opens)
    if covered < FEWEST_DAYS or not exposure:
        return Expectation(count, 0.0, 1.0, days, len(past), start, False)
    spread = _scatter(past, told, start, opens)
    chance = tail(count, len(past), now / exposure, spread=spread)
    return Expectation(count, len(past) * now / exposure, chance, days, len(past), start, True)


def tail(count: int, past: int, ratio: float, *, spread: float = 1.0) -> float:
    """The chance of `count` or more where `past` happened at 1 / `ratio` times the exposure.

    >>> round(tail(1, 0, 7 / 365), 3), round(tail(3, 52, 7 / 365), 3), tail(0, 5, 0.02)
    (0.009, 0.083, 1.0)
    """
    from scipy.special import betainc

    if count == 0:
        return 1.0
    if ratio <= 0:
        return 0.0
    return float(betainc(count / spread, past / spread + PRIOR, ratio / (1 + ratio)))


def _scatter(past: Sequence[date], told: Mapping[date, int], start: date, opens: date) -> float:
    blocks = max((opens - start).days // BLOCK, 1)
    counts, exposures = [0] * blocks, [0.0] * blocks
    for day in past:
        counts[min((day - start).days // BLOCK, blocks - 1)] += 1
    for day, number in told.items():
        if start <= day < opens:
            exposures[min((day - start).days // BLOCK, blocks - 1)] += number
    covered = [(count, exposure) for count, exposure in zip(counts, exposures, strict=True) if exposure]
    return dispersion([count for count, _ in covered], [exposure for _, exposure in covered])
