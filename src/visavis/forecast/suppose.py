"""Forecasts under a condition: what would be forecast if an event happened in so many days.

The rule: the event is added to what is known and every feature drawn anew, on the day that it would happen; beside it
stands the forecast of the same day without it. It is no statement of cause, and how often such a thing was seen stands
with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from visavis.codes.countries import country
from visavis.errors import InputError
from visavis.forecast.forecasts import Calendar, Forecast, Forecaster
from visavis.forecast.kinds import Kind, kind
from visavis.forecast.told import Cells, Told
from visavis.measure.intervals import Interval, share

THIN = 5
"""Times that the same thing was seen between the two below which the support is called thin. Not tuned."""

WIDE = 10_000_000
"""More than the number of any day, so that the days of one pair never run into those of the next."""

_CONDITION = re.compile(r"(?i)\s*(?P<kind>.+?)(?:\s+by\s+(?P<by>.+?))?\s+in\s+(?P<days>\d+)\s*d(?:ays?)?\s*")


@dataclass(frozen=True, slots=True)
class Condition:
    """An event supposed: its kind, in how many days from the origin, and by which side (None: the first)."""

    kind: Kind
    days: int
    by: str | None = None

    @property
    def text(self) -> str:
        """How it is written."""
        return f"{self.kind.name}{f' by {self.by}' if self.by else ''} in {self.days} days"


@dataclass(frozen=True, slots=True)
class Followed:
    """How often a kind of event was followed by another one within a horizon."""

    times: int
    followed: int

    @property
    def interval(self) -> Interval | None:
        """Of the share; None where it was never seen."""
        return share(self.followed, self.times) if self.times else None


@dataclass(frozen=True, slots=True)
class Supposed:
    """A forecast with the event added and without it, both of the day that it would happen, and the support for it:
    how often the thing was seen and followed, between the two and between any two."""

    condition: Condition
    given: Forecast
    without: Forecast
    here: Followed
    anywhere: Followed

    @property
    def thin(self) -> bool:
        """Whether it was seen too seldom between the two to lean on."""
        return self.here.times < THIN


def condition(text: str) -> Condition:
    """The condition in `text`: a kind, perhaps by whom, and in how many days. InputError says how to write it.

    >>> condition("CONSULT level 1 in 30d").text
    'CONSULT level 1 in 30 days'
    """
    found = _CONDITION.fullmatch(text)
    if not found:
        raise InputError(f"{text!r} is no condition", where="--if",
                         hint='write "CONSULT level 1 in 30d", perhaps with "by CHN"')
    made = kind(found["kind"])
    if made.type is None:
        raise InputError("a class of events cannot be supposed", where=f"--if {text!r}", hint="name a type, as CONSULT")
    return Condition(made, int(found["days"]), country(found["by"]) if found["by"] else None)


def suppose(told: Told, a: str, b: str, asked: Kind, days: int, on: Condition, *, as_of: date,
            calendar: Calendar = ()) -> Supposed:
    """The forecast of `asked` for `a` to `b` if `on` happened. InputError for a side that is neither of the two."""
    if on.by not in (None, a, b):
        raise InputError(f"{on.by} is neither {a} nor {b}", where="--if", hint="suppose what one of the two does")
    source, target = (b, a) if on.by == b else (a, b)
    when = as_of + timedelta(days=on.days)
    past = told.known_by(as_of)
    given = Forecaster(past.with_event(_row(source, target, on.kind, when)), as_of=when, calendar=calendar)
    without = Forecaster(past, as_of=when, calendar=calendar)
    cause, effect = past.cells(on.kind), past.cells(asked)
    here = (cause.source == past.at(source)) & (cause.target == past.at(target))
    turned = source != a and not asked.undirected
    return Supposed(on, given.forecast(a, b, asked, days), without.forecast(a, b, asked, days),
                    _followed(cause.where(here), effect, past, days, as_of, turned=turned),
                    _followed(cause, effect, past, days, as_of, turned=turned))


def _row(source: str, target: str, of: Kind, when: date) -> pa.Table:
    return pa.table({"source": [source], "target": [target], "type": [of.type], "mode": [of.mode or ""],
                     "standing": ["done"], "level": pa.array([of.level or 9], pa.int32()),
                     "first_day": [when], "last_day": [when], "precision": ["day"], "known": [when],
                     "reports": pa.array([1], pa.int64()), "source_level": pa.array([of.level], pa.int32()),
                     "target_level": pa.array([of.level], pa.int32())})


def _followed(cause: Cells, effect: Cells, told: Told, days: int, as_of: date, *, turned: bool) -> Followed:
    """How many causes whose window is over were followed, by the same pair of states."""
    last = (as_of - date(1970, 1, 1)).days - days
    cause = cause.where(cause.day <= last)
    keys = np.sort((effect.source * told.size + effect.target) * WIDE + effect.day)
    source, target = (cause.target, cause.source) if turned else (cause.source, cause.target)
    wanted = (source * told.size + target) * WIDE + cause.day
    next_ = np.searchsorted(keys, wanted, side="right")
    reached = next_ < len(keys)
    gap = np.full(len(cause), days + 1)
    gap[reached] = keys[next_[reached]] - wanted[reached]
    return Followed(len(cause), int((gap <= days).sum()))
