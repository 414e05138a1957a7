"""What a server answers from: the history, and a desk's folder if there is one.

The rule: the desk's file is opened for each answer and closed after it, in the thread that asks; what is kept in
between was made from data of the same fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Annotated, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import Depends, Request

from visavis.archive import Archive, DeskFolder
from visavis.archive.connection import FILE_NAME
from visavis.brief import Brief, compose, pair
from visavis.brief.material import Material, gather
from visavis.datasets import table
from visavis.datasets.merging import MERGING, Merging
from visavis.desks import Desk, known, load_desk
from visavis.errors import DeskError, InputError
from visavis.measure import dyad_events, shelf
from visavis.measure.engine import Files, Rows, Source
from visavis.measure.merges import FILE as ALONE
from visavis.measure.merges import alone
from visavis.measure.periods import MONTHS
from visavis.measure.shelf import DataSet
from visavis.settings import setting
from visavis.web.asking import Ask
from visavis.web.memory import Memory

T = TypeVar("T")

MOST_PERIODS = 12_000
"""Periods of one answer: 32 years of days. More would only hold the server up."""


QUICK, REST = 0.3, 9
"""A desk that is read in less than QUICK seconds is looked at for every answer. A larger one, which a collector may be
writing to all day, rests for REST times as long as reading it took: a tenth of the time goes into reading it."""


MATERIALS = 4
"""Readings of the whole desk kept: today's, and a few of past days. Each holds all the desk's records."""


EVENTS = 64
"""Lists of a dyad's events kept: of each dyad of a desk, some megabytes each in a large data set (see memory.BYTES)."""


class Holdings:
    """The data at hand. `past`: the history's file, or None; `folder`: the desk's; `today`: the clock."""

    def __init__(self, *, past: Path | None, folder: DeskFolder | None, today: Callable[[], date]) -> None:
        self.past, self.folder, self.today = past, folder, today
        self._memory, self._materials = Memory(), Memory(MATERIALS)
        self._events, self._lists = Memory(EVENTS), Memory(EVENTS)
        self._seen, self._of, self._until = "", "", 0.0

    @property
    def desk(self) -> Desk:
        """The desk at hand; where there is no folder, the first of the package."""
        return self.folder.desk if self.folder else load_desk(known()[0])

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The desk's archive, opened for one answer. DeskError where there is no desk."""
        if self.folder is None:
            raise DeskError("there is no desk here, so no documents", where="visavis serve",
                            hint="serve a desk: visavis init DIR --desk korea, then visavis serve DIR")
        with self.folder.archive() as archive:
            yield archive

    def fingerprint(self) -> str:
        """A word that changes whenever what is held changes; on a large desk a little later (see REST)."""
        if monotonic() < self._until:
            return self._seen
        paths = [self.past] if self.past else []
        if self.folder:
            paths += [self.folder.path / f"{FILE_NAME}{tail}" for tail in ("", "-wal")]
            paths.append(self.folder.path / ALONE)
        told = [(path.name, *_stamp(path)) for path in paths]
        self._seen = hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()
        return self._seen

    def changed(self) -> None:
        """Told when this server itself has changed what is held: the next answer looks at it again."""
        self._until = 0.0

    def kept(self, make: Callable[[], T], *key: Hashable) -> T:
        """What `make` gives, kept under `key` as long as the data stay as they are."""
        return self._memory.get((self._current(), *key), make)

    def _current(self) -> str:
        """The fingerprint; where it is a new one, all that was made from the data before is let go."""
        now = self.fingerprint()
        if self._of != now:
            self._of = now
            self._memory.clear()
            self._materials.clear()
            self._events.clear()
            self._lists.clear()
        return now

    def material(self, as_of: date | None = None) -> Material:
        """The data sets, documents and records as they could be known by `as_of`."""
        return self._materials.get((self._current(), as_of), lambda: self._gathered(as_of))

    def sets(self, ask: Ask) -> tuple[DataSet, ...]:
        """The data sets that the question is for. InputError where they hold nothing."""
        found = tuple(one for one in self.material(ask.as_of).sets if not ask.datasets or one.name in ask.datasets)
        if not found:
            raise InputError("the data sets hold nothing", where=", ".join(ask.datasets) or "all of them",
                             hint="add documents to the desk, or ask as of a later day")
        return found

    def answer(self, ask: Ask) -> pair.Answer:
        """What the data sets hold of the dyad and of its rival, as `visavis.dyad` answers."""
        return self.kept(lambda: pair.Answer(ask.asked(self.merging), tuple(
            self._measured(one, ask) for one in self.sets(ask))), "answer", ask)

    def series(self, ask: Ask) -> list[tuple[DataSet, tuple[pa.Table, ...]]]:
        """Each data set with the series of the dyad and, if asked for, of its rival."""
        return [(one.data, one.series) for one in self.answer(ask).sets]

    def events(self, ask: Ask) -> list[tuple[DataSet, tuple[pa.Table, ...]]]:
        """Each data set with the events of the dyad and of its rival, newest first."""
        first, last = pa.scalar(ask.since or date.min), pa.scalar(ask.until or date.max)

        def within(found: pa.Table) -> pa.Table:
            days = found["start"]
            inside = found.filter(pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last)))
            return inside.sort_by([("start", "descending"), ("id", "ascending")])

        return self._lists.get((self._current(), ask), lambda: [
            (one, tuple(map(within, self._told(one, ask)))) for one in self.sets(ask)])

    def _told(self, data: DataSet, ask: Ask) -> list[pa.Table]:
        """The events of the dyad and of its rival, of all days: merging them is most of the work of an answer."""
        asked = ask.asked(self.merging)
        return [self._events.get((self._current(), data.name, one, other, ask.as_of, ask.types, ask.directed),
                                 lambda one=one, other=other: dyad_events(  # type: ignore[misc]
                                     data.rows, one, other, as_of=ask.as_of, types=asked.types, directed=ask.directed,
                                     merging=asked.merging)) for one, other in asked.pairs]

    @property
    def merging(self) -> Merging:
        """How reports become events: as always, but for those that the desk leaves alone."""
        return Merging(alone=alone(self.folder.path)) if self.folder else MERGING

    def brief(self, ask: Ask, parts: tuple[str, ...] = ()) -> Brief:
        """The brief of the dyad for today, of the sections asked for, else of those that the desk chooses."""
        chosen = parts or tuple(setting("brief_sections", desk=self.folder.settings if self.folder else None).split())
        return self.kept(lambda: self._composed(ask, chosen), "brief", ask.a, ask.b, ask.versus, ask.as_of, chosen,
                         self.today())

    def _composed(self, ask: Ask, parts: tuple[str, ...]) -> Brief:
        with ExitStack() as stack:
            archive = stack.enter_context(self.folder.archive()) if self.folder else None
            return compose(ask.a, ask.b, versus=ask.versus, today=self.today(), as_of=ask.as_of, history=self.past,
                           archive=archive, desk=self.folder.desk if self.folder else None,
                           loaded=self._loaded(), merging=self.merging, parts=parts)

    def _loaded(self) -> dict[str, Source]:
        return shelf.loaded(self.folder.path) if self.folder else {}

    def _gathered(self, as_of: date | None) -> Material:
        start = monotonic()
        with ExitStack() as stack:
            archive = stack.enter_context(self.folder.archive()) if self.folder else None
            found = gather(self.past, archive, (), loaded=self._loaded(), as_of=as_of)
        if (spent := monotonic() - start) > QUICK:
            self._until = monotonic() + REST * spent
        return found

    def _measured(self, data: DataSet, ask: Ask) -> pair.Measured:
        first, last = ask.since or data.span.begins, ask.until or data.span.last
        if first and last and (last - first).days // (30 * MONTHS.get(ask.by, 0) or 1) > MOST_PERIODS:
            raise InputError(f"more than {MOST_PERIODS:,} periods", where=f"{first} to {last}",
                             hint="ask for longer periods or fewer days")
        return pair.measured(data, ask.asked(self.merging), events=self._told(data, ask))


def stored(rows: Source) -> pa.Table | list[Path]:
    """What an event table lies in: memory, or Parquet files. A server's never lies elsewhere."""
    if isinstance(rows, pa.Table):
        return rows
    if isinstance(rows, Rows):
        raise TypeError(f"{type(rows).__name__} is not read by a server")
    return list(table.parquet_files(rows.paths if isinstance(rows, Files) else rows))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size


def holdings(request: Request) -> Holdings:
    """What the server of a request answers from."""
    found: Holdings = request.app.state.holdings
    return found


Held = Annotated[Holdings, Depends(holdings)]
"""For a route that asks for them."""
