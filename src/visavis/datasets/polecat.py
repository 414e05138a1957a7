"""POLECAT: events coded in PLOVER, the successor of ICEWS.

The rule: its own type, mode and contexts stand as they are given; only names are brought to ours.
Written from the published codebook: no real file was at hand.
"""

from __future__ import annotations

import re
from functools import cache

from visavis.codes import cameo, plover
from visavis.datasets import lookups
from visavis.datasets.lookups import UNKNOWN
from visavis.datasets.mapping import Resolve
from visavis.datasets.sources import DataSet
from visavis.errors import UnknownCode

_PARTED = re.compile(r"[;|]")
"""Several values in a field are parted by either."""


@cache
def states(codes: str | None, name: str | None) -> str | None:
    """The states of an actor joined by `;`, or the organisation of states of that name.

    >>> states("USA;GBR", None), states(None, "NATO"), states("QQQ", None)
    ('USA;GBR', 'XNA', '?')
    """
    if not codes:
        return lookups.organisation_named(name)
    found = dict.fromkeys(lookups.iso_state(code.strip()) or "" for code in _PARTED.split(codes))
    known = [code for code in found if code not in ("", UNKNOWN)]
    return ";".join(known) if known else UNKNOWN


@cache
def event_type(name: str | None) -> str | None:
    """The event type of PLOVER called so."""
    try:
        return plover.event_type(name.strip().upper()).name if name else None
    except UnknownCode:
        return UNKNOWN


@cache
def mode(name: str | None, kind: str | None) -> str | None:
    """The mode of that event type."""
    known = event_type(kind)
    if not name or known in (None, UNKNOWN):
        return None
    try:
        return plover.mode(name.strip().lower(), str(known)).name
    except UnknownCode:
        return UNKNOWN


@cache
def contexts(names: str | None) -> str | None:
    """The contexts joined by `;`, those that are known; "hypothetical" is none of ours."""
    found = dict.fromkeys(_context(name.strip().lower()) for name in _PARTED.split(names)) if names else {}
    return ";".join(name for name in found if name)


@cache
def nearest(kind: str | None, name: str | None, about: str | None) -> str | None:
    """The CAMEO code nearest to type, mode and contexts as the file gives them."""
    known, fine = event_type(kind), mode(name, kind)
    if known in (None, UNKNOWN):
        return None
    told = [context for context in (contexts(about) or "").split(";") if context]
    return cameo.nearest(str(known), None if fine == UNKNOWN else fine, told).code


@cache
def _context(name: str) -> str | None:
    try:
        return plover.context(name).name
    except UnknownCode:
        return None


DATASET = DataSet(
    "polecat", "POLECAT", {"yearly": "polecat"}, nulls=("None", "NULL", "NA", "nan"),
    expands=frozenset(("yearly",)),
    resolves={"yearly": (
        Resolve("actor_states", ("actor_country", "actor_name"), states, "actor country"),
        Resolve("recipient_states", ("recipient_country", "recipient_name"), states, "recipient country"),
        Resolve("known_type", ("type",), event_type),
        Resolve("known_mode", ("mode", "type"), mode, "mode"),
        Resolve("known_contexts", ("contexts",), contexts),
        Resolve("nearest", ("type", "mode", "contexts"), nearest),
        Resolve("place_state", ("place_country",), lookups.place, "place"),
    )})
