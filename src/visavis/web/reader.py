"""Reading a text that is sent: the coder, one text at a time.

The rule: what is sent is read and forgotten.
"""

from __future__ import annotations

from datetime import date
from threading import Lock
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from visavis.reading import Reading
from visavis.reading import read as read_text
from visavis.records import Document, Record, to_json
from visavis.web.holdings import Holdings

_ONE = Lock()
"""The parser works on one text at a time; two at once would only share the processor."""


class Given(BaseModel):
    """A text that is sent to be read; the keys are those of a document in JSON Lines."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=200_000)
    published: date
    id: str | None = Field(None, max_length=200)
    title: str | None = Field(None, max_length=1_000)
    url: str | None = Field(None, max_length=2_000)
    outlet: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=20)
    explain: bool = Field(False, description="Also say for each sentence what was found, or which stage let it go.")

    def document(self) -> Document:
        """The text as a document."""
        return Document.from_text(self.text, self.published, id=self.id, title=self.title, url=self.url,
                                  outlet=self.outlet, language=self.language)


def read(held: Holdings, document: Document, *, explain: bool = False) -> Reading:
    """What the coder reads in a document, with the indicators and calendar of the desk at hand."""
    with _ONE:
        return read_text(document, indicators=held.desk.indicators, calendar=held.desk.calendar, explain=explain)


def records(reading: Reading) -> list[dict[str, Any]]:
    """The records of a reading in the order of the text, as JSON objects of the contract."""
    found: list[Record] = [*reading.reports, *reading.claims, *reading.signals]
    return [to_json(one) for one in sorted(found, key=lambda one: (one.span, one.kind, one.id))]
