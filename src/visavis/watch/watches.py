"""What is watched: the desk's indicators, and any search or question about events that a user keeps.

The rule: a watch is data. What it takes up is said in its record, and nothing else decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from visavis.archive import Archive
from visavis.archive.alerts import Alerts
from visavis.archive.search import quoted
from visavis.codes import plover
from visavis.codes.countries import country
from visavis.desks import Desk, EventFilter, Indicator, News
from visavis.errors import InputError
from visavis.watch.thresholds import Threshold, threshold

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing watched.

    `kind`: `signals` of an indicator of the desk, coded `events` between states, documents found by a `search`.
    `dyads`: the pairs whose happenings are counted apart; `directed`: for events, only what the first did to the
    second. `scope` and `news`: of an indicator, what an alert asks of a sentence (watch.news).
    """

    name: str
    title: str
    kind: Literal["signals", "events", "search"]
    threshold: Threshold
    why: str = ""
    dyads: tuple[Pair, ...] = ()
    hubs: frozenset[str] = frozenset()
    query: str = ""
    events: EventFilter = field(default_factory=EventFilter)
    directed: bool = False
    own: bool = False
    scope: str = "state"
    news: News = field(default_factory=News)


def of_desk(desk: Desk) -> tuple[Watch, ...]:
    """A watch for each indicator of a desk; DeskError for a threshold that cannot be read."""
    where = str(desk.folder / "indicators.toml")
    return tuple(_of_indicator(one, where) for one in desk.indicators)


def all_watches(archive: Archive, desk: Desk) -> tuple[Watch, ...]:
    """The desk's watches and those that its user made, in this order."""
    made = Alerts(archive).definitions()
    return (*of_desk(desk), *(_made(name, row) for name, row in made.items()))


def keep(archive: Archive, watch: Watch, desk: Desk, *, now: datetime) -> bool:
    """Stores a user's watch; False if it takes the place of one of that name.

    Raises InputError for a name of the desk's and for a watch that could never take anything up.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", watch.name):
        raise InputError(f"{watch.name!r} is no name for a watch", where="watch",
                         hint="use small letters, digits and hyphens, as rice-shipments")
    if watch.name in {one.id for one in desk.indicators}:
        raise InputError(f"the desk has an indicator {watch.name!r}", where="watch", hint="give another name")
    _check(watch)
    return Alerts(archive).define(watch.name, json.dumps(_row(watch)), now=now)


def pair(first: str, second: str) -> Pair:
    """Two states as a pair of codes; UnknownCode for what is none, InputError for the same twice."""
    found = country(first), country(second)
    if found[0] == found[1]:
        raise InputError("a pair needs two different states", where=f"{first} {second}", hint="give another one")
    return found


def _check(watch: Watch) -> None:
    if watch.kind == "search" and not quoted(watch.query):
        raise InputError("there is no word in the query", where=watch.name, hint="give words to search for")
    if watch.kind == "events":
        for name in watch.events.types:
            plover.event_type(name)
        if not watch.dyads:
            raise InputError("a watch for events needs a pair of states", where=watch.name, hint="give --dyad A B")


def _of_indicator(indicator: Indicator, where: str) -> Watch:
    return Watch(indicator.id, indicator.title, "signals", threshold(indicator.threshold, where=where), indicator.why,
                 indicator.dyads, indicator.hubs, events=indicator.events, scope=indicator.scope, news=indicator.news)


def _row(watch: Watch) -> dict[str, object]:
    return {"title": watch.title, "kind": watch.kind, "threshold": watch.threshold.text, "why": watch.why,
            "dyads": [list(one) for one in watch.dyads], "query": watch.query, "types": list(watch.events.types),
            "modes": list(watch.events.modes), "level": watch.events.level, "directed": watch.directed}


def _made(name: str, text: str) -> Watch:
    row: Mapping[str, object] = json.loads(text)

    def texts(key: str) -> tuple[str, ...]:
        value = row.get(key)
        return tuple(str(one) for one in value) if isinstance(value, list) else ()

    dyads = row.get("dyads")
    pairs = tuple((str(a), str(b)) for a, b in dyads) if isinstance(dyads, list) else ()
    level = row.get("level")
    kind: Literal["events", "search"] = "search" if row["kind"] == "search" else "events"
    return Watch(name, str(row["title"]), kind, threshold(str(row["threshold"]), where=f"watch {name}"),
                 str(row.get("why", "")), pairs, query=str(row.get("query", "")),
                 events=EventFilter(texts("types"), texts("modes"), level if isinstance(level, int) else None),
                 directed=bool(row.get("directed")), own=True)
