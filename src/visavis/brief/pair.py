"""Two states beside each other: the measured series of each data set, with what reads and draws them.

    answer = dyad("North Korea", "China", versus="Russia", by="year")
    answer.sentences                what it says
    pa.table(answer), answer.to_pandas(), pl.from_arrow(answer)

The rule: each data set is measured and shown by itself; a table of several says in each row which one it is of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa

from visavis.brief import export, tables, verdicts
from visavis.brief.findings import Mark, Panel
from visavis.brief.findings import Table as Grid
from visavis.codes.countries import country
from visavis.datasets import history
from visavis.datasets.merging import MERGING, Merging
from visavis.errors import InputError
from visavis.measure.changepoints import ChangePoint, change_points
from visavis.measure.comparison import Comparison, compare, compare_types
from visavis.measure.dyads import dyad_events, dyad_series
from visavis.measure.engine import Source
from visavis.measure.merges import alone
from visavis.measure.periods import By
from visavis.measure.reciprocity import Answered, reciprocity
from visavis.measure.shelf import DataSet, at_hand

Engine: TypeAlias = Literal["duckdb", "spark"]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of each data set: which pairs, which days, which types."""

    pairs: tuple[tuple[str, str], ...]
    by: By = "year"
    since: date | None = None
    until: date | None = None
    types: tuple[str, ...] | None = None
    as_of: date | None = None
    directed: bool = False
    merging: Merging = MERGING


@dataclass(frozen=True)
class Measured:
    """One data set's answer: the series of the dyad and, if asked for, of the other one."""

    data: DataSet
    ask: Ask
    series: tuple[pa.Table, ...]

    @cached_property
    def months(self) -> tuple[pa.Table, ...]:
        """The series by month, in which changes are looked for whatever the period that was asked for."""
        if self.ask.by == "month":
            return self.series
        return measured(self.data, replace(self.ask, by="month")).series

    @cached_property
    def changes(self) -> tuple[tuple[ChangePoint, ...], ...]:
        """When the rate of events of each dyad changed, set against how much was told of either state."""
        return tuple(change_points(one, per="covered") for one in self.months)

    @cached_property
    def reciprocity(self) -> tuple[tuple[Answered, ...], ...]:
        """How the sides of each dyad answer each other."""
        return tuple(self._answers(a, b) for a, b in self.ask.pairs)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The dyad against the other one: all types, then each type seen; none where no other was asked for."""
        if len(self.series) < 2:
            return ()
        mine, theirs = self.series
        return (compare(mine, theirs), *compare_types(mine, theirs))

    def _answers(self, a: str, b: str) -> tuple[Answered, ...]:
        ask, series = self.ask, self.series[0]
        told = pa.concat_tables([dyad_events(self.data.rows, one, other, since=ask.since, until=ask.until,
                                             as_of=ask.as_of, types=ask.types, directed=True, merging=ask.merging)
                                 for one, other in ((a, b), (b, a))])
        return reciprocity(told, a, b, first=series["from_day"][0].as_py(), last=series["to_day"][-1].as_py())

    @cached_property
    def events(self) -> tuple[pa.Table, ...]:
        """The events of each dyad, newest first: merged reports, with `standing`."""
        ask = self.ask
        found = (dyad_events(self.data.rows, a, b, since=ask.since, until=ask.until, as_of=ask.as_of,
                             types=ask.types, directed=ask.directed, merging=ask.merging) for a, b in ask.pairs)
        return tuple(one.sort_by([("start", "descending"), ("id", "ascending")]) for one in found)


@dataclass(frozen=True)
class Answer:
    """What the data sets at hand hold of a dyad, and of the one set beside it."""

    ask: Ask
    sets: tuple[Measured, ...]

    @cached_property
    def table(self) -> pa.Table:
        """All the series under each other: `dataset`, then the columns of `measure.dyad_series`."""
        return export.together([(one.data.name, series) for one in self.sets for series in one.series])

    @cached_property
    def events(self) -> pa.Table:
        """All the events under each other, as the event table with `standing`."""
        return export.together([(one.data.name, events) for one in self.sets for events in one.events])

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the series say: each by itself, and two against each other, by data set."""
        return tuple(line for one in self.sets for line in tables.sentences(one.series, one.data))

    @property
    def panels(self) -> tuple[Panel, ...]:
        """What a chart draws: a panel a series."""
        return tuple(Panel(f"{tables.dyad_name(series)}, {one.data.title}", series)
                     for one in self.sets for series in one.series)

    def grids(self, *, events: bool = False, more: bool = False) -> list[Grid]:
        """The tables for a reader, of counts by period or of the events themselves.

        `more`: also by type beside the other dyad, when rates changed, and who answers whom.
        """
        made = [grid for one in self.sets
                for grid in tables.tables(one.data, one.events if events else one.series, events=events)]
        if more:
            for one in self.sets:
                made += verdicts.grids(one.data, one.ask.pairs, one.comparisons, one.changes, one.reciprocity)
        return made

    def save(self, path: Path, *, marks: Sequence[Mark] = (), changes: bool = False) -> None:
        """Nothing; draws the series into a file .svg, .png, .html or .json. InputError for another ending.

        `marks`: days to point out; `changes`: point out also when the rates changed.
        """
        from visavis.brief import chart

        panels = self.panels
        if changes:
            found = [one for many in self.sets for one in many.changes]
            panels = tuple(replace(panel, marks=tuple(verdicts.mark(each) for each in one))
                           for panel, one in zip(panels, found, strict=True))
        drawn = [replace(panel, marks=(*panel.marks, *marks)) for panel in panels]
        chart.save(drawn, path, title=f"Events by {self.ask.by}, with 95 % intervals")

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """`table` by the Arrow C stream, which pandas, polars, DuckDB and others read without a copy."""
        return self.table.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """`table` as a pandas DataFrame; ImportError where pandas is not installed."""
        return self.table.to_pandas()

    def to_polars(self) -> Any:
        """`table` as a polars DataFrame; ImportError where polars is not installed."""
        import polars

        return polars.DataFrame(self)

    def _repr_html_(self) -> str:
        """The sentences, the chart and the tables, for a notebook."""
        from visavis.brief import page

        return page.fragment(self.panels, self.grids(), self.sentences)


def dyad(a: str, b: str, *, versus: str | None = None, by: By = "year", since: date | None = None,
         until: date | None = None, types: Sequence[str] | None = None, datasets: Sequence[str] = (),
         as_of: date | None = None, directed: bool = False, desk: str | Path | None = None,
         past: Source | None = None, engine: Engine = "duckdb", master: str = "local[*]") -> Answer:
    """What two states did to and with each other by period, beside `a` and `versus` if given, by data set.

    States are given by code or name. `datasets`: names (history, desk, or what is loaded into the desk) or folders of
    event files; by default all at hand. `desk`: a desk's folder. `as_of`: only what could be known then. `past`: an
    event table in the place of the shipped history. `engine`: "duckdb", or "spark" on `master` (extra `spark`), which
    gives the same tables. Raises UnknownCode for an unknown state, type or data set,
    InputError for equal states or no data, DeskError where there is no desk.

    >>> answer = dyad("North Korea", "China", versus="Russia", since=date(2018, 1, 1), until=date(2019, 12, 31))
    >>> answer.table.num_rows, answer.table["status"][0].as_py()
    (4, 'events')
    """
    first = country(a)
    pairs = tuple((first, country(other)) for other in (b, versus) if other)
    merging = Merging(alone=alone(Path(desk))) if desk is not None else MERGING
    ask = Ask(pairs, by, since, until, tuple(types) if types else None, as_of, directed, merging)
    rows = history.path() if past is None else past
    with ExitStack() as stack:
        folder = archive = None
        if desk is not None:
            from visavis.archive import open_desk

            folder = open_desk(desk)
            archive = stack.enter_context(folder.archive())
        sets = at_hand(datasets, past=rows, desk=folder.path if folder else None, archive=archive, as_of=as_of,
                       reader=_reader(engine, master))
    if not sets:
        raise InputError("the data sets hold nothing", where=", ".join(datasets) or "all at hand",
                         hint="add documents to the desk, or ask for a later --as-of")
    return Answer(ask, tuple(measured(one, ask) for one in sets))


def _reader(engine: Engine, master: str) -> Callable[[Source], Source]:
    if engine == "duckdb":
        return lambda rows: rows
    from visavis.measure import spark

    return spark.reader(master)


def measured(data: DataSet, ask: Ask, *, events: Sequence[pa.Table] = ()) -> Measured:
    """What one data set holds of what is asked; `events`: those of each pair, of all days, where they are at hand."""
    return Measured(data, ask, tuple(
        dyad_series(data.rows, one, other, by=ask.by, since=ask.since, until=ask.until, as_of=ask.as_of,
                    types=ask.types, directed=ask.directed, merging=ask.merging, events=events[at] if events else None)
        for at, (one, other) in enumerate(ask.pairs)))
