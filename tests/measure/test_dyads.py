from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from event_rows import document, history, month_of, report
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.codes import plover
from visavis.datasets import table
from visavis.errors import InputError, UnknownCode
from visavis.measure.dyads import STANDINGS, by_type, covered_span, dyad_events, dyad_series

MADE = history(1500)
SUMS = ["days", "events", "reports", "told", "coarse", "covered_a", "covered_b", "covered", "world",
        *STANDINGS, *(f"quad_{n}{kind}" for n in range(1, 5) for kind in ("", "_reports")),
        *(f"{kind}_{name}" for name in plover.TYPES for kind in ("events", "reports"))]


def one(*made):
    return table.from_reports({d.id: d for d, _ in made}.values(), [r for _, r in made])


def told(day, source, target, kind="CONSULT", key=0, **more):
    page = document(day, key)
    return page, report(page, key, source, target, kind, **more)


@pytest.mark.parametrize("by", ["day", "month", "quarter"])
@pytest.mark.parametrize("directed", [False, True])
def test_sums_over_shorter_periods_equal_the_year(by, directed):
    fine = dyad_series(MADE, "CHN", "PRK", by=by, directed=directed)
    years = dyad_series(MADE, "CHN", "PRK", by="year", directed=directed)
    named = pa.array([name[:4] for name in fine["period"].to_pylist()])
    grouped = fine.append_column("year", named).group_by("year").aggregate([(name, "sum") for name in SUMS])
    for name in SUMS:
        sums = dict(zip(grouped["year"].to_pylist(), grouped[f"{name}_sum"].to_pylist(), strict=True))
        assert sums == dict(zip(years["period"].to_pylist(), years[name].to_pylist(), strict=True)), name
    for name in ("cooperation", "conflict", "net"):
        assert pc.sum(fine[name]).as_py() == pytest.approx(pc.sum(years[name]).as_py())


def test_types_quads_and_net_add_up_within_a_period():
    for row in dyad_series(MADE, "CHN", "PRK", by="year").to_pylist():
        assert sum(row[f"events_{name}"] for name in plover.TYPES) == row["events"]
        assert sum(row[f"quad_{n}_reports"] for n in range(1, 5)) == row["reports"]
        assert row["net"] == pytest.approx(row["cooperation"] - row["conflict"])
        assert row["events_low"] <= row["events"] <= row["events_high"]
        assert row["told"] <= row["covered"] <= row["world"]


def test_a_dyad_is_the_same_from_both_ends_and_the_sum_of_its_directions():
    there, back = dyad_series(MADE, "CHN", "PRK"), dyad_series(MADE, "PRK", "CHN")
    assert there["events"].equals(back["events"]) and there["covered_a"].equals(back["covered_b"])
    ways = [dyad_series(MADE, a, b, directed=True) for a, b in (("CHN", "PRK"), ("PRK", "CHN"))]
    assert pc.add(ways[0]["reports"], ways[1]["reports"]).equals(there["reports"])


def test_only_what_was_done_counts_as_done():
    day = date(2015, 6, 1)
    made = one(told(day, "CHN", "PRK", "AID", 1),
               told(day, "CHN", "PRK", "AID", 2, evidence="rumoured"),
               *(told(day, "CHN", "PRK", "AID", n, modality=m)
                 for n, m in enumerate(("planned", "predicted", "hypothetical", "negated"), 3)))
    row, = dyad_series(made, "CHN", "PRK").to_pylist()
    assert (row["events"], row["reports"], row["told"], row["cooperation"]) == (1, 1, 6, 7.0)
    assert [row[name] for name in STANDINGS] == [1] * 5


def test_reports_are_not_events():
    day = date(2015, 6, 1)
    row, = dyad_series(one(*(told(day, "CHN", "PRK", key=n) for n in range(5))), "CHN", "PRK").to_pylist()
    assert (row["events"], row["reports"]) == (1, 5)


def test_silence_is_told_apart_from_absence():
    made = one(told(date(2015, 1, 1), "CHN", "PRK"), told(date(2015, 2, 1), "CHN", "USA"),
               told(date(2015, 4, 1), "KOR", "USA"), told(date(2015, 5, 1), "CHN", "PRK", modality="planned"))
    rows = dyad_series(made, "CHN", "PRK").to_pylist()
    assert [row["status"] for row in rows] == ["events", "nothing", "not covered", "not covered", "nothing"]
    assert [row["events_high"] is None for row in rows] == [False, False, True, True, False]
    assert [row["share"] for row in rows] == [1.0, 0.0, None, None, 1.0]


def test_an_event_known_only_to_the_month_is_counted_and_said():
    made = one(told(date(2015, 1, 9), "CHN", "PRK", when=month_of(date(2015, 1, 9))))
    row = dyad_series(made, "CHN", "PRK", until=date(2015, 1, 31), since=date(2015, 1, 1)).to_pylist()[0]
    assert (row["events"], row["coarse"]) == (1, 1)


@settings(max_examples=15, deadline=None)
@given(st.dates(date(2015, 6, 1), date(2024, 6, 1)), st.integers(0, 3))
def test_rows_added_later_never_change_a_figure_as_of_a_day(day, seed):
    before = MADE.filter(pc.less_equal(MADE["known_from"], pa.scalar(day)))
    later = history(400, seed=100 + seed)
    later = later.filter(pc.greater(later["known_from"], pa.scalar(day)))
    everything = pa.concat_tables([MADE, later])
    for by in ("month", "year"):
        assert (dyad_series(everything, "CHN", "PRK", by=by, as_of=day)
                .equals(dyad_series(before, "CHN", "PRK", by=by, as_of=day)))
    assert covered_span(everything, as_of=day) == covered_span(before)


def test_a_later_report_of_an_earlier_day_is_not_seen_as_of_a_day_between():
    early = date(2015, 1, 5)
    page = document(date(2015, 9, 1), "late")
    when = report(document(early), 0, "CHN", "PRK").when
    made = one(told(early, "CHN", "PRK"), (page, report(page, 1, "CHN", "PRK", "AID", when=when)))
    assert dyad_events(made, "CHN", "PRK", as_of=date(2015, 8, 31)).num_rows == 1
    assert dyad_events(made, "CHN", "PRK", as_of=date(2015, 9, 1)).num_rows == 2


def test_a_filter_by_type_and_by_days():
    series = dyad_series(MADE, "CHN", "PRK", by="year", types=["aid"], since=date(2016, 1, 1),
                         until=date(2017, 12, 31))
    assert series["period"].to_pylist() == ["2016", "2017"]
    assert series["events"].equals(series["events_AID"])
    assert by_type(series)[0][0] == "AID"


def test_what_cannot_be_asked_is_said():
    with pytest.raises(InputError, match="two different states"):
        dyad_series(MADE, "CHN", "CHN")
    with pytest.raises(UnknownCode):
        dyad_series(MADE, "CHN", "PRK", types=["DANCE"])
    with pytest.raises(InputError, match="is after"):
        dyad_series(MADE, "CHN", "PRK", since=date(2020, 1, 1), until=date(2019, 1, 1))
    with pytest.raises(InputError, match="hold nothing"):
        dyad_series(table.SCHEMA.empty_table(), "CHN", "PRK")


def test_the_series_begins_with_the_days_that_the_first_news_tells_of():
    page = document(date(2015, 3, 20))

    def on(day, key):
        when = report(document(day), 0, "CHN", "PRK").when
        return page, report(page, key, "CHN", "PRK", "AID", when=when)
    made = one(on(date(2015, 3, 17), 1), on(date(1950, 10, 25), 2))
    series = dyad_series(made, "CHN", "PRK", by="day")
    assert series["from_day"][0].as_py() == date(2015, 3, 17)
    assert pc.sum(series["events"]).as_py() == 1


def test_the_series_ends_where_the_data_end():
    span = covered_span(MADE)
    series = dyad_series(MADE, "CHN", "PRK")
    assert (series["from_day"][0].as_py(), series["to_day"][-1].as_py()) == (span.begins, span.last)
    cut = span.last - timedelta(days=100)
    assert dyad_series(MADE, "CHN", "PRK", as_of=cut)["to_day"][-1].as_py() <= cut


def test_a_day_to_which_an_event_brings_the_report_of_a_month_has_a_share_of_one_at_most():
    day = date(2015, 1, 9)
    made = one(told(day, "CHN", "PRK"), told(date(2015, 1, 2), "CHN", "PRK", key=2, when=month_of(day)))
    rows = {row["from_day"]: row for row in dyad_series(made, "CHN", "PRK", by="day", since=date(2015, 1, 1)).to_pylist()}
    assert (rows[day]["told"], rows[day]["covered"], rows[day]["share"]) == (2, 1, 1.0)
