"""Rows of the event table in the layout of GDELT 2.0 events, for tools that read nothing else.

The rule: only what is done is written, since the layout cannot say that a thing was planned, denied or rumoured. It
cannot carry either: the end of an interval and how finely it is known, modes and contexts beyond the CAMEO code,
offices, ranks and names of persons, evidence, confidence, the document, the coder, the place's coordinates (we keep
none). Organisations that CAMEO has no group for are left out. Whatever is left out is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO

import pyarrow as pa

from visavis.codes import countries
from visavis.codes.states import organisation_rows
from visavis.codes.tables import several
from visavis.datasets.layouts import layout
from visavis.errors import UnknownCode

_ROLE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Actor:
    """A side as GDELT has it: the whole code, the country code, the known group, the role."""

    code: str
    country: str
    group: str
    role: str


def write_gdelt(rows: Iterable[pa.Table], stream: BinaryIO) -> tuple[int, int]:
    """How many rows were written, tab-separated and without a head, and how many left out."""
    names = [column.name for column in layout("gdelt", "2.0").columns]
    written = left_out = 0
    for part in rows:
        for row in part.to_pylist():
            values = _values(row) if done(row) else None
            if values is None:
                left_out += 1
                continue
            stream.write(("\t".join(_plain(values.get(name)) for name in names) + "\n").encode())
            written += 1
    return written, left_out


def done(row: Mapping[str, Any]) -> bool:
    """Whether a row tells what is done, on more than a rumour."""
    return bool(row["modality"] == "actual" and row["evidence"] != "rumoured")


def _values(row: Mapping[str, Any]) -> dict[str, object] | None:
    """The columns that the row fills; None where a side has no code in CAMEO."""
    first, second = _actor(row, "source"), _actor(row, "target")
    if first is None or second is None:
        return None
    start, place = row["start"], row["place"]
    return {
        "GlobalEventID": _number(row), "Day": f"{start:%Y%m%d}", "MonthYear": f"{start:%Y%m}", "Year": start.year,
        "FractionDate": f"{start.year + ((start.month - 1) * 30 + start.day) / 365:.4f}",
        **_side("Actor1", first), **_side("Actor2", second), "IsRootEvent": 1, "EventCode": row["cameo"],
        "EventBaseCode": row["cameo"][:3], "EventRootCode": row["cameo"][:2], "QuadClass": row["quad"],
        "GoldsteinScale": f"{row['goldstein']:.7g}", "NumMentions": row["reports"], "NumSources": row["outlets"],
        "NumArticles": row["reports"], "Actor1Geo_Type": 0, "Actor2Geo_Type": 0,
        "ActionGeo_Type": (4 if place else 1) if row["place_country"] else 0, "ActionGeo_FullName": place,
        "ActionGeo_CountryCode": _fips(row["place_country"]), "DATEADDED": f"{row['known_from']:%Y%m%d}000000",
        "SOURCEURL": row["url"] or row["outlet"]}


def _number(row: Mapping[str, Any]) -> int:
    """GDELT's own number for its rows; for others one made from the id, 63 bits long."""
    native = row["native_id"] or ""
    if row["dataset"] == "gdelt" and native.isdecimal():
        return int(native)
    return int(row["id"], 16) & (1 << 63) - 1


def _side(name: str, actor: Actor) -> dict[str, object]:
    return {f"{name}Code": actor.code, f"{name}CountryCode": actor.country, f"{name}KnownGroupCode": actor.group,
            f"{name}Type1Code": actor.role}


def _actor(row: Mapping[str, Any], side: str) -> Actor | None:
    country, group = _cameo(row[side])
    if not country and not group:
        return None
    sector = row[f"{side}_sector"] or ""
    role = sector if _ROLE.fullmatch(sector) else ""
    own = row[f"{side}_name"] if row["dataset"] == "gdelt" else None
    return Actor(own or (country + role if country else f"IGO{group}"), country, group, role)


@cache
def _cameo(code: str) -> tuple[str, str]:
    """CAMEO's country code, or known group."""
    try:
        return countries.convert(code, "cameo"), ""
    except UnknownCode:
        groups = (group for row in organisation_rows() if row["code"] == code for group in several(row["cameo"]))
        return "", next(groups, "")


@cache
def _fips(code: str | None) -> str:
    try:
        return countries.convert(code, "fips") if code else ""
    except UnknownCode:
        return ""


def _plain(value: object) -> str:
    """A value as the layout can hold it: no tab, no line end."""
    return "" if value is None else re.sub(r"[\t\r\n\0]+", " ", str(value))
