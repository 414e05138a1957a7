from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from visavis.errors import InputError, UnknownDate
from visavis.intake import read_documents
from visavis.intake.terms import Terms
from visavis.intake.warcs import read_warc
from visavis.records import Document

TODAY = date(2024, 8, 1)
TEXT = "The envoys of the two states met on Friday and signed a paper on trade."


def page(day: str | None = "2024-07-26", text: str = TEXT) -> bytes:
    meta = f'<meta name="date" content="{day}">' if day else ""
    return f"<html><head><title>T</title>{meta}</head><body><article><p>{text}</p></article></body></html>".encode()


def record(body: bytes, *, url: str = "https://www.example.org/a", status: str = "200 OK", type: str = "response",
           headers: str = "Content-Type: text/html; charset=utf-8") -> bytes:
    payload = body if type == "resource" else f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    mime = headers.partition(": ")[2] if type == "resource" else "application/http; msgtype=response"
    head = (f"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-07-28T01:02:03Z\r\n"
            f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: {mime}\r\nContent-Length: {len(payload)}\r\n\r\n")
    return head.encode() + payload + b"\r\n\r\n"


def take(data: bytes, *, terms: Terms | None = None) -> list[Document | InputError]:
    found: list[Document | InputError] = []
    try:
        found.extend(read_warc(io.BytesIO(data), terms or Terms(TODAY), where="a.warc"))
    except InputError as error:
        found.append(error)
    return found


def test_a_page_gives_text_day_address_and_the_moment_of_its_fetch() -> None:
    [document] = take(record(page()))
    assert isinstance(document, Document)
    assert document.text == TEXT
    assert (document.published, document.published_origin) == (date(2024, 7, 26), "page")
    assert (document.url, document.outlet, document.title) == ("https://www.example.org/a", "example.org", "T")
    assert document.known_from == datetime(2024, 7, 28, 1, 2, 3, tzinfo=UTC)


def test_the_day_of_the_fetch_is_never_the_day_of_publication() -> None:
    [error] = take(record(page(None)))
    assert isinstance(error, UnknownDate) and "https://www.example.org/a" in str(error)
    [document] = take(record(page(None)), terms=Terms(TODAY, published=date(2024, 7, 1)))
    assert isinstance(document, Document) and document.published == date(2024, 7, 1)


def test_other_records_are_passed_over() -> None:
    found = take(record(page(), status="404 Not Found") + record(b"{}", headers="Content-Type: application/json")
                 + record(page(), type="request") + record(page(), type="resource", headers="Content-Type: text/html"))
    assert [type(one) for one in found] == [Document]


def test_a_bad_page_is_told_and_the_next_is_read() -> None:
    found = take(record(b"<html><body><p>Menu</p></body></html>", url="https://x.org/menu") + record(page()))
    assert isinstance(found[0], InputError) and "https://x.org/menu" in str(found[0])
    assert isinstance(found[1], Document)


def test_the_character_set_of_the_header_is_honoured() -> None:
    body = page(text="중국 대표단이 금요일 평양을 방문하여 문서에 서명하였다.").decode().encode("cp949")
    [document] = take(record(body, headers="Content-Type: text/html; charset=euc-kr"))
    assert isinstance(document, Document) and "평양" in document.text


def test_packed_bodies_and_packed_files(tmp_path: Path) -> None:
    packed = record(gzip.compress(page()), headers="Content-Type: text/html\r\nContent-Encoding: gzip")
    assert [type(one) for one in take(packed)] == [Document]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record(page())) + gzip.compress(record(page(), url="https://example.org/b")))
    found = list(read_documents([path], today=TODAY))
    assert [one.url for one in found if isinstance(one, Document)] == ["https://www.example.org/a",
                                                                       "https://example.org/b"]


def test_a_packed_body_that_is_a_bomb() -> None:
    body = gzip.compress(b"a" * 30_000_000)
    [error] = take(record(body, headers="Content-Type: text/html\r\nContent-Encoding: gzip"))
    assert isinstance(error, InputError) and "20,000,000" in str(error)


def test_a_broken_file_ends_with_an_error() -> None:
    found = take(record(page()) + b"rubbish\r\n" * 3)
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], InputError) and "broken" in str(found[-1])


@pytest.mark.parametrize("name", ["dev_whirlwind.warc.gz"])
def test_a_crawl_of_the_web(shared: Path, name: str) -> None:
    [document] = read_documents([shared / "text" / "warc_rss_opml" / name], today=TODAY)
    assert isinstance(document, Document)
    assert document.url and document.url.startswith("https://") and document.known_from is not None


def test_odd_files_of_other_writers_never_raise(shared: Path, tmp_path: Path,
                                                capfd: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(shared / "text" / "warc_rss_opml" / "dev_warcio_samples.zip") as samples:
        samples.extractall(tmp_path)
    found = list(read_documents([tmp_path], today=TODAY, published=date(2017, 3, 6)))
    assert sum(isinstance(one, Document) for one in found) >= 6
    assert all(isinstance(one, Document | InputError) for one in found)
    assert capfd.readouterr().err == ""


def test_a_record_whose_header_ends_too_early_is_a_broken_record() -> None:
    [first, error] = take(record(page()) + b"WARC/1.0\r\nWARC-Type: response\r\n\r\nWARC-Target-URI: http://x/\r\n")
    assert isinstance(first, Document)
    assert isinstance(error, InputError) and "broken WARC record" in str(error)
