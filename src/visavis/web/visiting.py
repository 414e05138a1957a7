"""The ledger of visits, as `visavis visits` lists it: what was made, and apart from it what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from visavis.brief import itinerary as ledger
from visavis.brief import words
from visavis.brief.findings import Evidence, Table
from visavis.codes.countries import country
from visavis.codes.occasions import circumstance
from visavis.desks import known, load_desk
from visavis.errors import InputError
from visavis.measure.visits import Kind, Visit, visits
from visavis.web.asking import Ask
from visavis.web.holdings import Holdings

PARTS: tuple[tuple[str, bool, tuple[Kind, ...]], ...] = (
    ("Visits to", True, ("visit",)), ("Meetings, place not told, with", True, ("meeting",)),
    ("Meetings on the ground of a third state with", True, ("elsewhere",)),
    ("Not made (planned, expected, denied or rumoured): to", False, ("visit", "meeting", "elsewhere")))
"""The parts of the ledger: what they are called, whether it was done, where."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits: to whom, from whom (all if none), when, of which level up, as of when."""

    host: str
    senders: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    level: int | None = None
    as_of: date | None = None

    @classmethod
    def of(cls, host: str, senders: str | None, since: date | None, until: date | None, level: int | None,
           as_of: date | None) -> Wanted:
        """The same from names or codes, the senders parted by commas. InputError where the host is one of them."""
        to = country(host)
        wanted = tuple(country(name) for name in (senders or "").split(",") if name.strip())
        if to in wanted:
            raise InputError("the host is among the senders", where=to, hint="name other states")
        return cls(to, wanted, since, until, level, as_of)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the ledger: its table and, by the labels in it, what each row rests on."""

    table: Table
    evidence: tuple[Evidence, ...]
    visits: tuple[Visit, ...]


def parts(held: Holdings, wanted: Wanted) -> tuple[Part, ...]:
    """The ledger in its parts, those that hold nothing left out but the first."""
    return held.kept(lambda: _parts(held, wanted), "visits", wanted)


def by_level(held: Holdings, ask: Ask) -> list[dict[str, Any]]:
    """Visits made in both directions of a dyad (and of its rival), by the level of the traveller, the highest first.

    A row a level with any: `level`, `office`, and `counts`: (sender, host, how many) for each direction.
    """
    ways = [(one, other) for b in ask.others for one, other in ((b, ask.a), (ask.a, b))]
    found = {(sender, host): Counter(one.level for one in _between(held, sender, host, ask)) for sender, host in ways}
    levels = sorted({level for counts in found.values() for level in counts}, key=lambda level: level or 9)
    return [{"level": level, "office": words.LEVELS[level] if level else "level not told",
             "counts": [(sender, host, found[sender, host][level]) for sender, host in ways]} for level in levels]


def _between(held: Holdings, sender: str, host: str, ask: Ask) -> list[Visit]:
    """The visits made from one state to another, in the days asked for."""
    _, made, kinds = PARTS[0]
    found = held.kept(lambda: _found(held, Wanted(host, as_of=ask.as_of), made, kinds), "visits made", host, ask.as_of)
    return [one for one in found if one.sender == sender and one.end >= (ask.since or date.min)
            and one.start <= (ask.until or date.max)]


def _parts(held: Holdings, wanted: Wanted) -> tuple[Part, ...]:
    material = held.material(wanted.as_of)
    found, start = [], 1
    for number, (what, made, kinds) in enumerate(PARTS):
        told = _found(held, wanted, made, kinds)
        if told or number == 0:
            caption = ledger.caption(wanted.host, wanted.senders, len(told), what)
            found.append(Part(ledger.table(told, caption, start=start),
                              ledger.evidence(told, start=start, documents=material.documents,
                                              reports=material.reports), told))
            start += len(told)
    return tuple(found)


def _found(held: Holdings, wanted: Wanted, made: bool, kinds: tuple[Kind, ...]) -> tuple[Visit, ...]:
    material = held.material(wanted.as_of)
    sources = [one.rows for one in material.sets if one.name in ("history", "desk")]
    if not sources:
        return ()
    told = held.kept(lambda: {name: circumstance(one.quote) for name, one in material.reports.items()
                              if one.type == "CONSULT"}, "circumstances", wanted.as_of)
    return visits(sources[0], wanted.host, senders=wanted.senders, since=wanted.since, until=wanted.until,
                  level=wanted.level, as_of=wanted.as_of, made=made, kinds=kinds, circumstances=told,
                  voices=_voices(held), more=sources[1:])


def _voices(held: Holdings) -> Mapping[str, str]:
    """Which outlet speaks for which state, by all desks of the package and the desk at hand."""
    return _shipped() | dict(held.desk.voices)


@cache
def _shipped() -> dict[str, str]:
    return {name: code for one in known() for name, code in load_desk(one).voices.items()}
