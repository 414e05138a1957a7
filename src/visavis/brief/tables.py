"""Series and events as tables for a reader: the figures that matter, with their intervals.

The rule: events and reports stand beside each other under their own names, and a period that was not
covered shows no number at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from visavis.brief import words
from visavis.brief.book import side
from visavis.brief.findings import Row, Table
from visavis.codes import countries
from visavis.measure.comparison import Comparison, compare
from visavis.measure.dyads import by_type
from visavis.measure.intervals import dispersion, rate
from visavis.measure.shelf import DataSet

LEAST_DAYS = 365
"""A rate by year needs a year; below, counts are given alone."""


def dyad_name(series: pa.Table) -> str:
    """The dyad of a series by names and codes: North Korea – China (PRK-CHN)."""
    a, b = series["a"][0].as_py(), series["b"][0].as_py()
    return f"{countries.name(a)} – {countries.name(b)} ({a}-{b})"


def series_table(data: DataSet, series: pa.Table) -> Table:
    """One dyad by period."""
    rows = tuple(Row((name, *_figures(row), _sum(row, "cooperation"), _sum(row, "conflict"),
                      _sum(row, "net"), f"{row['covered']:,}", _share(row), row["status"]))
                 for name, row in _runs(series.to_pylist()))
    columns = ("period", "events", "95 % interval", "reports", "cooperation", "conflict", "net",
               "touch either", "share", "status")
    return Table(f"{dyad_name(series)} in {data.title}", columns, rows, frozenset(range(1, 9)))


def side_by_side(data: DataSet, series: pa.Table, other: pa.Table) -> Table:
    """Two dyads by period, beside each other."""
    heads = [f"{part['a'][0].as_py()}-{part['b'][0].as_py()}" for part in (series, other)]
    pairs = zip(series.to_pylist(), other.to_pylist(), strict=True)
    rows = tuple(Row((mine["period"], *_figures(mine), _sum(mine, "net"), *_figures(theirs),
                      _sum(theirs, "net"))) for mine, theirs in pairs)
    columns = ("period", *(f"{head} {what}" if what == "events" else what for head in heads
                           for what in ("events", "95 % interval", "reports", "net")))
    return Table(f"{dyad_name(series)} and {dyad_name(other)} in {data.title}", columns, rows,
                 frozenset(range(1, 9)))


def summary(series: pa.Table, data: DataSet | None = None) -> str:
    """A series in a sentence or two.

    A dyad's events, reports, the rate by year with its interval, and what most of them are. Time that was not covered
    does not count, and less than a year of it gives no rate.
    """
    covered = series.filter(pc.not_equal(series["status"], "not covered"))
    counts, days = covered["events"].to_pylist(), covered["days"].to_pylist()
    total, reports, length = sum(counts), sum(covered["reports"].to_pylist()), sum(days)
    head = dyad_name(series) + _in(data)
    if not length:
        return f"{head}: not covered; nothing about either state, so nothing can be said."
    top = [f"{name} ({events:,})" for name, events, _ in by_type(series)[:3] if events]
    kinds = f" Mostly {words.listing(top)}." if top else ""
    return (f"{head}: {words.count(total, 'event')} in {words.years(length)} covered, told by"
            f" {words.count(reports, 'report')}{_yearly(counts, days)}.{kinds}")


def _yearly(counts: list[int], days: list[int]) -> str:
    """The rate by year with its interval, or why there is none."""
    length = sum(days)
    if length < LEAST_DAYS:
        return "; too short a time for a rate"
    scatter = dispersion(counts, [float(number) for number in days])
    bounds = rate(sum(counts), length / 365.25, dispersion=scatter)
    return f": {words.figure(sum(counts) / length * 365.25)} a year (95 % interval {words.interval(bounds)})"


def verdict(series: pa.Table, other: pa.Table, *, data: DataSet | None = None) -> str:
    """How two dyads differ, in a sentence."""
    told: Comparison = compare(series, other)
    head = f"{'-'.join(told.first)} against {'-'.join(told.second)}{_in(data)}"
    ending = "They differ" if told.ratio.differs else "Cannot tell which is more"
    return (f"{head}: {words.count(told.events[0], 'event')} against {told.events[1]:,},"
            f" {words.times(told.ratio)}. {ending}.")


def tables(data: DataSet, many: Sequence[pa.Table], *, events: bool = False) -> list[Table]:
    """The tables of one data set: of one series, of two beside each other, or of the events of each."""
    if events:
        return [events_table(part, f"Events in {data.title}: {part.num_rows:,}") for part in many]
    return [side_by_side(data, *many)] if len(many) == 2 else [series_table(data, part) for part in many]


def sentences(many: Sequence[pa.Table], data: DataSet | None = None) -> list[str]:
    """What series say, in sentences: each by itself, and two against each other; with the name of their data set."""
    return [*(summary(part, data) for part in many), *([verdict(*many, data=data)] if len(many) == 2 else [])]


def _in(data: DataSet | None) -> str:
    return f" in {data.title}" if data else ""


def events_table(events: pa.Table, caption: str) -> Table:
    """Events, one a row, as they come."""
    rows = tuple(Row(_event(row)) for row in events.to_pylist())
    columns = ("when", "type", "mode", "from", "to", "standing", "reports", "outlets", "outlet", "source")
    return Table(caption, columns, rows, frozenset({6, 7}))


def _runs(rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows with what to call them; those in a row that were not covered are one."""
    for absent, many in groupby(rows, key=lambda row: bool(row["status"] == "not covered")):
        together = list(many)
        if absent and len(together) > 1:
            yield f"{together[0]['period']} to {together[-1]['period']}", together[0]
        else:
            yield from ((row["period"], row) for row in together)


def _event(row: dict[str, Any]) -> tuple[str, ...]:
    return (words.days(row["start"], row["end"], row["precision"]), row["type"], row["mode"] or "–",
            side(row, "source"), side(row, "target"), row["standing"], f"{row['reports']:,}",
            f"{row['outlets']:,}", row["outlet"] or "–", row["url"] or row["document"] or "–")


def _figures(row: dict[str, Any]) -> tuple[str, str, str]:
    if row["status"] == "not covered":
        return "×", "not covered", "×"
    bounds = words.interval((row["events_low"], row["events_high"]))
    return f"{row['events']:,}", bounds, f"{row['reports']:,}"


def _sum(row: dict[str, Any], name: str) -> str:
    if row["status"] == "not covered":
        return "×"
    return words.signed(-row[name] if name == "conflict" else row[name])


def _share(row: dict[str, Any]) -> str:
    return "×" if row["share"] is None else words.percent(row["share"])
