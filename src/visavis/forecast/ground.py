"""The events that forecasts and resolutions stand on: the history, and what the desk's documents tell.

The rule: both together are one event table, as the reader of a desk's news knows both; the track record is of the
history alone, and whoever shows a forecast says so where the desk adds to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from visavis.datasets import history, table
from visavis.desks import Desk, known, load_desk
from visavis.errors import InputError
from visavis.forecast.forecasts import Calendar

if TYPE_CHECKING:
    from visavis.archive import Archive


def rows(*, archive: Archive | None = None, events: Sequence[Path] | None = None,
         as_of: date | None = None) -> pa.Table:
    """The reports of the history (or of the event tables given) and of a desk, as they could be known by `as_of`."""
    parts = [table.read(events) if events else history.load()]
    if archive is not None:
        documents = {one.id: one for one in archive.documents(as_of=as_of)}
        told = [one for one in archive.reports(as_of=as_of) if one.document in documents]
        parts.append(table.from_reports(documents.values(), told))
    return pa.concat_tables(parts)


def until(reports: pa.Table, *, as_of: date = date.max) -> date:
    """The last day, up to `as_of`, on which a row of the reports could be known; InputError where there is none."""
    days = reports["known_from"]
    last: date | None = pc.max(days.filter(pc.less_equal(days, pa.scalar(as_of)))).as_py()
    if last is None:
        raise InputError("the data hold nothing", where="event table", hint="load a data set first")
    return last


def calendar(desk: Desk | None = None) -> Calendar:
    """The days that come back each year, of a desk or of all desks of the package."""
    desks = [desk] if desk else [load_desk(name) for name in known()]
    return [(one.date, frozenset(one.states)) for each in desks for one in each.calendar]
