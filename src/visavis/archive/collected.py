"""How far each source is read: its state, what it has listed, its polls, the turns at its hosts.

The rule: the tag of a list is kept only once all that it lists is stored, so that whatever is killed in between is
asked for again, and what is there already is not stored twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from visavis.archive.archive import Archive
from visavis.archive.connection import translated, utc_text, writing

MOST_TRIES = 4
"""How often an item that fails is tried again; a page that is down longer than so many polls is given up."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an item: its digest when last taken in, what became of it, how often it was tried."""

    digest: str
    state: str
    document: str | None
    tries: int

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done as long as the item stays as it is."""
        return self.state != "failed" or self.tries >= MOST_TRIES


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands; moments are None where it never came to that."""

    id: str
    outlet: str
    address: str
    first_polled: datetime
    last_polled: datetime
    last_ok: datetime | None
    last_new: datetime | None
    etag: str | None
    modified: str | None
    digest: str | None
    moved: str | None
    failures: int
    broken_since: datetime | None
    problem: str | None


@dataclass(slots=True)
class Counts:
    """What a poll gave, counted by items; `copies` are new documents that repeat another outlet's text."""

    listed: int = 0
    new: int = 0
    revised: int = 0
    duplicate: int = 0
    failed: int = 0
    copies: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        for name in ("listed", "new", "revised", "duplicate", "failed", "copies"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


class Collected:
    """The collector's side of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._run = archive, archive.connection.execute

    def state(self, source: str) -> SourceState | None:
        """How a source stands; None where it was never polled."""
        return self.states().get(source)

    def states(self) -> Mapping[str, SourceState]:
        """How every source stands that was ever polled, by id."""
        with translated(self._archive.path):
            rows = self._run("SELECT id, outlet, address, first_polled, last_polled, last_ok, last_new, etag,"
                             " modified, digest, moved, failures, broken_since, problem FROM source"
                             " ORDER BY outlet, id").fetchall()
        return {row[0]: _state(row) for row in rows}

    def items(self, source: str) -> dict[str, Known]:
        """What is known of each item that a source has listed, by key."""
        with translated(self._archive.path):
            rows = self._run("SELECT key, digest, state, document, tries FROM item WHERE source = ?", (source,))
            return {row[0]: Known(*row[1:]) for row in rows}

    def begin(self, source: str, outlet: str, address: str, *, now: datetime) -> None:
        """Notes that a source is about to be polled."""
        moment = utc_text(now)
        with translated(self._archive.path), writing(self._archive.connection):
            self._run("INSERT INTO source (id, outlet, address, first_polled, last_polled) VALUES (?, ?, ?, ?, ?)"
                      " ON CONFLICT (id) DO UPDATE SET outlet = excluded.outlet, last_polled = excluded.last_polled",
                      (source, outlet, address, moment, moment))

    def settle(self, source: str, key: str, digest: str, state: str, *, now: datetime, document: str | None = None,
               day_from: str | None = None, url: str | None = None, problem: str | None = None) -> None:
        """Notes what became of an item; a failure counts one more try."""
        tried, moment = int(state == "failed"), utc_text(now)
        with translated(self._archive.path), writing(self._archive.connection):
            self._run("INSERT INTO item (source, key, digest, state, document, day_from, url, tries, problem,"
                      " first_seen, last_changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                      " ON CONFLICT (source, key) DO UPDATE SET digest = excluded.digest, state = excluded.state,"
                      " document = coalesce(excluded.document, document), day_from = excluded.day_from,"
                      " url = excluded.url, problem = excluded.problem, last_changed = excluded.last_changed,"
                      " tries = CASE WHEN excluded.tries = 0 THEN 0"
                      " WHEN digest = excluded.digest THEN tries + 1 ELSE 1 END",
                      (source, key, digest, state, document, day_from, url, tried, problem, moment, moment))

    def end(self, source: str, outcome: Literal["ok", "unchanged", "failed"], counts: Counts, *, started: datetime,
            now: datetime, etag: str | None = None, modified: str | None = None, digest: str | None = None,
            moved: str | None = None, problem: str | None = None, whole: bool = True) -> None:
        """Notes how a poll went. `whole`: everything listed is settled, so that the tags may be kept."""
        moment = utc_text(now)
        with translated(self._archive.path), writing(self._archive.connection):
            self._run("INSERT INTO poll (source, started, ended, outcome, listed, new, revised, duplicate, failed,"
                      " problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      (source, utc_text(started), moment, outcome, counts.listed, counts.new, counts.revised,
                       counts.duplicate, counts.failed, problem))
            if outcome == "failed":
                self._run("UPDATE source SET failures = failures + 1, problem = ?,"
                          " broken_since = coalesce(broken_since, last_ok, first_polled) WHERE id = ?",
                          (problem, source))
                return
            self._run("UPDATE source SET failures = 0, broken_since = NULL, problem = ?, last_ok = ? WHERE id = ?",
                      (problem, moment, source))
            if counts.new or counts.revised:
                self._run("UPDATE source SET last_new = ? WHERE id = ?", (moment, source))
            if outcome == "ok":
                kept = (etag, modified, digest) if whole else (None, None, None)
                self._run("UPDATE source SET etag = ?, modified = ?, digest = ?, moved = coalesce(?, moved)"
                          " WHERE id = ?", (*kept, moved, source))

    def gaps(self, source: str, *, last: int = 60) -> list[timedelta]:
        """The times between the latest polls that had something new, the oldest first."""
        with translated(self._archive.path):
            rows = self._run("SELECT ended FROM poll WHERE source = ? AND new + revised > 0"
                             " ORDER BY ended DESC LIMIT ?", (source, last + 1)).fetchall()
        moments = sorted(datetime.fromisoformat(row[0]) for row in rows)
        return [after - before for before, after in pairwise(moments)]


class SharedPace:
    """The turns at hosts, kept in the archive: several processes keep the distance together (see `intake.pace`).

    It opens the archive for each turn, since the threads of a collector share it and a connection is of one thread.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def take(self, host: str, delay: float, now: float) -> float:
        """The moment of the next turn at `host`, which is thereby taken."""
        with Archive.open(self._folder) as archive, translated(archive.path), writing(archive.connection):
            run = archive.connection.execute
            row = run("SELECT next FROM host WHERE name = ?", (host,)).fetchone()
            turn = max(now, float(row[0]) if row else 0.0)
            run("INSERT INTO host VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next",
                (host, turn + delay))
        return turn

    def hold(self, host: str, until: float) -> None:
        """Gives out no turn before `until`."""
        with Archive.open(self._folder) as archive, translated(archive.path), writing(archive.connection):
            archive.connection.execute("INSERT INTO host VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                                       " SET next = max(next, excluded.next)", (host, until))


def _state(row: Sequence[Any]) -> SourceState:
    return SourceState(
        row[0], row[1], row[2], datetime.fromisoformat(row[3]), datetime.fromisoformat(row[4]), _moment(row[5]),
        _moment(row[6]), row[7], row[8], row[9], row[10], row[11], _moment(row[12]), row[13])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
