"""Series of a dyad: what two states did to and with each other, period by period.

The rule: reports are merged into events before anything is counted, and both counts are given. A figure
as of a day uses only rows that could be known by then, so that a row added later never changes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes import plover
from visavis.datasets import table
from visavis.datasets.merging import MERGING, Merging
from visavis.errors import InputError
from visavis.measure import counts, engine
from visavis.measure.counts import STANDINGS as STANDINGS
from visavis.measure.coverage import coverage
from visavis.measure.days import Ints, covered_span
from visavis.measure.engine import FOREVER, Source
from visavis.measure.intervals import rates, shares
from visavis.measure.periods import By, Period, periods
from visavis.measure.tone import tones

PER = 1000
"""Events are set against so many reports that touch either side."""


def dyad_reports(source: Source, a: str, b: str, *, as_of: date | None = None,
                 types: Sequence[str] | None = None, directed: bool = False) -> pa.Table:
    """The reports of a dyad as an event table; with `directed`, only what `a` did to `b`.

    The texts' columns (table.MORE) come too where the source has them.
    """
    found = engine.dyad(source, a, b, as_of=as_of or FOREVER)
    if directed:
        found = found.filter(pc.equal(found["source"], a))
    if types is not None:
        found = found.filter(pc.is_in(found["type"], pa.array(_known_types(types), pa.string())))
    return table.fit(found, "dyad_reports")


def dyad_events(source: Source, a: str, b: str, *, since: date | None = None, until: date | None = None,
                as_of: date | None = None, types: Sequence[str] | None = None,
                directed: bool = False, merging: Merging = MERGING) -> pa.Table:
    """The events of a dyad that start in `since`..`until`: merged reports, with the column `standing`."""
    told = dyad_reports(source, a, b, as_of=as_of, types=types, directed=directed)
    events = table.with_standing(table.merged(told, replace(merging, directed=directed)).events)
    return events.filter(pc.and_(pc.greater_equal(events["start"], pa.scalar(since or date.min)),
                                 pc.less_equal(events["start"], pa.scalar(until or FOREVER))))


def dyad_series(source: Source, a: str, b: str, *, by: By = "month", since: date | None = None,
                until: date | None = None, as_of: date | None = None,
                types: Sequence[str] | None = None, directed: bool = False, merging: Merging = MERGING,
                events: pa.Table | None = None) -> pa.Table:
    """One row a period, empty ones too, from `since` to `until` (default: all that the data cover, see Span).

    Columns: `a`, `b`, `period`, `from_day`, `to_day`, `days`; `events` and `reports` done, with
    `events_low` and `events_high`, the 95 % posterior interval of the expected number of events in a
    period such as this (null where nothing was covered); the sums `cooperation`, `conflict` (of
    positive and of negative Goldstein scores, both >= 0) and `net`; `quad_1`..`quad_4` and the same with
    `_reports`; a column each for what is told but not done; `coarse`: events dated only to a month or
    year; `told`: reports of any standing; `covered_a`, `covered_b`, `covered`: reports in the data that
    touch a side, or either; `world`: all of them; `share`: `told` of `covered`, with `_low` and `_high`;
    `status`: events, nothing (covered, nothing done), not covered; `per_1000`: events for each thousand
    reports that touch either side, with `_low` and `_high`; `world_a`, `world_b`: how much of the world's
    reports touch a side, likewise; `goldstein`: mean score of events, with `_low` and `_high` drawn over
    `outlets` (how many tell them; null below three); and for each type `events_TYPE`, `reports_TYPE`.

    An event counts in the period in which it starts. `events`: those of the dyad, as `dyad_events` gives them of
    all days, from who has them at hand. Raises UnknownCode for an unknown type, InputError for two equal sides or a
    `since` after `until`.
    """
    if a == b:
        raise InputError("a dyad needs two different states", where=f"{a}-{b}", hint="give another one")
    span = covered_span(source, as_of=as_of)
    first, last = since or span.begins, until or _earlier(span.last, as_of)
    if first is None or last is None:
        raise InputError("the data hold nothing", where="event table", hint="load a data set first")
    if first > last:
        raise InputError(f"{first} is after {last}", where="--since", hint="give an earlier day")
    spans = periods(first, last, by=by)
    if events is None:
        events = dyad_events(source, a, b, as_of=as_of, types=types, directed=directed, merging=merging)
    return _assemble(source, events, spans, a, b, as_of or FOREVER)


def by_type(series: pa.Table) -> tuple[tuple[str, int, int], ...]:
    """Each type with its events and reports over the whole series, most events first, none left out."""
    sums = [(name, int(pc.sum(series[f"events_{name}"]).as_py() or 0),
             int(pc.sum(series[f"reports_{name}"]).as_py() or 0)) for name in plover.TYPES]
    return tuple(sorted(sums, key=lambda item: (-item[1], -item[2], item[0])))


def _assemble(source: Source, events: pa.Table, spans: tuple[Period, ...], a: str, b: str,
              as_of: date) -> pa.Table:
    cover = coverage(source, spans, a, b, as_of=as_of)
    found = counts.placed(events, spans)
    sums = counts.sums(found)
    head = {"a": pa.array([a] * len(spans)), "b": pa.array([b] * len(spans)),
            "period": pa.array([span.name for span in spans]), "from_day": cover["from_day"],
            "to_day": pa.array([span.last for span in spans], pa.date32()),
            "days": pa.array([span.days for span in spans], pa.int32())}
    return pa.table({**head, **sums, **_columns(cover.drop_columns(["period", "from_day"])),
                     **_judged(sums, cover), **_normalised(sums, cover), **tones(counts.by_outlet(found)),
                     **counts.by_kind(found)})


def _judged(sums: Mapping[str, pa.Array], cover: pa.Table) -> dict[str, pa.Array]:
    done, seen = sums["events"].to_numpy(), cover["covered"].to_numpy() > 0
    low, high = rates(done)
    return {"events_low": pa.array(low, mask=~seen), "events_high": pa.array(high, mask=~seen),
            **_shares("share", sums["told"].to_numpy(), cover["covered"].to_numpy()),
            "status": pa.array(np.where(done > 0, "events", np.where(seen, "nothing", "not covered")), pa.string())}


def _normalised(sums: Mapping[str, pa.Array], cover: pa.Table) -> dict[str, pa.Array]:
    """Events for each thousand reports that touch either side, and how much of the world's reports touch each side."""
    done, covered, world = sums["events"].to_numpy(), cover["covered"].to_numpy(), cover["world"].to_numpy()
    none = covered == 0
    exposure = np.where(none, 1, covered) / PER
    low, high = rates(done, exposure)
    return {"per_1000": pa.array(done / exposure, mask=none), "per_1000_low": pa.array(low, mask=none),
            "per_1000_high": pa.array(high, mask=none), **_shares("world_a", cover["covered_a"].to_numpy(), world),
            **_shares("world_b", cover["covered_b"].to_numpy(), world)}


def _shares(name: str, parts: Ints, wholes: Ints) -> dict[str, pa.Array]:
    """Shares with their intervals; null where the whole is nothing.

    An event brings all its reports to the day on which it starts, and coverage has each on its own: by the day a part
    may so exceed its whole, and is then taken for all of it.
    """
    most, none = np.minimum(parts, wholes), wholes == 0
    low, high = shares(most, wholes)
    return {name: pa.array(most / np.where(none, 1, wholes), mask=none), f"{name}_low": pa.array(low, mask=none),
            f"{name}_high": pa.array(high, mask=none)}


def _columns(part: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(part.column_names, part.columns, strict=True))


def _known_types(types: Sequence[str]) -> list[str]:
    return [plover.event_type(name).name for name in types]


def _earlier(day: date | None, other: date | None) -> date | None:
    return min(day, other) if day and other else day
