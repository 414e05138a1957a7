"""Documents and records for the tests of the archive."""

from __future__ import annotations

from datetime import date

from visavis.records import (
    Actor,
    Claim,
    DateOrigin,
    Document,
    Evidence,
    Modality,
    Precision,
    Report,
    Signal,
    When,
    content_id,
)

DAY = date(2024, 7, 27)


def report(document: Document, quote: str, *, source: str = "CHN", target: str = "PRK", type: str = "AID",
           start: date | None = None) -> Report:
    at = document.text.index(quote)
    day = start or document.published
    return Report(content_id("report", document.id, at, source, target), document.id, type, None, (), "070", 2, 7.0,
                  Actor(source), Actor(target), When(day, day, Precision.DAY, DateOrigin.PUBLICATION), None, (),
                  Modality.ACTUAL, Evidence.ASSERTED, None, quote, (at, at + len(quote)), 0.9, "test-1")


def claim(document: Document, quote: str, *, dyad: tuple[str, str] | None = ("CHN", "PRK")) -> Claim:
    at = document.text.index(quote)
    return Claim(content_id("claim", document.id, at), document.id, quote, (at, at + len(quote)), None, "likely",
                 0.7, (0.55, 0.8), dyad, "CONSULT", "event", (document.published, date(2025, 7, 27)))


def signal(document: Document, quote: str, *, indicator: str = "workers") -> Signal:
    at = document.text.index(quote)
    return Signal(content_id("signal", document.id, at, indicator), document.id, indicator, quote,
                  (at, at + len(quote)), ("PRK",))


def text(words: str = "China sent rice to North Korea.", *, url: str | None = None, id: str | None = None,
         published: date = DAY, outlet: str | None = "KCNA", title: str | None = None) -> Document:
    return Document.from_text(words, published, id=id, url=url, outlet=outlet, title=title, language="en")
