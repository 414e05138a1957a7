"""Fits of the forecast model, and the backtest that makes its track record.

The rule: a fit for a day uses rows whose window was over by that day. L2 regressions by Newton steps (scikit-learn);
boosting does not join, since it gains nothing: `python -m bench.forecast --boosting 30` tries it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, PoissonRegressor

from train.forecast_rows import EMPTY_SHARE, EVERY, MANY, Rows
from visavis.forecast.features import NAMES
from visavis.forecast.model import CLIMATE, Horizon
from visavis.forecast.told import number

Floats = NDArray[np.float64]

PENALTY = 1000.0
"""L2 on standardised columns: the inverse of scikit-learn's C. Rows are many but events few, so that weaker penalties
learn the past by heart; see docs/forecasting.md for those tried."""

COUNT_PENALTY = 1e-3
"""L2 of the Poisson regression, on the mean deviance (scikit-learn's alpha)."""

FLOOR = {7: 0.2, 30: 0.2, 90: 0.3, 365: 0.3}
"""The share of the climatology in a chance, by horizon: the regression learns a little of the past by heart, the
climatology does not. Skill in the backtest on the history with 0, 0.2, 0.4 of it: .0302, .0297, .0264 at 7 days, .0277,
.0308, .0296 at 30; at onsets -.0011, .0010, .0022 and .0032, .0073, .0091."""


def fit(rows: Rows, days: int, *, spread: float = 1.0, counted: bool = True,
        floor: float | None = None) -> Horizon:
    """The model of one horizon on these rows; without the regression of numbers unless `counted`."""
    floor = FLOOR[days] if floor is None else floor
    weight = rows.weight / rows.weight.mean()
    mean = np.average(rows.columns, axis=0, weights=weight).astype(np.float64)
    deviation = np.sqrt(np.average((rows.columns - mean) ** 2, axis=0, weights=weight))
    scale = np.where(deviation > 1e-3, deviation, 1.0).astype(np.float64)
    blank = Horizon(days, mean, scale, np.zeros(len(NAMES)), 0.0, np.zeros(len(NAMES)), 0.0, spread)
    columns = blank.standard(rows.columns.astype(np.float64))
    chance = LogisticRegression(C=1 / PENALTY, solver="newton-cholesky")
    chance.fit(columns, rows.number > 0, sample_weight=rows.weight)
    base = float(chance.intercept_[0])
    found = Horizon(days, mean, scale, chance.coef_[0], base, blank.number, -np.inf, spread, floor)
    if not counted:
        return found
    counts = PoissonRegressor(alpha=COUNT_PENALTY, solver="newton-cholesky")
    counts.fit(columns, rows.number, sample_weight=weight)
    return Horizon(days, mean, scale, chance.coef_[0], base, counts.coef_,
                   float(counts.intercept_), spread, floor)


CAUTION, DRAWS = 0.9, 500
"""The quantile of the spread that is taken, and how often the dyads are drawn anew for it. See `spread`."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Forecasts of the backtest beside what came: the rows scored, what was said, the floor, the expected number."""

    rows: Rows
    said: Floats
    floor: Floats
    expected: Floats

    def where(self, mask: NDArray[np.bool_]) -> Scored:
        """The forecasts at which `mask` holds."""
        return Scored(self.rows.where(mask), self.said[mask], self.floor[mask], self.expected[mask])

    @property
    def light(self) -> Scored:
        """The same without the features, which are most of its size."""
        return replace(self, rows=replace(self.rows, columns=self.rows.columns[:, :0]))

    @property
    def hit(self) -> Floats:
        """1 where it came true."""
        return (self.rows.number > 0).astype(float)


def thin(rows: Rows, days: int, seed: int) -> Rows:
    """The rows that a fit takes: of those kept to be scored, the ones without an event at their EMPTY_SHARE too."""
    share = np.where((rows.number == 0) & (rows.weight == 1.0), EMPTY_SHARE[days], 1.0)
    kept = np.random.default_rng(seed).random(len(share)) < share
    drawn = rows.where(kept)
    return replace(drawn, weight=drawn.weight / share[kept])


def rolling(rows: Rows, days: int, refits: list[date], *, scored: int = 20) -> Iterator[Scored]:
    """What each refit says of the origins from its day to the next refit's: dyads of MANY events known, and the first
    `scored` kinds (the types and quad classes), of which every row was kept."""
    ends = [*map(number, refits[1:]), int(rows.origin.max()) + 1]
    for seed, (day, end) in enumerate(zip(map(number, refits), ends, strict=True)):
        known = rows.where(rows.origin + days <= day)
        due = (rows.origin >= day) & (rows.origin < end)
        later = rows.where(due & (rows.events >= MANY) & (rows.kind < scored))
        if not len(later.number):
            continue
        made = fit(thin(known, days, seed), days, counted=False)
        columns = later.columns.astype(np.float64)
        climate = 1 / (1 + np.exp(-columns[:, CLIMATE]))
        yield Scored(later, made.probability(columns), climate, made.expected(columns))


def join(parts: list[Scored]) -> Scored:
    """All parts as one."""
    rows = Rows(*(np.concatenate([getattr(part.rows, name) for part in parts]) for name in Rows.__slots__))
    return Scored(rows, *(np.concatenate([getattr(part, name) for part in parts])
                          for name in ("said", "floor", "expected")))


def spread(scored: Scored, days: int) -> float:
    """How far the rates of a dyad and kind lay from what was said, as the size of a Beta (see Horizon.interval).

    By the method of moments over dyads and kinds, on windows that do not overlap: the variance of their rates about the
    mean of what was said, less what chance alone would make, as a share of the most that it could be. Of that share the
    CAUTION quantile over dyads drawn anew is taken: too wide an interval misleads less than too narrow a one.
    """
    origins, step = np.unique(scored.rows.origin), -(-days // EVERY)
    beyond, room = np.zeros((2, int(scored.rows.pair.max()) + 1))
    for phase in range(step):
        apart = scored.where(np.isin(scored.rows.origin, origins[phase::step]))
        keys, group = np.unique(apart.rows.pair * 1000 + apart.rows.kind, return_inverse=True)
        size = np.bincount(group).astype(float)
        said, hit = (np.bincount(group, part) / size for part in (apart.said, apart.hit))
        chance = np.bincount(group, apart.said * (1 - apart.said)) / size  # variance of one outcome
        beyond += np.bincount(keys // 1000, ((hit - said) ** 2 - chance / size) * size, len(beyond))
        room += np.bincount(keys // 1000, chance * (size - 1), len(room))
    pairs = np.flatnonzero(room)
    drawn = np.random.default_rng(0).choice(pairs, (DRAWS, len(pairs)))
    ratio = float(np.quantile(beyond[drawn].sum(axis=1) / room[drawn].sum(axis=1), CAUTION))
    return float(np.clip(1 / max(ratio, 1e-3) - 1, 2.0, 1000.0))
