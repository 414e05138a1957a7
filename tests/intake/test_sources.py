from __future__ import annotations

import gzip
import io
import json
import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from visavis.errors import InputError, UnknownDate
from visavis.intake import read_documents, size_of
from visavis.intake.streams import BOMB_BYTES
from visavis.records import Document

TODAY = date(2024, 8, 1)
DAY = date(2024, 7, 27)
SENTENCE = "A delegation of one state arrived in the capital of the other state on Friday for talks."


def take(*paths: str | Path, published: date | None = DAY, stdin: bytes = b"",
         limit: int = 20_000_000) -> list[Document | InputError]:
    return list(read_documents(paths, today=TODAY, published=published, stdin=io.BytesIO(stdin),
                               max_text_bytes=limit))


def only(found: list[Document | InputError]) -> Document:
    [document] = found
    assert isinstance(document, Document), document
    return document


def refused(found: list[Document | InputError], *words: str) -> InputError:
    [error] = found
    assert isinstance(error, InputError), error
    assert "\n" not in str(error)
    assert error.hint
    for word in words:
        assert word in str(error)
    return error


def test_text_file_is_one_document_with_its_text_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"  {SENTENCE}\n\nSecond.\n")
    document = only(take(path))
    assert document.text == f"  {SENTENCE}\n\nSecond.\n"
    assert (document.published, document.published_origin, document.language) == (DAY, "given", "en")


def test_same_file_read_twice_gives_the_same_id(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE)
    assert only(take(path)).id == only(take(path)).id
    assert only(take(path)).id != only(take(path, published=date(2024, 7, 26))).id


def test_unknown_date_is_an_error_that_says_how_to_give_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE)
    assert isinstance(refused(take(path, published=None), "--published YYYY-MM-DD", str(path)), UnknownDate)


@pytest.mark.parametrize("published", [date(2024, 8, 2), date(2999, 1, 1)])
def test_future_date_is_refused_before_anything_is_read(tmp_path: Path, published: date) -> None:
    refused(take(tmp_path / "none", tmp_path / "nor this", published=published), "after today")


def test_today_is_no_future(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert only(take(tmp_path / "a.txt", published=TODAY)).published == TODAY


@pytest.mark.parametrize(("name", "data", "word"), [
    ("empty.txt", b"", "empty"),
    ("blank.txt", b" \n\t\n", "empty"),
    ("binary.txt", random.Random(1).randbytes(4000), "binary"),
    ("paper.txt", b"%PDF-1.7 and so on", "PDF"),
    ("latin.txt", "affaires étrangères".encode("latin-1"), "offset 9"),
    ("empty.html", b"", "empty"),
    ("empty.jsonl", b"", "empty"),
    ("blank.jsonl", b"\n\n\n", "empty"),
    ("menu.html", b"<html><body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav></body></html>",
     "no article"),
    ("login.html", b"<html><body><form><p>Log in to go on</p><input></form></body></html>", "no article"),
    ("script.html", b"<html><body><div id=app></div><noscript>Enable JavaScript.</noscript></body></html>",
     "no article"),
    ("none.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "no HTML page"),
    ("broken.warc", b"no warc at all\n", "broken WARC"),
    ("cut.txt.gz", gzip.compress(random.Random(1).randbytes(2000))[:-200], "cut off"),
    ("not.txt.gz", b"\x1f\x8b is how gzip begins", "broken"),
])
def test_bad_file_is_one_line_and_the_others_are_read(tmp_path: Path, name: str, data: bytes,
                                                      word: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(SENTENCE)
    bad, good = take(tmp_path / name, tmp_path / "good.txt")
    refused([bad], word, name)
    assert isinstance(good, Document)


def test_missing_file_and_unknown_ending(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    refused(take(tmp_path / "none.txt"), "no such file", "none.txt")
    refused(take(tmp_path / "a.docx"), ".docx", ".html")
    refused(take("a\0b"), "NUL")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE)
    path.chmod(0)
    refused(take(path), "permission denied")


def test_text_over_the_limit_is_refused_and_told_how_to_raise_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE * 100)
    refused(take(path, limit=1000), "1,000", "max_text_bytes")
    assert only(take(path, limit=10_000)).text == SENTENCE * 100


def test_200000_nested_tags_do_not_crash_or_hang(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 200_000 + f"<p>{SENTENCE}</p></body></html>")
    refused(take(path), "nested")


def _bomb(path: Path, head: bytes, block: bytes) -> None:
    with gzip.open(path, "wb") as stream:
        stream.write(head)
        for _ in range(BOMB_BYTES * 2 // len(block)):
            stream.write(block)


@pytest.mark.parametrize(("name", "head", "block"), [
    ("a.jsonl.gz", b"", b"\n" * 1_000_000),
    ("a.jsonl.gz", b'{"text": "', b"a" * 1_000_000),
    ("a.warc.gz", b"WARC/1.0\r\nWARC-Type: response\r\n", b"a" * 1_000_000),
])
def test_decompression_bomb_is_stopped(tmp_path: Path, name: str, head: bytes, block: bytes) -> None:
    _bomb(tmp_path / name, head, block)
    refused(take(tmp_path / name)[-1:], "bomb")


def test_decompression_bomb_of_text_stops_at_the_limit(tmp_path: Path) -> None:
    _bomb(tmp_path / "a.txt.gz", b"", b"a" * 1_000_000)
    refused(take(tmp_path / "a.txt.gz"), "20,000,000")


def test_folder_is_read_in_order_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "a.txt", "b/x.pdf", ".hidden/3.txt", ".dot.txt", "c.html.gz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{name} {SENTENCE}")
    page = f"<html><body><p>c.html {SENTENCE}</p></body></html>"
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(page.encode()))
    told: list[str] = []
    found = list(read_documents([tmp_path], today=TODAY, published=DAY, note=told.append))
    assert [one.text.split()[0] for one in found if isinstance(one, Document)] == [
        "a/1.txt", "a.txt", "b/2.txt", "c.html"]
    assert len(told) == 1 and "1 file" in told[0] and ".pdf" in told[0]


def test_folder_without_anything_to_read(tmp_path: Path) -> None:
    refused(take(tmp_path), "no file to read")


def test_standard_input_as_text_lines_or_page() -> None:
    assert only(take("-", stdin=SENTENCE.encode())).text == SENTENCE
    line = json.dumps({"text": SENTENCE, "published": "2024-07-01", "id": "x"})
    document = only(take("-", stdin=f" \n{line}\n".encode(), published=None))
    assert (document.id, document.published) == ("x", date(2024, 7, 1))
    page = f"<!DOCTYPE html><html><body><article><p>{SENTENCE}</p></article></body></html>"
    assert only(take("-", stdin=page.encode())).text == SENTENCE
    assert only(take("-", stdin=gzip.compress(SENTENCE.encode()))).text == SENTENCE
    refused(take("-"), "empty", "standard input")


def test_lines_on_standard_input_are_handed_on_as_they_come() -> None:
    class Slow(io.RawIOBase):
        sent = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            self.sent += 1
            line = json.dumps({"text": SENTENCE, "published": "2024-07-01", "id": str(self.sent)}) + "\n"
            buffer[: len(line)] = line.encode()
            return len(line)

    stream = Slow()
    first = next(read_documents(["-"], today=TODAY, stdin=io.BufferedReader(stream)))
    assert isinstance(first, Document) and first.id == "1"
    assert stream.sent <= 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_honoured(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(f"평양. {SENTENCE}".encode(encoding))
    assert only(take(tmp_path / "a.txt")).text == f"평양. {SENTENCE}"


def test_line_ends_become_line_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(f"{SENTENCE}\r\n{SENTENCE}\r".encode())
    assert only(take(tmp_path / "a.txt")).text == f"{SENTENCE}\n{SENTENCE}\n"


def test_size_of_what_will_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("12345")
    (tmp_path / "b.pdf").write_text("12345")
    assert size_of([tmp_path]) == 5
    assert size_of([tmp_path / "a.txt", tmp_path]) == 10
    assert size_of([tmp_path, "-"]) is None
