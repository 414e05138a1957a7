"""Comparisons: one dyad with another, and the last year with the years before.

The rule: the answer is "differs" or "cannot tell", with by how much and the interval; a bare ratio is
never given. Bursts of events are allowed for: where the counts scatter more than chance would have
them, the interval is made wider (see `intervals.dispersion`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes import plover
from visavis.datasets.merging import MERGING, Merging
from visavis.errors import InputError
from visavis.measure.days import covered_span
from visavis.measure.dyads import by_type, dyad_series
from visavis.measure.engine import Source
from visavis.measure.intervals import Ratio, dispersion, paired_dispersion, rate_ratio
from visavis.measure.periods import year_before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two dyads over the same days: events of each, and how many times the first is the second."""

    first: tuple[str, str]
    second: tuple[str, str]
    what: str
    events: tuple[int, int]
    reports: tuple[int, int]
    ratio: Ratio

    @property
    def verdict(self) -> str:
        """`differs` or `cannot tell`."""
        return "differs" if self.ratio.differs else "cannot tell"


@dataclass(frozen=True, slots=True)
class Change:
    """A dyad's last year against the years before.

    `recent` and `earlier` are counts of events, in `recent_days` and `earlier_days`; `ratio` is of the
    rates by time; `ratio_covered` is of the rates by report that touches either side, so that more
    news in all is not taken for more events (None where one of the two was not covered).
    """

    what: str
    since: date
    cut: date
    until: date
    recent: int
    earlier: int
    recent_days: int
    earlier_days: int
    ratio: Ratio
    ratio_covered: Ratio | None

    @property
    def earlier_yearly(self) -> float:
        """Events a year in the years before."""
        return self.earlier / self.earlier_days * 365.25

    @property
    def verdict(self) -> str:
        """`more`, `fewer` or `cannot tell`."""
        return "cannot tell" if not self.ratio.differs else "more" if self.ratio.low > 1 else "fewer"


def compare(series: pa.Table, other: pa.Table, *, type: str | None = None) -> Comparison:
    """How two series of the same periods differ in their number of events, of all types or of one.

    Raises InputError where the periods are not the same.
    """
    if not series["from_day"].equals(other["from_day"]) or not series["to_day"].equals(other["to_day"]):
        raise InputError("the two series have different periods", where="compare",
                         hint="make both with the same since, until and by")
    name = f"_{plover.event_type(type).name}" if type else ""
    counts = [part[f"events{name}"].to_pylist() for part in (series, other)]
    reports = [sum(part[f"reports{name}"].to_pylist()) for part in (series, other)]
    days = float(sum(series["days"].to_pylist()))
    ratio = rate_ratio(sum(counts[0]), days, sum(counts[1]), days,
                       dispersion=paired_dispersion(counts[0], counts[1]))
    return Comparison(_dyad(series), _dyad(other), type or "all", (sum(counts[0]), sum(counts[1])),
                      (reports[0], reports[1]), ratio)


def compare_types(series: pa.Table, other: pa.Table) -> tuple[Comparison, ...]:
    """`compare` for each type that either side has, most events in all first."""
    made = [compare(series, other, type=name) for name in plover.TYPES]
    seen = [one for one in made if any(one.events) or any(one.reports)]
    return tuple(sorted(seen, key=lambda one: (-sum(one.events), one.what)))


def changes(source: Source, a: str, b: str, *, today: date, since: date | None = None,
            as_of: date | None = None, directed: bool = False, merging: Merging = MERGING) -> tuple[Change, ...]:
    """The last year against the years before, for all types together and then each type seen.

    The year ends `today`, or on the last day that the data cover if that is earlier. Empty where the
    data hold less than two years. The years before are whole years counted back from the cut, so that
    their scatter from year to year can be told; days before them are left out.
    """
    span = covered_span(source, as_of=as_of)
    if span.first is None or span.last is None:
        return ()
    until = min(today, span.last)
    cut, start = year_before(until), max(since or span.first, span.first)
    years = _years_back(cut, start)
    if not years:
        return ()
    series = dyad_series(source, a, b, by="day", since=years[0][0], until=until, as_of=as_of,
                         directed=directed, merging=merging)
    blocks = [_within(series, first, last) for first, last in [*years, (cut, until)]]
    return tuple(_change(name, blocks) for name in ["all", *_seen(series)])


def _change(what: str, blocks: list[pa.Table]) -> Change:
    column = "events" if what == "all" else f"events_{what}"
    counts = [sum(block[column].to_pylist()) for block in blocks]
    days = [block.num_rows for block in blocks]
    covered = [sum(block["covered"].to_pylist()) for block in blocks]
    spread = dispersion(counts[:-1], [float(day) for day in days[:-1]])
    by_days = rate_ratio(counts[-1], days[-1], sum(counts[:-1]), sum(days[:-1]), dispersion=spread)
    by_news = None
    if covered[-1] and sum(covered[:-1]):
        seen = [(n, float(c)) for n, c in zip(counts[:-1], covered[:-1], strict=True) if c]
        spread = dispersion([n for n, _ in seen], [c for _, c in seen])
        by_news = rate_ratio(counts[-1], covered[-1], sum(counts[:-1]), sum(covered[:-1]), dispersion=spread)
    return Change(what, blocks[0]["from_day"][0].as_py(), blocks[-1]["from_day"][0].as_py(),
                  blocks[-1]["to_day"][-1].as_py(), counts[-1], sum(counts[:-1]), days[-1],
                  sum(days[:-1]), by_days, by_news)


def _years_back(cut: date, start: date) -> list[tuple[date, date]]:
    years, last = [], cut - timedelta(days=1)
    while (first := year_before(last)) >= start:
        years.append((first, last))
        last = first - timedelta(days=1)
    return years[::-1]


def _within(series: pa.Table, first: date, last: date) -> pa.Table:
    return series.filter(pc.and_(pc.greater_equal(series["from_day"], pa.scalar(first)),
                                 pc.less_equal(series["to_day"], pa.scalar(last))))


def _seen(series: pa.Table) -> list[str]:
    return [name for name, events, _ in by_type(series) if events]


def _dyad(series: pa.Table) -> tuple[str, str]:
    return series["a"][0].as_py(), series["b"][0].as_py()
