import json
from datetime import UTC, date, datetime, timedelta

import pytest
from event_rows import history

from visavis.errors import InputError
from visavis.forecast import Forecaster, kind, published

DAY = date(2022, 3, 1)
NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
PAST = history(1500)
MADE = [Forecaster(PAST, as_of=DAY).forecast("PRK", "CHN", kind(name), days)
        for name in ("CONSULT", "AID", "ACCUSE") for days in (7, 30, 365)]


@pytest.fixture
def file(tmp_path):
    published.publish(tmp_path / "f.jsonl", MADE[:4], now=NOW)
    published.publish(tmp_path / "f.jsonl", MADE[4:], now=NOW)
    return tmp_path / "f.jsonl"


def test_lines_are_added_and_chained_and_a_second_run_adds_none(file):
    before = file.read_bytes()
    lines = published.read(file)
    assert [one.number for one in lines] == list(range(1, 10)) and len({one.hash for one in lines}) == 9
    assert published.publish(file, MADE, now=NOW) == () and file.read_bytes() == before
    told = [json.loads(line) for line in before.splitlines()]
    assert [row["previous"] for row in told[1:]] == [row["hash"] for row in told[:-1]] and told[0]["previous"] == "0" * 64


@pytest.mark.parametrize("change", [
    lambda lines: lines[3].replace(b'"probability":0', b'"probability":1', 1), lambda lines: lines[4],
    lambda lines: lines[3].replace(b"2022-03-01T09", b"2022-02-01T09"), lambda lines: b"{}"])
def test_whoever_changes_a_line_breaks_the_chain(file, change):
    lines = file.read_bytes().splitlines()
    lines[3] = change(lines)
    file.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(InputError, match=r"f\.jsonl:4"):
        published.read(file)
    with pytest.raises(InputError):
        published.publish(file, MADE, now=NOW)


def test_a_line_left_out_and_a_file_cut_off_are_noticed(file):
    data = file.read_bytes()
    lines = data.splitlines(keepends=True)
    for torn in (b"".join(lines[:2] + lines[3:]), data[:-20]):
        file.write_bytes(torn)
        with pytest.raises(InputError):
            published.read(file)


def test_nothing_is_published_once_its_window_is_open_and_the_file_stays_as_it_is(file):
    before = file.read_bytes()
    new = Forecaster(PAST, as_of=DAY).forecast("PRK", "RUS", kind("AID"), 7)
    with pytest.raises(InputError, match="opened"):
        published.publish(file, [new], now=NOW + timedelta(days=1))
    assert file.read_bytes() == before


def test_settling_needs_the_window_to_be_over_or_the_event_to_be_there(file):
    lines = published.read(file)
    early = published.settled(lines, PAST, until=date(2022, 3, 20))
    late = published.settled(lines, PAST, until=date(2024, 1, 1))
    assert len(early) < len(late) == 9
    assert all(one.outcome == 1.0 or one.line.forecast["window"][1] <= "2022-03-20" for one in early)
    told = published.score(late)
    assert told.n == 9 and 0 <= told.brier.value <= 1 and told.brier.interval[0] <= told.brier.value <= told.brier.interval[1]
    assert published.score([]) is None
