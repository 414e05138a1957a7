"""A record made up for the tests: documents whose lines are signals, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from visavis.archive import Archive
from visavis.archive.copies import Copies
from visavis.records import (
    Actor,
    DateOrigin,
    Document,
    Evidence,
    Modality,
    Precision,
    Record,
    Report,
    Signal,
    When,
    content_id,
)


def filler(number: int) -> str:
    """Lines that touch nothing and are like no others."""
    return " ".join(f"filler{number}x{place}" for place in range(40)) + "."


def tell(archive: Archive, day: date, *lines: str, outlet: str = "KCNA", indicator: str = "tourism",
         countries: Sequence[str] = ("PRK", "CHN"), text: str | None = None, known: datetime | None = None,
         report: Modality | None = None, type: str = "COOPERATE", traveller: str | None = None) -> Document:
    """Stores a document of a day whose `lines` are signals; with `report`, each is also a coded event, with `traveller` a
    visit."""
    body = "\n".join([*lines, text if text is not None else filler(hash((day, outlet, lines)) % 10**9)])
    document = Document.from_text(body, day, outlet=outlet, title=lines[0][:40] if lines else "Other news", language="en")
    records: list[Record] = []
    for line in lines:
        start = body.index(line)
        span = (start, start + len(line))
        records.append(Signal(content_id("signal", document.id, indicator, span), document.id, indicator, line, span,
                              tuple(countries)))
        if report is not None:
            records.append(Report(
                content_id("report", document.id, span), document.id, type, "visit" if traveller else None, (), "040", 1, 1.0,
                Actor(countries[0], name=traveller, level=3), Actor(countries[1]), When(day, day, Precision.DAY, DateOrigin.PUBLICATION), None, (),
                report, Evidence.ASSERTED, None, line, span, 0.9, "test"))
    archive.add(document, records, known_from=known or at(day), coder="test")
    stored = archive.number(document)
    assert stored
    Copies(archive).note(stored[0])
    return document


def at(day: date, hour: int = 20) -> datetime:
    """A moment of a day."""
    return datetime.combine(day, time(hour), UTC)
