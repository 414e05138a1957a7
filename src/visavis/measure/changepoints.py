"""When the rate of events changed for good: dates with intervals, and the rates before and after.

The rule: a change is told with how sure it is and between which days it lies, or not at all.

Method: the exact posterior over all divisions of the series into stretches of constant rate (Fearnhead, Exact and
efficient Bayesian inference for multiple changepoint problems, Statistics and Computing 16, 2006), with Poisson counts
and Gamma rates. We have our own since libraries that find change points (ruptures) give a date without an interval and
know no exposure, and both are what the question is about. Counts that scatter more than Poisson ones are taken for
that much less (as in `intervals`), so that a burst is no change. Work: quadratic in the number of periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from visavis.measure.intervals import LEVEL, Interval, Ratio, rate, rate_ratio

EVERY = 120
"""A change is expected once in so many periods beforehand (ten years of months). With 60 or 240 the same changes of the
history's busy dyads are found."""

SURE = 0.8
"""A change is told where its probability reaches this. So 3 at most of 100 steady series of 276 months get a change,
whether they are Poisson (0.3, 2 or 8 a month) or three times as scattered; a doubling from 2 or 8 a month is found in
59 of 60 and lies in its interval in 56 (tests/measure/test_changepoints.py holds the like)."""

MOST = 4000
"""Longer series are refused: the work is quadratic, and a change by the day in 11 years is no question."""


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A change: the first day of the new rate, the days between which it lies (95 %), how probable it is; the rates of
    events a year before and after, each with its interval, and how many times the first the second is."""

    day: date
    between: tuple[date, date]
    probability: float
    before: float
    before_interval: Interval
    after: float
    after_interval: Interval
    ratio: Ratio


def change_points(series: pa.Table, *, column: str = "events", per: str | None = None) -> tuple[ChangePoint, ...]:
    """The changes of a series made by `dyad_series`, in order; periods that were not covered are left out.

    `per`: a column (as `covered`) that counts are set against in place of time, so that more news is not taken for more
    events. Raises ValueError for a series of more than MOST periods.
    """
    rows = [row for row in series.to_pylist() if row["status"] != "not covered" and (not per or row[per])]
    if len(rows) > MOST:
        raise ValueError(f"{len(rows)} periods are too many for change points; measure by a longer period")
    if len(rows) < 4 or not sum(row[column] for row in rows):
        return ()
    counts = np.array([row[column] for row in rows], float)
    exposure = np.array([row[per] if per else row["days"] for row in rows], float)
    spread = scatter(counts, exposure)
    found = _Divisions(counts / spread, exposure / spread, EVERY)
    return tuple(_told(rows, counts, exposure, spread, found, at) for at in range(len(found.starts))
                 if found.probability(at) >= SURE)


def scatter(counts: NDArray[np.float64], exposure: NDArray[np.float64]) -> float:
    """How much more neighbouring counts differ than Poisson ones would, at least 1: level shifts hardly touch it.

    Method: half the squared differences of neighbours (von Neumann, 1941) over what Poisson counts of their mean have.
    """
    rates = counts / exposure
    mean = counts.sum() / exposure.sum()
    due = mean * (1 / exposure[1:] + 1 / exposure[:-1])
    return max(1.0, float(((rates[1:] - rates[:-1]) ** 2).sum() / due.sum()))


class _Divisions:
    """The posterior over divisions: `starts` are those of the most probable one (without the first)."""

    def __init__(self, counts: NDArray[np.float64], exposure: NDArray[np.float64], every: float) -> None:
        self.size = len(counts)
        self._n = np.concatenate(([0.0], np.cumsum(counts)))
        self._e = np.concatenate(([0.0], np.cumsum(exposure)))
        self._prior = (1.0, float(exposure.sum() / max(counts.sum(), 0.5)))
        self._hazard = np.log(1 / every), np.log1p(-1 / every)
        self._back()
        self._ahead()
        self.starts = self._best()

    def fit(self, first: NDArray[np.intp] | int, last: NDArray[np.intp] | int) -> NDArray[np.float64]:
        """Log marginal likelihood of the periods first..last-1 as one stretch, but for what all divisions share."""
        shape, scale = self._prior
        n, e = self._n[last] - self._n[first], self._e[last] - self._e[first]
        made: NDArray[np.float64] = (shape * np.log(scale) - gammaln(shape) + gammaln(shape + n)
                                     - (shape + n) * np.log(scale + e))
        return made

    def _stretch(self, first: NDArray[np.intp] | int, last: NDArray[np.intp] | int) -> NDArray[np.float64]:
        """The same with the prior of its length; the change at its end is counted where there is one."""
        change, stay = self._hazard
        length = np.subtract(last, first)
        made: NDArray[np.float64] = self.fit(first, last) + (length - 1) * stay + np.where(
            np.equal(last, self.size), 0.0, change)
        return made

    def _back(self) -> None:
        """`after[t]`: log probability of the periods t.. where a stretch begins at t; `best[t]` likewise the most
        probable division, and `next[t]` where its first stretch ends."""
        size = self.size
        self.after, self.best = np.zeros(size + 1), np.zeros(size + 1)
        self.next = np.zeros(size + 1, np.intp)
        for first in range(size - 1, -1, -1):
            ends = np.arange(first + 1, size + 1)
            own = self._stretch(first, ends)
            self.after[first] = logsumexp(own + self.after[ends])
            best = own + self.best[ends]
            at = int(best.argmax())
            self.best[first], self.next[first] = best[at], ends[at]

    def _ahead(self) -> None:
        """`change[t]`: probability that a stretch begins at t."""
        size = self.size
        before = np.full(size + 1, -np.inf)
        before[0] = 0.0
        for last in range(1, size):
            firsts = np.arange(0, last)
            before[last] = logsumexp(before[firsts] + self._stretch(firsts, last))
        self.change = np.exp(before[:size] + self.after[:size] - self.after[0])

    def _best(self) -> list[int]:
        starts, at = [], int(self.next[0])
        while at < self.size:
            starts.append(at)
            at = int(self.next[at])
        return starts

    def where(self, at: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Where the change number `at` may lie, between its neighbours, and how probable each place is."""
        left = self.starts[at - 1] if at else 0
        right = self.starts[at + 1] if at + 1 < len(self.starts) else self.size
        places = np.arange(left + 1, right)
        weight = self.fit(left, places) + self.fit(places, right)
        return places, np.exp(weight - logsumexp(weight))

    def between(self, at: int, level: float = LEVEL) -> tuple[int, int]:
        """The shortest run of places that holds a change with probability `level`."""
        places, chances = self.where(at)
        sums = np.concatenate(([0.0], np.cumsum(chances)))
        runs = [(int(np.searchsorted(sums, sums[first] + level - 1e-12)), first) for first in range(len(places))]
        length, first = min((last - first, first) for last, first in runs if last <= len(places))
        return int(places[first]), int(places[first + length - 1])

    def probability(self, at: int) -> float:
        """That there is a change between the two ends of its interval."""
        first, last = self.between(at)
        return min(1.0, float(self.change[first:last + 1].sum()))


def _told(rows: Sequence[dict[str, object]], counts: NDArray[np.float64], exposure: NDArray[np.float64],
          spread: float, found: _Divisions, at: int) -> ChangePoint:
    places = [0, *found.starts, found.size]
    left, here, right = places[at:at + 3]
    first, last = found.between(at)
    sums = [(int(counts[lo:hi].sum()), float(exposure[lo:hi].sum()), _years(rows[lo:hi]))
            for lo, hi in ((left, here), (here, right))]
    (n, e, years), (m, f, later) = sums
    return ChangePoint(
        _day(rows[here]["from_day"]), (_day(rows[first]["from_day"]), _day(rows[last]["to_day"])),
        found.probability(at), n / years, rate(n, years, dispersion=spread), m / later,
        rate(m, later, dispersion=spread), rate_ratio(m, f, n, e, dispersion=spread))


def _years(rows: Sequence[dict[str, object]]) -> float:
    return sum(int(str(row["days"])) for row in rows) / 365.25


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value
