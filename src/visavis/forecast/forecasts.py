"""Forecasts of a dyad: how likely an event of a kind is in the days after an origin, and why.

The rule: a forecast never stands alone. Its interval, the base rates of the dyad and of its peers, the reasons and
what came of forecasts like it go with it; and it rests on nothing that was not known on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from visavis.errors import InputError
from visavis.forecast import model as models
from visavis.forecast import record
from visavis.forecast.features import Snapshot
from visavis.forecast.kinds import HORIZONS, TYPES, Kind
from visavis.forecast.model import Floats, Model
from visavis.forecast.reasons import Pull, pulls
from visavis.forecast.record import TrackRecord
from visavis.forecast.told import EPOCH, Told, tell
from visavis.measure.engine import Source
from visavis.measure.intervals import Interval

LONGEST = 3650
"""Days: no window is asked for beyond ten years."""

Calendar = Sequence[tuple[date, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The chance of at least one event of a kind, by `source` to `target` (in either order for a two-sided kind), in a
    window, with the expected number of events.

    `base` is the dyad's own climatology, `peers` what states of like activity would have; `pulls` the reasons, the
    strongest first; `track` what came of forecasts like it; `known` the events between the two that were known.
    """

    source: str
    target: str
    kind: Kind
    made: date
    window: tuple[date, date]
    probability: float
    interval: Interval
    expected: float
    base: float
    peers: float
    pulls: tuple[Pull, ...]
    track: TrackRecord | None
    known: int
    model: str

    @property
    def days(self) -> int:
        """The length of the window."""
        return (self.window[1] - self.window[0]).days + 1

    @property
    def question(self) -> str:
        """The question in a line: CONSULT between PRK and CHN; AID by CHN to PRK."""
        if self.kind.undirected:
            return f"{self.kind.name} between {self.source} and {self.target}"
        return f"{self.kind.name} by {self.source} to {self.target}"

    @property
    def news(self) -> float:
        """How far it is from the base rate, in log odds: what makes it worth telling."""
        return abs(_log_odds(self.probability) - _log_odds(self.base))


class Forecaster:
    """Makes forecasts from one event table as of one day. Asking many things of it costs little more than one."""

    def __init__(self, source: Source | Told, *, as_of: date, calendar: Calendar = (),
                 model: Model | None = None) -> None:
        self.told = source if isinstance(source, Told) else tell(source, as_of=as_of)
        self.as_of, self.calendar = as_of, calendar
        self.model = model or models.load()
        self.snapshot = Snapshot(self.told, as_of, calendar=calendar)

    @property
    def until(self) -> date | None:
        """The last day on which anything became known."""
        known = [one for one in (self.told.last,) if one is not None]
        return min(self.as_of, EPOCH + timedelta(days=known[0])) if known else None

    def forecast(self, a: str, b: str, kind: Kind, days: int) -> Forecast:
        """The forecast for the `days` after the origin. InputError for equal sides or a window out of bounds."""
        if a == b:
            raise InputError("a dyad needs two different states", where=f"{a}-{b}", hint="give another one")
        if not 1 <= days <= LONGEST:
            raise InputError(f"a window of {days} days", where="horizon", hint=f"give 1 to {LONGEST} days")
        near = self.model.horizon(days).days
        turned = kind.undirected and a > b  # a two-sided kind was fitted on the sides in the order of their codes
        columns = self._columns(*((b, a) if turned else (a, b)), kind, near)
        probability, expected, base, peers = self._figures(*((b, a) if turned else (a, b)), kind, days)
        window = self.as_of + timedelta(days=1), self.as_of + timedelta(days=days)
        return Forecast(a, b, kind, self.as_of, window, probability, self.model.horizon(days).interval(probability),
                        max(expected, probability), base, peers,
                        pulls(self.model.horizon(days), columns, turned=turned),
                        record.like(probability, kind.name, near), self._known(a, b), self.model.name)

    def _figures(self, a: str, b: str, kind: Kind, days: int) -> tuple[float, float, float, float]:
        """Chance, expected number, base rate and peers' rate; between two horizons by their rates of events."""
        at = sorted(self.model.horizons)
        found = {one: self._at(a, b, kind, one) for one in _neighbours(at, days)}
        return tuple(_between(days, {one: row[n] for one, row in found.items()}, chance=n != 1)  # type: ignore[return-value]
                     for n in range(4))

    def _at(self, a: str, b: str, kind: Kind, horizon: int) -> tuple[float, float, float, float]:
        columns, fitted = self._columns(a, b, kind, horizon), self.model.horizons[horizon]
        source, target = self._places(a, b)
        climate = self.snapshot.climate(kind, horizon)
        return (float(fitted.probability(columns)[0]), float(fitted.expected(columns)[0]),
                float(climate.probability[source, target]), float(climate.peers[source, target]))

    def _columns(self, a: str, b: str, kind: Kind, horizon: int) -> Floats:
        source, target = self._places(a, b)
        return self.snapshot.columns(np.array([source]), np.array([target]), kind, horizon)

    def _places(self, a: str, b: str) -> tuple[int, int]:
        """Where the two stand; a state of which nothing is told stands on an empty place."""
        return self.told.at(a), self.told.at(b)

    def _known(self, a: str, b: str) -> int:
        source, target = self._places(a, b)
        known = self.snapshot.known(None)
        straight = (known.source == source) & (known.target == target)
        return int((straight | ((known.source == target) & (known.target == source))).sum())


def forecast(source: Source, a: str, b: str, *, as_of: date, kinds: Iterable[Kind] = TYPES,
             horizons: Iterable[int] = HORIZONS, calendar: Calendar = (),
             directed: bool = False) -> tuple[Forecast, ...]:
    """The forecasts for `a` and `b`: each kind and horizon, one-sided kinds in both directions unless `directed`."""
    maker = Forecaster(source, as_of=as_of, calendar=calendar)
    asked = [(one, other, kind) for kind in kinds
             for one, other in ([(a, b)] if directed or kind.undirected else [(a, b), (b, a)])]
    return tuple(maker.forecast(one, other, kind, days) for one, other, kind in asked for days in horizons)


def informative(made: Iterable[Forecast], number: int) -> tuple[Forecast, ...]:
    """The most informative forecasts: far from the base rate and neither sure nor out of the question, one a question.

    Ranked by the information gained over the base rate (the Kullback-Leibler divergence from it, in nats).
    """
    best: dict[tuple[str, str, Kind], Forecast] = {}
    for one in made:
        key = (one.source, one.target, one.kind)
        if key not in best or _gain(one) > _gain(best[key]):
            best[key] = one
    return tuple(sorted(best.values(), key=lambda one: (-_gain(one), one.question))[:number])


def _gain(one: Forecast) -> float:
    p, q = one.probability, one.base
    return float(p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q)))


def _neighbours(horizons: Sequence[int], days: int) -> tuple[int, ...]:
    if days in horizons:
        return (days,)
    below = [one for one in horizons if one < days]
    above = [one for one in horizons if one > days]
    if not below or not above:
        return (horizons[0] if not below else horizons[-1],)
    return below[-1], above[0]


def _between(days: int, known: dict[int, float], *, chance: bool) -> float:
    """A figure for a window of `days` from those of the nearest horizons, by the rate of events that they stand for.

    Between two horizons the logarithm of the summed rate is drawn straight over that of the days; beyond the first
    or the last horizon the rate of events stays as it is there.
    """
    sums = {at: -np.log1p(-min(value, 1 - 1e-9)) if chance else value for at, value in known.items()}
    if len(sums) == 1:
        (at, value), = sums.items()
        found = value * days / at
    else:
        (first, low), (last, high) = sorted(sums.items())
        low, high = max(low, 1e-9), max(high, low, 1e-9)
        part = np.log(days / first) / np.log(last / first)
        found = float(np.exp(np.log(low) + part * (np.log(high) - np.log(low))))
    return float(-np.expm1(-found)) if chance else float(found)


def _log_odds(p: float) -> float:
    return float(np.log(p / (1 - p)))
