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
from fastapi import Depends, Request

from visavis.archive import Archive, DeskFolder
from visavis.archive.connection import FILE_NAME
from visavis.brief import Brief, compose
from visavis.brief.material import Material, gather
from visavis.desks import Desk, known, load_desk
from visavis.errors import DeskError, InputError
from visavis.measure import dyad_events, dyad_series
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


class Holdings:
    """The data at hand. `past`: the history's file, or None; `folder`: the desk's; `today`: the clock."""

    def __init__(self, *, past: Path | None, folder: DeskFolder | None, today: Callable[[], date]) -> None:
        self.past, self.folder, self.today = past, folder, today
        self._memory, self._materials = Memory(), Memory(MATERIALS)
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
        told = [(path.name, *_stamp(path)) for path in paths]
        self._seen = hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()
        return self._seen

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

    def series(self, ask: Ask) -> list[tuple[DataSet, list[pa.Table]]]:
        """Each data set with the series of the dyad and, if asked for, of its rival."""
        return self.kept(lambda: [(one, [self._series(one, ask, b) for b in ask.others])
                                  for one in self.sets(ask)], "series", ask)

    def events(self, ask: Ask) -> list[tuple[DataSet, list[pa.Table]]]:
        """Each data set with the events of the dyad and of its rival, newest first."""
        return self.kept(lambda: [(one, [_events(one, ask, b) for b in ask.others])
                                  for one in self.sets(ask)], "events", ask)

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
                           parts=parts)

    def _gathered(self, as_of: date | None) -> Material:
        start = monotonic()
        with ExitStack() as stack:
            archive = stack.enter_context(self.folder.archive()) if self.folder else None
            found = gather(self.past, archive, (), as_of=as_of)
        if (spent := monotonic() - start) > QUICK:
            self._until = monotonic() + REST * spent
        return found

    def _series(self, data: DataSet, ask: Ask, other: str) -> pa.Table:
        first, last = ask.since or data.span.begins, ask.until or data.span.last
        if first and last and (last - first).days // (30 * MONTHS.get(ask.by, 0) or 1) > MOST_PERIODS:
            raise InputError(f"more than {MOST_PERIODS:,} periods", where=f"{first} to {last}",
                             hint="ask for longer periods or fewer days")
        return dyad_series(data.rows, ask.a, other, by=ask.by, since=ask.since, until=ask.until, as_of=ask.as_of,
                           types=ask.types or None, directed=ask.directed)


def _events(data: DataSet, ask: Ask, other: str) -> pa.Table:
    found = dyad_events(data.rows, ask.a, other, since=ask.since, until=ask.until, as_of=ask.as_of,
                        types=ask.types or None, directed=ask.directed)
    return found.sort_by([("start", "descending"), ("id", "ascending")])


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
