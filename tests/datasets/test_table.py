from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from event_rows import document, history, month_of, report
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.datasets import order, table
from visavis.errors import InputError
from visavis.records import DateOrigin, Precision, When

DAY = date(2013, 8, 18)


def rows(*made):
    """A table of (document, report) pairs."""
    return table.from_reports({d.id: d for d, _ in made}.values(), [r for _, r in made])


def told(key, source, target, kind="CONSULT", *, day=DAY, outlet="BBC", **more):
    page = document(day, key, outlet)
    return page, report(page, key, source, target, kind, **more)


def test_a_report_becomes_one_row_that_holds_its_facts():
    page = document(DAY)
    made = report(page, 1, "CHN", "PRK", "AID", office=("Prime Minister", 2))
    row = table.from_reports([page], [made], dataset="history").to_pylist()[0]
    assert (row["native_id"], row["document"], row["dataset"]) == (made.id, page.id, "history")
    assert (row["month"], row["start"], row["end"], row["known_from"]) == (201308, DAY, DAY, DAY)
    assert (row["source"], row["source_office"], row["source_level"]) == ("CHN", "Prime Minister", 2)
    assert (row["target"], row["target_office"], row["target_level"]) == ("PRK", None, None)
    assert (row["url"], row["outlet"]) == ("Portal:Current events/2013 August 18", "BBC")
    assert (row["reports"], row["outlets"]) == (1, 1)


def test_the_columns_are_those_of_the_page_in_docs():
    page = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text("utf-8")
    lines = page.split("## The event table")[1].split("## Commands")[0].splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    named = [name.strip(" `") for cell in cells for name in cell.split(",")]
    assert sorted(named) == sorted(table.SCHEMA.names)


def test_a_report_without_its_document_is_an_error():
    page = document(DAY)
    with pytest.raises(InputError, match="its document is not given"):
        table.from_reports([], [report(page, 1, "CHN", "PRK")])


def test_what_is_written_is_read_again_and_sorted(tmp_path):
    made = history(300)
    mixed = made.take(pa.array(reversed(range(300))))
    table.write(mixed, tmp_path / "deep" / "a.parquet")
    assert table.read(tmp_path / "deep" / "a.parquet").equals(order.in_order(made))
    assert table.read(tmp_path).equals(order.in_order(made))
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["a.parquet"]
    group = pq.ParquetFile(tmp_path / "deep" / "a.parquet").metadata.row_group(0)
    assert group.column(0).compression == "ZSTD"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    table.write(history(10), path)
    before = path.read_bytes()

    def broken(*_args, **_more):
        raise OSError("disk full")
    monkeypatch.setattr(table.pq, "write_table", broken)
    with pytest.raises(OSError, match="disk full"):
        table.write(history(20), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"not parquet at all", b"PAR1 cut off"])
def test_a_file_that_is_not_parquet_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "bad.parquet"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.parquet: not a Parquet file") as caught:
        table.read(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_missing_column_are_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        table.read(tmp_path / "none.parquet")
    pq.write_table(history(3).drop_columns(["known_from"]), tmp_path / "old.parquet")
    with pytest.raises(InputError, match="no column known_from"):
        table.read(tmp_path / "old.parquet")


def test_reports_of_one_happening_become_one_event():
    made = rows(told(1, "CHN", "PRK", outlet="BBC"), told(2, "CHN", "PRK", outlet="BBC"),
                told(3, "CHN", "PRK", outlet="Reuters"))
    event, = table.merge(made).to_pylist()
    assert (event["reports"], event["outlets"]) == (3, 2)
    assert event["id"] == min(made["id"].to_pylist())
    assert table.members(made)["event"].to_pylist() == [event["id"]] * 3


def test_a_meeting_told_from_both_sides_is_one_but_aid_both_ways_is_two():
    meeting = rows(told(1, "CHN", "PRK"), told(2, "PRK", "CHN"))
    assert table.merge(meeting).num_rows == 1
    assert table.merge(meeting, directed=True).num_rows == 2
    assert table.merge(rows(told(1, "CHN", "PRK", "AID"), told(2, "PRK", "CHN", "AID"))).num_rows == 2


@pytest.mark.parametrize("other", [
    {"day": DAY + timedelta(days=1)}, {"mode": "visit"}, {"modality": "planned"}, {"evidence": "rumoured"}])
def test_another_day_mode_or_standing_is_another_event(other):
    assert table.merge(rows(told(1, "CHN", "PRK"), told(2, "CHN", "PRK", **other))).num_rows == 2


def test_days_that_overlap_are_one_happening_from_the_first_to_the_last():
    def days(first, last):
        return When(DAY + timedelta(first), DAY + timedelta(last), Precision.DAY, DateOrigin.STATED)
    made = rows(told(1, "CHN", "PRK", when=days(0, 2)), told(2, "CHN", "PRK", when=days(2, 4)),
                told(3, "CHN", "PRK", when=days(5, 5)))
    first, second = table.merge(made).to_pylist()
    assert (first["start"], first["end"], first["reports"]) == (DAY, DAY + timedelta(4), 2)
    assert (second["start"], second["reports"]) == (DAY + timedelta(5), 1)


def test_a_month_joins_the_first_day_in_it_and_does_not_glue_days_together():
    made = rows(told(1, "CHN", "PRK", day=date(2013, 8, 3)), told(2, "CHN", "PRK", day=date(2013, 8, 20)),
                told(3, "CHN", "PRK", when=month_of(DAY)),
                told(4, "CHN", "PRK", when=month_of(date(2013, 9, 1))))
    events = table.merge(made).to_pylist()
    assert [(e["start"], e["precision"], e["reports"]) for e in events] == [
        (date(2013, 8, 3), "day", 2), (date(2013, 8, 20), "day", 1), (date(2013, 9, 1), "month", 1)]


def test_a_year_joins_the_day_that_its_month_joined():
    year = When(date(2013, 1, 1), date(2013, 12, 31), Precision.YEAR, DateOrigin.STATED)
    made = rows(told(1, "CHN", "PRK"), told(2, "CHN", "PRK", when=month_of(DAY)),
                told(3, "CHN", "PRK", when=year))
    assert table.merge(made)["reports"].to_pylist() == [3]


def test_the_event_shows_the_highest_office_and_the_first_day_it_could_be_known():
    early = told(1, "CHN", "PRK", day=DAY, confidence=0.9)
    late = told(2, "CHN", "PRK", day=DAY + timedelta(3), office=("President", 1), confidence=0.1,
                when=When(DAY, DAY, Precision.DAY, DateOrigin.STATED))
    event, = table.merge(rows(early, late)).to_pylist()
    assert (event["source_office"], event["source_level"], event["known_from"]) == ("President", 1, DAY)


def test_the_same_rows_given_twice_change_nothing():
    made = history(400)
    assert table.merge(pa.concat_tables([made, made])).equals(table.merge(made))


@pytest.mark.parametrize(("names", "number"), [(None, 1), ("BBC", 1), ("BBC; Le Monde", 2), ("BBC; BBC", 1)])
def test_a_text_may_name_several_outlets(names, number):
    made = rows(told(1, "CHN", "PRK", outlet=names))
    assert made["outlets"].to_pylist() == table.merge(made)["outlets"].to_pylist() == [number]


def test_an_empty_table_merges_to_an_empty_table():
    assert table.merge(table.SCHEMA.empty_table()).equals(table.SCHEMA.empty_table())
    assert table.read([]).equals(table.SCHEMA.empty_table())


DAYS = st.integers(0, 40).map(lambda n: date(2013, 8, 1) + timedelta(days=n))


@st.composite
def reports(draw):
    made = []
    for key in range(draw(st.integers(1, 14))):
        first = draw(DAYS)
        grain = draw(st.sampled_from(("day", "day", "span", "month")))
        when = (month_of(first) if grain == "month" else
                When(first, first + timedelta(days=draw(st.integers(1, 5)) if grain == "span" else 0),
                     Precision.DAY, DateOrigin.STATED))
        source, target = draw(st.permutations(("CHN", "PRK")))
        made.append(told(key, source, target, draw(st.sampled_from(("CONSULT", "AID"))), when=when,
                         modality=draw(st.sampled_from(("actual", "planned")))))
    return rows(*made)


@settings(max_examples=40, deadline=None)
@given(reports(), st.randoms(use_true_random=False), st.booleans())
def test_merge_keeps_every_report_once_whatever_the_order(made, draw, directed):
    merged = table.merge(made, directed=directed)
    order = list(range(made.num_rows))
    draw.shuffle(order)
    assert table.merge(made.take(pa.array(order)), directed=directed).equals(merged)
    assert table.merge(merged, directed=directed).equals(merged)
    assert pc.sum(merged["reports"]).as_py() == made.num_rows
    membership = table.members(made, directed=directed)
    assert sorted(membership["report"].to_pylist()) == sorted(made["id"].to_pylist())
    assert set(membership["event"].to_pylist()) == set(merged["id"].to_pylist())
