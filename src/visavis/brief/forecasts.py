"""Forecasts in words and tables, for a brief and for the command.

The rule: a chance is printed as word and number, with its interval, its base rates and its track record beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from visavis.brief import words
from visavis.brief.book import address, describe
from visavis.brief.findings import Row, Table
from visavis.codes import countries, hedges
from visavis.forecast import published
from visavis.forecast.forecasts import Forecast
from visavis.forecast.published import Settlement
from visavis.forecast.reasons import Reason
from visavis.forecast.scores import Mean
from visavis.forecast.suppose import Followed, Supposed
from visavis.measure.intervals import Interval


def chance(probability: float) -> str:
    """A chance as word and number.

    >>> chance(0.3), chance(0.004), chance(0.997)
    ('unlikely (30 %)', 'almost no chance (0.4 %)', 'almost certain (99.7 %)')
    """
    return f"{hedges.word(probability)} ({percent(probability)})"


def percent(value: float) -> str:
    """A chance as a percentage: never 0 or 100.

    >>> percent(0.0000001), percent(0.02345), percent(0.5), percent(0.996)
    ('under 0.1 %', '2.3 %', '50 %', '99.6 %')
    """
    shown = value * 100
    if shown < 0.1:
        return "under 0.1 %"
    if shown > 99.9:
        return "over 99.9 %"
    return f"{shown:.0f} %" if 10 <= shown < 99 else f"{shown:.1f} %"


def bounds(interval: Interval) -> str:
    """The interval of a chance.

    >>> bounds((0.021, 0.3))
    '2.1 to 30 %'
    """
    low, high = map(percent, interval)
    return f"{low.removesuffix(' %')} to {high}"


def what(made: Forecast) -> str:
    """What is forecast: CONSULT between North Korea and China."""
    a, b = countries.name(made.source), countries.name(made.target)
    return f"{made.kind.name} between {a} and {b}" if made.kind.undirected else f"{made.kind.name} by {a} to {b}"


def sentence(made: Forecast) -> str:
    """A forecast in full: chance, interval, expected number, base rates, track record."""
    track = f"; {made.track.words}" if made.track else "; nothing like it was forecast before"
    return (f"{what(made)} in the {words.count(made.days, 'day')} to {words.day(made.window[1])}:"
            f" {chance(made.probability)}, 95 % interval {bounds(made.interval)}; {words.figure(made.expected)} events"
            f" expected. Base rate of the two {percent(made.base)}, of states as active as they"
            f" {percent(made.peers)}{track}.")


def table(made: Sequence[Forecast], caption: str, *, least: float = 0.0) -> Table:
    """Forecasts of one day, a row a question and a column a horizon, likeliest first; rows whose chances are all below
    `least` left out."""
    horizons = sorted({one.days for one in made})
    rows: dict[str, dict[int, Forecast]] = {}
    for one in made:
        rows.setdefault(one.question, {})[one.days] = one
    shown = [row for row in rows.values() if max(one.probability for one in row.values()) >= least]
    shown.sort(key=lambda row: (-row[max(row)].probability, row[max(row)].question))
    columns = ("what", *(f"{days} days" for days in horizons), "interval", "expected", "base rate", "peers")
    return Table(caption, columns, tuple(_row(row, horizons) for row in shown),
                 frozenset(range(1, len(columns))))


def _row(row: dict[int, Forecast], horizons: Sequence[int]) -> Row:
    longest = row[max(row)]
    cells = [percent(row[days].probability) if days in row else "–" for days in horizons]
    return Row((longest.question, *cells, bounds(longest.interval), words.figure(longest.expected),
                percent(longest.base), percent(longest.peers)))


def reason_lines(told: Sequence[Reason], events: pa.Table) -> list[str]:
    """Reasons, each with the events behind it on lines of their own."""
    rows = {row["id"]: row for row in events.to_pylist()}
    lines = []
    for one in told:
        lines.append(one.text)
        for identifier in one.events:
            row = rows[identifier]
            where = address(row["url"]) or row["document"] or ""
            lines.append(f"    {describe(row)}{f'  {where}' if where else ''}")
    return lines


def supposed(told: Supposed) -> str:
    """A forecast under a condition, beside the one without it, and how thin the support is."""
    given, without = told.given, told.without
    here, anywhere = _followed(told.here), _followed(told.anywhere)
    thin = " That is thin support: take the direction, not the number." if told.thin else ""
    return (f"If {told.condition.text}: {what(given)} in the {words.count(given.days, 'day')} after it"
            f" {chance(given.probability)}, 95 % interval {bounds(given.interval)}; without it"
            f" {percent(without.probability)}. Seen between the two {here}; between any two {anywhere}.{thin}"
            " A condition is no cause.")


def _followed(told: Followed) -> str:
    if told.interval is None:
        return "never before"
    rate = percent(told.followed / told.times) if told.followed else "0 %"
    return (f"{words.count(told.times, 'time')}, {told.followed:,} of them followed by it in such a window ({rate},"
            f" 95 % interval {bounds(told.interval)})")


def score_table(found: Sequence[Settlement], caption: str) -> Table:
    """The scores of settled forecasts: of all, and by the length of the window."""
    groups: dict[str, list[Settlement]] = {"all": list(found)}
    for one in found:
        first, last = map(date.fromisoformat, one.line.forecast["window"])
        groups.setdefault(words.count((last - first).days + 1, "day"), []).append(one)
    rows = []
    for name, many in groups.items():
        if told := published.score(many):
            skill = "–" if told.skill is None else f"{told.skill:+.3f}".replace("-", "−")
            rows.append(Row((name, f"{told.n:,}", f"{told.hits:,}", scored(told.brier), scored(told.log),
                             scored(told.base), skill)))
    columns = ("window", "settled", "came true", "Brier", "log score", "Brier of the base rate", "skill")
    return Table(caption, columns, tuple(rows), frozenset(range(1, len(columns))))


def scored(told: Mean | None) -> str:
    """A mean score with its interval."""
    if told is None:
        return "–"
    bounds_ = f" ({told.interval[0]:.3f} to {told.interval[1]:.3f})" if told.interval else ""
    return f"{told.value:.3f}{bounds_}"
