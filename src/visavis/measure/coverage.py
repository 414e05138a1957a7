"""How much a data set tells at all, by period: what counts are set against.

The rule: the roll-up serves whole months, the rows themselves the rest, and both together give what the rows alone
would give.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from visavis.measure import engine, rollup
from visavis.measure.engine import FOREVER, Source
from visavis.measure.periods import Period, as_table, periods

COLUMNS = ("covered_a", "covered_b", "covered", "world")


def coverage(source: Source, spans: Sequence[Period], a: str, b: str, *, as_of: date = FOREVER) -> pa.Table:
    """For each period: reports that touch `a`, `b`, either, and all of them; `period`, `from_day` and COLUMNS."""
    rolled = rollup.rolled(source) if as_of == FOREVER else None
    whole, rest = _parts(spans) if rolled is not None else ((), tuple(spans))
    sums = {span.name: dict.fromkeys(COLUMNS, 0) for span in spans}
    if rest:
        _add(sums, engine.query("coverage", source, tables={"periods": as_table(rest)}, a=a, b=b, as_of=as_of,
                                first=rest[0].first, last=max(span.last for span in rest)))
    if rolled is not None and whole:
        months = pa.table({"month": pa.array([month for month, _ in whole], pa.int32()),
                           "period": [name for _, name in whole]})
        _add(sums, engine.query("rollup_coverage", rolled, tables={"whole": months}, a=a, b=b))
    columns = {name: pa.array([sums[span.name][name] for span in spans], pa.int64()) for name in COLUMNS}
    return pa.table({"period": [span.name for span in spans],
                     "from_day": pa.array([span.first for span in spans], pa.date32()), **columns})


def _add(sums: dict[str, dict[str, int]], found: pa.Table) -> None:
    for row in found.to_pylist():
        for name in COLUMNS:
            sums[row["period"]][name] += row[name]


def _parts(spans: Sequence[Period]) -> tuple[tuple[tuple[int, str], ...], tuple[Period, ...]]:
    """The whole months in the periods, each with the name of its period; and the days that are left, likewise."""
    whole: list[tuple[int, str]] = []
    rest: list[Period] = []
    for span in spans:
        for month in periods(span.first, span.last, by="month"):
            if month.days == _length(month.first):
                whole.append((month.first.year * 100 + month.first.month, span.name))
            else:
                rest.append(Period(span.name, month.first, month.last))
    return tuple(whole), tuple(rest)


def _length(day: date) -> int:
    """The days of the month of a day."""
    return monthrange(day.year, day.month)[1]
