"""On what terms a text becomes a document: its date, its language, its size.

The rule: a document whose date is not known is refused; today's date is never put in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit

from visavis.errors import InputError, UnknownDate
from visavis.intake.languages import language_of
from visavis.records import Document
from visavis.settings import SETTINGS

DEFAULT_TEXT_BYTES = int(next(item.default for item in SETTINGS if item.name == "max_text_bytes"))
"""The limit of one text where the caller gives none."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an input says of a text, before the terms are applied to it."""

    text: str
    published: date | None = None
    origin: Literal["given", "page", "header"] = "given"
    id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    known_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """`today` is the last day that a text can be of; `published` and `language` override what inputs say."""

    today: date
    published: date | None = None
    language: str | None = None
    max_text_bytes: int = DEFAULT_TEXT_BYTES

    def document(self, found: Found, *, where: str) -> Document:
        """The document; InputError if it is empty, too long, or of a future day."""
        size = len(found.text.encode("utf-8"))
        if not found.text.strip():
            raise InputError("there is no text", where=where, hint="leave it out")
        if size > self.max_text_bytes:
            raise InputError(f"{size:,} bytes of text, and {self.max_text_bytes:,} are allowed", where=where,
                             hint="split it, or raise the setting max_text_bytes (VISAVIS_MAX_TEXT_BYTES)")
        published = self.published or found.published
        if published is None:
            raise UnknownDate("the date of publication is not known", where=where,
                              hint="give it with --published YYYY-MM-DD")
        self.check(published, where=where)
        document = Document.from_text(
            found.text, published, id=found.id, title=found.title or None, url=found.url or None,
            outlet=found.outlet or None, language=self.language or found.language or language_of(found.text),
            published_origin="given" if self.published else found.origin)
        return replace(document, known_from=found.known_from) if found.known_from else document

    def check(self, published: date, *, where: str) -> None:
        """Raises InputError if `published` lies after `today`."""
        if published > self.today:
            raise InputError(f"published {published}, which is after today ({self.today})", where=where,
                             hint="correct the date, or give it with --published YYYY-MM-DD")


def host_of(url: str | None) -> str | None:
    """The host of an address without `www.`, the outlet of a page that names none.

    >>> host_of("https://www.example.org/news/1")
    'example.org'
    """
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:  # an address such as "http://[broken"
        return None
    return (host or "").removeprefix("www.") or None
