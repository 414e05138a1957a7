"""Visits as a flat table for other programs: one row a visit, several values of a field parted by `;`.

The rule: columns are added at the end and never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from visavis.measure.visits import Visit
from visavis.records import Actor

SCHEMA: pa.Schema = pa.schema([
    ("id", pa.string()), ("start", pa.date32()), ("end", pa.date32()), ("precision", pa.string()),
    ("sender", pa.string()), ("traveller", pa.string()), ("office", pa.string()), ("level", pa.int16()),
    ("rank", pa.int16()), ("sector", pa.string()), ("host", pa.string()), ("place", pa.string()),
    ("received_by", pa.string()), ("received_level", pa.int16()), ("occasion", pa.string()),
    ("delegation", pa.string()), ("size", pa.int32()), ("company", pa.string()), ("kind", pa.string()),
    ("standing", pa.string()), ("reports", pa.int32()), ("outlets", pa.string()), ("read_outs", pa.string()),
    ("known_from", pa.date32()), ("evidence", pa.string()), ("documents", pa.string()), ("pages", pa.string()),
])
"""`evidence`: ids of reports; `documents`: ids of documents; `pages`: addresses."""


def as_table(visits: Iterable[Visit]) -> pa.Table:
    """The visits in SCHEMA, in their order."""
    return pa.Table.from_pylist([_row(one) for one in visits], schema=SCHEMA)


def person(actor: Actor) -> str:
    """Office and name in one text: `premier Wen Jiabao`; empty where neither is told.

    >>> person(Actor("CHN", "Wen Jiabao", "premier", 2)), person(Actor("CHN"))
    ('premier Wen Jiabao', '')
    """
    return " ".join(part for part in (actor.office, actor.name) if part)


def _row(one: Visit) -> dict[str, object]:
    who = one.traveller
    return {
        "id": one.id, "start": one.start, "end": one.end, "precision": one.precision, "sender": who.country,
        "traveller": who.name, "office": who.office, "level": who.level, "rank": who.rank, "sector": who.sector,
        "host": one.host, "place": one.place, "received_by": _people(one.receivers),
        "received_level": one.received_at, "occasion": one.occasion, "delegation": one.delegation, "size": one.size,
        "company": _people(one.company), "kind": one.kind, "standing": one.standing, "reports": one.reports,
        "outlets": ";".join(one.outlets), "read_outs": ";".join(one.read_outs), "known_from": one.known_from,
        "evidence": ";".join(one.evidence), "documents": ";".join(one.documents), "pages": ";".join(one.pages)}


def _people(found: Iterable[Actor]) -> str | None:
    return "; ".join(person(one) for one in found) or None
