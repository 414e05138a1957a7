"""What is concluded from series, as tables for a reader: two dyads by type, when rates changed, who answers whom.

The rule: each row ends in a verdict, and "cannot tell" is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from visavis.brief import words
from visavis.brief.findings import Mark, Row, Table
from visavis.measure.changepoints import ChangePoint
from visavis.measure.comparison import Comparison
from visavis.measure.intervals import Interval, Ratio
from visavis.measure.reciprocity import WINDOW, Answered
from visavis.measure.shelf import DataSet


def grids(data: DataSet, pairs: Sequence[tuple[str, str]], comparisons: Sequence[Comparison],
          changes: Sequence[Sequence[ChangePoint]], answers: Sequence[Sequence[Answered]]) -> Iterator[Table]:
    """The tables of one data set: by type beside the other dyad where there is one, then for each dyad."""
    if comparisons:
        yield by_type(data, comparisons)
    for pair, changed, answered in zip(pairs, changes, answers, strict=True):
        name = "-".join(pair)
        yield change_table(f"When the rate of events of {name} changed in {data.title}, set against how much was told"
                           " of either state", changed)
        yield answer_table(f"Who answers whom: {name} in {data.title}, answers within {WINDOW} days, in kind", answered)


def by_type(data: DataSet, comparisons: Sequence[Comparison]) -> Table:
    """Two dyads against each other, all types and each."""
    first, second = ("-".join(one) for one in (comparisons[0].first, comparisons[0].second))
    rows = tuple(Row((one.what, f"{one.events[0]:,}", f"{one.events[1]:,}", times(one.ratio), bounds(one.ratio),
                      one.verdict)) for one in comparisons)
    return Table(f"{first} against {second} in {data.title}, by type",
                 ("type", f"{first} events", f"{second} events", "times", "95 % interval", "verdict"), rows,
                 frozenset(range(1, 5)))


def change_table(caption: str, changes: Sequence[ChangePoint]) -> Table:
    """Changes of a rate: the day, between which days it lies, how sure, and the rates."""
    rows = tuple(Row((one.day.isoformat(), f"{one.between[0]} to {one.between[1]}", words.percent(one.probability),
                      _rate(one.before, one.before_interval), _rate(one.after, one.after_interval),
                      times(one.ratio), bounds(one.ratio))) for one in changes)
    none = (Row(("none that is sure enough", *["–"] * 6)),)
    return Table(caption, ("new rate from", "between (95 %)", "probability", "events a year before", "after",
                           "times, by coverage", "95 % interval"), rows or none, frozenset(range(2, 7)))


def answer_table(caption: str, answers: Sequence[Answered]) -> Table:
    """Who answers whom: how often, how soon, against other times, and who opens."""
    rows = tuple(Row((one.tone, f"{one.of} → {one.by}", f"{one.acts:,}", _of(one.answered, one.answered_share),
                      "–" if one.lag is None else words.count(one.lag, "day"), times(one.ratio), bounds(one.ratio),
                      one.verdict, f"{_of(one.opened, one.opened_share)} of {one.episodes:,}")) for one in answers)
    return Table(caption, ("in", "act → answer", "acts", "answered", "median lag", "times as often as else",
                           "95 % interval", "verdict", "exchanges opened"), rows, frozenset((2, 3, 4, 5, 6, 8)))


def mark(change: ChangePoint) -> Mark:
    """A change as a day that a chart points out."""
    first, last = change.between
    rates = f"{words.figure(change.before)} → {words.figure(change.after)} events a year"
    sure = f"between {first:%Y-%m} and {last:%Y-%m}, probability {words.percent(change.probability)}"
    return Mark(change.day, f"rate changed, {rates} ({sure})", change.between)


def times(ratio: Ratio) -> str:
    """A ratio in a cell."""
    return "–" if ratio.value is None else words.figure(ratio.value)


def bounds(ratio: Ratio) -> str:
    """Its interval in a cell."""
    return words.interval((ratio.low, ratio.high))


def _rate(value: float, interval: Interval) -> str:
    return f"{words.figure(value)} ({words.interval(interval)})"


def _of(number: int, interval: Interval | None) -> str:
    """A number with the interval of its share."""
    if interval is None:
        return f"{number:,}"
    return f"{number:,} ({words.percent(interval[0])} to {words.percent(interval[1])})"
