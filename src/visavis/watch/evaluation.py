"""What the record says of each watch: what touched it, and whether that is unusual.

The rule: an alert fires once for a happening, only for what is fresh, and only from what was known. It stands on
sentences; silence never fires one, nor does a source that broke.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from visavis.archive import Archive
from visavis.archive.alerts import Alert, Alerts, Happening, State, Touch
from visavis.records import content_id
from visavis.watch import happenings
from visavis.watch.base_rate import FEWEST_DAYS, YEAR, Expectation, expectation
from visavis.watch.news import is_news
from visavis.watch.watches import Watch

FRESH = 14
"""Days after which a happening is no longer told: what a new desk takes in of the past is its base rate, not news."""

COMES_DOWN = 0.5
"""A lane above what was expected has come down when so many or more come up with this chance: the middle."""

EVERYTHING = date.min


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation gave: alerts that fired, alerts that grew by new sentences, how many touches were taken."""

    fired: tuple[Alert, ...]
    grown: tuple[str, ...]
    touches: int


def evaluate(archive: Archive, watches: Sequence[Watch], *, now: datetime) -> Evaluated:
    """Takes up all that is new for each watch by `now`, and fires what its threshold asks for.

    Asked twice, the second time gives nothing. Several processes may ask at once.
    """
    alerts = Alerts(archive)
    fired, grown, touches = list[Alert](), list[str](), 0
    told = alerts.told_by_day(now=now)
    for watch in watches:
        with alerts.taking():
            taken = _new(alerts, watch, now)
            touches += len(taken)
            by_lane: dict[str, list[Touch]] = {}
            for touch in taken:
                for lane in happenings.lane(watch, touch.countries):
                    by_lane.setdefault(lane, []).append(touch)
            kept = alerts.lanes(watch.name) if watch.threshold.kind == "more" else []
            lanes = sorted({*by_lane, *kept} - {happenings.ASIDE})
            for lane in lanes:
                one = _Lane(alerts, watch, lane, now, told)
                one.take(by_lane.get(lane, []))
                fired += one.fired
                grown += one.grown
            happenings.set_aside(alerts, watch, taken)
    return Evaluated(tuple(fired), tuple(dict.fromkeys(grown)), touches)


def _new(alerts: Alerts, watch: Watch, now: datetime) -> list[Touch]:
    """What touched a watch. An indicator takes coded events too where its filter names modes or a level: a type alone
    ("AGREE") is that of many indicators, and then its terms decide."""
    if watch.kind == "search":
        return alerts.new_hits(watch.name, watch.query, now=now)
    wanted = watch.events
    found = alerts.new_signals(watch.name, watch.name, now=now) if watch.kind == "signals" else []
    if watch.dyads and (watch.kind == "events" or wanted.modes or wanted.level is not None):
        found += alerts.new_reports(watch.name, watch.dyads, directed=watch.directed, types=wanted.types,
                                    modes=wanted.modes, level=wanted.level, both=wanted.both, now=now)
    return sorted(found, key=lambda touch: (touch.day, touch.known_from, touch.document))


class _Lane:
    """One lane of a watch in one evaluation."""

    def __init__(self, alerts: Alerts, watch: Watch, lane: str, now: datetime, told: Mapping[date, int]) -> None:
        self.alerts, self.watch, self.lane, self.now, self.told = alerts, watch, lane, now, told
        self.today = now.date()
        self.fired: list[Alert] = []
        self.grown: list[str] = []

    def take(self, touches: Sequence[Touch]) -> None:
        told = {touch.id for touch in touches if is_news(self.watch, touch, self.lane)}
        begun = happenings.place(self.alerts, self.watch, self.lane, touches, news=told)
        every = self.alerts.happenings(self.watch.name, self.lane, since=EVERYTHING)
        by_number = {one.number: one for one in every}
        self._grow(touches, set(begun))
        if self.watch.threshold.kind == "more":
            self._more(every)
            return
        for number in begun:
            happening = by_number[number]
            if self._fresh(happening) and (self.watch.threshold.kind == "any" or self._first(happening, every)):
                self._fire([happening], self._unusual(happening, every))

    def _grow(self, touches: Sequence[Touch], begun: set[int]) -> None:
        """Notes the alerts to which older happenings brought new sentences."""
        taken = {touch.id for touch in touches}
        for row in self.alerts.grown(self.watch.name, self.lane, taken, begun):
            self.grown.append(row)

    def _fresh(self, happening: Happening) -> bool:
        return (self.today - happening.last_day).days <= FRESH

    def _first(self, happening: Happening, every: Sequence[Happening]) -> bool:
        """Whether nothing happened in the days before, and the record reaches back far enough to tell; a stretch of
        FRESH days or less is a pause and asks for no record."""
        days = self.watch.threshold.days
        since = happening.first_day - timedelta(days=days)
        begins = min(self.told, default=self.today)
        if days > FRESH and (happening.first_day - begins).days < min(days, FEWEST_DAYS):
            return False
        return not any(since <= one.last_day and (one.first_day, one.number) < (happening.first_day, happening.number)
                       for one in every)

    def _more(self, every: Sequence[Happening]) -> None:
        rule = self.watch.threshold
        found = expectation([one.first_day for one in every], self.told, today=self.today, days=rule.days)
        recent = [one for one in every if (self.today - one.first_day).days < rule.days and one.first_day <= self.today]
        standing = self.alerts.raised(self.watch.name, self.lane)
        if standing:
            for one in recent:
                self.alerts.attach(standing, one.number)
            if not found.learned or found.chance >= COMES_DOWN:
                self.alerts.set_raised(self.watch.name, self.lane, None)
        elif found.learned and recent and found.chance < 1 - rule.level and any(self._fresh(one) for one in recent):
            alert = self._fire(recent, self._excess(found, recent[-1], every))
            self.alerts.set_raised(self.watch.name, self.lane, alert)

    def _fire(self, happened: Sequence[Happening], unusual: Mapping[str, Any]) -> str:
        """Fires, or joins the alert of another lane that stands on the same text; the alert's id."""
        last = happened[-1]
        originals = {touch.original for one in happened for touch in self.alerts.touches(one.number)}
        more = self.watch.threshold.kind == "more"
        if known := self.alerts.of_texts(self.watch.name, originals, whole=more):
            for one in happened:
                self.alerts.attach(known, one.number, lane=self.lane)
            return known
        first = self.alerts.touches(happened[0].number)[0]
        identifier = content_id("alert", self.watch.name, self.lane, first.id, last.number)
        state: State = "muted" if self.alerts.muted(self.watch.name, self.lane, on=self.today) else "open"
        alert = Alert(identifier, self.watch.name, (self.lane,), last.number, self.now, self.watch.threshold.text,
                      unusual, state, self.now)
        if self.alerts.fire(alert, [one.number for one in happened]):
            self.fired.append(alert)
        return identifier

    # How unusual --------------------------------------------------------------------------------------------

    def _unusual(self, happening: Happening, every: Sequence[Happening]) -> dict[str, Any]:
        year = happening.first_day - timedelta(days=YEAR)
        before = [one for one in every if one.number != happening.number and one.first_day <= happening.first_day]
        last = max((one.last_day for one in before), default=None)
        begins = min(self.told, default=happening.first_day)
        in_year = sum(one.last_day >= year for one in before)
        found: dict[str, Any] = {"in_year": in_year, "last_before": last.isoformat() if last else None,
                                 "record_begins": begins.isoformat()}
        return found | {"text": _rarity(happening, in_year, last, begins, year)}

    def _excess(self, found: Expectation, last: Happening, every: Sequence[Happening]) -> dict[str, Any]:
        made = self._unusual(last, every)
        text = (f"{found.count} in {found.days} days, {found.expected:.1f} expected ({found.past or 'none'} since"
                f" {found.since}); so many come up by chance {_percent(found.chance)} of the time")
        return made | {"count": found.count, "expected": round(found.expected, 2), "chance": round(found.chance, 4),
                       "days": found.days, "text": text}


def _rarity(happening: Happening, in_year: int, last: date | None, begins: date, year: date) -> str:
    """How rare a happening is, in words."""
    reach = "in a year" if begins <= year else f"since the record begins ({begins})"
    if not in_year:
        return f"the first {reach}" + (f"; the one before was told of on {last}" if last else "")
    gap = (happening.first_day - last).days if last else 0
    before = f"{gap} days earlier" if gap > 1 else "a day earlier" if gap == 1 else "not yet over"
    return f"number {in_year + 1} {reach}; the one before was {before}"


def _percent(chance: float) -> str:
    return "less than 0.1 %" if chance < 0.001 else f"{100 * chance:.1f} %"
