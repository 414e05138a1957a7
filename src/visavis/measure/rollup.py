"""The monthly roll-up: n and sums by dyad, month, type, class and standing, a small file beside each event file.

The rule: a roll-up says nothing that the rows do not. It holds n and sums, never averages, so files add up; it is made
from one event file, whose name is its content, and is used only where the answer is the same to the last report: of
everything that is known today.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from visavis.datasets import table
from visavis.measure import engine
from visavis.measure.days import KEY, LEAST_ROWS, mark_of
from visavis.measure.engine import FOREVER, Files, Rows, Source

SUFFIX = ".rollup"
"""Ends the name of a roll-up, a Parquet file; not .parquet, so that no folder of event files is read with it."""


def path_of(segment: Path) -> Path:
    """Where the roll-up of an event file lies."""
    return segment.with_suffix(SUFFIX)


def make(segment: Path) -> Path:
    """The roll-up of an event file, made if it is not there. InputError for a file that is none of the event table."""
    path, mark = path_of(segment), mark_of(segment)
    if not path.is_file() or (pq.read_metadata(path).metadata or {}).get(KEY) != mark:
        made = engine.query("rollup", segment)
        table.publish(made.replace_schema_metadata({KEY: mark}), path)
    return path


def rolled(source: Source) -> Files | None:
    """The roll-ups of a source, made where they are due; None for a table in memory, for some rows of a file, for few
    rows, and where a folder cannot be written.
    """
    if isinstance(source, pa.Table | Rows) or (isinstance(source, Files) and (source.dataset or source.rolled)):
        return None
    paths = engine.existing(source.paths if isinstance(source, Files) else source)
    try:
        if sum(pq.read_metadata(path).num_rows for path in paths) < LEAST_ROWS:
            return None
        return Files(tuple(make(path) for path in paths), rolled=True)
    except (OSError, pa.ArrowInvalid):  # a read-only medium, or no Parquet: the rows themselves will do, or tell
        return None


def dyad_months(source: Source, a: str, b: str) -> pa.Table:
    """What is done in a dyad by month and direction: `n` rows, `reports`, and sums of Goldstein scores in tenths.

    These are counts of rows of the data set, one a report or as its makers give them, not of merged events.
    """
    found = rolled(source)
    rows = found if found is not None else engine.query("rollup", source)
    return engine.query("months", rows, a=a, b=b)


def dyad_classes(source: Source) -> pa.Table:
    """All directed dyads by month and quad class: `n`, `reports`, `tenths`; what is done only."""
    return engine.query("classes", source, as_of=FOREVER)

