"""Numbers, days and verdicts in plain words.

The rule: a count is followed by its noun (an event is not a report), a rate by its interval, and a
comparison by "differs" or "cannot tell".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from visavis.measure.intervals import Interval, Ratio

LEVELS: dict[int, str] = {
    1: "head of state or paramount leader", 2: "head of government",
    3: "head of legislature or other top body", 4: "deputy head of government or legislature",
    5: "minister", 6: "vice-minister or ambassador", 7: "director-general or special envoy",
    8: "other official"}
"""What the levels of codes/offices.tsv stand for."""


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "event"), count(1204, "event"), count(2, "country", "countries")
    ('1 event', '1,204 events', '2 countries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """`text` with its first letter large, the others as they are.

    >>> capital("the history"), capital("GDELT")
    ('The history', 'GDELT')
    """
    return text[:1].upper() + text[1:]


def figure(value: float) -> str:
    """A number to two or three figures: as many as a reader can use.

    >>> [figure(x) for x in (0, 0.0123, 0.9, 2.06, 14.4, 143.2, 2048.0, float("inf"))]
    ['0', '0.012', '0.90', '2.1', '14', '143', '2,048', 'without bound']
    """
    if value == float("inf"):
        return "without bound"
    if value == 0:
        return "0"
    if abs(value) < 1:
        return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"
    return f"{value:.1f}" if abs(value) < 10 else f"{value:,.0f}"


def signed(value: float) -> str:
    """A number with its sign and one decimal: Goldstein sums.

    >>> signed(25.3), signed(-4), signed(0)
    ('+25.3', '−4.0', '0.0')
    """
    return f"{value:+,.1f}".replace("-", "−") if value else "0.0"


def percent(value: float) -> str:
    """A share as a percentage, two figures.

    >>> percent(0.0123), percent(0.5), percent(1)
    ('1.2 %', '50 %', '100 %')
    """
    return f"{figure(value * 100)} %" if value < 1 else "100 %"


def interval(bounds: Interval) -> str:
    """The two bounds.

    >>> interval((0.84, 5.91))
    '0.84 to 5.9'
    """
    low, high = bounds
    return f"{figure(low)} or more" if high == float("inf") else f"{figure(low)} to {figure(high)}"


def times(ratio: Ratio) -> str:
    """A ratio with its interval, for the middle of a sentence.

    >>> times(Ratio(2.38, 0.84, 5.91))
    '2.4 times as many (95 % interval 0.84 to 5.9)'
    """
    bounds = f"95 % interval {interval((ratio.low, ratio.high))}"
    if not ratio.value:
        return f"a ratio {'without a best value' if ratio.value is None else 'of 0'} ({bounds})"
    return f"{figure(ratio.value)} times as many ({bounds})"


def day(when: date) -> str:
    """A day as it is written in English.

    >>> day(date(2013, 8, 18))
    '18 August 2013'
    """
    return f"{when.day} {when:%B %Y}"


def days(first: date, last: date, precision: str = "day") -> str:
    """The days of an event, no finer than they are known.

    >>> days(date(2013, 8, 18), date(2013, 8, 18))
    '2013-08-18'
    >>> days(date(2013, 8, 18), date(2013, 8, 20))
    '2013-08-18 to 20'
    >>> days(date(2013, 8, 1), date(2013, 8, 31), "month")
    '2013-08'
    >>> days(date(2013, 1, 1), date(2013, 12, 31), "year")
    '2013'
    """
    if precision == "year":
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    if precision == "month":
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first:%Y-%m}" if same else f"{first:%Y-%m} to {last:%Y-%m}"
    if first == last:
        return first.isoformat()
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first} to {last:%d}" if same else f"{first} to {last}"


def span(first: date | None, last: date | None) -> str:
    """The days from the first to the last, in ISO form; one day alone if they are the same.

    >>> span(date(2013, 8, 18), date(2014, 1, 2)), span(date(2013, 8, 18), date(2013, 8, 18))
    ('2013-08-18 to 2014-01-02', '2013-08-18')
    """
    return f"{first}" if first == last else f"{first} to {last}"


def years(length: int) -> str:
    """A number of days in years, as a reader would say it.

    >>> years(366), years(8400), years(500), years(90)
    ('1 year', '23 years', '1.4 years', '90 days')
    """
    exact = length / 365.25
    if exact < 0.9:
        return count(length, "day")
    near = round(exact)
    if abs(exact - near) < 0.05:
        return count(near, "year")
    return f"{exact:.1f} years"


def listing(items: Sequence[str]) -> str:
    """A list in a sentence.

    >>> listing(["a", "b", "c"]), listing(["a"])
    ('a, b and c', 'a')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def labels(names: Iterable[str]) -> str:
    """Labels of evidence, runs of them drawn together.

    >>> labels(["E1", "E2", "E3", "E7", "D1"])
    'E1–E3, E7, D1'
    """
    parts = []
    keyed = [(name[0], int(name[1:])) for name in names]
    for _, run in groupby(enumerate(keyed), key=lambda item: (item[1][0], item[1][1] - item[0])):
        members = [f"{letter}{number}" for _, (letter, number) in run]
        parts.append(", ".join(members) if len(members) < 3 else f"{members[0]}–{members[-1]}")
    return ", ".join(parts)


def hedge(words: str, probability: float, bounds: Interval) -> str:
    """A hedge as written, and the probability it stands for.

    >>> hedge("highly likely", 0.88, (0.8, 0.95))
    '“highly likely”: 88 % (80 to 95 %)'
    """
    low, high = bounds
    named = f"“{words}”: " if words else ""  # who gives a number need not give a word
    return f"{named}{probability:.0%} ({low * 100:.0f} to {high:.0%})".replace("%", " %")
