"""The track record: what came of forecasts made by the same method on past days, refitted at each and scored on
later days only.

The rule: a track record is shown with its number and its base rate, and "like this" is never stretched until it
looks good: the same horizon, the same bin of chances, the same kind where there were enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from visavis.codes.tables import read
from visavis.measure.intervals import Interval, share

EDGES: tuple[float, ...] = (0, .005, .01, .02, .04, .07, .1, .15, .2, .25, .3, .4, .5, .6, .7, .8, .9, 1)
"""The bins of chances: narrow where most forecasts are."""

ENOUGH = 50
"""Forecasts of the same kind that a record of its own needs; with fewer, all kinds are taken together."""

COLUMNS = ("horizon", "kind", "onset", "bin", "n", "said", "hits", "events", "brier", "floor", "log", "floor_log")
"""Of record.tsv: `onset` 1: no such event for 90 days before; `said` is the sum of the chances; `brier`, `log` the
sums of the scores, `floor`, `floor_log` those of the climatology for the same forecasts."""


DYAD_COLUMNS = ("horizon", "a", "b", "kind", "onset", "n", "hits", "brier", "floor")
"""Of dyads.tsv: the same sums by dyad, both directions together."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over forecasts: their number, the chances said, how many came true, how many events came, and the sums of
    the scores of forecast and floor."""

    n: int = 0
    said: float = 0.0
    hits: int = 0
    events: int = 0
    brier: float = 0.0
    floor: float = 0.0
    log: float = 0.0
    floor_log: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def rate(self) -> float:
        """The share that came true."""
        return self.hits / self.n

    @property
    def skill(self) -> float:
        """How much of the floor's Brier score is gone: above 0 it is better than the climatology."""
        return 1 - self.brier / self.floor


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: its key and its sums."""

    horizon: int
    kind: str
    onset: bool
    bin: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What became of forecasts like one: of which kinds, what was said (between which bounds), what came true."""

    tally: Tally
    low: float
    high: float
    kind: str | None

    @property
    def interval(self) -> Interval:
        """Of the share that came true. Forecasts of one dyad on near days are not independent: it is too narrow."""
        return share(self.tally.hits, self.tally.n)

    @property
    def words(self) -> str:
        """The record in a sentence.

        >>> TrackRecord(Tally(412, 250.0, 251), 0.58, 0.64, "CONSULT").words
        'of 412 forecasts of CONSULT like this, 61 % came true when 58–64 % was said'
        """
        of = f" of {self.kind}" if self.kind else ""
        return (f"of {self.tally.n:,} forecasts{of} like this, {_percent(self.tally.rate)} % came true when"
                f" {_percent(self.low)}–{_percent(self.high)} % was said")


def bin_of(probability: float) -> int:
    """The bin of a chance.

    >>> bin_of(0.0), bin_of(0.62), bin_of(1.0)
    (0, 13, 16)
    """
    return max(0, min(len(EDGES) - 2, sum(edge <= probability for edge in EDGES) - 1))


@cache
def lines() -> tuple[Line, ...]:
    """The record that is shipped, made by `python -m train.forecast` with the model."""
    rows = read(files("visavis.forecast") / "model" / "record.tsv", COLUMNS, key=COLUMNS[:4])
    return tuple(Line(int(row["horizon"]), row["kind"], row["onset"] == "1", int(row["bin"]),
                      Tally(int(row["n"]), float(row["said"]), int(row["hits"]), int(row["events"]),
                            float(row["brier"]), float(row["floor"]), float(row["log"]), float(row["floor_log"])))
                 for row in rows)


@cache
def dyad_lines() -> tuple[tuple[tuple[str, str], Line], ...]:
    """The record by dyad that is shipped, in no bins (`bin` is -1)."""
    rows = read(files("visavis.forecast") / "model" / "dyads.tsv", DYAD_COLUMNS, key=DYAD_COLUMNS[:5])
    return tuple(((row["a"], row["b"]),
                  Line(int(row["horizon"]), row["kind"], row["onset"] == "1", -1,
                       Tally(int(row["n"]), 0.0, int(row["hits"]), 0, float(row["brier"]), float(row["floor"]))))
                 for row in rows)


def like(probability: float, kind: str, horizon: int) -> TrackRecord | None:
    """The record of forecasts like this; None where nothing like it was ever said."""
    place = bin_of(probability)
    near = [one for one in lines() if one.horizon == horizon and one.bin == place]
    own = total(near, lambda one: one.kind == kind)
    tally, name = (own, kind) if own.n >= ENOUGH else (total(near), None)
    return TrackRecord(tally, EDGES[place], EDGES[place + 1], name) if tally.n else None


def total(of: Iterable[Line], wanted: Callable[[Line], bool] = lambda _: True) -> Tally:
    """The sums over the lines that are wanted."""
    return sum((one.tally for one in of if wanted(one)), Tally())


def _percent(share_: float) -> str:
    return f"{share_ * 100:.2g}" if share_ < 0.1 else f"{share_ * 100:.0f}"
