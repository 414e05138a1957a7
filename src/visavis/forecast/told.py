"""What is told, as arrays of numbers: the ground on which features stand, made once and asked as of any day.

The rule: every entry carries the day since when it could be known, and nothing about an entry depends on what
became known later. `known <= origin` is therefore the whole of the protection against leaks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from visavis.codes import plover
from visavis.forecast.kinds import Kind
from visavis.measure import engine
from visavis.measure.engine import FOREVER, Source

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
"""Day 0 of the day numbers, as Arrow counts them."""

DONE, PLANNED, UNSURE, NEGATED = "done", "planned", "unsure", "negated"
"""How an entry stands; `unsure` is predicted, hypothetical or rumoured."""


def number(day: date) -> int:
    """A day as its number."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class Cells:
    """Entries of one kind: source and target (places in `Told.states`), the day, the last day it may have been,
    since when known, and how many reports tell it. One entry a pair, day and day of knowledge."""

    source: Ints
    target: Ints
    day: Ints
    last: Ints
    known: Ints
    reports: Ints

    def __len__(self) -> int:
        return len(self.day)

    def where(self, mask: Bools) -> Cells:
        """The entries at which `mask` holds."""
        return Cells(*(getattr(self, name)[mask] for name in self.__slots__))

    def as_of(self, origin: int) -> Cells:
        """What was known on `origin`, of days up to it."""
        return self.where((self.known <= origin) & (self.day <= origin))


class Told:
    """An event table as `Cells` by kind and standing. `states` are all sides that it names, in order;
    tables of pairs are `size` wide."""

    def __init__(self, rows: pa.Table) -> None:
        self._rows = rows
        self.states: tuple[str, ...] = tuple(sorted({*rows["source"].unique().to_pylist(),
                                                     *rows["target"].unique().to_pylist()}))
        self.place = {code: at for at, code in enumerate(self.states)}
        self.size = len(self.states) + 1
        self._made: dict[tuple[Kind | None, str | None], Cells] = {}
        known = rows["known"].combine_chunks().cast(pa.int32()).to_numpy()
        self.first: int | None = int(known.min()) if len(known) else None
        self.last: int | None = int(known.max()) if len(known) else None

    def at(self, code: str) -> int:
        """Where a state stands in the tables; one of which nothing is told, on the last place, which stays empty."""
        return self.place.get(code, len(self.states))

    def cells(self, kind: Kind | None, standing: str | None = DONE) -> Cells:
        """The entries of a kind (None: of any), each day once; `standing` None: whatever it is."""
        if (kind, standing) not in self._made:
            self._made[kind, standing] = self._cells(kind, standing)
        return self._made[kind, standing]

    def known_by(self, day: date) -> Told:
        """What of it was known on a day."""
        return Told(self._rows.filter(pc.less_equal(self._rows["known"], pa.scalar(day))))

    def with_event(self, row: pa.Table) -> Told:
        """The same with another row, for what is only supposed."""
        return Told(pa.concat_tables([self._rows, row.select(self._rows.column_names).cast(self._rows.schema)]))

    def events(self, kind: Kind) -> Cells:
        """What is done of a kind, each first day of each type and mode once; `last` is the first day too where the
        day is known, else the end of the month or year."""
        rows = self._of(kind, DONE)
        exact = pc.equal(rows["precision"], "day").to_numpy(zero_copy_only=False)
        made = _plain(rows, self.place)
        made = replace(made, last=np.where(exact, made.day, made.last))
        names = pc.binary_join_element_wise(rows["type"], rows["mode"], "/").combine_chunks().dictionary_encode()
        return _once(*_both_ways(made, self._two_sided(rows, kind), names.indices.to_numpy().astype(np.int64)))

    def _cells(self, kind: Kind | None, standing: str | None) -> Cells:
        rows = self._of(kind, standing)
        made = _plain(rows, self.place)
        if kind is None or standing is None:
            return made  # counted by reports, so nothing is dropped
        return _once(*_both_ways(made, self._two_sided(rows, kind), np.zeros(len(made), np.int64)))

    def _of(self, kind: Kind | None, standing: str | None) -> pa.Table:
        rows = self._rows.filter(kind.matches(self._rows)) if kind is not None else self._rows
        return rows.filter(pc.is_in(rows["standing"], pa.array(_STANDINGS[standing]))) if standing else rows

    @staticmethod
    def _two_sided(rows: pa.Table, kind: Kind) -> Bools:
        names = [one for one in plover.TYPES if kind.two_sided(one)]
        return np.asarray(pc.is_in(rows["type"], pa.array(names, pa.string())).to_numpy(zero_copy_only=False), bool)


_STANDINGS = {DONE: ["done"], PLANNED: ["planned"], UNSURE: ["predicted", "hypothetical", "rumoured"],
              NEGATED: ["negated"]}


def tell(source: Source, *, as_of: date | None = None) -> Told:
    """What an event table tells, by `as_of` if given (then nothing later is even read)."""
    rows = engine.query("cells", source, as_of=as_of or FOREVER)
    # `Kind.matches` asks for the levels of both sides; the rows hold the higher of the two
    level = pc.if_else(pc.equal(rows["level"], 9), pa.scalar(None, pa.int32()), rows["level"])
    return Told(rows.append_column("source_level", level).append_column("target_level", level))


def _plain(rows: pa.Table, place: dict[str, int]) -> Cells:
    sides = [np.array([place[code] for code in rows[side].to_pylist()], np.int64) for side in ("source", "target")]
    first, last, known = (rows[name].cast(pa.int32()).to_numpy().astype(np.int64)
                          for name in ("first_day", "last_day", "known"))
    return Cells(sides[0], sides[1], first, last, known, rows["reports"].to_numpy().astype(np.int64))


def _both_ways(cells: Cells, mask: Bools, sort: Ints) -> tuple[Cells, Ints]:
    """The entries, and where `mask` holds a second time with the sides turned; with what sort each is of."""
    turned = cells.where(mask)
    sides = {"source": turned.target, "target": turned.source}
    both = Cells(*(np.concatenate([getattr(cells, name), sides.get(name, getattr(turned, name))])
                   for name in Cells.__slots__))
    return both, np.concatenate([sort, sort[mask]])


def _once(cells: Cells, sort: Ints) -> Cells:
    """One entry a pair, day and sort: the one that was known first, of these the one most finely dated."""
    order = np.lexsort((cells.last, cells.known, sort, cells.day, cells.target, cells.source))
    ordered = Cells(*(getattr(cells, name)[order] for name in Cells.__slots__))
    keys = np.stack([ordered.source, ordered.target, ordered.day, sort[order]])
    new = np.ones(len(ordered), bool)
    new[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return ordered.where(new)
