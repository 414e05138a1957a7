"""The ledger of visits: who was sent where, how high they stand, who received them, when, and what for.

The rule: one visit told by many reports is one visit; what is planned, denied or rumoured is not made, a meeting on
the ground of a third state is no visit, and neither is shown among visits made unless it is asked for.

    visits(source, "PRK", senders=("CHN", "RUS"))    the ledger of a host
    visits(source)                                   that of every host
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from visavis.codes import countries, occasions
from visavis.codes.occasions import Circumstance
from visavis.measure import engine, travellers
from visavis.measure.engine import FOREVER, Source
from visavis.measure.travellers import Telling
from visavis.records import Actor, content_id

Kind: TypeAlias = Literal["visit", "meeting", "elsewhere"]
"""`visit`: on the host's ground; `meeting`: the place is not told; `elsewhere`: on the ground of a third state."""

VISITS: tuple[Kind, ...] = ("visit",)

NOT_TOLD = "not told"
"""The occasion where no sentence is at hand, as in a data set of codes."""

GAP = 5
"""Days between two tellings of one person's visit: it is told when it begins and when it ends, and few last longer than
a week. Not tuned: the longest gap inside one visit of the 25 in bench/visits_known.tsv is 4 days."""

LONGEST = 15
"""Days after which a chain of tellings is another visit: protocol knows no longer one of a minister or above."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit (or meeting): the traveller with office, level and rank on the day, and what is told of it.

    `receivers`: who of the host's side is told to have met the traveller, the highest first. `occasion`: as in
    codes/occasions.tsv, `regular`, or `not told`. `delegation` and `size`: its sort and number. `read_outs`: the
    states whose own media or ministries tell it. `standing`: done, planned, predicted, hypothetical, negated or
    rumoured. `evidence`: the ids of the reports; `rows`: those of their rows in the event table; `pages`: addresses.
    `company`: others of the sender told in the same reports, of lower office.
    """

    id: str
    traveller: Actor
    host: str
    receivers: tuple[Actor, ...]
    place: str | None
    start: date
    end: date
    precision: str
    occasion: str
    delegation: str | None
    size: int | None
    kind: Kind
    standing: str
    reports: int
    outlets: tuple[str, ...]
    read_outs: tuple[str, ...]
    known_from: date
    evidence: tuple[str, ...]
    rows: tuple[str, ...]
    documents: tuple[str, ...]
    pages: tuple[str, ...]
    company: tuple[Actor, ...] = ()

    @property
    def sender(self) -> str:
        """The country that the traveller comes from."""
        return self.traveller.country

    @property
    def level(self) -> int | None:
        """The protocol level of the traveller, 1 to 8, where it is known."""
        return self.traveller.level

    @property
    def received_at(self) -> int | None:
        """The level of the highest who received the traveller, where it is told."""
        return min((one.level for one in self.receivers if one.level is not None), default=None)


def visits(source: Source, host: str | None = None, *, senders: Collection[str] = (), since: date | None = None,
           until: date | None = None, as_of: date | None = None, level: int | None = None, made: bool = True,
           kinds: Collection[Kind] = VISITS, circumstances: Mapping[str, Circumstance] | None = None,
           voices: Mapping[str, str] | None = None, more: Iterable[Source] = ()) -> tuple[Visit, ...]:
    """The visits to `host` (every host if None) of which a day lies in `since`..`until`, the newest first.

    `source` is an event table, `more` others: what several tell is one visit still. Codes are ISO 3166-1 alpha-3.
    `senders`: only from these states. `level`: only travellers of that level or higher.
    `made`: only what was done; else only what was not (planned, denied, rumoured). `kinds`: see `Kind`.
    `circumstances`: what the sentences tell, by report or document; those of the history are known without.
    `voices`: outlet -> the state that it speaks for, from which `read_outs` come.
    """
    reports = [row for one in (source, *more) for row in rows(one, host, as_of)]
    told = [one for one in travellers.tellings(reports, circumstances or {})
            if not senders or one.traveller.country in senders]
    found = [_visit(group, voices or {}) for group in _grouped(told)]
    kept = [one for one in found if (one.standing == "done") is made and one.kind in kinds
            and host in (None, one.host)
            and (since is None or one.end >= since) and (until is None or one.start <= until)
            and (level is None or (one.level is not None and one.level <= level))]
    return tuple(sorted(kept, key=lambda one: (-one.start.toordinal(), one.level or 9, one.host, one.id)))


def rows(source: Source, host: str | None, as_of: date | None = None) -> list[dict[str, Any]]:
    """The reports from which the visits to `host` are told, as measure/sql/visits.sql gives them."""
    found: list[dict[str, Any]] = engine.query("visits", source, host=host or "", as_of=as_of or FOREVER).to_pylist()
    return found


@dataclass(slots=True)
class _Group:
    """The tellings of one visit so far, with the days of the finest of them."""

    number: int
    told: list[Telling]
    start: date
    end: date
    grain: int

    @classmethod
    def of(cls, number: int, one: Telling) -> _Group:
        return cls(number, [one], one.start, one.end, one.grain)

    def add(self, one: Telling) -> None:
        """Takes a telling in."""
        self.told.append(one)
        if one.grain < self.grain:
            self.start, self.end, self.grain = one.start, one.end, one.grain
        elif one.grain == self.grain:
            self.start, self.end = min(self.start, one.start), max(self.end, one.end)

    def takes(self, other: Telling) -> bool:
        """Whether `other` may tell the same visit: the same traveller, days that meet or nearly do."""
        if other.grain > self.grain:
            return other.start <= self.end and self.start <= other.end
        gap = GAP if other.person is not None else 1
        near = (other.start - self.end).days <= gap and (self.start - other.end).days <= gap
        return near and (max(self.end, other.end) - min(self.start, other.start)).days <= LONGEST


class _Groups:
    """The groups of one pair and standing, found by their days: a table of codes has tens of thousands."""

    def __init__(self) -> None:
        self.all: list[_Group] = []
        self._by_days: dict[int, dict[int, _Group]] = {}

    def take(self, one: Telling) -> None:
        """Puts a telling with the first group that it may belong to, or in one of its own."""
        near = {group.number: group for place in _places(one.start, one.end, GAP)
                for group in self._by_days.get(place, {}).values()}
        likely = (near[number] for number in sorted(near))
        home = next((group for group in likely if _same(group, one) and group.takes(one)), None)
        if home is None:
            home = _Group.of(len(self.all), one)
            self.all.append(home)
        else:
            home.add(one)
        for place in _places(home.start, home.end, 0):
            self._by_days.setdefault(place, {})[home.number] = home


def _places(start: date, end: date, margin: int) -> range:
    """The stretches of LONGEST days that the days touch."""
    return range((start.toordinal() - margin) // LONGEST, (end.toordinal() + margin) // LONGEST + 1)


def _grouped(told: Iterable[Telling]) -> list[list[Telling]]:
    """Tellings of one visit together: by pair, standing and traveller; those that name nobody join one that does."""
    parts: dict[tuple[str, ...], list[Telling]] = {}
    for one in told:
        apart = one.kind if one.kind == "elsewhere" else ""
        parts.setdefault((one.traveller.country, one.host, one.standing, apart), []).append(one)
    made: list[list[Telling]] = []
    for part in parts.values():
        groups = _Groups()
        for one in sorted(part, key=lambda one: (one.kind != "visit", one.person is None, one.traveller.level is None,
                                                 one.grain, one.start, one.end, one.row)):
            groups.take(one)
        made += [group.told for group in groups.all]
    return _with_company(made)


def _same(group: _Group, one: Telling) -> bool:
    """Whether the traveller may be the group's: the same person; or one is not named and the levels agree.

    A meeting whose place is not told belongs to a visit only where it names who travels, or the same rank.
    """
    mine = group.told[0]
    if one.kind != mine.kind and one.person is None:
        return one.traveller.level is not None and one.traveller.level == mine.traveller.level
    if mine.person is not None and one.person is not None:
        return travellers.same(mine, one)
    return one.traveller.level is None or mine.traveller.level is None or one.traveller.level == mine.traveller.level


def _with_company(groups: list[list[Telling]]) -> list[list[Telling]]:
    """The groups, those whose every report tells a visit of somebody higher put with it as company."""
    scenes: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for one in group:
            scenes.setdefault(one.scene, set()).add(number)
    kept = []
    for number in sorted(range(len(groups)), key=lambda at: (travellers.order(groups[at][0]), groups[at][0].row)):
        group = groups[number]
        together = set.intersection(*(scenes[one.scene] for one in group)) - {number}
        heads = [other for other in together if _heads(groups[other], group)]
        if heads:
            groups[min(heads, key=lambda at: (travellers.order(groups[at][0]), groups[at][0].row))].extend(group)
        else:
            kept.append(group)
    return kept


def _heads(other: list[Telling], group: list[Telling]) -> bool:
    mine, theirs = group[0], other[0]
    return (mine.traveller.country, mine.host, mine.standing, mine.kind) == (
        theirs.traveller.country, theirs.host, theirs.standing, theirs.kind) and travellers.order(
        theirs) < travellers.order(mine)


def _visit(told: list[Telling], voices: Mapping[str, str]) -> Visit:
    head = min(told, key=lambda one: (travellers.order(one), one.row))
    own = [one for one in told if one is head or travellers.joins(head, one)]
    others = [one for one in told if not (one is head or travellers.joins(head, one))]
    group = _Group.of(0, own[0])
    for one in own[1:]:
        group.add(one)
    circumstances = [one.circumstance for one in told if one.circumstance is not None]
    outlets = tuple(sorted({name for one in told for name in one.outlets}))
    rows = tuple(sorted({one.row for one in told}))
    kind: Kind = "visit" if any(one.kind == "visit" for one in told) else head.kind
    return Visit(
        content_id("visit", head.traveller.country, head.host, head.standing, kind, *rows),
        travellers.best(own), head.host,
        travellers.people(one.receiver for one in told if one.receiver is not None),
        _place(told),
        group.start, group.end, {1: "day", 2: "month", 3: "year"}[group.grain],
        _occasion(circumstances), next((one.sort for one in circumstances if one.sort), None),
        max((one.size for one in circumstances if one.size), default=None),
        kind, head.standing, sum(one.reports for one in told), outlets,
        tuple(sorted({voices[name] for name in outlets if name in voices} & {head.traveller.country, head.host})),
        min(one.known_from for one in told), tuple(sorted({one.report for one in told})), rows,
        tuple(sorted({one.document for one in told if one.document})),
        tuple(sorted({one.url for one in told if one.url})),
        travellers.people(one.traveller for one in others if one.person is not None))


def _place(told: list[Telling]) -> str | None:
    """The place that most name; a city goes before the name of the whole country."""
    named = Counter(one.place for one in told if one.place)
    cities = {name: count for name, count in named.items() if name not in countries.names(told[0].host)}
    return max(sorted(cities or named), key=named.__getitem__, default=None)


def _occasion(told: list[Circumstance]) -> str:
    """The first occasion of the table that any of the reports names."""
    if not told:
        return NOT_TOLD
    order = occasions.known()
    return min((one.occasion for one in told), key=order.index)
