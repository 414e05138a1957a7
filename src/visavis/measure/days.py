"""How much an event table tells by state and day, kept beside each large event file; and the days that it covers.

The rule: it says nothing that the rows do not, and holds n only, so files add up. What is kept was made from the event
file of that size and time, and is of everything known today; for a past day it is counted from the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from visavis.datasets import table
from visavis.measure import engine
from visavis.measure.engine import FOREVER, Files, Rows, Source

SUFFIX = ".days"
"""Ends the name of the file, a Parquet file; not .parquet, so that no folder of event files is read with it."""

LEAST_ROWS = 200_000
"""Smaller event files are counted when asked: below, a file more costs more than it saves (bench/table.py)."""

KEY, SPAN = b"visavis.segment", b"visavis.span"
"""Under which the file keeps the size and the time of its event file, and its span."""

WORLD = ""
"""Stands for all states."""

Ints: TypeAlias = NDArray[np.int64]
Marks: TypeAlias = tuple[tuple[Path, int, int], ...]


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


@dataclass(frozen=True, slots=True)
class Days:
    """Reports by day for each state: the days in order, as ordinals, and the running sum of the reports."""

    states: Mapping[str, tuple[Ints, Ints]]

    def within(self, state: str, firsts: Ints, lasts: Ints) -> Ints:
        """How many reports touch the state between each first and last day, both included."""
        days, sums = self.states.get(state, (NONE, NONE))
        return running(sums, np.searchsorted(days, lasts, "right")) - running(sums, np.searchsorted(days, firsts))


NONE: Ints = np.zeros(0, np.int64)


def running(sums: Ints, places: Ints) -> Ints:
    """The running sum before each place."""
    found: Ints = np.concatenate([[0], sums])[places]
    return found


def ordinals(days: pa.ChunkedArray) -> Ints:
    """Days as Python counts them (`date.toordinal`)."""
    found: Ints = days.cast(pa.int32()).to_numpy().astype(np.int64) + EPOCH
    return found


EPOCH = date(1970, 1, 1).toordinal()
"""From which Arrow counts days."""


def days(source: Source, *, as_of: date = FOREVER) -> Days:
    """How much the data tell by state and day, of what could be known by `as_of`."""
    if isinstance(source, pa.Table | Rows):
        return _of(engine.query("days", source, as_of=as_of))
    return _days(_marks(source), _dataset(source), as_of)


def covered_span(source: Source, *, as_of: date | None = None) -> Span:
    """First and last day on which a row of the data could be known, by `as_of`."""
    if isinstance(source, pa.Table | Rows):
        return _span(source, as_of or FOREVER)
    return _kept_span(_marks(source), _dataset(source), as_of or FOREVER)


def both(source: Source, a: str, b: str, *, as_of: date = FOREVER) -> Days:
    """The same of what touches both of two states, under WORLD."""
    if isinstance(source, pa.Table | Rows):
        return _both(source, a, b, as_of)
    first, second = sorted((a, b))
    return _kept_both(_marks(source), _dataset(source), first, second, as_of)


def make(segment: Path) -> Path | None:
    """The file of an event file, made if it is not there; None for a small one and where it cannot be written.

    Raises InputError for a file that is none of the event table.
    """
    path, mark = segment.with_suffix(SUFFIX), mark_of(segment)
    try:
        if path.is_file() and (pq.read_metadata(path).metadata or {}).get(KEY) == mark:
            return path
        if pq.read_metadata(segment).num_rows < LEAST_ROWS:
            return None
        span = _span(segment, FOREVER)
        told = {"first": span.first, "last": span.last, "reports": span.reports, "begins": span.begins}
        made = engine.query("days", segment, as_of=FOREVER)
        table.publish(made.replace_schema_metadata({KEY: mark, SPAN: json.dumps(told, default=str)}), path)
    except (OSError, pa.ArrowInvalid):  # a read-only medium, or no Parquet: the rows themselves will do, or tell
        return None
    return path


def mark_of(segment: Path) -> bytes:
    """What tells whether an event file was written anew since."""
    about = segment.stat()
    return f"{about.st_size} {about.st_mtime_ns}".encode()


def _marks(source: Path | Iterable[Path] | Files) -> Marks:
    paths = engine.existing(source.paths if isinstance(source, Files) else source)
    return tuple((path, about.st_size, about.st_mtime_ns) for path in paths for about in (path.stat(),))


def _dataset(source: Path | Iterable[Path] | Files) -> str | None:
    return source.dataset if isinstance(source, Files) else None


def _files(marks: Marks, dataset: str | None) -> Files:
    return Files(tuple(path for path, *_ in marks), dataset)


def _made(marks: Marks, dataset: str | None, as_of: date) -> list[Path] | None:
    """The files beside all event files; None where some have none, or where they do not answer."""
    if dataset is not None or as_of != FOREVER:
        return None
    made = [make(path) for path, *_ in marks]
    return None if None in made else [path for path in made if path]


@lru_cache(maxsize=8)
def _days(marks: Marks, dataset: str | None, as_of: date) -> Days:
    made = _made(marks, dataset, as_of)
    if made is None:
        return _of(engine.query("days", _files(marks, dataset), as_of=as_of))
    parts = pa.concat_tables([pq.read_table(path) for path in made])
    if len(made) > 1:
        parts = parts.group_by(["state", "first_day"]).aggregate([("reports", "sum")])
        parts = parts.rename_columns(["state", "first_day", "reports"]).sort_by([("state", "ascending"),
                                                                                  ("first_day", "ascending")])
    return _of(parts)


@lru_cache(maxsize=32)
def _kept_span(marks: Marks, dataset: str | None, as_of: date) -> Span:
    made = _made(marks, dataset, as_of)
    if made is None:
        return _span(_files(marks, dataset), as_of)
    told = [json.loads((pq.read_metadata(path).metadata or {})[SPAN]) for path in made]

    def found(name: str) -> list[date]:
        return [date.fromisoformat(one[name]) for one in told if one[name]]

    return Span(min(found("first"), default=None), max(found("last"), default=None),
                sum(one["reports"] for one in told), min(found("begins"), default=None))


@lru_cache(maxsize=256)
def _kept_both(marks: Marks, dataset: str | None, a: str, b: str, as_of: date) -> Days:
    return _both(_files(marks, dataset), a, b, as_of)


def _both(source: Source, a: str, b: str, as_of: date) -> Days:
    found = engine.dyad(source, a, b, as_of=as_of, columns=("start", "reports"))
    told = found.group_by("start").aggregate([("reports", "sum")]).sort_by("start")
    return Days({WORLD: (ordinals(told["start"]), np.cumsum(told["reports_sum"].to_numpy()))})


def _of(found: pa.Table) -> Days:
    """The rows of days.sql by state; they come in the order of state and day."""
    names = found["state"].combine_chunks().dictionary_encode()
    places = names.indices.to_numpy()
    firsts = np.searchsorted(places, np.arange(len(names.dictionary) + 1))
    told, reports = ordinals(found["first_day"]), found["reports"].to_numpy()
    return Days({state: (told[begin:end], np.cumsum(reports[begin:end])) for state, begin, end in zip(
        names.dictionary.to_pylist(), firsts[:-1].tolist(), firsts[1:].tolist(), strict=True)})


def _span(source: Source, as_of: date) -> Span:
    row = engine.query("span", source, as_of=as_of).to_pylist()[0]
    begins = row["begins"]
    return Span(row["first_day"], row["last_day"], row["told"],
                begins.date() if isinstance(begins, datetime) else begins)
