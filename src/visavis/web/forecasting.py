"""Forecasts and the ledger of claims, as `visavis forecast` and `visavis ledger` tell them, and their reliability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from visavis.archive.ledger import Ledger
from visavis.brief import forecasts as told
from visavis.datasets import table
from visavis.forecast import HORIZONS, Forecast, Forecaster, ground, informative, near, reasons
from visavis.forecast.kinds import TYPES
from visavis.forecast.ledger import Entry, entries
from visavis.forecast.record import EDGES, bin_of, lines
from visavis.forecast.scores import Scored, compare
from visavis.measure.engine import whole
from visavis.measure.intervals import share
from visavis.web.asking import Ask
from visavis.web.holdings import Holdings

KNOWN = ("history", "desk")
"""The data sets that a forecast rests on, as for a brief: another coder's counts would be taken for more events."""

STALE = timedelta(days=14)
"""Time without anything told after which the data are taken to have ended, as for `visavis forecast`."""

EXPLAINED = 3
"""Forecasts told in full with their reasons."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The forecasts for a dyad, the day they are made on, and the most informative of them in full."""

    day: date
    forecasts: tuple[Forecast, ...]
    sentences: tuple[tuple[str, tuple[str, ...]], ...]


def ahead(held: Holdings, ask: Ask) -> Ahead:
    """What is next between two states: all types, at the usual horizons."""
    return held.kept(lambda: _ahead(held, ask), "ahead", ask.a, ask.b, ask.as_of, held.today())


def ledger(held: Holdings) -> tuple[Entry, ...]:
    """The claims of the desk with how each is settled, by the end of their window."""
    today = held.today()

    def made() -> tuple[Entry, ...]:
        with held.archive() as archive:
            return entries(Ledger(archive), today=today)

    return held.kept(made, "ledger", today)


def scored(held: Holdings) -> tuple[Scored, ...]:
    """The resolved claims with the base rate and our own forecast of the same beside them."""
    return held.kept(lambda: compare(ledger(held), _rows(held, None), calendar=ground.calendar(held.desk)), "scored",
                     held.today())


def reliability(resolved: Sequence[Scored]) -> list[dict[str, Any]]:
    """What was said against what came true: of our own forecasts on record, and of others' resolved claims.

    A row a stretch of chances: `whose`, `low`, `high`, `said` (the mean), `came_true` with its interval, `n`.
    """
    own = _bins((one.tally.said, one.tally.hits, one.tally.n, one.bin) for one in lines())
    claims = _bins((one.entry.claim.probability, int(one.entry.outcome or 0), 1,
                     bin_of(one.entry.claim.probability)) for one in resolved)
    return [*_points("our own forecasts", own), *_points("claims of others", claims)]


def _ahead(held: Holdings, ask: Ask) -> Ahead:
    rows = _rows(held, ask.as_of)
    origin = ask.as_of or held.today() - timedelta(days=1)
    calendar = ground.calendar(held.folder.desk if held.folder else None)
    maker = Forecaster(rows, as_of=origin, calendar=calendar)
    if ask.as_of is None and maker.until is not None and origin - maker.until > STALE:
        maker = Forecaster(rows, as_of=maker.until, calendar=calendar)
    made = tuple(maker.forecast(one, other, kind, days) for kind in TYPES
                 for one, other in ([(ask.a, ask.b)] if kind.undirected else [(ask.a, ask.b), (ask.b, ask.a)])
                 for days in HORIZONS)
    events = near(rows, ask.a, ask.b, as_of=maker.as_of)
    full = tuple((told.sentence(one), tuple(told.reason_lines(reasons(one, events), events)))
                 for one in informative(made, EXPLAINED))
    return Ahead(maker.as_of, made, full)


def _rows(held: Holdings, as_of: date | None) -> pa.Table:
    """The reports that forecasts rest on."""
    def made() -> pa.Table:
        parts = [whole(one.rows) for one in held.material(as_of).sets if one.name in KNOWN]
        return pa.concat_tables(parts, promote_options="default") if parts else table.SCHEMA.empty_table()

    return held.kept(made, "rows", as_of)


def _bins(found: Iterable[tuple[float, int, int, int]]) -> dict[int, tuple[float, int, int]]:
    sums: dict[int, tuple[float, int, int]] = {}
    for said, hits, n, place in found:
        before = sums.get(place, (0.0, 0, 0))
        sums[place] = before[0] + said, before[1] + hits, before[2] + n
    return sums


def _points(whose: str, bins: dict[int, tuple[float, int, int]]) -> list[dict[str, Any]]:
    rows = []
    for place, (said, hits, n) in sorted(bins.items()):
        low, high = share(hits, n)
        rows.append({"whose": whose, "low": EDGES[place], "high": EDGES[place + 1], "said": said / n,
                     "came_true": hits / n, "true_low": low, "true_high": high, "n": n})
    return rows
