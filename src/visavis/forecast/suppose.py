"""Forecasts under a condition: what would be forecast if an event happened in so many days.

The rule: the event is added to what is known and every feature drawn anew, on the day that it would happen; beside it
stands the forecast of the same day without it. It is no statement of cause, and how often such a thing was seen stands
with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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

LEAST_SHIFT = 0.05
"""A smaller shift of the log odds is none: the model tells no finer."""

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


@dataclass(frozen=True, slots=True)
class Turn:
    """A condition that would change a forecast, what the forecast would be, and how often such a thing was seen."""

    condition: Condition
    probability: float
    times: int


def turns(maker: Forecaster, made: Forecast, conditions: Sequence[Condition]) -> tuple[Turn, ...]:
    """What each condition would make of a forecast, what changes it most first; what changes its odds by under a
    twentieth left out.

    The window is as long as that of the forecast, and begins when the thing has happened.
    """
    past, found = maker.told.known_by(maker.as_of), []
    for on in conditions:
        source, target = (made.target, made.source) if on.by == made.target else (made.source, made.target)
        when = maker.as_of + timedelta(days=on.days)
        then = Forecaster(past.with_event(_row(source, target, on.kind, when)), as_of=when, calendar=maker.calendar,
                          model=maker.model)
        given = then.forecast(made.source, made.target, made.kind, made.days).probability
        cells = past.cells(on.kind)
        times = ((cells.source == past.at(source)) & (cells.target == past.at(target))).sum()
        found.append((abs(_log_odds(given) - _log_odds(made.probability)), Turn(on, given, int(times))))
    found.sort(key=lambda pair: -pair[0])
    return tuple(turn for shift, turn in found if shift > LEAST_SHIFT)


def _log_odds(p: float) -> float:
    return float(np.log(p / (1 - p)))


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
