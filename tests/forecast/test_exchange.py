import csv
import io
from datetime import UTC, date, datetime

import pytest
from claims import claim
from hypothesis import example, given
from hypothesis import strategies as some

from visavis.archive import Archive
from visavis.archive.ledger import Ledger
from visavis.errors import InputError, VisavisError
from visavis.forecast import exchange, ledger

NOW = datetime(2021, 1, 1, tzinfo=UTC)
CLAIMS = [claim('A "visit", is\nlikely.'), claim("=2+3 is a formula", claimant="+1 pundit"), claim("Aid may grow.", type="AID", direction="more"),
          claim(dyad=None)]


@pytest.fixture
def entries(tmp_path):
    with Archive.open(tmp_path) as archive:
        kept = Ledger(archive)
        kept.add(CLAIMS, now=NOW)
        return ledger.entries(kept, today=date(2020, 2, 1))


@pytest.mark.parametrize("write", [exchange.to_csv, exchange.to_jsonl])
def test_what_is_exported_can_be_brought_in_and_is_equal(entries, tmp_path, write):
    found = exchange.read(write(entries), where="ledger")
    assert [one.quote for one, _ in found] == [one.claim.quote for one in entries]
    assert [resolver for _, resolver in found] == [one.resolver for one in entries]
    (tmp_path / "other").mkdir()
    with Archive.open(tmp_path / "other") as archive:
        kept = Ledger(archive)
        assert ledger.bring(kept, found, now=NOW) == len(CLAIMS) and ledger.bring(kept, found, now=NOW) == 0
        again = ledger.entries(kept, today=date(2020, 2, 1))
    assert [(one.claim.id, one.claim.probability, one.resolver) for one in again] == [
        (one.claim.id, one.claim.probability, one.resolver) for one in entries]


def test_no_text_in_a_csv_is_a_formula(entries):
    cells = [cell for row in csv.reader(io.StringIO(exchange.to_csv(entries).decode())) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("data", [
    b"quote,probability\nx,0.5\n", b"quote,probability,opens,closes\nx,2,2020-01-01,2020-02-01\n",
    b"quote,probability,opens,closes\nx,0.5,soon,2020-02-01\n", b'{"record": "ledger"}\n', b'{"record": "report"}\n', b"\xff\xfe",
    b"", b'{"record": "ledger", "claim": 3}\n', b"quote,probability,opens,closes,kind,source,target\nx,.5,2020-01-01,2020-02-01,NO,A,B\n"])
def test_what_cannot_be_used_is_refused_with_its_line(data):
    with pytest.raises(VisavisError, match="ledger"):
        exchange.read(data, where="ledger")


@given(some.binary(max_size=200))
@example(b"\r\x00")
@example(b"quote,probability,opens,closes\r\x00\r\n" + b'"' * 3)
@example(b"quote,probability,opens,closes\n" + b"x" * 200_000)
def test_no_bytes_end_in_another_error(data):
    try:
        exchange.read(data, where="file")
    except InputError as error:
        assert error.where.startswith("file")


def test_deadlines_are_a_calendar_that_can_be_read(entries):
    from icalendar import Calendar

    found = list(Calendar.from_ical(exchange.to_icalendar(entries, now=NOW)).walk("VEVENT"))
    assert len(found) == 3 and {part["dtstart"].dt for part in found} == {date(2020, 6, 30)}
