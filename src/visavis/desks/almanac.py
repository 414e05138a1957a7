"""The days that come back each year: which anniversary falls when, and what "the 75th anniversary" means.

The rule: a day's own date is its year nought, so its number in a year is that year minus its own; a 29 February is
kept on 1 March where there is none.

    occurrences(calendar, since, until)      what falls in a stretch of time, with its number
    nth(entry, 75)                           when the 75th is
    called("the 75th anniversary of ...")    which day a text means
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from visavis.desks.desk import Anniversary

ROUND = 5
"""Anniversaries in fives are the ones that envoys are sent for."""

JUBILEE = 10
"""Those in tens are marked higher still."""

_ANNIVERSARY = re.compile(r"\b(?P<number>\d{1,3})(?:st|nd|rd|th)[ -](?:founding |birth )?(?:anniversar|birthday)",
                          re.IGNORECASE)
_REACH = 90
"""Characters after or before "anniversary" in which its name stands; as in the reading of dates."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day of the calendar in one year: when, and the how manieth it is (0 in the year itself)."""

    entry: Anniversary
    day: date
    number: int

    @property
    def round(self) -> bool:
        """Whether it is a round one: of fives."""
        return self.number > 0 and self.number % ROUND == 0

    @property
    def title(self) -> str:
        """What it is called: `Founding of the DPRK, 75th anniversary`."""
        return f"{self.entry.name}, {ordinal(self.number)} anniversary" if self.number else self.entry.name


def ordinal(number: int) -> str:
    """A number as English counts.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 22, 75, 113)]
    ['1st', '2nd', '3rd', '11th', '22nd', '75th', '113th']
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def kept_on(entry: Anniversary, year: int) -> date:
    """The day on which `entry` is kept in a year."""
    try:
        return entry.date.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28) + timedelta(days=1)


def nth(entry: Anniversary, number: int) -> Occurrence:
    """The anniversary of that number.

    >>> relations = Anniversary("Relations", date(1949, 10, 6), "ties")
    >>> nth(relations, 75).day
    datetime.date(2024, 10, 6)
    """
    return Occurrence(entry, kept_on(entry, entry.date.year + number), number)


def occurrences(calendar: Iterable[Anniversary], since: date, until: date, *, states: Collection[str] = (),
                rounds: bool = False) -> tuple[Occurrence, ...]:
    """What falls in `since`..`until`, by day then name; `states`: only days of none but these; `rounds`: only fives."""
    found = [Occurrence(one, day, year - one.date.year)
             for one in calendar if not states or set(one.states) <= set(states)
             for year in range(max(since.year, one.date.year), until.year + 1)
             if since <= (day := kept_on(one, year)) <= until]
    return tuple(sorted((one for one in found if one.round or not rounds), key=lambda one: (one.day, one.entry.name)))


def following(entry: Anniversary, day: date) -> Occurrence:
    """The next time that `entry` comes round, from `day` on."""
    year = max(day.year, entry.date.year)
    if kept_on(entry, year) < day:
        year += 1
    return Occurrence(entry, kept_on(entry, year), year - entry.date.year)


def called(text: str, calendar: Sequence[Anniversary], *, near: date | None = None) -> tuple[Occurrence, ...]:
    """What `text` calls an anniversary: by number and name one day; by number alone every day of the calendar whose
    anniversary of that number is kept in the year of `near` (all of them without `near`); by name alone the next one.

    >>> days = [Anniversary("Relations", date(1949, 10, 6), "relations"), Anniversary("PRC", date(1949, 10, 1), "PRC")]
    >>> [one.day.isoformat() for one in called("the 75th anniversary of relations", days)]
    ['2024-10-06']
    >>> [one.entry.name for one in called("the year of the 75th anniversary", days, near=date(2024, 4, 13))]
    ['PRC', 'Relations']
    """
    told = _ANNIVERSARY.search(text)
    number = int(told["number"]) if told else None
    stretch = text[max(0, told.start() - _REACH):told.end() + _REACH] if told else text
    named = [one for one in calendar if re.search(f"(?i:{one.pattern})", stretch)
             or (one.day and re.search(f"(?i:{one.day})", stretch))]
    if number is None:
        return tuple(following(one, near) for one in named) if near else ()
    found = [nth(one, number) for one in named or calendar if one.date.year + number <= date.max.year]
    if not named and near is not None:
        found = [one for one in found if one.day.year == near.year]
    return tuple(sorted(found, key=lambda one: (one.day, one.entry.name)))


def to_icalendar(found: Iterable[Occurrence], *, name: str, now: datetime) -> bytes:
    """The days as an iCalendar file (RFC 5545): an all-day event each, those of fives with a higher priority.

    The ids come from the day and its name, so that a calendar that takes the file twice holds each event once. `now`
    (with a time zone) is when it was made.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//visavis//calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for one in found:
        event = Event()
        event.add("uid", f"{_slug(one.entry.name)}-{one.day.year}@visavis")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.title + (" (round)" if one.round else ""))
        event.add("description", f"{one.entry.kind or 'day'}; since {one.entry.date.isoformat()};"
                                 f" {', '.join(one.entry.states)}")
        event.add("categories", [part for part in (one.entry.kind, *one.entry.states) if part])
        event.add("priority", 1 if one.number and one.number % JUBILEE == 0 else 5 if one.round else 9)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    written: bytes = made.to_ical()
    return written


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
