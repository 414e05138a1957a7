"""What a dyad's merged events come to, period by period.

The rule: n and sums only, never averages, so that periods and files add up. Only what is done is summed by type, quad
class and Goldstein score; what is planned, predicted, ... has a column of its own. Goldstein scores have one decimal:
they are summed in tenths, so that the sums are exact.

A dyad's events are some thousands of rows in memory, so they are counted where they are: planning a query of thirty
sums costs ten times the counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from visavis.codes import plover
from visavis.measure.days import Ints, ordinals
from visavis.measure.periods import Period

STANDINGS = ("planned", "predicted", "hypothetical", "negated", "rumoured")
"""What is told but does not count as done, each kept apart."""

QUADS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Placed:
    """The events that start in some period, as columns of numbers; `at`: the place of its period."""

    periods: int
    at: Ints
    done: NDArray[np.bool_]
    reports: Ints
    tenths: Ints
    events: pa.Table

    def count(self, which: NDArray[np.bool_]) -> Ints:
        """How many of `which` start in each period."""
        return np.bincount(self.at[which], minlength=self.periods).astype(np.int64)

    def sum(self, which: NDArray[np.bool_], values: Ints) -> Ints:
        """The sum of `values` over `which`, by period; exact, as far as sums stay below 2^53."""
        found = np.bincount(self.at[which], weights=values[which], minlength=self.periods)
        return np.rint(found).astype(np.int64)

    def equal(self, column: str, value: str | int) -> NDArray[np.bool_]:
        """Which events have that value in a column."""
        return pc.fill_null(pc.equal(self.events[column], value), False).to_numpy()  # type: ignore[no-any-return]


def placed(events: pa.Table, spans: Sequence[Period]) -> Placed:
    """The events in the periods in which they start; `spans`: in order, none over another."""
    firsts, lasts = (np.array([day.toordinal() for day in days]) for days in zip(*((one.first, one.last)
                                                                                  for one in spans), strict=True))
    days = ordinals(events["start"])
    at = np.searchsorted(firsts, days, side="right") - 1
    inside = (at >= 0) & (days <= lasts[np.maximum(at, 0)])
    kept = events.filter(pa.array(inside))
    scores = pc.fill_null(kept["goldstein"].cast(pa.float64()), 0).to_numpy()
    return Placed(len(spans), at[inside], pc.equal(kept["standing"], "done").to_numpy(),
                  kept["reports"].to_numpy().astype(np.int64), np.rint(scores * 10).astype(np.int64), kept)


def sums(found: Placed) -> dict[str, pa.Array]:
    """The counts and sums of `dyad_series`, a row a period. `coarse`: events known only to the month or year, which may
    belong to another period.
    """
    done, whole = found.done, np.ones_like(found.done)
    gains, losses = (found.sum(done & (sign * found.tenths > 0), sign * found.tenths) for sign in (1, -1))
    quads = {number: done & found.equal("quad", number) for number in QUADS}
    counts: dict[str, NDArray[np.int64] | NDArray[np.float64]] = {
        "events": found.count(done), "reports": found.sum(done, found.reports),
        "cooperation": gains / 10, "conflict": losses / 10, "net": (gains - losses) / 10,
        **{f"quad_{number}": found.count(which) for number, which in quads.items()},
        **{f"quad_{number}_reports": found.sum(which, found.reports) for number, which in quads.items()},
        **{name: found.count(found.equal("standing", name)) for name in STANDINGS},
        "coarse": found.count(done & ~found.equal("precision", "day")), "told": found.sum(whole, found.reports)}
    return {name: pa.array(values) for name, values in counts.items()}


def by_kind(found: Placed) -> dict[str, pa.Array]:
    """Events and reports done by type: `events_TYPE` of all types, then `reports_TYPE`, a row a period."""
    done = {name: found.done & found.equal("type", name) for name in plover.TYPES}
    return ({f"events_{name}": pa.array(found.count(which)) for name, which in done.items()}
            | {f"reports_{name}": pa.array(found.sum(which, found.reports)) for name, which in done.items()})


@dataclass(frozen=True, slots=True)
class Voices:
    """What is done by period and outlet, in the order of both: events, and their Goldstein scores in tenths."""

    periods: int
    at: Ints
    events: Ints
    tenths: Ints


def by_outlet(found: Placed) -> Voices:
    """The events done by period and outlet; those that name no outlet are one."""
    named = pc.fill_null(found.events["outlet"], "").combine_chunks().filter(pa.array(found.done)).dictionary_encode()
    ranks = pc.rank(named.dictionary).to_numpy().astype(np.int64) if len(named.dictionary) else np.zeros(0, np.int64)
    keys = found.at[found.done] * (len(ranks) + 1) + ranks[named.indices.to_numpy()]
    unique, places = np.unique(keys, return_inverse=True)
    tenths = np.bincount(places, weights=found.tenths[found.done], minlength=len(unique))
    return Voices(found.periods, unique // (len(ranks) + 1), np.bincount(places, minlength=len(unique)),
                  np.rint(tenths).astype(np.int64))
