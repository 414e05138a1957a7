import re
from datetime import date

import pytest
from event_rows import history
from made_up import TODAY, brief, reading

from visavis.brief import compose
from visavis.forecast import Forecaster, ground, kind


@pytest.fixture(scope="module")
def made():
    return brief()


def part(made, title="What is next"):
    return next(one for one in made.sections if one.title.startswith(title))


def test_five_forecasts_stand_with_word_number_base_rate_and_track_record(made):
    grid = part(made).tables[0]
    assert len(grid.rows) == 5 == len({row.cells[0] for row in grid.rows})
    for row in grid.rows:
        assert re.fullmatch(r"[a-z ]+ \((over |under )?[\d.]+ %\)", row.cells[2]) and row.evidence
        assert "came true when" in row.cells[6] or row.cells[6] == "nothing like it"


def test_the_first_forecast_is_told_in_full_with_its_reasons_and_what_would_change_it(made):
    first, *rest = part(made).findings
    assert first.interval[0] <= first.value <= first.interval[1] and "Base rate of the two" in first.text
    assert any(one.text.startswith("What would change this judgement") for one in rest)


def test_an_open_claim_stands_beside_our_own_forecast_of_the_same_question():
    told = reading()
    claim = told.claims[0]
    from dataclasses import replace

    asked = replace(claim, direction="event", type="CONSULT", dyad=("PRK", "CHN"))
    made = brief(readings=[type(told)(document=told.document, reports=told.reports, claims=(asked,), signals=())])
    row, = part(made, "Open claims").tables[0].rows
    assert re.search(r"\(\d.* %\)", row.cells[6])


def test_a_claim_that_is_no_single_event_has_no_forecast_of_ours(made):
    row, = part(made, "Open claims").tables[0].rows
    assert row.cells[6] == "–"


def test_it_says_that_it_is_of_the_day_on_which_the_data_end():
    made = compose("PRK", "CHN", today=TODAY, history=history(900))
    assert "2024-12" in part(made).tables[0].caption and any("The data end on" in note for note in part(made).notes)


def test_as_of_a_past_day_it_knows_nothing_later():
    import pyarrow.compute as pc

    rows = history(900)
    day = date(2022, 3, 1)
    kept = rows.filter(pc.less_equal(rows["known_from"], day))
    sections = [part(compose("PRK", "CHN", today=TODAY, as_of=day, history=each)) for each in (rows, kept)]
    assert sections[0] == sections[1]


def test_the_numbers_are_those_of_the_forecaster(made):
    rows = history(900)
    maker = Forecaster(rows, as_of=ground.until(rows), calendar=ground.calendar())
    alone = part(compose("PRK", "CHN", today=TODAY, history=rows)).tables[0].rows[0]
    asked = kind(alone.cells[0].split(" b")[0])
    days = int(alone.cells[1].split()[0])
    pair = ("PRK", "CHN") if asked.undirected or "by PRK" in alone.cells[0] else ("CHN", "PRK")
    assert f"({round(maker.forecast(*pair, asked, days).probability * 100)}" in alone.cells[2].replace(".", " ")
