"""What came of a question: how many events of a kind a window held.

The rule: an event counts in a window when it starts in it; one whose day is known only to the month or year counts
only where all of that lies in the window. The same answer settles forecasts, claims and the labels of training.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from visavis.datasets import table
from visavis.forecast.kinds import VISIT, Kind
from visavis.forecast.told import Cells, Ints, Told


def done(reports: pa.Table, kind: Kind) -> pa.Table:
    """The events of a kind that are done, merged from reports, whoever the sides are."""
    events = table.with_standing(table.merge(reports, directed=kind.mode == VISIT))
    return events.filter(pc.and_(pc.equal(events["standing"], "done"), kind.matches(events)))


def inside(events: pa.Table, first: date, last: date) -> pa.Table:
    """The events that lie in a window, both ends included."""
    starts = pc.and_(pc.greater_equal(events["start"], pa.scalar(first)),
                     pc.less_equal(events["start"], pa.scalar(last)))
    fits = pc.or_(pc.equal(events["precision"], "day"), pc.less_equal(events["end"], pa.scalar(last)))
    return events.filter(pc.and_(starts, fits))


def between(events: pa.Table, kind: Kind, source: str, target: str) -> pa.Table:
    """The events of a kind by `source` to `target`, those of a two-sided type in either order."""
    straight = pc.and_(pc.equal(events["source"], source), pc.equal(events["target"], target))
    turned = pc.and_(pc.equal(events["source"], target), pc.equal(events["target"], source))
    both = pc.is_in(events["type"], pa.array([one for one in kind.types if kind.two_sided(one)], pa.string()))
    return events.filter(pc.or_(straight, pc.and_(turned, both)))


class Outcomes:
    """Counts of events by pair for many windows: the labels of training and backtest.

    An event is what is told of one type and mode with one first day. It counts if it was known when the window closed:
    what became known later is not there, so that a fit on that day could have had the same labels.
    """

    def __init__(self, told: Told) -> None:
        self._told, self._made = told, dict[Kind, Cells]()

    def counts(self, kind: Kind, origin: int, horizon: int) -> Ints:
        """How many events each pair (N x N) had in the `horizon` days after `origin` (a day's number)."""
        if kind not in self._made:
            self._made[kind] = self._told.events(kind)
        one, last, size = self._made[kind], origin + horizon, self._told.size
        hit = (one.day > origin) & (one.day <= last) & (one.last <= last) & (one.known <= last)
        keys = one.source[hit] * size + one.target[hit]
        return np.bincount(keys, minlength=size * size).reshape(size, size)
