"""From a number to its events, from an event to its sentences.

The rule: every event that is counted can be opened, and every report of it names its document or its page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from visavis.archive import Archive
from visavis.archive.search import public_document
from visavis.brief.book import address
from visavis.datasets import table
from visavis.measure import dyad_reports
from visavis.measure.shelf import DataSet
from visavis.records import Document, Record, Report
from visavis.web import shared
from visavis.web.asking import Ask
from visavis.web.holdings import Holdings
from visavis.web.problems import NotFound


@dataclass(frozen=True, slots=True)
class Telling:
    """One report of an event: its row, and where the desk holds them its sentence and document."""

    row: Mapping[str, Any]
    report: Report | None
    document: Document | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An event, the data set that holds it, and all the reports that tell it."""

    data: DataSet
    event: Mapping[str, Any]
    reports: tuple[Telling, ...]


def told(holdings: Holdings, ask: Ask, identifier: str) -> Told:
    """The event of that id among those of the dyad. NotFound if there is none."""
    ask = ask.only
    for data, (events, *_) in holdings.events(ask):
        found = events.filter(pc.equal(events["id"], identifier))
        if found.num_rows:
            return Told(data, found.to_pylist()[0], _reports(holdings, ask, data, identifier))
    raise NotFound("no such event", where=f"{ask.a}-{ask.b} {identifier}",
                   hint="the ids of a dyad's events are in its list; they change when a report joins them")


def document_read(archive: Archive, identifier: str) -> tuple[Document, list[Record]]:
    """The document of that id with what was read in it, in the order of the text, without private persons' names.

    NotFound if there is none.
    """
    found = archive.document(identifier)
    if found is None:
        raise NotFound("no such document", where=identifier, hint="the ids are in /api/v1/documents")
    public = public_document(found)
    records: list[Record] = [shared.record(one, public.text) for one in archive.reports(document=identifier)]
    records += (shared.record(one, public.text) for one in archive.claims() if one.document == identifier)
    records += (shared.record(one, public.text) for one in archive.signals() if one.document == identifier)
    return public, sorted(records, key=lambda one: (one.span, one.kind, one.id))


def _reports(holdings: Holdings, ask: Ask, data: DataSet, identifier: str) -> tuple[Telling, ...]:
    rows = holdings.kept(lambda: _with_event(holdings, data, ask), "members", data.name, ask)
    material = holdings.material(ask.as_of)
    mine = rows.filter(pc.equal(rows["event"], identifier)).sort_by([("known_from", "ascending"), ("id", "ascending")])
    held = material.documents
    return tuple(Telling(row, material.reports.get(row["native_id"]), _titled(held.get(row["document"] or "")),
                         address(row["url"])) for row in mine.to_pylist())


def _titled(document: Document | None) -> Document | None:
    return document and replace(document, title=shared.title(document.title))


def _with_event(holdings: Holdings, data: DataSet, ask: Ask) -> pa.Table:
    """The reports of the dyad, each with the id of its event, and why it joined it."""
    reports = dyad_reports(data.rows, ask.a, ask.b, as_of=ask.as_of, types=ask.types or None, directed=ask.directed)
    members = table.merged(reports, ask.asked(holdings.merging).merging).members.to_pylist()
    told = {row["report"]: row for row in members}
    rows = table.with_standing(reports)
    for name, kind in (("event", pa.string()), ("score", pa.float64()), ("why", pa.string())):
        rows = rows.append_column(name, pa.array([told[one][name] if one in told else None
                                                  for one in reports["id"].to_pylist()], kind))
    return rows
