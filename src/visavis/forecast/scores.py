"""Scores of claims and forecasts: Brier and logarithmic, with intervals, against the base rate and our own forecast.

The rule: a score goes with its number of claims and its interval, and nobody is ranked under RANKED resolved claims.
Brier 1950; the logarithmic score in nats, chances held off 0 and 1 by CERTAIN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from visavis.forecast.forecasts import Calendar, Forecaster
from visavis.forecast.ledger import Entry
from visavis.measure.intervals import LEVEL, Interval, share

RANKED = 20
"""Resolved claims that a claimant needs to be ranked: below, chance decides the order."""

CERTAIN = 1e-3
"""Who says 0 or 100 % is scored as if 0.1 or 99.9 had been said: one miss is not infinitely bad."""

DRAWS = 2000
"""Resamplings of the bootstrap, with a fixed seed so that equal input gives equal intervals."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean score and its interval by bootstrap over the claims; the interval is None under three claims."""

    value: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A resolved claim with the chances that stand against each other: as said (middle and ends), the base rate of the
    dyad and our own forecast of the same question on the day it was made."""

    entry: Entry
    base: float | None
    own: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of a set of claims: their number, the mean scores at the interval's middle and its ends, those of the
    base rate and of our own forecast on the claims that have one (`compared` of them)."""

    n: int
    true: int
    said: float
    brier: Mean
    log: Mean
    brier_low: float
    brier_high: float
    compared: int
    base_brier: Mean | None
    own_brier: Mean | None
    against_base: Mean | None

    @property
    def ranked(self) -> bool:
        """Whether there are enough claims to rank by."""
        return self.n >= RANKED


def brier(probability: float, outcome: float) -> float:
    """The Brier score: 0 best, 1 worst.

    >>> round(brier(0.8, 1), 2)
    0.04
    """
    return (probability - outcome) ** 2


def log_score(probability: float, outcome: float) -> float:
    """The logarithmic score in nats: 0 best.

    >>> round(log_score(0.5, 0), 3)
    0.693
    """
    held = min(max(probability, CERTAIN), 1 - CERTAIN)
    return float(-np.log(held if outcome else 1 - held))


def compare(entries: Iterable[Entry], reports: pa.Table, *, calendar: Calendar = ()) -> tuple[Scored, ...]:
    """The resolved claims with what the base rate and our own forecast said on the day before their window."""
    makers: dict[date, Forecaster] = {}
    found = []
    for one in entries:
        if not one.resolved:
            continue
        asked = one.resolver
        if asked is None or asked.test != "event" or asked.least != 1:
            found.append(Scored(one, None, None))
            continue
        day = asked.window[0] - timedelta(days=1)
        maker = makers.setdefault(day, Forecaster(reports, as_of=day, calendar=calendar))
        made = maker.forecast(asked.source, asked.target, asked.kind, min(asked.days, 3650))
        found.append(Scored(one, made.base, made.probability))
    return tuple(found)


def score(scored: Sequence[Scored]) -> Score | None:
    """The scores of resolved claims; None for none."""
    if not scored:
        return None
    claims = [(one.entry.claim, float(one.entry.outcome or 0.0)) for one in scored]
    beside = [one for one in scored if one.base is not None and one.own is not None]
    outcomes = [float(one.entry.outcome or 0.0) for one in beside]
    base = [brier(float(one.base or 0), hit) for one, hit in zip(beside, outcomes, strict=True)]
    own = [brier(float(one.own or 0), hit) for one, hit in zip(beside, outcomes, strict=True)]
    said = [brier(one.entry.claim.probability, hit) for one, hit in zip(beside, outcomes, strict=True)]
    return Score(
        len(claims), sum(int(hit) for _, hit in claims), float(np.mean([one.probability for one, _ in claims])),
        mean([brier(one.probability, hit) for one, hit in claims]),
        mean([log_score(one.probability, hit) for one, hit in claims]),
        float(np.mean([brier(one.interval[0], hit) for one, hit in claims])),
        float(np.mean([brier(one.interval[1], hit) for one, hit in claims])), len(beside),
        mean(base) if beside else None, mean(own) if beside else None,
        mean([mine - floor for mine, floor in zip(said, base, strict=True)]) if beside else None)


def by(scored: Iterable[Scored], key: Callable[[Scored], str]) -> dict[str, Score]:
    """The scores of each group; those of enough claims first, the best of them first, the others by name."""
    groups: dict[str, list[Scored]] = {}
    for one in scored:
        groups.setdefault(key(one), []).append(one)
    made = {name: score(many) for name, many in groups.items()}
    found = [(name, one) for name, one in made.items() if one]
    found.sort(key=lambda item: (not item[1].ranked, item[1].brier.value if item[1].ranked else 0.0, item[0]))
    return dict(found)


@dataclass(frozen=True, slots=True)
class HedgeRate:
    """How often claims with one hedge came true, beside the probability that it is taken for."""

    n: int
    true: int
    said: float

    @property
    def rate(self) -> float:
        """The share that came true."""
        return self.true / self.n

    @property
    def interval(self) -> Interval:
        """Of that share."""
        return share(self.true, self.n)


def by_hedge(scored: Iterable[Scored]) -> dict[tuple[str, str], HedgeRate]:
    """The rate of each hedge, of all claimants ("") and of those with RANKED resolved claims of it."""
    groups: dict[tuple[str, str], list[Scored]] = {}
    for one in scored:
        for who in {"", one.entry.claim.claimant or ""}:
            groups.setdefault((who, one.entry.claim.hedge.casefold()), []).append(one)
    return {key: HedgeRate(len(many), sum(int(one.entry.outcome or 0) for one in many),
                           float(np.mean([one.entry.claim.probability for one in many])))
            for key, many in sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
            if not key[0] or len(many) >= RANKED}


def mean(values: Sequence[float]) -> Mean:
    """The mean of scores with its interval at the house's LEVEL."""
    middle = float(np.mean(values))
    if len(values) < 3:
        return Mean(middle, None)
    draws = np.random.default_rng(0).choice(np.array(values), (DRAWS, len(values))).mean(axis=1)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return Mean(middle, (float(low), float(high)))
