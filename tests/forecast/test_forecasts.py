from datetime import date

import pytest

from visavis.errors import InputError
from visavis.forecast import Forecaster, forecast, informative, kind, near, reasons
from visavis.forecast.kinds import HORIZONS, TYPES

ORIGIN = date(2022, 3, 1)


@pytest.fixture(scope="module")
def maker(past):
    return Forecaster(past, as_of=ORIGIN)


def test_a_forecast_holds_together(maker):
    for each in TYPES:
        for days in HORIZONS:
            made = maker.forecast("PRK", "CHN", each, days)
            assert made.interval[0] <= made.probability <= made.interval[1] and made.expected >= made.probability
            assert 0 < made.base < 1 and 0 < made.peers < 1 and made.days == days
            assert made.window[0] == date(2022, 3, 2) and made.known > 0


@pytest.mark.parametrize("name", ["CONSULT", "AID", "quad 4"])
def test_a_longer_window_never_has_a_lower_chance_or_fewer_events_between_its_horizons(maker, name):
    for first, last in ((1, 7), (31, 89), (91, 364), (365, 900)):
        found = [maker.forecast("PRK", "CHN", kind(name), days) for days in range(first, last, max(1, last // 8))]
        assert [one.probability for one in found] == sorted(one.probability for one in found)
        assert [one.expected for one in found] == sorted(one.expected for one in found)


def test_a_two_sided_kind_is_the_same_either_way_but_for_who_is_named_first(maker):
    there, back = (maker.forecast(*pair, kind("CONSULT"), 90) for pair in (("PRK", "CHN"), ("CHN", "PRK")))
    assert (there.probability, there.base, there.expected) == (back.probability, back.base, back.expected)
    families = [{pull.family: pull.value for pull in made.pulls} for made in (there, back)]
    assert families[0].get("source") == families[1].get("target")


def test_one_sided_kinds_are_asked_in_both_directions_unless_directed(past):
    both = forecast(past, "PRK", "CHN", as_of=ORIGIN, horizons=[30])
    assert len(both) == 3 + 13 * 2
    assert len(forecast(past, "PRK", "CHN", as_of=ORIGIN, horizons=[30], directed=True)) == 16


def test_a_state_of_which_nothing_is_told_gets_a_low_chance_and_no_error(maker):
    made = maker.forecast("TUV", "NRU", kind("ASSAULT"), 30)
    assert 0 < made.probability < 0.05 and made.known == 0


@pytest.mark.parametrize(("pair", "days"), [(("PRK", "PRK"), 30), (("PRK", "CHN"), 0), (("PRK", "CHN"), 4000)])
def test_a_question_out_of_bounds_is_refused(maker, pair, days):
    with pytest.raises(InputError):
        maker.forecast(*pair, kind("AID"), days)


def test_reasons_name_events_that_were_known_and_of_the_states(past, maker):
    made = maker.forecast("PRK", "CHN", kind("CONSULT"), 90)
    events = near(past, "PRK", "CHN", as_of=ORIGIN)
    rows = {row["id"]: row for row in events.to_pylist()}
    told = reasons(made, events)
    assert told and any(one.events for one in told)
    for one in told:
        for row in map(rows.__getitem__, one.events):
            assert row["known_from"] <= ORIGIN and {"PRK", "CHN"} & {row["source"], row["target"]}
    assert [abs(one.pull.value) for one in told] == sorted((abs(one.pull.value) for one in told), reverse=True)


def test_the_most_informative_forecasts_are_one_a_question_and_far_from_their_base_rates(past):
    made = forecast(past, "PRK", "CHN", as_of=ORIGIN)
    five = informative(made, 5)
    assert len(five) == 5 == len({one.question for one in five})
    assert max(one.news for one in five) > 0
