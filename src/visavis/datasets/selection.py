"""Some rows of the event table, by dyad, days, types and data sets, batch by batch.

The rule: rows come as they are stored, one a report; nothing is merged or counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from visavis.codes import plover
from visavis.datasets import table
from visavis.errors import InputError

Source: TypeAlias = pa.Table | Path
"""An event table in memory, or a Parquet file of it."""

AT_ONCE = 32_768
"""Rows handed on at once, some 10 MB."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows; what is not given does not limit. `dyad` is undirected; `since` and `until` hold for `start`."""

    dyad: tuple[str, str] | None = None
    since: date | None = None
    until: date | None = None
    types: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()

    def filter(self) -> pc.Expression | None:
        """The same as a condition on columns; None for all rows. UnknownCode for a type that PLOVER lacks."""
        parts = []
        if self.dyad is not None:
            sides = list(self.dyad)
            parts += [pc.field("source").isin(sides), pc.field("target").isin(sides),
                      pc.field("source") != pc.field("target")]
        if self.since is not None:
            parts.append(pc.field("start") >= self.since)
        if self.until is not None:
            parts.append(pc.field("start") <= self.until)
        if self.types:
            parts.append(pc.field("type").isin([plover.event_type(name).name for name in self.types]))
        if self.datasets:
            parts.append(pc.field("dataset").isin(list(self.datasets)))
        return reduce(and_, parts) if parts else None


def select(sources: Iterable[Source], selection: Selection) -> Iterator[pa.Table]:
    """The selected rows of each source in turn, in SCHEMA. InputError for a file that cannot be read."""
    condition = selection.filter()
    for source in sources:
        yield from _rows(source, condition)


def _rows(source: Source, condition: pc.Expression | None) -> Iterator[pa.Table]:
    try:
        if isinstance(source, pa.Table):
            found = pads.dataset(source)
        else:
            found = pads.dataset(source, format="parquet")
        for batch in found.to_batches(columns=table.SCHEMA.names, filter=condition, batch_size=AT_ONCE):
            if batch.num_rows:
                yield pa.Table.from_batches([batch]).cast(table.SCHEMA)
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        raise InputError("not an event file that can be read", where=str(source)[:200],
                         hint=f"load it again ({str(error).splitlines()[0]})") from error
