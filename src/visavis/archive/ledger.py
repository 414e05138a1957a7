"""The ledger as it is stored: claims, the versions of their resolvers, and what came of them.

The rule: rows are only ever added. The last version of a resolver holds, and the last row of a claim says how it
stands; a claim without a row is open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from visavis.archive.archive import Archive
from visavis.archive.connection import translated, writing
from visavis.records import Claim, from_json, to_line

BATCH = 1000
"""Rows of one transaction: a reader that turns writer waits for no longer than that takes."""


@dataclass(frozen=True, slots=True)
class StoredResolver:
    """A version of a resolver: its query (None: it cannot be settled as written), and why."""

    claim: str
    version: int
    query: Mapping[str, Any] | None
    reason: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What came of a claim: `true`, `false`, `unsettled` (cannot be settled as written) or `open` again; `outcome` 1 or
    0 where it was settled; the ids of the events, why, since when, and by which version of the resolver."""

    claim: str
    resolution: str
    outcome: float | None
    evidence: tuple[str, ...]
    reason: str
    known_from: datetime
    version: int | None


class Ledger:
    """The ledger of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._connection, self.path = archive, archive.connection, archive.path

    # Claims ---------------------------------------------------------------------------------------------------

    def claims(self, *, as_of: date | None = None) -> tuple[Claim, ...]:
        """All claims, those of the documents and those that users added, by the end of their window, then id."""
        found = {one.id: one for one in self._own(as_of)} | {one.id: one for one in self._archive.claims(as_of=as_of)}
        return tuple(sorted(found.values(), key=lambda one: (one.window[1], one.id)))

    def add(self, claims: Sequence[Claim], *, now: datetime) -> int:
        """Stores claims that no document holds; how many were new."""
        with translated(self.path), writing(self._connection):
            before = self._connection.total_changes
            self._connection.executemany("INSERT INTO own_claim VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                                         [(one.id, _utc(now), to_line(one)) for one in claims])
            return self._connection.total_changes - before

    def _own(self, as_of: date | None) -> Iterator[Claim]:
        limit = f"{as_of}T23:59:59+00:00" if as_of else "9999"
        with translated(self.path):
            rows = self._connection.execute("SELECT line FROM own_claim WHERE known_from <= ?", (limit,)).fetchall()
        found = (from_json(json.loads(row[0])) for row in rows)
        return (one for one in found if isinstance(one, Claim))

    # Resolvers ------------------------------------------------------------------------------------------------

    def resolvers(self) -> dict[str, StoredResolver]:
        """The resolver that holds of each claim that has one."""
        with translated(self.path):
            rows = self._connection.execute(
                "SELECT claim, version, query, reason, origin FROM resolver ORDER BY claim, version").fetchall()
        return {row[0]: StoredResolver(row[0], row[1], row[2] and json.loads(row[2]), row[3], row[4]) for row in rows}

    def save(self, resolvers: Sequence[StoredResolver], *, now: datetime) -> None:
        """Stores new versions of resolvers; one that is there already is left as it is."""
        for at in range(0, len(resolvers), BATCH):
            with translated(self.path), writing(self._connection):
                self._connection.executemany(
                    "INSERT INTO resolver VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    [(one.claim, one.version, None if one.query is None else json.dumps(one.query), one.reason,
                      one.origin, _utc(now)) for one in resolvers[at:at + BATCH]])

    # Resolutions ----------------------------------------------------------------------------------------------

    def resolutions(self) -> dict[str, Resolution]:
        """The last row of each claim that has one."""
        with translated(self.path):
            rows = self._connection.execute(
                "SELECT claim, resolution, outcome, evidence, reason, known_from, version FROM ledger"
                " ORDER BY number").fetchall()
        return {row[0]: Resolution(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4],
                                   datetime.fromisoformat(row[5]), row[6]) for row in rows}

    def settle(self, resolutions: Sequence[Resolution]) -> None:
        """Adds what came of claims."""
        for at in range(0, len(resolutions), BATCH):
            with translated(self.path), writing(self._connection):
                self._connection.executemany(
                    "INSERT INTO ledger (claim, resolution, outcome, evidence, reason, known_from, version)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [(one.claim, one.resolution, one.outcome, json.dumps(one.evidence), one.reason,
                      _utc(one.known_from), one.version) for one in resolutions[at:at + BATCH]])


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
