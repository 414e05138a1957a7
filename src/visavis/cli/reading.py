"""The reader as the commands call it: one document, one Reading, and no document that stops the others.

The rule: spaCy is loaded on the first document.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from visavis.cli.options import Intake
from visavis.errors import InputError

if TYPE_CHECKING:
    from visavis.desks import Indicator
    from visavis.reading.read import Reading
    from visavis.records import Document, Record

log = logging.getLogger("visavis.cli")


def coder_name() -> str:
    """The name and version of the coder, which the archive keeps with what it read."""
    from visavis.reading.read import CODER

    return CODER


def readings(intake: Intake, *, indicators: Sequence[Indicator], explain: bool = False,
             wanted: Callable[[Document], bool] = lambda document: True) -> Iterator[Reading]:
    """The reading of each wanted document of an intake; one that breaks the reader is told and counted."""
    from visavis.errors import VisavisError
    from visavis.reading.read import read

    for document in intake:
        if not wanted(document):
            continue
        try:
            yield read(document, indicators=indicators, explain=explain)
        except VisavisError:  # a model or table is missing: no document could be read
            raise
        except Exception as error:
            log.debug("reading %s", document.id, exc_info=True)
            what = f"cannot be read: a bug in visavis ({type(error).__name__}: {error})"
            intake.fail(InputError(what, where=f"document {document.id}",
                                   hint="run again with --debug and report it"))


def records(reading: Reading) -> list[Record]:
    """The records of a reading by place in the text, then kind; each once."""
    all_records: tuple[Record, ...] = (*reading.reports, *reading.claims, *reading.signals)
    found = {record.id: record for record in all_records}
    order = {"report": 0, "claim": 1, "signal": 2}
    return sorted(found.values(), key=lambda record: (record.span, order[record.kind], record.id))
