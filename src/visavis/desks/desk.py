"""The frozen records of a desk.

The rule: a record is what a file says; nothing is added here that a desk's folder does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from visavis.errors import DeskError

OFFICIAL = frozenset({"state", "party", "government"})
"""Owners whose outlets speak for their state."""


@dataclass(frozen=True, slots=True)
class Dyad:
    """A pair of states that the desk watches, and the pair it is measured against."""

    a: str
    b: str
    versus: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The coded events that belong to an indicator: any of the types and modes, where a side is of `level` or higher.

    `both`: both sides are, as in a meeting of leaders.
    """

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    level: int | None = None
    both: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What makes a signal news: one of `needs` occurs, if any are given, and none of `excludes`. As patterns.

    A coded event of the indicator's filter needs none of `needs`: it is a deed already. `lead`: characters of a text in
    which it must stand, unless the title has one of `needs`.
    """

    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something watched: which sentences touch it and which events belong to it.

    `terms`: one of these patterns must occur, outside `excludes`. `needs`: and, if any are given, one of these.
    `scope`: what the sentence must name besides: `pair` a watched pair, or a hub and another state or a word that
    crosses a border; `state` a watched pair or a hub; `term` nothing. `dyads`: the pairs that the desk watches.
    `border`: the desk's words that cross a border. `news`: what an alert asks of a sentence, where a signal is not
    enough. Patterns are explained in `visavis.reading.patterns`.
    """

    id: str
    title: str
    why: str
    terms: tuple[str, ...]
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    scope: str = "pair"
    events: EventFilter = EventFilter()
    threshold: str = "any"
    dyads: tuple[tuple[str, str], ...] = ()
    news: News = News()
    border: tuple[str, ...] = ()

    @property
    def hubs(self) -> frozenset[str]:
        """The states that the desk turns on: those in more than one of its dyads; with one dyad, both sides."""
        return _hubs(self.dyads)


@lru_cache(maxsize=512)
def _hubs(dyads: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Asked for each indicator of each sentence, so counted once."""
    sides = Counter(state for dyad in dyads for state in dyad)
    return frozenset(state for state, count in sides.items() if count > 1 or len(dyads) == 1)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source of news: who owns it, how far it has earned trust (Admiralty letter, A best, F unknown)."""

    name: str
    address: str
    feed: str | None
    country: str
    language: str
    ownership: str
    reliability: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A day that comes back each year.

    `pattern`: a regular expression for how texts name what happened ("founding of the DPRK"); `day`: one for
    the name of the day itself ("Liberation Day"), or empty. Both match without regard to case.
    """

    name: str
    date: date
    pattern: str
    day: str = ""
    states: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A holder of office whom the desk follows, and why. Offices and dates are those of the register."""

    name: str
    country: str
    why: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk as loaded from its folder."""

    name: str
    title: str
    dyads: tuple[Dyad, ...]
    indicators: tuple[Indicator, ...]
    outlets: tuple[Outlet, ...]
    calendar: tuple[Anniversary, ...]
    folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    officials: tuple[Watched, ...] = ()
    border: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """The states of its dyads, in order, each once."""
        return tuple(dict.fromkeys(state for dyad in self.dyads for state in (dyad.a, dyad.b)))

    @property
    def voices(self) -> dict[str, str]:
        """The outlets that speak for a state (its own, its party's, its ministries'), under all their names."""
        return {name: one.country for one in self.outlets if one.ownership in OFFICIAL
                for name in (one.name, *one.aliases)}

    def indicator(self, identifier: str) -> Indicator:
        """The indicator of that id; DeskError names the known ones."""
        for one in self.indicators:
            if one.id == identifier:
                return one
        raise DeskError(f"no indicator {identifier!r}", where=str(self.folder / "indicators.toml"),
                        hint=f"known: {', '.join(one.id for one in self.indicators)}")
