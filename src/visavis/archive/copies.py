"""Copies of one text in several outlets: which document repeats which.

The rule: a copy is stored like any document and points to the one known first; nothing is deleted, and who counts
counts originals.
"""

from __future__ import annotations

from datetime import date

from visavis.archive.archive import Archive
from visavis.archive.connection import translated, writing
from visavis.intake.copies import bands, due, likeness, pack, print_of, unpack

DAYS = 7
"""Copies lie no further apart: agency copy runs for a day or two, what is alike after a week is a formula."""


class Copies:
    """The groups of copies in an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._run = archive, archive.connection.execute

    def note(self, number: int) -> int:
        """The number of the document whose text the document `number` repeats, itself if it is the first.

        What is noted once stays; the same documents in the same order give the same groups.
        """
        with translated(self._archive.path):
            kept = self._run("SELECT original FROM copy WHERE document = ?", (number,)).fetchone()
            if kept:
                return int(kept[0])
            text, outlet, published, first = self._run(
                "SELECT text, outlet, published, first FROM document WHERE number = ?", (number,)).fetchone()
        made = print_of(text)
        with translated(self._archive.path), writing(self._archive.connection):
            original = self._original(number, first, made, outlet, date.fromisoformat(published))
            self._run("INSERT INTO copy VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                      (number, original, pack(made) if made else None))
            for place, band in bands(made) if made else ():
                self._run("INSERT INTO band VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (place, band, number))
        return original

    def _original(self, number: int, first: int, made: tuple[int, ...] | None, outlet: str | None, day: date) -> int:
        """The original of the most alike candidate; a revision goes with the text that it revises."""
        if first != number:
            row = self._run("SELECT original FROM copy WHERE document = ?", (first,)).fetchone()
            return int(row[0]) if row else number
        best, original = 0.0, number
        for candidate in self._candidates(made) if made else ():
            kept, group, other, published = self._run(
                "SELECT c.print, c.original, d.outlet, d.published FROM copy c JOIN document d ON d.number = c.document"
                " WHERE c.document = ?", (candidate,)).fetchone()
            alike = likeness(made or (), unpack(kept))
            near = abs((date.fromisoformat(published) - day).days) <= DAYS
            if near and alike >= due(outlet, other) and alike > best:
                best, original = alike, int(group)
        return original

    def _candidates(self, made: tuple[int, ...]) -> list[int]:
        found: set[int] = set()
        for place, band in bands(made):
            found.update(row[0] for row in self._run("SELECT document FROM band WHERE place = ? AND number = ?",
                                                     (place, band)))
        return sorted(found)

    def groups(self) -> list[tuple[int, list[int]]]:
        """The originals that were repeated, each with the numbers of its copies."""
        with translated(self._archive.path):
            rows = self._run("SELECT original, document FROM copy WHERE original <> document"
                             " ORDER BY original, document")
            found: dict[int, list[int]] = {}
            for original, document in rows:
                found.setdefault(original, []).append(document)
        return sorted(found.items())
