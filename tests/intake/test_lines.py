from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.errors import InputError, UnknownDate
from visavis.intake import read_documents
from visavis.intake.lines import read_json_lines
from visavis.intake.terms import Terms
from visavis.records import Document

TODAY = date(2024, 8, 1)
ROW = {"text": "One state sent rice to another.", "published": "2024-07-27", "language": "en"}


def take(*lines: str | dict[str, Any], terms: Terms | None = None) -> list[Document | InputError]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(read_json_lines(io.BytesIO(text.encode()), terms or Terms(TODAY), where="in.jsonl"))


def test_keys_are_kept_exactly() -> None:
    row = ROW | {"id": " a/b ", "title": "T", "url": "https://x.org/1", "outlet": "X",
                 "text": " \u200btext\r\n한 "}
    [document] = take(row)
    assert isinstance(document, Document)
    assert {key: getattr(document, key) for key in row if key != "published"} == {
        key: value for key, value in row.items() if key != "published"}
    assert (document.published, document.published_origin) == (date(2024, 7, 27), "given")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
       st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.dates(max_value=TODAY), st.booleans())
def test_any_text_comes_back_as_it_went_in(text: str, identifier: str, published: date,
                                           ascii: bool) -> None:
    row = {"text": text, "id": identifier, "published": published.isoformat(), "language": "en"}
    stream = io.BytesIO(json.dumps(row, ensure_ascii=ascii).encode())
    [document] = read_json_lines(stream, Terms(TODAY), where="in.jsonl")
    assert isinstance(document, Document)
    assert (document.text, document.id, document.published) == (text, identifier, published)


def test_an_integer_id_keeps_its_digits() -> None:
    [document] = take(ROW | {"id": 12})
    assert isinstance(document, Document) and document.id == "12"


def test_moments_are_days_in_their_own_zone() -> None:
    [document] = take(ROW | {"published": "2024-07-27T23:30:00-10:00"})
    assert isinstance(document, Document) and document.published == date(2024, 7, 27)


def test_published_overrides_what_a_line_says() -> None:
    found = take(ROW, {"text": "No day."}, terms=Terms(TODAY, published=date(2020, 1, 1), language="en"))
    assert [one.published for one in found if isinstance(one, Document)] == [date(2020, 1, 1)] * 2


@pytest.mark.parametrize(("line", "word"), [
    ("{", "not JSON"),
    ("[1]", "an array"),
    ('"text"', "a string"),
    ("null", "null"),
    ({"title": "T", "published": "2024-07-27"}, "no key `text`"),
    (ROW | {"text": None}, "`text` is null"),
    (ROW | {"text": 5}, "`text` is a number"),
    (ROW | {"text": ["a"]}, "`text` is an array"),
    (ROW | {"text": " \n"}, "no text"),
    (ROW | {"title": 5}, "`title` is a number"),
    (ROW | {"url": {}}, "`url` is an object"),
    (ROW | {"id": True}, "`id` is true or false"),
    (ROW | {"id": ""}, "`id` is empty"),
    (ROW | {"id": 1.5}, "`id` is a number"),
    (ROW | {"published": 20240727}, "`published` is a number"),
    (ROW | {"published": "27 July 2024"}, "YYYY-MM-DD"),
    (ROW | {"published": "2024-02-30"}, "YYYY-MM-DD"),
    (ROW | {"published": "2024"}, "YYYY-MM-DD"),
    (ROW | {"published": "2099-01-01"}, "after today"),
    (ROW | {"text": "half \ud83d"}, "surrogate"),
    (ROW | {"id": "half \ud83d"}, "surrogate"),
    (ROW | {"title": "half \ud83d"}, "`title`"),
    ("[" * 100_000, "nested"),
    ('{"text": ' + "1" * 5000 + "}", "huge number"),
])
def test_a_bad_line_says_where_and_what_and_the_next_is_read(line: str | dict[str, Any], word: str) -> None:
    first, bad, last = take(ROW, line, ROW)
    assert isinstance(first, Document) and isinstance(last, Document)
    assert isinstance(bad, InputError)
    assert word in str(bad) and str(bad).startswith("in.jsonl:2: ") and bad.hint and "\n" not in str(bad)


@pytest.mark.parametrize("published", [None, "absent"])
def test_a_line_without_a_day(published: str | None) -> None:
    row = {key: value for key, value in ROW.items() if key != "published"}
    [error] = take(row if published else row | {"published": None})
    assert isinstance(error, UnknownDate) and "--published" in str(error)


def test_a_line_over_the_limit_is_skipped_to_its_end() -> None:
    terms = Terms(TODAY, max_text_bytes=200)
    first, long, last = take(ROW, ROW | {"text": "long " * 1000}, ROW, terms=terms)
    assert isinstance(first, Document) and isinstance(last, Document)
    assert isinstance(long, InputError) and "in.jsonl:2" in str(long) and "200" in str(long)


def test_a_line_that_is_no_utf8() -> None:
    data = json.dumps(ROW).encode() + b'\n{"text": "caf\xe9"}\n' + json.dumps(ROW).encode()
    first, bad, last = read_json_lines(io.BytesIO(data), Terms(TODAY), where="in.jsonl")
    assert isinstance(first, Document) and isinstance(last, Document)
    assert "in.jsonl:2: not UTF-8: byte 0xe9" in str(bad)


def test_byte_order_mark_blank_lines_and_gzip(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl.gz"
    line = json.dumps(ROW).encode()
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + line + b"\n\n\r\n" + line))
    found = list(read_documents([path], today=TODAY))
    assert [type(one) for one in found] == [Document, Document]
