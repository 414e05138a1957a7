"""Claims and reports for the tests of the ledger."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from event_rows import document, report

from visavis.datasets import table
from visavis.records import Claim, content_id

MADE, DUE = date(2020, 1, 1), date(2020, 6, 30)


def claim(quote="A visit is likely.", *, dyad=("CHN", "PRK"), type="CONSULT", direction="event", window=(MADE, DUE),
          probability=0.75, interval=(0.67, 0.8), claimant="analyst", hedge="likely"):
    return Claim(content_id("claim", quote, str(window), claimant), "own", quote, (0, len(quote)), claimant, hedge,
                 probability, interval, dyad, type, direction, window)


def told(*acts):
    """An event table of (day, source, target, type, more) acts."""
    parts = []
    for day, source, target, kind, *more in acts:
        page = document(day, (source, target, kind))
        parts.append(table.from_reports([page], [report(page, 1, source, target, kind, **(more[0] if more else {}))],
                                        dataset="history"))
    return pa.concat_tables(parts)


BUSY = ((date(2019, 12, 1), "USA", "CHN", "ACCUSE"), (date(2020, 3, 1), "CHN", "USA", "ACCUSE"),
        (date(2020, 12, 31), "USA", "RUS", "ACCUSE"))
"""Acts that show that something is told of China in the window, and that the data go on after it."""
