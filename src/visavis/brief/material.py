"""What a brief is made from: the history, data sets loaded, the desk's archive, the files added for this brief only.

The rule: sources are never counted together. How much a source covers is its own affair, so each is
measured against itself; only the list of events draws them together, and says which of them tells what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from visavis.datasets import table
from visavis.measure.dyads import dyad_reports
from visavis.measure.engine import Source
from visavis.measure.shelf import DESK, data_set, desk_rows
from visavis.measure.shelf import DataSet as DataSet
from visavis.records import Claim, Document, Report, Signal

if TYPE_CHECKING:  # neither SQLite nor spaCy is loaded where only the history is asked
    from visavis.archive import Archive
    from visavis.reading import Reading


@dataclass(frozen=True, slots=True)
class Material:
    """The data sets that hold anything, and what the desk's documents say word for word.

    `documents` have lost their text: a quote holds what is needed of it. `reports` by id.
    """

    sets: tuple[DataSet, ...]
    documents: Mapping[str, Document] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    signals: tuple[Signal, ...] = ()

    def dyad(self, a: str, b: str, *, as_of: date | None) -> pa.Table:
        """The reports of a dyad from all the sets."""
        parts = [dyad_reports(one.rows, a, b, as_of=as_of) for one in self.sets]
        return pa.concat_tables(parts, promote_options="default") if parts else table.SCHEMA.empty_table()


def gather(history: Source | None, archive: Archive | None, readings: Sequence[Reading], *,
           loaded: Mapping[str, Source] = MappingProxyType({}), as_of: date | None = None) -> Material:
    """The material as it could be known by `as_of`.

    `loaded`: further event tables by the name of their data set. Added files count as known on the day of their
    publication.
    """
    reports = [one for reading in readings for one in reading.reports]
    claims = [one for reading in readings for one in reading.claims]
    signals = [one for reading in readings for one in reading.signals]
    with archive.snapshot() if archive else nullcontext():
        held = _documents(archive, readings, as_of)
        if archive:
            reports += archive.reports(as_of=as_of)
            claims += archive.claims(as_of=as_of)
            signals += archive.signals(as_of=as_of)
    told = {one.id: one for one in reports if one.document in held}
    desk = desk_rows(held.values(), told.values())
    documents = {key: replace(one, text="") for key, one in held.items()}
    title = "the desk's documents" if archive else "the files added"
    made = [data_set("history", history, as_of=as_of) if history is not None else None,
            data_set(DESK, desk, title=title, as_of=as_of),
            *(data_set(name, rows, as_of=as_of) for name, rows in loaded.items())]
    return Material(tuple(one for one in made if one), documents, told,
                    tuple({one.id: one for one in claims if one.document in documents}.values()),
                    tuple({one.id: one for one in signals if one.document in documents}.values()))


def _documents(archive: Archive | None, readings: Sequence[Reading],
               as_of: date | None) -> dict[str, Document]:
    held = archive.documents(as_of=as_of) if archive else ()
    added = (one.document for one in readings if as_of is None or one.document.published <= as_of)
    return {one.id: one for many in (held, added) for one in many}

