"""Periods of time: the days, months, quarters or years that a series is told by.

The rule: periods never overlap and leave no day out, so that what is counted by month adds up to
what is counted by year. An event counts in the period in which it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

import pyarrow as pa

By: TypeAlias = Literal["day", "month", "quarter", "year"]

MONTHS: dict[By, int] = {"month": 1, "quarter": 3, "year": 12}
SCHEMA = pa.schema([("period", pa.string()), ("from_day", pa.date32()), ("to_day", pa.date32())])


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days (both ends included) and what it is called: 2013-08-18, 2013-08, 2013-Q3, 2013."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1


def periods(first: date, last: date, *, by: By = "month") -> tuple[Period, ...]:
    """The periods that cover `first`..`last`, the first and the last cut to fit.

    >>> [(p.name, p.days) for p in periods(date(2013, 8, 18), date(2014, 1, 2), by="quarter")]
    [('2013-Q3', 44), ('2013-Q4', 92), ('2014-Q1', 2)]
    """
    return tuple(_split(first, last, by))


def as_table(spans: tuple[Period, ...]) -> pa.Table:
    """The periods as the small table that the SQL texts join on."""
    rows = {"period": [p.name for p in spans], "from_day": [p.first for p in spans],
            "to_day": [p.last for p in spans]}
    return pa.table(rows, schema=SCHEMA)


def year_before(day: date) -> date:
    """The first day of the year that ends on `day`: 2024-12-31 -> 2024-01-01.

    >>> year_before(date(2024, 2, 29))
    datetime.date(2023, 3, 1)
    """
    following = day + timedelta(days=1)
    try:
        return following.replace(year=following.year - 1)
    except ValueError:  # 29 February in a year that has none
        return date(following.year - 1, 3, 1)


def opens(name: str) -> date:
    """The first day of the whole period of that name, also where a series was cut to begin later.

    >>> opens("2013"), opens("2013-Q3"), opens("2013-08")
    (datetime.date(2013, 1, 1), datetime.date(2013, 7, 1), datetime.date(2013, 8, 1))
    """
    if "Q" in name:
        return date(int(name[:4]), int(name[-1]) * 3 - 2, 1)
    return date.fromisoformat(f"{name}-01-01"[:10] if len(name) == 4 else f"{name}-01"[:10])


def stretch(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day as people write them.

    Raises ValueError for anything else.

    >>> stretch("2013-02")
    (datetime.date(2013, 2, 1), datetime.date(2013, 2, 28))
    """
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise ValueError(text)
    by: By = "year" if len(text) == 4 else "month" if len(text) == 7 else "day"
    first = opens(text)
    return first, _next(first, by) - timedelta(days=1)


def _split(first: date, last: date, by: By) -> Iterator[Period]:
    start = first
    while start <= last:
        following = _next(start, by)
        yield Period(_name(start, by), start, min(last, following - timedelta(days=1)))
        start = following


def _next(day: date, by: By) -> date:
    if by == "day":
        return day + timedelta(days=1)
    size = MONTHS[by]
    months = day.year * 12 + (day.month - 1) // size * size + size
    return date(months // 12, months % 12 + 1, 1)


def _name(day: date, by: By) -> str:
    return {"day": day.isoformat(), "month": f"{day:%Y-%m}", "year": f"{day.year}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}"}[by]
