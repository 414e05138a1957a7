"""How much is told by day is what the rows tell, from whichever file it is read."""

import os
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from event_rows import history
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.datasets import order, table
from visavis.measure import days, engine
from visavis.measure.coverage import coverage
from visavis.measure.days import covered_span
from visavis.measure.dyads import dyad_events, dyad_reports, dyad_series
from visavis.measure.engine import Files
from visavis.measure.periods import periods

MADE = history(3000, years=4)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Two event files, small ones with their days beside them too; one says where its dyads are, the other does not."""
    monkeypatch.setattr(days, "LEAST_ROWS", 1)
    paths = (tmp_path / "a.parquet", tmp_path / "b.parquet")
    table.write(MADE.slice(0, 1000), paths[0])
    table.publish(MADE.slice(1000), paths[1])
    return paths


@pytest.mark.parametrize("by", ["day", "month", "quarter", "year"])
def test_a_series_is_the_same_with_and_without(kept, by):
    assert dyad_series(kept, "CHN", "PRK", by=by).equals(dyad_series(MADE, "CHN", "PRK", by=by))
    assert covered_span(kept) == covered_span(MADE)
    assert all(path.with_suffix(days.SUFFIX).is_file() for path in kept)


def test_as_of_a_day_what_is_kept_beside_is_not_used(kept):
    day = MADE["known_from"][1500].as_py()
    assert dyad_series(kept, "CHN", "PRK", as_of=day).equals(dyad_series(MADE, "CHN", "PRK", as_of=day))
    assert covered_span(kept, as_of=day) == covered_span(MADE, as_of=day) != covered_span(MADE)


@settings(max_examples=30, deadline=None)
@given(st.dates(MADE["start"][0].as_py(), MADE["start"][-1].as_py()), st.integers(0, 500), st.sampled_from(("day", "month", "quarter", "year")))
def test_coverage_is_what_counting_the_rows_one_by_one_gives(first, length, by):
    spans = periods(first, first + timedelta(length), by=by)
    found = coverage(MADE, spans, "CHN", "PRK").to_pylist()
    rows = [(one["source"], one["target"], one["start"], one["reports"]) for one in MADE.to_pylist()]
    for span, row in zip(spans, found, strict=True):
        told = [({source, target}, reports) for source, target, day, reports in rows if span.first <= day <= span.last]
        wanted = ({"CHN"}, {"PRK"}, {"CHN", "PRK"})
        sums = [sum(reports for sides, reports in told if sides & some) for some in wanted]
        assert [row["covered_a"], row["covered_b"], row["covered"]] == sums
        assert row["world"] == sum(reports for _, reports in told)


def test_a_dyad_is_read_where_a_file_says_it_is_and_whole_where_it_does_not(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(order, "GROUP", 50)
    table.write(MADE, tmp_path / "c.parquet")
    assert pq.ParquetFile(tmp_path / "c.parquet").num_row_groups > 50
    for a, b in (("CHN", "PRK"), ("PRK", "CHN"), ("AAA", "ZZZ"), ("PRK", "ZZZ")):
        wanted = dyad_reports(MADE, a, b).sort_by("id")
        assert dyad_reports(tmp_path / "c.parquet", a, b).sort_by("id").equals(wanted)
        assert dyad_reports(kept, a, b).sort_by("id").equals(wanted)
    assert order.dyad_rows(kept[0], "CHN", "PRK").num_rows and order.dyad_rows(kept[1], "CHN", "PRK") is None


def test_only_the_rows_of_the_data_set_asked_for_are_read(tmp_path):
    other = MADE.set_column(MADE.column_names.index("dataset"), "dataset", pa.array(["other"] * MADE.num_rows))
    both = pa.concat_tables([MADE.slice(0, 500), other.slice(500)])
    table.write(both, tmp_path / "mixed.parquet")
    named = both["dataset"][0].as_py()
    found = dyad_reports(Files((tmp_path / "mixed.parquet",), named), "CHN", "PRK")
    assert found.sort_by("id").equals(dyad_reports(MADE.slice(0, 500), "CHN", "PRK").sort_by("id")) and found.num_rows
    mine = coverage(Files((tmp_path / "mixed.parquet",), named), periods(MADE["start"][0].as_py(), MADE["start"][-1].as_py(), by="year"), "CHN", "PRK")
    assert pc.sum(mine["world"]).as_py() == pc.sum(MADE.slice(0, 500)["reports"]).as_py()


def test_an_event_file_written_anew_is_read_anew(kept):
    path, _ = kept
    before = days.days(path).within(days.WORLD, *(days.ordinals(pa.chunked_array([[day]], pa.date32())) for day in (
        MADE["start"][0].as_py(), MADE["start"][-1].as_py())))
    table.write(MADE.slice(0, 10), path)
    os.utime(path, ns=(1, 1))
    assert covered_span(path).reports == 10 and before.sum() > 10
    assert len(dyad_events(path, "CHN", "PRK")) < 10


def test_a_folder_that_cannot_be_written_is_read_as_it_is(kept, monkeypatch):
    def refuse(rows, path):
        raise PermissionError
    monkeypatch.setattr(table, "publish", refuse)
    assert days.make(kept[0]) is None
    assert dyad_series(kept, "CHN", "PRK", by="year").equals(dyad_series(MADE, "CHN", "PRK", by="year"))


def test_a_file_that_is_no_parquet_says_so(tmp_path):
    (tmp_path / "bad.parquet").write_bytes(b"no Parquet")
    with pytest.raises(Exception, match=r"bad\.parquet"):
        engine.dyad(tmp_path / "bad.parquet", "CHN", "PRK")
