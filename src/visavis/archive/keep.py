"""Many documents into an archive: read what is not there yet, and store it.

The rule: a document is read outside any transaction and stored in one of its own, so that writers never wait
for a reader and an interruption loses at most the document in hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from visavis.archive.archive import Added, Archive
from visavis.records import Document, Record


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one document, and the records that were stored with it."""

    document: Document
    became: Added
    records: Sequence[Record]


def keep(archive: Archive, documents: Iterable[Document], read: Callable[[Document], Sequence[Record] | None],
         *, coder: str) -> Iterator[Kept]:
    """Stores each document with what `read` finds in it, one by one, and says what became of it.

    A document that `coder` has read already is not read again; one for which `read` gives None is left out.
    """
    for document in documents:
        if archive.has(document, coder=coder):
            yield Kept(document, Added.KNOWN, ())
        elif (records := read(document)) is not None:
            became = archive.add(document, records, known_from=known_from(document), coder=coder)
            yield Kept(document, became, records)


def known_from(document: Document) -> datetime:
    """Since when a document could be known: its own word if it was collected, else its day of publication."""
    return document.known_from or datetime.combine(document.published, time(), UTC)
