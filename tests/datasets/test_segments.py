"""The desk's list of live event files."""

import sqlite3
from datetime import UTC, datetime

from dataset_rows import gdelt, one, write

from visavis.archive import init_desk
from visavis.datasets import segments, table

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_a_loaded_file_is_listed_once_and_can_be_read(tmp_path):
    desk = init_desk(tmp_path / "desk", "korea", version="1").path
    found = one("gdelt", write(tmp_path / "a.csv", gdelt(1), gdelt(2)), segments.folder(desk))
    assert segments.live(desk) == []
    assert segments.register(desk, found, now=NOW)
    assert not segments.register(desk, found, now=NOW)
    assert segments.live(desk) == segments.live(desk, "gdelt") == [found.segment]
    assert segments.live(desk, "icews") == []
    assert table.read(segments.live(desk)).num_rows == 2
    row = sqlite3.connect(desk / "visavis.db").execute("SELECT * FROM segment").fetchall()
    assert row == [(f"events/gdelt/{found.segment.name}", "gdelt", 201502, 201502, 2, row[0][5], "2024-05-01T12:00:00+00:00")]


def test_a_file_without_events_is_not_listed(tmp_path):
    desk = init_desk(tmp_path / "desk", "korea", version="1").path
    found = one("gdelt", write(tmp_path / "a.csv", gdelt(1, Actor1CountryCode="")), segments.folder(desk))
    assert not segments.register(desk, found, now=NOW)
    assert segments.live(desk) == []


def test_where_there_is_no_archive_nothing_is_live(tmp_path):
    assert segments.live(tmp_path) == []


def test_events_that_another_file_of_the_data_set_holds_are_counted(tmp_path):
    desk = init_desk(tmp_path / "desk", "korea", version="1").path
    first = one("gdelt", write(tmp_path / "a.csv", gdelt(1), gdelt(2)), segments.folder(desk))
    segments.register(desk, first, now=NOW)
    assert segments.repeated(desk, first) == 0
    second = one("gdelt", write(tmp_path / "b.csv", gdelt(2), gdelt(3)), segments.folder(desk))
    segments.register(desk, second, now=NOW)
    assert segments.repeated(desk, second) == segments.repeated(desk, first) == 1
    other = one("gdelt", write(tmp_path / "c.csv", gdelt(2, Day="20140101")), segments.folder(desk))
    assert segments.repeated(desk, other) == 0, "another day under the same id is another row"
