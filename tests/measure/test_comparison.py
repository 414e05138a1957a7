from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from event_rows import document, history, report

from visavis.datasets import table
from visavis.errors import InputError
from visavis.measure.comparison import changes, compare, compare_types
from visavis.measure.dyads import dyad_series

MADE = history(1500)


def regular(source, target, *, every, first=date(2015, 1, 1), last=date(2024, 12, 31), kind="CONSULT"):
    made, day = [], first
    while day <= last:
        page = document(day, f"{source}{target}")
        made.append((page, report(page, 0, source, target, kind)))
        day += timedelta(days=every)
    return table.from_reports([d for d, _ in made], [r for _, r in made])


def test_a_dyad_ten_times_as_busy_differs_and_by_how_much():
    made = pa.concat_tables([regular("CHN", "PRK", every=10), regular("CHN", "RUS", every=100)])
    told = compare(dyad_series(made, "CHN", "PRK"), dyad_series(made, "CHN", "RUS"))
    assert told.verdict == "differs" and told.ratio.low < 10 < told.ratio.high
    assert told.events == told.reports == (366, 37)
    assert (told.first, told.second, told.what) == (("CHN", "PRK"), ("CHN", "RUS"), "all")


def test_a_dyad_with_itself_cannot_be_told_apart():
    series = dyad_series(MADE, "CHN", "PRK")
    told = compare(series, series)
    assert told.verdict == "cannot tell" and told.ratio.value == 1


def test_types_are_those_seen_and_add_up():
    one, other = dyad_series(MADE, "CHN", "PRK"), dyad_series(MADE, "CHN", "RUS")
    parts = compare_types(one, other)
    assert {part.what for part in parts} == {"CONSULT", "AGREE", "AID", "ACCUSE", "SANCTION"}
    assert tuple(sum(part.events[n] for part in parts) for n in (0, 1)) == compare(one, other).events


def test_different_periods_are_refused():
    with pytest.raises(InputError, match="different periods"):
        compare(dyad_series(MADE, "CHN", "PRK", by="year"), dyad_series(MADE, "CHN", "RUS"))


def test_a_busier_last_year_is_more_and_a_steady_one_cannot_be_told():
    steady = regular("CHN", "PRK", every=20)
    told = changes(steady, "CHN", "PRK", today=date(2026, 5, 1))[0]
    assert told.verdict == "cannot tell"
    busier = pa.concat_tables([steady, regular("CHN", "PRK", every=5, first=date(2024, 1, 2), kind="AID")])
    by_kind = {one.what: one for one in changes(busier, "CHN", "PRK", today=date(2024, 12, 31))}
    assert by_kind["all"].verdict == by_kind["AID"].verdict == "more"
    assert by_kind["CONSULT"].verdict == "cannot tell"
    assert by_kind["AID"].earlier == 0 and by_kind["AID"].ratio.value is None


def test_the_last_year_ends_where_the_data_end_and_the_years_before_are_whole():
    told = changes(MADE, "CHN", "PRK", today=date(2030, 1, 1))[0]
    assert told.until == pc.max(MADE["known_from"]).as_py()
    assert told.recent_days in (365, 366)
    assert told.since >= pc.min(MADE["known_from"]).as_py()
    assert told.earlier_days == (told.cut - told.since).days
    assert told.earlier_days / 365.25 == pytest.approx(round(told.earlier_days / 365.25), abs=0.01)


def test_more_news_in_all_is_not_more_events():
    few = regular("CHN", "PRK", every=30, last=date(2023, 12, 31))
    many = regular("CHN", "PRK", every=6, first=date(2024, 1, 1))
    world = [regular("CHN", "USA", every=30, last=date(2023, 12, 31)),
             regular("CHN", "USA", every=6, first=date(2024, 1, 1))]
    told = changes(pa.concat_tables([few, many, *world]), "CHN", "PRK", today=date(2024, 12, 31))[0]
    assert told.verdict == "more"
    assert told.ratio_covered is not None and not told.ratio_covered.differs


def test_less_than_two_years_gives_no_change():
    short = regular("CHN", "PRK", every=10, first=date(2024, 1, 1))
    assert changes(short, "CHN", "PRK", today=date(2024, 12, 31)) == ()
    assert changes(table.SCHEMA.empty_table(), "CHN", "PRK", today=date(2024, 12, 31)) == ()


def test_a_change_as_of_a_day_is_the_change_of_that_day():
    day = date(2021, 6, 30)
    known = MADE.filter(pc.less_equal(MADE["known_from"], pa.scalar(day)))
    assert changes(MADE, "CHN", "PRK", today=day, as_of=day) == changes(known, "CHN", "PRK", today=day)
