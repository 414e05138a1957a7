"""Series of a dyad: what two states did to and with each other, period by period.

The rule: reports are merged into events before anything is counted, and both counts are given. A figure
as of a day uses only rows that could be known by then, so that a row added later never changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes import plover
from visavis.datasets import table
from visavis.datasets.merging import MERGING, Merging
from visavis.errors import InputError
from visavis.measure import engine, rollup
from visavis.measure.coverage import coverage
from visavis.measure.engine import FOREVER, Source
from visavis.measure.intervals import rate, share
from visavis.measure.periods import By, Period, as_table, periods
from visavis.measure.tone import tones

PER = 1000
"""Events are set against so many reports that touch either side."""

STANDINGS = ("planned", "predicted", "hypothetical", "negated", "rumoured")
"""What is told but does not count as done, each kept apart."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days between which a data set tells anything (None where it is empty), and its reports.

    `first` and `last` are days on which something could be known; `begins` is the first day told of, up to a
    month before `first`.
    """

    first: date | None
    last: date | None
    reports: int
    begins: date | None


def covered_span(source: Source, *, as_of: date | None = None) -> Span:
    """First and last day on which a row of the data could be known, by `as_of`."""
    if as_of is None and (found := rollup.rolled(source)) is not None:
        row = engine.query("rollup_span", found).to_pylist()[0]
    else:
        row = engine.query("span", source, as_of=as_of or FOREVER).to_pylist()[0]
    begins = row["begins"]
    return Span(row["first_day"], row["last_day"], row["told"],
                begins.date() if isinstance(begins, datetime) else begins)


def dyad_reports(source: Source, a: str, b: str, *, as_of: date | None = None,
                 types: Sequence[str] | None = None, directed: bool = False) -> pa.Table:
    """The reports of a dyad as an event table; with `directed`, only what `a` did to `b`.

    The texts' columns (table.MORE) come too where the source has them.
    """
    found = engine.query("reports", source, a=a, b=b, as_of=as_of or FOREVER)
    found = found.rename_columns({"first_day": "start", "last_day": "end"})
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
    small = {"periods": as_table(spans), "events": table.spell_days(events),
             "types": pa.table({"type": list(plover.TYPES)})}
    series = engine.query("series", source, tables=small)
    cover = coverage(source, spans, a, b, as_of=as_of)
    kinds = engine.query("types", source, tables=small)
    tone = tones(engine.query("outlets", source, tables=small), series["period"].to_pylist())
    head = pa.table({"a": [a] * len(spans), "b": [b] * len(spans), "period": series["period"],
                     "from_day": series["from_day"], "to_day": series["to_day"],
                     "days": pa.array([span.days for span in spans], pa.int32())})
    return pa.table({**_columns(head), **_columns(series.drop_columns(["period", "from_day", "to_day"])),
                     **_columns(cover.drop_columns(["period", "from_day"])),
                     **_judged(series, cover), **_normalised(series, cover), **tone, **_spread(kinds)})


def _judged(series: pa.Table, cover: pa.Table) -> dict[str, pa.Array]:
    counts, told = series["events"].to_pylist(), series["told"].to_pylist()
    covered = cover["covered"].to_pylist()
    bounds = [rate(n) if seen else (None, None) for n, seen in zip(counts, covered, strict=True)]
    status = ["events" if n else "nothing" if seen else "not covered"
              for n, seen in zip(counts, covered, strict=True)]
    return {"events_low": pa.array([low for low, _ in bounds], pa.float64()),
            "events_high": pa.array([high for _, high in bounds], pa.float64()),
            **_shares("share", told, covered),
            "status": pa.array(status, pa.string())}


def _normalised(series: pa.Table, cover: pa.Table) -> dict[str, pa.Array]:
    """Events for each thousand reports that touch either side, and how much of the world's reports touch each side."""
    covered, world = cover["covered"].to_pylist(), cover["world"].to_pylist()
    counts = series["events"].to_pylist()
    told = [(n / seen * PER, *rate(n, seen / PER)) if seen else (None, None, None)
            for n, seen in zip(counts, covered, strict=True)]
    names = ("per_1000", "per_1000_low", "per_1000_high")
    return ({name: pa.array([one[at] for one in told], pa.float64()) for at, name in enumerate(names)}
            | _shares("world_a", cover["covered_a"].to_pylist(), world)
            | _shares("world_b", cover["covered_b"].to_pylist(), world))


def _shares(name: str, parts: list[int], wholes: list[int]) -> dict[str, pa.Array]:
    """Shares with their intervals; null where the whole is nothing.

    An event brings all its reports to the day on which it starts, and coverage has each on its own: by the day a part
    may so exceed its whole, and is then taken for all of it.
    """
    found = [(min(part, whole) / whole, *share(min(part, whole), whole)) if whole else (None, None, None)
             for part, whole in zip(parts, wholes, strict=True)]
    return {column: pa.array([one[at] for one in found], pa.float64())
            for at, column in enumerate((name, f"{name}_low", f"{name}_high"))}


def _spread(kinds: pa.Table) -> dict[str, pa.Array]:
    parts = {name: kinds.filter(pc.equal(kinds["type"], name)) for name in plover.TYPES}
    return ({f"events_{name}": part["events"] for name, part in parts.items()}
            | {f"reports_{name}": part["reports"] for name, part in parts.items()})


def _columns(part: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(part.column_names, part.columns, strict=True))


def _known_types(types: Sequence[str]) -> list[str]:
    return [plover.event_type(name).name for name in types]


def _earlier(day: date | None, other: date | None) -> date | None:
    return min(day, other) if day and other else day
