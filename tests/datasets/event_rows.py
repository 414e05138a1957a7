"""A seeded, made-up history: the shape of the real one, facts about nothing. Used by three rooms' tests."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pyarrow as pa

from visavis.datasets import table
from visavis.records import (
    Actor,
    DateOrigin,
    Document,
    Evidence,
    Modality,
    Precision,
    Report,
    When,
    content_id,
)

STATES = ("CHN", "PRK", "RUS", "USA", "KOR")
KINDS = (("CONSULT", 1, 1.9, "042"), ("AGREE", 1, 4.8, "057"), ("AID", 2, 7.0, "071"),
         ("ACCUSE", 3, -2.0, "111"), ("SANCTION", 4, -6.0, "163"))
OFFICES = ((None, None), ("President", 1), ("Prime Minister", 2), ("Foreign Minister", 5))
FIRST = date(2015, 1, 1)


def report(document: Document, key: object, source: str, target: str, kind: str = "CONSULT", *,
           when: When | None = None, mode: str | None = None, modality: str = "actual",
           evidence: str = "asserted", office: tuple[str | None, int | None] = (None, None),
           confidence: float = 0.5) -> Report:
    """One report; `key` tells it from others of the same document."""
    quad, score, cameo = next(row[1:] for row in KINDS if row[0] == kind)
    day = document.published
    return Report(
        content_id("report", document.id, key), document.id, kind, mode, (), cameo, quad, score,
        Actor(source, "A. Name" if office[0] else None, office[0], office[1]), Actor(target),
        when or When(day, day, Precision.DAY, DateOrigin.PUBLICATION), None, (), Modality(modality),
        Evidence(evidence), None, "text", (0, 4), confidence, "rules")


def document(day: date, key: object = "", outlet: str | None = "BBC") -> Document:
    """A document of `day`, with the address of the page of that day."""
    return Document.from_text(f"text {key}", day, outlet=outlet,
                              url=f"Portal:Current events/{day:%Y %B} {day.day}")


def month_of(day: date) -> When:
    """The whole month of `day`, known to the month only."""
    first = day.replace(day=1)
    return When(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1), Precision.MONTH,
                DateOrigin.STATED)


def history(rows: int = 2000, *, seed: int = 7, years: int = 10) -> pa.Table:
    """`rows` reports over `years` years from 2015, the same for the same seed."""
    draw = random.Random(seed)
    documents, reports = [], []
    for number in range(rows):
        day = FIRST + timedelta(days=draw.randrange(365 * years))
        page = document(day, number, draw.choice(("BBC", "Reuters", "Yonhap", None)))
        source, target = draw.sample(STATES, 2)
        standing = draw.choice(("actual",) * 6 + ("planned", "negated"))
        documents.append(page)
        reports.append(report(
            page, number, source, target, draw.choice(KINDS)[0], office=draw.choice(OFFICES),
            when=month_of(day) if draw.random() < 0.05 else None, modality=standing,
            evidence=draw.choice(("asserted",) * 9 + ("rumoured",)), confidence=draw.random()))
    return table.from_reports(documents, reports, dataset="history")
