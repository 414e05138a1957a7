"""The reader as the commands call it: one document, one Reading, and no document that stops the others.

The rule: spaCy is loaded on the first document.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from visavis.cli.options import Intake
from visavis.errors import InputError, VisavisError
from visavis.records import content_id

if TYPE_CHECKING:
    from visavis.desks import Anniversary, Indicator
    from visavis.reading.document import Reading
    from visavis.records import Document, Record

PEOPLE = "people 1"
"""How names of private persons are kept out; another way makes archives read again."""

log = logging.getLogger("visavis.cli")


class Reader:
    """The coder with what a desk adds; a document that breaks it is told to the intake and counted.

    `coder` names both; the archive keeps it with what was read, so that another coder or other indicators make a
    re-run read again.
    """

    def __init__(self, indicators: Sequence[Indicator], intake: Intake, *,
                 calendar: Sequence[Anniversary] = ()) -> None:
        self._indicators, self._calendar, self._intake = indicators, calendar, intake

    @cached_property
    def _loaded(self) -> tuple[str, Callable[..., Reading]]:
        return load()

    @cached_property
    def coder(self) -> str:
        """Name and version of the coder, with a digest of what the desk adds to it."""
        return f"{self._loaded[0]} {content_id('desk', PEOPLE, *self._indicators, *self._calendar)}"

    def reading(self, document: Document, *, explain: bool = False) -> Reading | None:
        """What was read, or None where the document breaks the reader."""
        read = self._loaded[1]
        try:
            return read(document, indicators=self._indicators, calendar=self._calendar, explain=explain)
        except VisavisError:  # a model or table is missing: no document could be read
            raise
        except Exception as error:
            log.debug("reading %s", document.id, exc_info=True)
            what = f"cannot be read: a bug in visavis ({type(error).__name__}: {error})"
            self._intake.fail(InputError(what, where=f"document {document.id}",
                                         hint="run again with --debug and report it"))
            return None

    def records(self, document: Document) -> list[Record] | None:
        """The records of `reading` in their order."""
        reading = self.reading(document)
        return None if reading is None else records(reading)


def load() -> tuple[str, Callable[..., Reading]]:
    """The name of the coder and the function that reads; this is where spaCy comes in."""
    from visavis.reading.document import coder_name, read

    return coder_name(), read


def records(reading: Reading) -> list[Record]:
    """The records of a reading by place in the text, then kind; each once."""
    all_records: tuple[Record, ...] = (*reading.reports, *reading.claims, *reading.signals)
    found = {record.id: record for record in all_records}
    order = {"report": 0, "claim": 1, "signal": 2}
    return sorted(found.values(), key=lambda record: (record.span, order[record.kind], record.id))
