"""Whatever the bytes, a file gives documents or errors of one line, and nothing is raised."""

from __future__ import annotations

import gzip
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.errors import InputError
from visavis.intake import read_documents
from visavis.intake.sources import KINDS, _of_stream, _Watch
from visavis.intake.terms import Terms
from visavis.records import Document

DAY = date(2024, 7, 27)
TERMS = Terms(DAY, published=DAY, language="en")
WATCH = _Watch(print, lambda size: None)
PAGE = b"<html><head><meta charset=utf-8><title>T</title></head><body><article><p>The envoys of the two states met.</p>"
SEEDS = (
    b'{"text": "One state sent rice.", "published": "2024-07-27"}\n',
    PAGE,
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/\r\nWARC-Date: 2024-07-28T01:02:03Z\r\n"
    b"Content-Type: application/http\r\nContent-Length: 180\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    + PAGE + b"\r\n\r\n",
    "평양, 中国.".encode(),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with stretches cut out, doubled or replaced, sometimes packed and damaged again."""
    data = draw(st.sampled_from(SEEDS))
    if draw(st.booleans()):
        data = gzip.compress(data)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 20, len(data))))
        data = data[:start] + draw(st.one_of(st.binary(max_size=6), st.just(data[start:end] * 2))) + data[end:]
    return data


@pytest.mark.parametrize("kind", [*sorted(set(KINDS.values())), None])
@settings(deadline=None, max_examples=60)
@given(data=st.one_of(damaged(), st.binary(max_size=200)))
def test_any_bytes(kind: str | None, data: bytes) -> None:
    found: list[Document | InputError] = []
    try:
        found.extend(_of_stream(io.BytesIO(data), kind, TERMS, WATCH, where="f"))
    except InputError as error:  # read_documents hands it on as a value
        found.append(error)
    assert found
    for one in found:
        if isinstance(one, InputError):
            assert one.hint and one.where and "\n" not in str(one)
        else:
            assert one.text.strip() and one.text.encode("utf-8")


@given(data=st.binary(max_size=50))
def test_any_bytes_on_standard_input(data: bytes) -> None:
    assert list(read_documents(["-"], today=DAY, published=DAY, language="en", stdin=io.BytesIO(data)))
