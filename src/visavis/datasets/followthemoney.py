"""Events as FollowTheMoney entities, one a line: Event, Trip and Position, with the states and places they point to.

The rule: only what is done becomes an entity; a visit (CONSULT, visit) is a Trip from the traveller's state to the
host's. An office is a Position of its state; persons are left out, since the offices are what is attested.
Schema: https://followthemoney.tech (4.11), tested against its own validation where that is installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, BinaryIO

import pyarrow as pa

from visavis.codes import countries, plover
from visavis.codes.states import name as state_name
from visavis.datasets.gdelt_writer import done
from visavis.datasets.history import page_address
from visavis.errors import UnknownCode
from visavis.records import content_id

PREFIX = "visavis"


def write_followthemoney(rows: Iterable[pa.Table], stream: BinaryIO) -> tuple[int, int]:
    """How many events were written, and how many left out as not done. Each entity is written once."""
    known: set[str] = set()
    written = left_out = 0
    for part in rows:
        for row in part.to_pylist():
            if not done(row):
                left_out += 1
                continue
            for made in entities(row):
                if made["id"] not in known:
                    known.add(made["id"])
                    stream.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            written += 1
    return written, left_out


def entities(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entities of a row: its sides, their offices, the places of a trip, and last the event itself."""
    trip = row["type"] == "CONSULT" and row["mode"] == "visit"
    yield _body(row["source"])
    yield _body(row["target"])
    for side in ("source", "target"):
        if row[f"{side}_office"]:
            yield _position(row[side], row[f"{side}_office"])
    if trip:
        yield _address(row["source"])
        yield _address(row["target"])
    yield _event(row, trip=trip)


def _event(row: Mapping[str, Any], *, trip: bool) -> dict[str, Any]:
    kind = plover.event_type(row["type"]).name
    words = [kind, row["mode"], *(row["context"] or "").split(";"), f"CAMEO {row['cameo']}", f"quad {row['quad']}",
             row["dataset"]]
    fine = f" ({row['mode']})" if row["mode"] else ""
    properties = {
        "name": f"{kind}{fine}: {state_name(row['source'])} -> {state_name(row['target'])}",
        "startDate": _day(row["start"], row["precision"]), "endDate": _day(row["end"], row["precision"]),
        "summary": _summary(row), "keywords": words, "recordId": row["native_id"],
        "sourceUrl": page_address(row["url"]) if row["url"] else None,
        "publisher": row["outlet"], "retrievedAt": row["known_from"].isoformat(), "location": row["place"],
        "country": [_alpha2(row["place_country"])] if row["place_country"] else None,
        "organizer": _id("body", row["source"]), "involved": [_id("body", row["source"]), _id("body", row["target"])]}
    if trip:
        properties |= {"startLocation": _id("place", row["source"]), "endLocation": _id("place", row["target"])}
    return _entity(f"{PREFIX}-event-{row['id']}", "Trip" if trip else "Event", properties)


def _summary(row: Mapping[str, Any]) -> str:
    offices = [f"{row[f'{side}_office']} of {state_name(row[side])}" for side in ("source", "target")
               if row[f"{side}_office"]]
    told = f"told by {row['reports']} report{'s' * (row['reports'] != 1)}, Goldstein score {row['goldstein']:.7g}"
    return "; ".join([*offices, told])


def _body(code: str) -> dict[str, Any]:
    state = _alpha2(code)
    return _entity(_id("body", code), "PublicBody" if state else "Organization",
                   {"name": state_name(code), "country": state})


def _position(code: str, office: str) -> dict[str, Any]:
    return _entity(f"{PREFIX}-position-{content_id('position', code, office)}", "Position",
                   {"name": office, "country": _alpha2(code), "organization": _id("body", code)})


def _address(code: str) -> dict[str, Any]:
    return _entity(_id("place", code), "Address", {"full": state_name(code), "country": _alpha2(code)})


def _entity(identifier: str, schema: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: [item for item in (value if isinstance(value, list) else [value]) if item]
              for name, value in properties.items()}
    return {"id": identifier, "schema": schema, "properties": {name: value for name, value in values.items() if value}}


def _id(kind: str, code: str) -> str:
    return f"{PREFIX}-{kind}-{code.lower()}"


def _day(day: Any, precision: str) -> str:
    """A day as finely as it is known."""
    return str(day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)])


@cache
def _alpha2(code: str) -> str | None:
    """The code of a country as FollowTheMoney has it: lower case, eu for the European Union; None for others."""
    if code == "EUE":
        return "eu"
    try:
        return countries.convert(code, "alpha2").lower()
    except UnknownCode:
        return None
