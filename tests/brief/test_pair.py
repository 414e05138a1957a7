"""Two states beside each other, as Python gives them."""

from datetime import date

import pyarrow as pa
import pytest
from dataset_rows import gdelt, one, write
from event_rows import history
from made_up import TODAY

from visavis.brief import compose, verdicts
from visavis.brief.findings import Mark
from visavis.brief.pair import dyad
from visavis.datasets.merging import Merging
from visavis.errors import InputError
from visavis.measure.dyads import dyad_series
from visavis.measure.shelf import by_name

MADE = history(600)


def loaded_rows(tmp_path):
    return one("gdelt", write(tmp_path / "a.csv", gdelt(1), gdelt(2, Day="20150301", EventCode="071")), tmp_path / "out").segment


def test_the_table_holds_the_series_of_each_data_set_under_its_name(tmp_path):
    segment = loaded_rows(tmp_path)
    answer = dyad("North Korea", "china", versus="RUS", past=MADE, datasets=["history", str(segment)])
    assert [each.data.name for each in answer.sets] == ["history", "gdelt"]
    for each in answer.sets:
        for series, other in zip(each.series, ("CHN", "RUS"), strict=True):
            assert series.equals(dyad_series(each.data.rows, "PRK", other, by="year"))
    names = answer.table["dataset"].to_pylist()
    assert (names.count("history"), names.count("gdelt")) == tuple(2 * each.series[0].num_rows for each in answer.sets)
    assert [" in the history:" in line or " in GDELT:" in line for line in answer.sentences] == [True] * 6


def test_others_read_it_by_the_arrow_c_stream():
    answer = dyad("PRK", "CHN", past=MADE, since=date(2016, 1, 1))
    assert pa.table(answer).equals(answer.table)
    pytest.importorskip("pandas")
    assert answer.to_pandas()["events"].tolist() == answer.table["events"].to_pylist()
    pytest.importorskip("polars")
    assert answer.to_polars()["events"].to_list() == answer.table["events"].to_pylist()


def test_a_notebook_shows_sentences_chart_and_tables_without_a_script():
    page = dyad("PRK", "CHN", versus="RUS", past=MADE)._repr_html_()
    assert "<svg" in page and "<table>" in page and "<script" not in page
    assert page.count("<p>") == 3


def test_time_that_was_not_covered_gives_no_rate_and_a_short_one_neither(tmp_path):
    segment = loaded_rows(tmp_path)
    (line,) = dyad("PRK", "CHN", past=MADE, datasets=[str(segment)]).sentences
    assert "too short a time for a rate" in line and "a year" not in line
    (line,) = dyad("FRA", "GBR", past=MADE, datasets=[str(segment)]).sentences
    assert "not covered" in line


def test_nothing_known_yet_is_an_error():
    with pytest.raises(InputError, match="hold nothing"):
        dyad("PRK", "CHN", past=MADE, as_of=date(1990, 1, 1))


def test_a_brief_counts_loaded_data_by_themselves_and_says_who_tells_an_event(tmp_path):
    day = MADE.filter(pa.compute.equal(MADE["dataset"], "history"))
    segment = loaded_rows(tmp_path)
    made = compose("PRK", "CHN", history=day, loaded=by_name([segment]), today=TODAY)
    alone = compose("PRK", "CHN", history=day, today=TODAY)
    assert [one.value for one in made.answer[:2]] == [one.value for one in alone.answer[:2]]
    told = [one.text for section in made.sections for one in section.findings]
    assert any("in GDELT" in text or "of GDELT" in text for text in told)
    assert any("added to nothing" in note for section in made.sections for note in section.notes)


def test_a_merge_that_was_undone_is_undone_in_a_brief_too():
    dense = history(1500, years=1)
    made = [compose("PRK", "CHN", history=dense, today=TODAY, merging=Merging(alone=alone))
            for alone in (frozenset(), frozenset(dense["id"].to_pylist()))]
    assert made[1].answer[0].value > made[0].answer[0].value


def test_an_event_of_two_data_sets_says_how_many_reports_are_in_which(tmp_path):
    segment = loaded_rows(tmp_path)
    again = pa.Table.from_pylist([row | {"id": "f" * 16, "dataset": "icews", "native_id": "9"}
                                  for row in pa.parquet.read_table(segment).slice(0, 1).to_pylist()], schema=MADE.schema)
    made = compose("PRK", "CHN", loaded=by_name([segment]) | {"icews": again}, today=TODAY)
    (both,) = [one for one in made.evidence if len(one.told_in) == 2]
    assert both.tellers.endswith("3 in GDELT; 3 in ICEWS")


def test_verdicts_end_each_row_and_cannot_tell_is_one():
    answer = dyad("PRK", "CHN", versus="RUS", past=MADE)
    by_type, *others = verdicts.grids(answer.sets[0].data, answer.ask.pairs, answer.sets[0].comparisons,
                                      answer.sets[0].changes, answer.sets[0].reciprocity)
    assert by_type.rows[0].cells[0] == "all" and {row.cells[-1] for row in by_type.rows} <= {"differs", "cannot tell"}
    assert len(others) == 4 and all(row.cells for one in others for row in one.rows)
    assert [one.caption for one in answer.grids(more=True)][-4:] == [one.caption for one in others]


def test_reciprocity_looks_at_each_direction_of_the_dyad():
    (one,) = dyad("PRK", "CHN", past=MADE).sets
    assert [(each.tone, each.of, each.by) for each in one.reciprocity[0]] == [
        ("cooperation", "PRK", "CHN"), ("cooperation", "CHN", "PRK"), ("conflict", "PRK", "CHN"), ("conflict", "CHN", "PRK")]
    assert all(each.acts > 0 for each in one.reciprocity[0])


def test_changes_are_looked_for_by_month_whatever_the_period():
    by_year, by_month = (dyad("PRK", "CHN", past=MADE, by=by).sets[0] for by in ("year", "month"))
    assert by_year.months[0].equals(by_month.series[0]) and by_year.changes == by_month.changes


def test_a_chart_points_out_days_by_number_and_says_what_they_are(tmp_path):
    answer = dyad("PRK", "CHN", past=MADE)
    answer.save(tmp_path / "x.svg", marks=[Mark(date(2018, 3, 26), "a summit", (date(2018, 3, 1), date(2018, 4, 1))),
                                            Mark(date(1990, 1, 1), "before it all")])
    text = (tmp_path / "x.svg").read_text("utf-8")
    assert "a summit" in text and "before it all" not in text
