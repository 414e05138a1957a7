"""The rows that forecasts are fitted on and scored by: features of an origin, outcomes of the window after it.

The rule: a row's features come from a `Snapshot` of its origin, its outcome from later days; a fit for an origin uses
only rows whose window was over by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from visavis.forecast.features import NAMES, Snapshot
from visavis.forecast.kinds import QUADS, TYPES, Kind
from visavis.forecast.outcomes import Outcomes
from visavis.forecast.told import EPOCH, Ints, Told, tell

Floats = NDArray[np.float64]
Calendar = Sequence[tuple[date, frozenset[str]]]

EVERY = 28
"""Days between origins: whole weeks, so that no weekday is missed out; 13 a year."""

FEW, MANY = 3, 20
"""Events known between two states from which on they are trained on, and scored."""

EMPTY_SHARE = {7: 0.02, 30: 0.03, 90: 0.05, 365: 0.08}
"""Share of the rows without an event that a fit draws, each weighing the inverse: the fit takes a tenth of the time
and the memory, and the chances move by less than their own error."""

MODES_FROM = 60
"""Events that a mode needs to be trained on as a kind of its own."""

SINCE = NAMES.index("since_own")
"""The column of the days since the last event of the kind."""

LEVELS = (Kind("CONSULT", level=1), Kind("CONSULT", level=4))
"""Kinds that ask for a level: meetings of leaders and of high offices."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one horizon. `pair`: place of source x number of states + place of target; `kind`: place in the list of
    kinds; `number`: events in the window; `weight`: rows that it stands for; `events`: known between the two, in both
    directions; `fresh`: no event of the kind for 90 days."""

    origin: Ints
    pair: Ints
    kind: Ints
    number: Ints
    weight: Floats
    events: Ints
    fresh: NDArray[np.bool_]
    columns: NDArray[np.float32]

    def where(self, mask: NDArray[np.bool_]) -> Rows:
        """The rows at which `mask` holds."""
        return Rows(*(getattr(self, name)[mask] for name in self.__slots__))


def kinds_of(reports: pa.Table) -> tuple[Kind, ...]:
    """The types and quad classes, the modes with enough events, and the levels."""
    done = reports.filter(pc.equal(reports["modality"], "actual"))
    counts = done.group_by(["type", "mode"]).aggregate([([], "count_all")]).to_pylist()
    modes = sorted((row["type"], row["mode"]) for row in counts if row["mode"] and row["count_all"] >= MODES_FROM)
    return (*TYPES, *QUADS, *(Kind(*one) for one in modes), *LEVELS)


def draw(reports: pa.Table, kinds: Sequence[Kind], days: int, first: date, *, scored_from: date,
         calendar: Calendar = (), seed: int = 1) -> Rows:
    """The rows of one horizon, origins from `first` on, whose windows end with the data at the latest.

    From `scored_from` on every row of a dyad of MANY events is kept, to be scored; else rows without an event are
    drawn at their EMPTY_SHARE.
    """
    told = tell(reports)
    outcomes = Outcomes(told)
    chance = np.random.default_rng(seed)
    parts: list[Rows] = []
    for origin in _origins(first, told, days):
        snapshot = Snapshot(told, origin, calendar=calendar)
        asked = _Asked(snapshot, events_known(snapshot), outcomes, days, MANY if origin >= scored_from else None)
        parts += [_rows(asked, kind, at, chance) for at, kind in enumerate(kinds)]
    return Rows(*(np.concatenate([getattr(one, name) for one in parts]) for name in Rows.__slots__))


@dataclass(frozen=True, slots=True)
class _Asked:
    snapshot: Snapshot
    events: Ints
    outcomes: Outcomes
    days: int
    whole: int | None


def events_known(snapshot: Snapshot) -> Ints:
    """The number of events done between two states (N x N, the same in both directions) as it was known."""
    known, size = snapshot.known(None), snapshot.told.size
    counts = np.bincount(known.source * size + known.target, minlength=size * size).reshape(size, size)
    return np.asarray(counts + counts.T)


def _origins(first: date, told: Told, days: int) -> Iterator[date]:
    last = EPOCH + timedelta(days=(told.last or 0) - days)
    while first <= last:
        yield first
        first += timedelta(days=EVERY)


def _rows(asked: _Asked, kind: Kind, at: int, chance: np.random.Generator) -> Rows:
    events, snapshot = asked.events, asked.snapshot
    source, target = np.nonzero(np.triu(events, 1) >= FEW if kind.undirected else events >= FEW)
    number = asked.outcomes.counts(kind, snapshot.origin, asked.days)[source, target]
    known = events[source, target]
    kept = (number > 0) | (known >= asked.whole if asked.whole and not kind.mode else False)
    share = np.where(kept, 1.0, EMPTY_SHARE[asked.days])
    taken = chance.random(len(source)) < share
    source, target = source[taken], target[taken]
    columns = snapshot.columns(source, target, kind, asked.days).astype(np.float32)
    fresh = columns[:, SINCE] > np.log1p(90)
    size = snapshot.told.size
    return Rows(np.full(len(source), snapshot.origin), source * size + target, np.full(len(source), at), number[taken],
                1 / share[taken], known[taken], fresh, columns)
