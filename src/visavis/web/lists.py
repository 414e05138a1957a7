"""The lists of a desk: its documents, records, outlets, and what a search finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

import pyarrow as pa

from visavis import measure
from visavis.archive import Archive
from visavis.web import tables
from visavis.web.holdings import Holdings


def documents(holdings: Holdings, as_of: date | None = None) -> pa.Table:
    """The documents, newest first, with how many records each has."""
    def made(archive: Archive) -> pa.Table:
        counts = {"reports": Counter(one.document for one in archive.reports(as_of=as_of)),
                  "claims": Counter(one.document for one in archive.claims(as_of=as_of)),
                  "signals": Counter(one.document for one in archive.signals(as_of=as_of))}
        return tables.documents(archive.documents(as_of=as_of), counts)

    return _kept(holdings, made, "documents", as_of)


def reports(holdings: Holdings, as_of: date | None = None) -> pa.Table:
    """The reports, by the first day of what they tell, newest first."""
    return _kept(holdings, lambda archive: tables.records(archive.reports(as_of=as_of), tables.REPORTS).sort_by(
        [("start", "descending"), ("id", "ascending")]), "reports", as_of)


def claims(holdings: Holdings, as_of: date | None = None, dyad: tuple[str, str] | None = None) -> pa.Table:
    """The claims with what came of them, by the end of their window."""
    def made(archive: Archive) -> pa.Table:
        found = tables.records(archive.claims(as_of=as_of, dyad=dyad), tables.CLAIMS)
        due = pa.array([window[1] for window in found["window"].to_pylist()], pa.date32())
        return found.append_column("due", due).sort_by([("due", "ascending"), ("id", "ascending")])

    return _kept(holdings, made, "claims", as_of, dyad)


def signals(holdings: Holdings, as_of: date | None = None, indicator: str | None = None) -> pa.Table:
    """The signals with the day of their document, newest first."""
    def made(archive: Archive) -> pa.Table:
        found = tables.records(archive.signals(as_of=as_of, indicator=indicator), tables.SIGNALS)
        day = {one.id: one.published for one in archive.documents(as_of=as_of)}
        days = pa.array([day.get(one) for one in found["document"].to_pylist()], pa.date32())
        return found.append_column("published", days).sort_by([("published", "descending"), ("id", "ascending")])

    return _kept(holdings, made, "signals", as_of, indicator)


def outlets(holdings: Holdings) -> pa.Table:
    """The outlets of the desk and of its documents, the silent ones told."""
    today = holdings.today()
    if holdings.folder is None:
        return tables.outlets(holdings.desk.outlets, (), today)
    return _kept(holdings, lambda archive: tables.outlets(holdings.desk.outlets, archive.documents(), today),
                 "outlets", today)


def silent(holdings: Holdings, days: int) -> list[dict[str, Any]]:
    """The outlets that were heard and then not for more than so many days."""
    return [row for row in outlets(holdings).to_pylist() if row["silent_days"] and row["silent_days"] > days]


def changes(holdings: Holdings) -> pa.Table:
    """The last year of each of the desk's dyads against the years before, data set by data set."""
    today = holdings.today()
    return holdings.kept(lambda: tables.changes(
        (one, data.name, measured) for one in holdings.desk.dyads for data in holdings.material().sets
        for measured in measure.changes(data.rows, one.a, one.b, today=today)[:1]), "changes", today)


def hits(holdings: Holdings, query: str, limit: int) -> pa.Table:
    """What a search finds, best first."""
    with holdings.archive() as archive:
        return tables.hits(archive.search(query, limit=limit))


def _kept(holdings: Holdings, make: Callable[[Archive], pa.Table], *key: Hashable) -> pa.Table:
    def made() -> pa.Table:
        with holdings.archive() as archive, archive.snapshot():
            return make(archive)

    return holdings.kept(made, *key)
