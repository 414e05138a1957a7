"""The reasons of a forecast: which families of features pull it up or down, in words, and the events behind them.

The rule: features of one family tell of the same thing at several half-lives and pull against each other, so only the
sum of a family is a reason. The pull is against the average pair of states that anything is told of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes.tables import read
from visavis.datasets import table
from visavis.forecast.features import FAMILIES, HIGH, NAMES, OF_WHICH
from visavis.forecast.kinds import Kind
from visavis.forecast.model import Floats, Horizon
from visavis.measure import engine
from visavis.measure.engine import Source

if TYPE_CHECKING:
    from visavis.forecast.forecasts import Forecast

WEAK = 0.1
"""A pull below this changes the odds by less than a tenth, and is no reason."""

SHOWN = 3
"""Events shown behind a reason. What a reader can use; not tuned."""

BACK_DAYS = 1095
"""How far back the events behind a reason may lie; older ones have faded."""


@dataclass(frozen=True, slots=True)
class Pull:
    """A family of features and what it adds to the log odds of a forecast."""

    family: str
    value: float

    @property
    def factor(self) -> float:
        """How many times the odds are what they would be without it."""
        return float(np.exp(self.value))


@dataclass(frozen=True, slots=True)
class Reason:
    """A pull in words, and the ids of the events behind it, the newest first."""

    text: str
    pull: Pull
    events: tuple[str, ...]


def pulls(horizon: Horizon, columns: Floats, *, turned: bool = False) -> tuple[Pull, ...]:
    """The pulls on a forecast (a single row of columns), strongest first; weak ones and the kind itself left out.

    `turned`: the columns are of the sides the other way round.
    """
    sums: dict[str, float] = {}
    for name, value in zip(NAMES, horizon.pulls(columns)[0], strict=True):
        family = FAMILIES.get(name.split(":")[0]) if ":" not in name or name.split(":")[0] in OF_WHICH else None
        if turned:
            family = {"source": "target", "target": "source"}.get(family or "", family)
        if family:
            sums[family] = sums.get(family, 0.0) + float(value)
    found = [Pull(family, value) for family, value in sums.items() if abs(value) >= WEAK]
    return tuple(sorted(found, key=lambda one: (-abs(one.value), one.family)))


def near(source: Source, a: str, b: str, *, as_of: date) -> pa.Table:
    """The events that touch either side, done or not, of the last years: what reasons draw their evidence from."""
    rows = engine.query("touching", source, a=a, b=b, as_of=as_of, since=as_of - timedelta(days=BACK_DAYS))
    rows = rows.rename_columns({"first_day": "start", "last_day": "end"}).select(table.SCHEMA.names)
    return table.with_standing(table.merge(rows)).sort_by([("start", "descending"), ("id", "ascending")])


def reasons(made: Forecast, events: pa.Table, *, number: int = 4) -> tuple[Reason, ...]:
    """The strongest reasons of a forecast with the events of `near` behind them.

    How often it has happened over the years is none: the base rate stands beside the forecast.
    """
    found = [one for one in made.pulls if one.family != "base"][:number]
    return tuple(Reason(words(one, made), one, _behind(one, made, events)) for one in found)


def words(pull: Pull, made: Forecast) -> str:
    """A pull in words.

    Ends with how many times the odds it makes.
    """
    text = _texts()[pull.family][pull.value < 0].format(a=made.source, b=made.target, kind=made.kind.name)
    factor = pull.factor if pull.value > 0 else 1 / pull.factor
    return f"{text}: odds {'times' if pull.value > 0 else 'divided by'} {factor:.1f}"


@cache
def _texts() -> dict[str, tuple[str, str]]:
    rows = read(files("visavis.forecast") / "reasons.tsv", ("family", "raises", "lowers"), key=("family",))
    return {row["family"]: (row["raises"], row["lowers"]) for row in rows}


def _behind(pull: Pull, made: Forecast, events: pa.Table) -> tuple[str, ...]:
    pick = _PICKS.get(pull.family)
    if pick is None:
        return ()
    found = events.filter(pick(made, events))
    return tuple(found["id"].slice(0, SHOWN).to_pylist())


def _is(events: pa.Table, side: str, code: str) -> pa.ChunkedArray:
    return pc.equal(events[side], code)


def _pair(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    a, b = made.source, made.target
    return pc.or_(pc.and_(_is(events, "source", a), _is(events, "target", b)),
                  pc.and_(_is(events, "source", b), _is(events, "target", a)))


def _done(events: pa.Table) -> pa.ChunkedArray:
    return pc.equal(events["standing"], "done")


def _own(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    straight = _pair(made, events) if made.kind.undirected else pc.and_(
        _is(events, "source", made.source), _is(events, "target", made.target))
    return pc.and_(pc.and_(straight, made.kind.matches(events)), _done(events))


def _reverse(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    turned = pc.and_(_is(events, "source", made.target), _is(events, "target", made.source))
    return pc.and_(pc.and_(turned, made.kind.matches(events)), _done(events))


def _dealings(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    other = pc.and_(_pair(made, events), _done(events))
    return pc.and_(other, pc.invert(made.kind.matches(events)))


def _beside(side: str) -> Callable[[Forecast, pa.Table], pa.ChunkedArray]:
    """Such events of one side with others."""

    def pick(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
        code = made.source if side == "source" else made.target
        own = pc.or_(_is(events, "source", code), _is(events, "target", code)) if made.kind.undirected else _is(
            events, side, code)
        return pc.and_(pc.and_(own, pc.invert(_pair(made, events))), pc.and_(made.kind.matches(events), _done(events)))

    return pick


def _contacts(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    visits = Kind("CONSULT", "visit").matches(events)
    return pc.and_(pc.and_(_pair(made, events), _done(events)), pc.or_(visits, HIGH.matches(events)))


def _announced(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    return pc.and_(_pair(made, events), pc.equal(events["standing"], "planned"))


def _doubt(made: Forecast, events: pa.Table) -> pa.ChunkedArray:
    unsure = pc.is_in(events["standing"], pa.array(["predicted", "hypothetical", "rumoured", "negated"]))
    return pc.and_(pc.and_(_pair(made, events), unsure), made.kind.matches(events))


_PICKS: dict[str, Callable[[Forecast, pa.Table], pa.ChunkedArray]] = {
    "own": _own, "reverse": _reverse, "dealings": _dealings, "source": _beside("source"), "target": _beside("target"),
    "contacts": _contacts, "announced": _announced, "doubt": _doubt, "season": _own}
"""Which events stand behind a family; of the others no event by itself does."""
