"""The lists of a desk as tables: documents, records, outlets, hits.

The rule: the columns of a record are the keys of the JSON Lines contract, under the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from visavis.archive import Hit
from visavis.desks import Dyad, Outlet
from visavis.forecast.ledger import Entry
from visavis.measure import Change
from visavis.records import Claim, Document, Report, Signal, to_json
from visavis.watch import Telling
from visavis.web import shared

_SPAN, _TEXTS = pa.list_(pa.int64()), pa.list_(pa.string())
_ACTOR = pa.struct([("country", pa.string()), ("name", pa.string()), ("office", pa.string()), ("level", pa.int16()),
                    ("rank", pa.int32()), ("sector", pa.string())])

DOCUMENTS = pa.schema([
    ("id", pa.string()), ("title", pa.string()), ("published", pa.date32()), ("published_origin", pa.string()),
    ("outlet", pa.string()), ("url", pa.string()), ("language", pa.string()), ("known_from", pa.string()),
    ("characters", pa.int64()), ("reports", pa.int32()), ("claims", pa.int32()), ("signals", pa.int32())])

REPORTS = pa.schema([
    ("record", pa.string()), ("id", pa.string()), ("document", pa.string()), ("type", pa.string()),
    ("mode", pa.string()), ("context", _TEXTS), ("cameo", pa.string()), ("quad", pa.int8()),
    ("goldstein", pa.float64()), ("source", _ACTOR), ("target", _ACTOR), ("start", pa.date32()),
    ("end", pa.date32()), ("precision", pa.string()), ("date_origin", pa.string()),
    ("place", pa.struct([("country", pa.string()), ("name", pa.string())])),
    ("objects", pa.list_(pa.struct([("kind", pa.string()), ("amount", pa.float64()), ("unit", pa.string()),
                                    ("quote", pa.string())]))),
    ("modality", pa.string()), ("evidence", pa.string()), ("attributed_to", pa.string()), ("quote", pa.string()),
    ("span", _SPAN), ("confidence", pa.float64()), ("coder", pa.string()), ("private", pa.list_(_SPAN))])

CLAIMS = pa.schema([
    ("record", pa.string()), ("id", pa.string()), ("document", pa.string()), ("quote", pa.string()), ("span", _SPAN),
    ("claimant", pa.string()), ("hedge", pa.string()), ("probability", pa.float64()),
    ("interval", pa.list_(pa.float64())), ("dyad", _TEXTS), ("type", pa.string()), ("direction", pa.string()),
    ("window", pa.list_(pa.date32())), ("resolution", pa.string()), ("private", pa.list_(_SPAN))])

SIGNALS = pa.schema([
    ("record", pa.string()), ("id", pa.string()), ("document", pa.string()), ("indicator", pa.string()),
    ("quote", pa.string()), ("span", _SPAN), ("countries", _TEXTS), ("private", pa.list_(_SPAN))])

OUTLETS = pa.schema([
    ("outlet", pa.string()), ("country", pa.string()), ("language", pa.string()), ("ownership", pa.string()),
    ("reliability", pa.string()), ("documents", pa.int32()), ("first", pa.date32()), ("last", pa.date32()),
    ("silent_days", pa.int32()), ("address", pa.string()), ("feed", pa.string())])

CHANGES = pa.schema([
    ("dataset", pa.string()), ("a", pa.string()), ("b", pa.string()), ("versus", pa.string()), ("cut", pa.date32()),
    ("until", pa.date32()), ("recent", pa.int32()), ("earlier", pa.int32()), ("earlier_yearly", pa.float64()),
    ("ratio", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("verdict", pa.string())])

ALERTS = pa.schema([
    ("id", pa.string()), ("day", pa.date32()), ("fired", pa.string()), ("watch", pa.string()), ("title", pa.string()),
    ("dyads", pa.list_(_TEXTS)), ("threshold", pa.string()), ("unusual", pa.string()), ("state", pa.string()),
    ("corroboration", pa.string()), ("voices", _TEXTS), ("reliability", pa.string()), ("documents", _TEXTS),
    ("quotes", _TEXTS)])

FORECASTS = pa.schema([
    ("record", pa.string()), ("question", pa.string()), ("source", pa.string()), ("target", pa.string()),
    ("kind", pa.string()), ("made", pa.string()), ("window", _TEXTS), ("probability", pa.float64()),
    ("word", pa.string()), ("interval", pa.list_(pa.float64())), ("expected", pa.float64()),
    ("base_rate", pa.float64()), ("peers_rate", pa.float64()),
    ("reasons", pa.list_(pa.struct([("family", pa.string()), ("log_odds", pa.float64())]))),
    ("track_record", pa.struct([("forecasts", pa.int64()), ("said", pa.list_(pa.float64())),
                                ("came_true", pa.float64()), ("interval", pa.list_(pa.float64())),
                                ("kind", pa.string())])),
    ("events_known", pa.int64()), ("model", pa.string())])

LEDGER = pa.schema([
    ("id", pa.string()), ("due", pa.date32()), ("claimant", pa.string()), ("hedge", pa.string()),
    ("probability", pa.float64()), ("interval", pa.list_(pa.float64())), ("dyad", _TEXTS), ("question", pa.string()),
    ("state", pa.string()), ("reason", pa.string()), ("events", _TEXTS), ("document", pa.string()),
    ("quote", pa.string()), ("version", pa.int32())])

HITS = pa.schema([
    ("document", pa.string()), ("title", pa.string()), ("published", pa.date32()), ("outlet", pa.string()),
    ("url", pa.string()), ("snippet", pa.string()), ("marks", pa.list_(_SPAN)), ("reports", _TEXTS),
    ("score", pa.float64())])


def documents(found: Iterable[Document], counts: Mapping[str, Mapping[str, int]]) -> pa.Table:
    """Documents without their text, newest first. `counts`: by the kind of record, how many by document."""
    rows = [{"id": one.id, "title": shared.title(one.title), "published": one.published,
             "published_origin": one.published_origin, "outlet": one.outlet, "url": one.url, "language": one.language,
             "known_from": one.known_from.isoformat() if one.known_from else None, "characters": len(one.text),
             **{kind: many.get(one.id, 0) for kind, many in counts.items()}} for one in found]
    return pa.Table.from_pylist(rows, schema=DOCUMENTS).sort_by([("published", "descending"), ("id", "ascending")])


def records(found: Iterable[Report | Claim | Signal], schema: pa.Schema) -> pa.Table:
    """Records of one kind, in the order they come in."""
    rows = []
    for one in found:
        row = to_json(shared.record(one))
        for key in ("start", "end"):
            if key in row:
                row[key] = date.fromisoformat(row[key])
        if "window" in row:
            row["window"] = [date.fromisoformat(day) for day in row["window"]]
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=schema)


def outlets(known: Iterable[Outlet], held: Iterable[Document], today: date) -> pa.Table:
    """The outlets of a desk and of its documents: how many of each, from when to when, how long silent."""
    days: dict[str, list[date]] = {}
    for document in held:
        days.setdefault(document.outlet or "", []).append(document.published)
    listed = {name: one for one in known for name in (one.name, *one.aliases)}
    merged: dict[str, list[date]] = {one.name: [] for one in listed.values()}
    for name, published in days.items():
        merged.setdefault(listed[name].name if name in listed else name, []).extend(published)
    rows = [_outlet(name, listed.get(name), published, today) for name, published in merged.items()]
    return pa.Table.from_pylist(rows, schema=OUTLETS).sort_by([("documents", "descending"), ("outlet", "ascending")])


def changes(found: Iterable[tuple[Dyad, str, Change]]) -> pa.Table:
    """What changed: of each dyad the year that ends with the data against the years before."""
    rows = [{"dataset": dataset, "a": dyad.a, "b": dyad.b, "versus": dyad.versus[1] if dyad.versus else None,
             "ratio": one.ratio.value, "low": one.ratio.low, "high": one.ratio.high,
             **{name: getattr(one, name) for name in ("cut", "until", "recent", "earlier", "earlier_yearly",
                                                      "verdict")}} for dyad, dataset, one in found]
    return pa.Table.from_pylist(rows, schema=CHANGES)


def alert(one: Telling) -> dict[str, Any]:
    """An alert as JSON, its sentences without the names of private persons."""
    row: dict[str, Any] = one.as_row()
    for each in row["evidence"]:
        each |= {"quote": shared.title(each["quote"]), "title": shared.title(each["title"])}
    return row


def alerts(found: Iterable[Telling]) -> pa.Table:
    """Alerts, the newest day first."""
    rows = []
    for one in found:
        row = alert(one)
        rows.append({name: row.get(name) for name in ALERTS.names} | {
            "day": one.alert.fired.date(), "unusual": row["unusual"]["text"],
            "documents": [each["document"] for each in row["evidence"]],
            "quotes": [each["quote"] for each in row["evidence"]]})
    return pa.Table.from_pylist(rows, schema=ALERTS).sort_by([("day", "descending"), ("id", "ascending")])


def forecasts(rows: list[dict[str, Any]]) -> pa.Table:
    """Forecasts, with the keys of their JSON Lines."""
    return pa.Table.from_pylist(rows, schema=FORECASTS)


def ledger(found: Iterable[Entry]) -> pa.Table:
    """Claims with how each is settled and stands, by the end of the window."""
    rows = [{"id": one.claim.id, "due": one.resolver.window[1] if one.resolver else one.claim.window[1],
             "claimant": one.claim.claimant, "hedge": one.claim.hedge, "probability": one.claim.probability,
             "interval": one.claim.interval, "dyad": one.claim.dyad,
             "question": one.resolver.text if one.resolver else None, "state": one.state, "reason": one.reason,
             "events": one.events, "document": one.claim.document, "quote": shared.record(one.claim).quote,
             "version": one.version} for one in found]
    return pa.Table.from_pylist(rows, schema=LEDGER).sort_by([("due", "ascending"), ("id", "ascending")])


def hits(found: Iterable[Hit]) -> pa.Table:
    """What a search found, best first."""
    rows = [{name: getattr(one, name) for name in HITS.names} for one in found]
    return pa.Table.from_pylist(rows, schema=HITS)


def _outlet(name: str, known: Outlet | None, published: list[date], today: date) -> dict[str, object]:
    last = max(published, default=None)
    facts = {"country": known.country, "language": known.language, "ownership": known.ownership,
             "reliability": known.reliability, "address": known.address, "feed": known.feed} if known else {}
    return {"outlet": name, **facts, "documents": len(published), "first": min(published, default=None),
            "last": last, "silent_days": (today - last).days if last else None}
