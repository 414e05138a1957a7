"""What was known of a dyad on a day, as numbers: the features that the model weighs.

The rule: a feature is drawn from cells that were known on the origin, of days up to it, and from nothing else; what is
announced for later days counts since it was announced. Counts fade by half in a number of days (their half-life).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from visavis.codes import plover
from visavis.codes.tables import read
from visavis.forecast.climatology import Climatology, climatology
from visavis.forecast.kinds import QUADS, Kind
from visavis.forecast.told import DONE, EPOCH, NEGATED, PLANNED, UNSURE, Cells, Ints, Told

Floats = NDArray[np.float64]

OWN = (7, 30, 90, 365, 1825)
"""Half-lives of what the dyad itself did of the kind, in days."""

SHORT, LONG = 30, 365
"""Half-lives of everything else."""

FINE = 20.0
"""Counts enter as log(1 + 20 n), so that an event five half-lives ago still differs from none."""

ROUND = 5
"""Anniversaries in fives are the ones that envoys are sent for."""

NEVER = 3650
"""Days since the last event where there was none: ten years."""

SEASONS = 10
"""Years back that the same season is looked at, each weighing four fifths of the one after it."""

HIGH, LEADER = Kind("CONSULT", level=4), Kind("CONSULT", level=1)
VISIT = Kind("CONSULT", "visit")
"""Contacts that weigh: with a high office, with a head of state, and visits, which have a direction."""


FAMILIES: dict[str, str] = {row["name"]: row["family"] for row in read(
    files("visavis.forecast") / "features.tsv", ("name", "family"), key=("name",))}
"""Each feature with the family that it belongs to: what a reason of a forecast speaks of."""

WHICH: tuple[str, ...] = (*plover.TYPES, *(f"quad {number}" for number in plover.QUADS))
"""The types and quad classes, each of which has a column of its own, and columns of its own for OF_WHICH."""

OF_WHICH = ("own_30", "own_365", "since_own", "climatology")
"""Features that count for each type by themselves: on the history this took the Brier skill over climatology at 30 days
from .033 to .039, at onsets from .004 to .007 (origins 2015-2024); more of them gain nothing."""

NAMES: tuple[str, ...] = (*FAMILIES, "is_mode", "is_level", *WHICH,
                          *(f"{name}:{which}" for name in OF_WHICH for which in WHICH))
"""Every column: the features, whether the kind is a mode or asks for a level, which type or class it is, OF_WHICH."""


class Snapshot:
    """What was known on one day. Asked for many pairs at once, so that training and forecasting share each line."""

    def __init__(self, told: Told, origin: date, *, calendar: Sequence[tuple[date, frozenset[str]]] = ()) -> None:
        self.told, self.origin = told, (origin - EPOCH).days
        self._calendar, self._day = calendar, origin
        self._size = told.size
        self._known: dict[tuple[Kind | None, str | None], Cells] = {}
        self._sums: dict[tuple[Kind | None, str | None, int], Floats] = {}
        self._close: Floats | None = None
        self._climate: dict[tuple[Kind, int], Climatology] = {}

    def known(self, kind: Kind | None, standing: str | None = DONE) -> Cells:
        """The cells of a kind as they were known."""
        if (kind, standing) not in self._known:
            self._known[kind, standing] = self.told.cells(kind, standing).as_of(self.origin)
        return self._known[kind, standing]

    def faded(self, kind: Kind | None, days: int, standing: str | None = DONE) -> Floats:
        """The faded counts of a kind by pair (N x N); of reports where `standing` is None."""
        key = (kind, standing, days)
        if key not in self._sums:
            cells = self.known(kind, standing)
            weights = 0.5 ** ((self.origin - cells.day) / days)
            self._sums[key] = self._table(cells, weights * cells.reports if standing is None else weights)
        return self._sums[key]

    def climate(self, kind: Kind, horizon: int) -> Climatology:
        """The climatology of a kind."""
        if (kind, horizon) not in self._climate:
            first = self.told.first if self.told.first is not None else self.origin
            self._climate[kind, horizon] = climatology(
                self.known(kind), self.known(None, DONE), states=self._size, origin=self.origin,
                first=min(first, self.origin), horizon=horizon)
        return self._climate[kind, horizon]

    def columns(self, sources: Ints, targets: Ints, kind: Kind, horizon: int) -> Floats:
        """The features of pairs (rows) in the order of NAMES (columns)."""
        own = self._own(sources, targets, kind)
        wide = {**own, **self._around(sources, targets, kind), **self._pair(sources, targets),
                **self._standing(sources, targets, kind, horizon), **self._times(sources, targets, kind, horizon),
                **self._covered(sources, targets), **self._dates(sources, targets, horizon)}
        climate = self.climate(kind, horizon)
        wide["climatology"] = _logit(climate.probability[sources, targets])
        wide["peers"] = _logit(climate.peers[sources, targets])
        made = np.zeros((len(sources), len(NAMES)))
        for at, name in enumerate(NAMES):
            if name in wide:
                made[:, at] = wide[name]
        which = kind.type or f"quad {kind.quad}"
        made[:, _AT[which]] = 1.0
        made[:, _AT["is_mode"]], made[:, _AT["is_level"]] = kind.mode is not None, kind.level is not None
        for name in OF_WHICH:
            made[:, _AT[f"{name}:{which}"]] = wide[name]
        return made

    # The groups of features -----------------------------------------------------------------------------------

    def _own(self, s: Ints, t: Ints, kind: Kind) -> dict[str, Floats]:
        made = {f"own_{days}": _log(self.faded(kind, days)[s, t]) for days in OWN}
        for days in () if kind.undirected else (SHORT, LONG):
            made[f"reverse_{days}"] = _log(self.faded(kind, days)[t, s])
        return made

    def _around(self, s: Ints, t: Ints, kind: Kind) -> dict[str, Floats]:
        made = {}
        for days in (SHORT, LONG):
            table = self.faded(kind, days)
            made[f"source_{days}"] = _log(table.sum(axis=1)[s] - table[s, t])
            made[f"target_{days}"] = _log(table.sum(axis=0)[t] - table[s, t])
            close = self._closeness()
            made[f"third_{days}"] = _log((close[s] * table[:, t].T).sum(axis=1) + (table[s] * close[t]).sum(axis=1))
        short, long = (self.faded(kind, days).sum() / days for days in (SHORT, LONG))
        made["world_30"] = np.full(len(s), np.log((short + 0.01) / (long + 0.01)))
        return made

    def _pair(self, s: Ints, t: Ints) -> dict[str, Floats]:
        made = {}
        for days in (SHORT, LONG):
            quads = [self._both(one, days, s, t) for one in QUADS]
            made[f"cooperation_{days}"] = _log(quads[0] + quads[1])
            made[f"conflict_{days}"] = _log(quads[2] + quads[3])
            made[f"high_{days}"] = _log(self.faded(HIGH, days)[s, t])
        made["leader_365"] = _log(self.faded(LEADER, LONG)[s, t])
        made["visits_out"] = _log(self.faded(VISIT, LONG)[s, t])
        made["visits_in"] = _log(self.faded(VISIT, LONG)[t, s])
        return made

    def _standing(self, s: Ints, t: Ints, kind: Kind, horizon: int) -> dict[str, Floats]:
        quad = Kind(quad=kind.quad or plover.quad(str(kind.type)))
        made = {f"class_{days}": _log(np.maximum(self._both(quad, days, s, t) - self.faded(kind, days)[s, t], 0))
                for days in (SHORT, LONG)}
        made["planned_own"] = _log(self.faded(kind, SHORT, PLANNED)[s, t])
        made["unsure_own"] = _log(self.faded(kind, SHORT, UNSURE)[s, t])
        made["negated_own"] = _log(self.faded(kind, SHORT, NEGATED)[s, t])
        made["planned_any"] = _log(sum((self._both(one, SHORT, s, t, PLANNED) for one in QUADS), np.zeros(len(s))))
        ahead = self.told.cells(kind, PLANNED)
        ahead = ahead.where((ahead.known <= self.origin) & (ahead.day > self.origin)
                            & (ahead.last <= self.origin + horizon))
        made["announced"] = _log(self._table(ahead, np.ones(len(ahead)))[s, t])
        return made

    def _times(self, s: Ints, t: Ints, kind: Kind, horizon: int) -> dict[str, Floats]:
        anything = self._since(None)
        return {"since_own": np.log1p(self._since(kind)[s, t]),
                "since_any": np.log1p(np.minimum(anything[s, t], anything[t, s])),
                "season": self._season(kind, horizon)[s, t]}

    def _covered(self, s: Ints, t: Ints) -> dict[str, Floats]:
        table = self.faded(None, SHORT, None)
        touch = table.sum(axis=0) + table.sum(axis=1)
        short, long = (self.faded(None, days, None).sum() / days for days in (SHORT, LONG))
        return {"covered_a": _log(touch[s]), "covered_b": _log(touch[t]),
                "covered_world": np.full(len(s), np.log((short + 0.01) / (long + 0.01)))}

    def _dates(self, s: Ints, t: Ints, horizon: int) -> dict[str, Floats]:
        """Days of either side's calendar in the window, and round ones, beyond those of a usual window: a count alone
        would only say whose calendar is long."""
        days, rounds = np.zeros((2, self._size))
        for when, states in self._calendar:
            for code in states & self.told.place.keys():
                times, usual = _falls(when, self._day, horizon), horizon / 365.25
                days[self.told.place[code]] += len(times) - usual
                rounds[self.told.place[code]] += sum((year - when.year) % ROUND == 0 for year in times) - usual / ROUND
        return {"calendar": days[s] + days[t], "round": rounds[s] + rounds[t]}

    # The tables that they are drawn from -----------------------------------------------------------------------

    def _table(self, cells: Cells, weights: Floats) -> Floats:
        size = self._size
        sums = np.bincount(cells.source * size + cells.target, weights, minlength=size * size)
        return np.asarray(sums, float).reshape(size, size)

    def _both(self, kind: Kind, days: int, s: Ints, t: Ints, standing: str = DONE) -> Floats:
        """Faded counts in both directions; a two-sided event counts once in each, which the model evens out."""
        table = self.faded(kind, days, standing)
        return np.asarray(table[s, t] + table[t, s])

    def _closeness(self) -> Floats:
        """How much of each state's dealings (rows) is with each other state (columns); rows sum to at most 1."""
        if self._close is None:
            both = self.faded(None, 1095)
            both = both + both.T
            self._close = both / (both.sum(axis=1, keepdims=True) + 1.0)
        return self._close

    def _since(self, kind: Kind | None) -> Floats:
        cells, table = self.known(kind), np.full((self._size, self._size), float(NEVER))
        np.minimum.at(table, (cells.source, cells.target), np.minimum(self.origin - cells.day, NEVER).astype(float))
        return table

    def _season(self, kind: Kind, horizon: int) -> Floats:
        """The share of past years, the last ones weighing more, with an event in the same stretch of the year.

        A stretch shorter than a month is widened to one.
        """
        cells = self.known(kind)
        age, slack = self.origin - cells.day, max(0, 31 - horizon) / 2
        year = np.ceil((age - slack) / 365.25).astype(np.int64)
        inside = (year >= 1) & (year <= SEASONS) & (year * 365.25 - age < horizon + slack)
        keys = np.unique((cells.source[inside] * self._size + cells.target[inside]) * (SEASONS + 1) + year[inside])
        first = self.told.first if self.told.first is not None else self.origin
        weights = 0.8 ** np.arange(SEASONS + 1)
        seen = weights[1:max(2, min(SEASONS, (self.origin - first) // 365) + 1)].sum()
        found = np.bincount(keys // (SEASONS + 1), weights[keys % (SEASONS + 1)], minlength=self._size ** 2)
        return np.asarray(found.reshape(self._size, self._size) / seen)


def _falls(when: date, origin: date, horizon: int) -> list[int]:
    """The years in which a day that comes back falls into the window."""
    last = origin + timedelta(days=horizon)
    return [year for year in range(origin.year, last.year + 1)
            if origin < _in_year(when, year) <= last]


def _in_year(when: date, year: int) -> date:
    """The day in another year; 29 February is kept on 1 March where there is none."""
    try:
        return when.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _log(counts: Floats) -> Floats:
    return np.asarray(np.log1p(FINE * np.maximum(counts, 0.0)))


def _logit(shares: Floats) -> Floats:
    return np.asarray(np.log(shares / (1 - shares)))


_AT = {name: at for at, name in enumerate(NAMES)}
