"""What is next: our own forecasts, what would change them, and the days to come.

The rule: a forecast stands with its base rate and track record; it is of what the data will tell, and says so. What
others claim stands beside it in its own section and never enters it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

import pyarrow as pa

from visavis.brief import forecasts, words
from visavis.brief.findings import Finding, Row, Section, Table
from visavis.brief.question import Ground
from visavis.codes import hedges, plover
from visavis.datasets import history, table
from visavis.desks import Desk
from visavis.forecast import Forecast, Forecaster, ground, informative, near, reasons
from visavis.forecast.kinds import TYPES, Kind
from visavis.forecast.suppose import Condition, Turn, turns
from visavis.measure import engine
from visavis.measure.shelf import DESK

SHOWN, TURNS = 5, 3
"""Forecasts shown, and events that would change the first. What fits a page; not tuned."""

HORIZONS = (30, 90, 365)
"""The windows looked at: a week is too short for a brief."""

KNOWN = (history.DATASET, DESK)
"""The data sets that a forecast rests on; another coder's counts would be taken for more events."""

STALE_DAYS = 14
"""Days without news after which the data are taken to have ended."""


class Ahead:
    """The forecaster of a brief: the history and the desk's documents together, as they were known."""

    def __init__(self, of: Ground, desk: Desk | None) -> None:
        self.of, self.desk = of, desk

    @cached_property
    def rows(self) -> pa.Table:
        """What the forecaster knows. It and the forecaster are made when a section first asks for one."""
        sets = [one for one in self.of.material.sets if one.name in KNOWN] or self.of.material.sets[:1]
        return pa.concat_tables([engine.whole(one.rows).select(table.SCHEMA.names) for one in sets])

    @cached_property
    def day(self) -> date:
        """The day on which the forecasts are made: today, or the last day of data that have ended."""
        today = self.of.question.today
        until = ground.until(self.rows, as_of=today)
        return today if (today - until).days <= STALE_DAYS else until

    @property
    def late(self) -> bool:
        """Whether the data have ended before today."""
        return self.day != self.of.question.today

    @cached_property
    def maker(self) -> Forecaster:
        """The forecaster of that day."""
        return Forecaster(self.rows, as_of=self.day, calendar=ground.calendar(self.desk))

    @cached_property
    def chosen(self) -> tuple[Forecast, ...]:
        """The forecasts that the brief shows, the most informative first."""
        return _chosen(self)

    @cached_property
    def near(self) -> pa.Table:
        """The events of the dyad that forecasts may rest on."""
        return near(self.rows, self.of.question.a, self.of.question.b, as_of=self.day)

    def ask(self, a: str, b: str, kind: Kind, until: date) -> Forecast | None:
        """Our own forecast for a window that ends on a day; None for one that is over."""
        days = (until - self.day).days
        return self.maker.forecast(a, b, kind, min(days, 3650)) if days > 0 else None


def section(ahead: Ahead) -> Section:
    """The most informative forecasts for the dyad, with their reasons, and what would change the first of them."""
    q, chosen, events = ahead.of.question, ahead.chosen, ahead.near
    labels = {one.question: _labels(ahead, one, events) for one in chosen}
    findings = [Finding(_with_reasons(one, events), one.probability, one.interval, labels[one.question])
                for one in chosen[:1]]
    findings += _changes(ahead, chosen[0], labels[chosen[0].question])
    grid = _table(ahead, chosen, labels)
    return Section(f"What is next between {q.a} and {q.b}", tuple(findings), (grid,), tuple(_notes(ahead)))


def headline(ahead: Ahead) -> Finding:
    """What is next in a sentence: the first of the forecasts with its base rate, for the answer."""
    made = ahead.chosen[0]
    stands = f", as known on {words.day(ahead.day)}" if ahead.late else ""
    what, end = forecasts.what(made), words.day(made.window[1])
    return Finding(f"What is next{stands}: {what} in the {words.count(made.days, 'day')} to {end}:"
                   f" {forecasts.chance(made.probability)}, 95 % interval {forecasts.bounds(made.interval)}; base rate"
                   f" {forecasts.percent(made.base)}.", made.probability, made.interval,
                   _labels(ahead, made, ahead.near))


def beside(ahead: Ahead, a: str, b: str, kind: Kind | None, until: date) -> str:
    """Our own forecast of the same question as a claim's, for a cell of a table; a dash where there is none."""
    made = ahead.ask(a, b, kind, until) if kind else None
    return forecasts.chance(made.probability) if made else "–"


def _chosen(ahead: Ahead) -> tuple[Forecast, ...]:
    """The forecasts of types that are farthest from their base rates, and one of what the desk's indicators ask."""
    asked = informative((one for kind in _watched(ahead.desk) for one in _made(ahead, kind)), 1)
    return (*informative((one for kind in TYPES for one in _made(ahead, kind)), SHOWN - len(asked)), *asked)


def _made(ahead: Ahead, kind: Kind) -> Iterator[Forecast]:
    q = ahead.of.question
    for a, b in [(q.a, q.b)] if kind.undirected else [(q.a, q.b), (q.b, q.a)]:
        for days in HORIZONS:
            yield ahead.maker.forecast(a, b, kind, days)


def _watched(desk: Desk | None) -> tuple[Kind, ...]:
    """The kinds that the indicators of a desk ask for, where they ask for more than a type."""
    filters = [one.events for one in desk.indicators] if desk else []
    return tuple(dict.fromkeys(
        Kind(name, mode, None, one.level) for one in filters if one.modes or one.level
        for name in one.types for mode in (one.modes or (None,)) if _known(name, mode)))


def _known(name: str, mode: str | None) -> bool:
    return mode is None or mode in plover.modes(name)


def _labels(ahead: Ahead, made: Forecast, events: pa.Table) -> tuple[str, ...]:
    """The labels of the events behind the reasons that the brief lists, then those of the data."""
    book = ahead.of.book
    found = [label for one in reasons(made, events) for event in one.events for label in book.label(event)]
    return (*dict.fromkeys(found), *ahead.of.data_labels.values())


def _with_reasons(made: Forecast, events: pa.Table) -> str:
    told = [one.text for one in reasons(made, events, number=3)]
    return f"{forecasts.sentence(made)}{f' What weighs most: {words.listing(told)}.' if told else ''}"


def _changes(ahead: Ahead, made: Forecast, labels: tuple[str, ...]) -> Iterator[Finding]:
    """What would change the judgement: events that would move the first forecast most."""
    q = ahead.of.question
    candidates = [Condition(Kind("CONSULT", level=1), 1), Condition(Kind("AGREE"), 1),
                  *(Condition(Kind(name), 1, by) for name in ("ACCUSE", "THREATEN", "AID") for by in (q.a, q.b))]
    told: Sequence[Turn] = turns(ahead.maker, made, candidates)[:TURNS]
    if not told:
        return
    parts = [f"{one.condition.kind.name}{f' by {one.condition.by}' if one.condition.by else ''} would make it"
             f" {forecasts.percent(one.probability)} (seen between them {words.count(one.times, 'time')})"
             for one in told]
    yield Finding(f"What would change this judgement ({forecasts.percent(made.probability)}), if it happened tomorrow:"
                  f" {words.listing(parts)}. A condition is no cause.", None, None, labels)


def _table(ahead: Ahead, chosen: Sequence[Forecast], labels: dict[str, tuple[str, ...]]) -> Table:
    rows = tuple(Row((one.question, f"{one.days} days, to {one.window[1]}", forecasts.chance(one.probability),
                      forecasts.bounds(one.interval), forecasts.percent(one.base), forecasts.percent(one.peers),
                      one.track.words if one.track else "nothing like it"), labels[one.question]) for one in chosen)
    columns = ("what", "window", "how likely", "95 % interval", "base rate", "peers", "track record")
    return Table(f"The {len(rows)} most informative forecasts, made on what was known on {ahead.day}"
                 f" ({ahead.maker.model.name})", columns, rows, frozenset({3, 4, 5}))


def _notes(ahead: Ahead) -> Iterator[str]:
    if ahead.late:
        yield (f"The data end on {words.day(ahead.day)}, so these are the forecasts of that day, not of today; of the"
               " days since nothing is known.")
    if len(ahead.of.data_labels) > 1:
        yield ("The forecasts know the desk's documents too; their track record is of the history alone, which is less"
               " dense.")
    yield ("A forecast is of what the data will tell, not of what will happen untold. Words as in ICD 203:"
           f" {hedges.word(0.3)} is 20 to 45 %, {hedges.word(0.6)} 55 to 80 %. The days to come, which a forecast"
           " of under a year counts, stand under “What to watch”.")
