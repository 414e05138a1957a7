"""WARC files -> the articles of their HTML pages (ISO 28500; response and resource records).

The rule: the date of the fetch is never the date of publication; it becomes `known_from`.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from visavis.errors import InputError
from visavis.intake.pages import read_page
from visavis.intake.streams import read_all
from visavis.intake.terms import Found, Terms
from visavis.records import Document

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]+)", re.I)
BLOCK_BYTES = 1 << 20
"""warcio joins blocks until a line ends, so a header without a line end costs the square of its blocks:
a 64 MB one took 84 s in blocks of 16 kB."""

_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(stream: BinaryIO, terms: Terms, *, where: str) -> Iterator[Document | InputError]:
    """A document or an error for each page that was fetched with success; other records are passed over.

    A broken record ends the file with an error: what follows it cannot be found.
    """
    pages = 0
    for record in _records(stream, where=where):
        url = record.rec_headers.get_header("WARC-Target-URI")
        kind, charset = _content_type(record)
        if not _is_page(record, kind):
            continue
        pages += 1
        place = f"{where} ({url})"
        try:
            yield terms.document(_page(record, terms, url, charset, place), where=place)
        except InputError as error:
            yield error
    if not pages:
        yield InputError("no HTML page in the WARC file", where=where, hint="leave it out")


def _records(stream: BinaryIO, *, where: str) -> Iterator[Any]:
    from warcio.archiveiterator import ArchiveIterator

    said = io.StringIO()  # warcio writes its warnings on standard error
    records = ArchiveIterator(stream, block_size=BLOCK_BYTES)
    while True:
        try:
            with contextlib.redirect_stderr(said):
                record = next(records, None)
        except InputError:
            raise
        except Exception as error:  # warcio lets through whatever a broken header makes it stumble over
            raise InputError("a broken WARC record", where=where,
                             hint="what follows it was not read") from error
        if record is None:
            return
        yield record


def _content_type(record: Any) -> tuple[str, str | None]:
    headers = record.http_headers or record.rec_headers
    value = headers.get_header("Content-Type") or ""
    found = _CHARSET.search(value)
    return value.split(";")[0].strip().lower(), found[1] if found else None


def _is_page(record: Any, kind: str) -> bool:
    if kind not in _HTML_TYPES:
        return False
    if record.rec_type == "resource":
        return True
    if record.rec_type != "response" or record.http_headers is None:
        return False
    return str(record.http_headers.get_statuscode()).startswith("2")


def _page(record: Any, terms: Terms, url: str | None, charset: str | None, place: str) -> Found:
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            data = read_all(record.content_stream(), terms.max_text_bytes, where=place)
    except InputError:
        raise
    except Exception as error:  # warcio lets zlib, brotli and chunk errors through as they are
        raise InputError(f"the body of the page is broken ({type(error).__name__})", where=place,
                         hint="leave it out") from error
    found = read_page(data, today=terms.today, where=place, url=url, charset=charset)
    return Found(found.text, found.published, found.origin, None, found.title, found.url, found.outlet, None,
                 _moment(record.rec_headers.get_header("WARC-Date")))


def _moment(value: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
